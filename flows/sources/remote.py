"""Folders on other machines, through fsspec: an object store (`s3://`) and SFTP. They are read and left as they are.

What is not published yet, or has changed, is told by content; so each sweep fetches each file, and reads only new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import Any, BinaryIO, cast

from flows.settings import Settings
from flows.sources.errors import CannotOpen, SymbolicLink
from flows.sources.incoming import CHUNK_BYTES, Incoming, Published, SourceLost, last_name, quote, supplier_folder
from flows.sources.link import Link, Unanswered, Ways

FileSystem = Any
"""An fsspec file system, which has no types of its own."""
Info = dict[str, Any]
_ANSWERS = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)
"""Faults that are answers: asking again changes nothing."""


class Remote:
    """A folder of a remote file system.

    `listed` gives all files below `root` with what the file system says about them, and folders that it cannot list.
    `address` is that of the file system, to which a file's own name is added.
    """

    def __init__(
        self,
        address: str,
        root: str,
        ways: Ways[FileSystem],
        listed: Callable[[Link[FileSystem], str], Iterator[tuple[str, Info]]],
        settings: Settings,
    ) -> None:
        self._address = address
        self._root = root.rstrip("/")
        self._listed = listed
        self._where = f"{address}/{quote(self._root.lstrip('/'))}"
        self._link: Link[FileSystem] = Link(self._where, ways, settings)

    def __str__(self) -> str:
        return self._where

    def files(self) -> Iterator[Incoming]:
        """Every file below the folder."""
        with closing(self._link):
            try:
                for name, info in self._listed(self._link, self._root):
                    yield self._incoming(name, info)
            except Unanswered as error:
                raise SourceLost(f"{self._where} cannot be listed: {error}") from error

    def acknowledge(self, published: Published) -> None:
        """Nothing: the files are others', and stay where they are."""

    def _incoming(self, name: str, info: Info) -> Incoming:
        top, slash, _ = name.removeprefix(self._root).lstrip("/").partition("/")
        return Incoming(
            source_uri=f"{self._address}/{quote(name.lstrip('/'))}",
            container_uri=None,
            file_name=last_name(name),
            supplier_id=supplier_folder(top) if slash else None,
            open=partial(self._open, name, info),
        )

    @contextmanager
    def _open(self, name: str, info: Info) -> Iterator[BinaryIO]:
        if info["type"] == "link":
            raise SymbolicLink("A link on the other machine.")
        if info["type"] == "directory":
            raise CannotOpen("The folder cannot be listed.")
        with closing(_Stream(self._link, name)) as stream:
            yield cast("BinaryIO", stream)


class _Stream:
    """A remote file; after a cut it goes on where it was, if it is still the same file."""

    def __init__(self, link: Link[FileSystem], name: str) -> None:
        self._link = link
        self._name = name
        self._offset = self._size = 0
        self._version: object = None
        self._file: Any = None

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """The next bytes; none at the end.

        Raises:
            OSError: the file is gone, was changed, or cannot be read.
            SourceLost: the other machine is not there.
        """
        try:
            data = self._link.ask(partial(self._read, size))
        except Unanswered as error:
            raise OSError(str(error).rstrip(".")) from error
        self._offset += len(data)
        return data

    def _read(self, size: int, files: FileSystem) -> bytes:
        file, self._file = self._file or self._reopened(files), None  # one that breaks is opened anew
        data = cast("bytes", file.read(size))
        if not data and self._offset < self._size:  # paramiko takes a lost connection for the end of the file
            raise ConnectionError("The connection ended before the file did.")
        self._file = file
        return data

    def _reopened(self, files: FileSystem) -> Any:
        file = files.open(self._name, "rb")
        info = files.info(self._name)
        version = info.get("ETag") or (info.get("size"), info.get("mtime"))
        if self._version is not None and version != self._version:
            raise FileNotFoundError("It was replaced while it was read.")
        self._version, self._size = version, int(info["size"])
        file.seek(self._offset)
        return file

    def close(self) -> None:
        """Lets go of the file; what was read of it is read, whatever comes now."""
        if self._file is not None:
            with suppress(Exception):
                self._file.close()


def is_passing(error: Exception) -> bool:
    """May the same question be answered in a moment?"""
    return not isinstance(error, _ANSWERS)


def words(error: Exception) -> str:
    """An error as a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"{str(text).rstrip('.')}."
