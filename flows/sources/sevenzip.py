"""A 7z. It is unpacked from beginning to end in one go, as most are packed as one block; nothing of it touches the disk.

py7zr pushes what it unpacks; a thread and a queue of one piece make that a stream that is pulled, and so stops as
soon as nobody reads on. Its own `extract` refuses an archive with one hostile name in it; names are not used here.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import py7zr
from py7zr.compressor import SupportedMethods
from py7zr.exceptions import PasswordRequired
from py7zr.io import MemIO, Py7zIO, WriterFactory
from py7zr.py7zr import ArchiveFile

from extractors.errors import DocumentError
from flows.sources.errors import BrokenArchive, EncryptedArchive, SymbolicLink, TooManyEntries
from flows.sources.incoming import CHUNK_BYTES, Bounds, Measured, Member, refuse

_Piece = tuple[int, bytes] | Exception | None
"""The number of a file and some of its bytes (none: it begins); how unpacking failed; or its end."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a 7z, those that need a password and links first, as those cannot be opened.

    Raises:
        BrokenArchive: it is damaged; what stands before the damage has been listed.
        EncryptedArchive: even its list of names needs a password.
        ExpandsTooMuch: all of it together grows beyond the ratio.
        TooManyEntries: it holds more files than `archive_entries`.
    """
    with path.open("rb") as stream:
        archive = _opened(stream)
        files = [file for file in archive.files if not file.is_directory]
        if len(files) > bounds.archive_entries:
            raise TooManyEntries(f"It holds more than {bounds.archive_entries} files (CERTSWEEP_ARCHIVE_ENTRIES).")
        refused = {file.id: error for file in files if (error := _refusal(file))}
        yield from (Member(file.filename, refuse(refused[file.id])) for file in files if file.id in refused)
        names = {file.id: file.filename for file in files if file.id not in refused}
        unpacking = _Unpacking(archive, names)
        measured = Measured(unpacking.read, path.stat().st_size, bounds.archive_ratio)
        try:
            while (name := unpacking.go_on(measured)) is not None:
                yield Member(name, partial(_open, measured))
        finally:
            unpacking.stop()


def _opened(stream: BinaryIO) -> py7zr.SevenZipFile:
    try:
        return py7zr.SevenZipFile(stream)
    except PasswordRequired as error:
        raise EncryptedArchive("The 7z needs a password.") from error
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged header makes of it
        raise _broken(error) from error


def _refusal(file: ArchiveFile) -> DocumentError | None:
    if file.is_symlink or file.is_junction or file.is_socket:
        return SymbolicLink("A link, a junction or a socket.")
    if not file.emptystream and SupportedMethods.needs_password(file.folder.coders):
        return EncryptedArchive("The file in the 7z needs a password.")
    return None


class _Unpacking(WriterFactory):
    """Unpacks in a thread of its own, and hands out a file at a time."""

    def __init__(self, archive: py7zr.SevenZipFile, names: dict[int, str]) -> None:
        self._archive, self._names = archive, names
        self._pieces: queue.Queue[_Piece] = queue.Queue(maxsize=1)
        self._stopped = False
        self._thread = threading.Thread(target=self._unpack, daemon=True)
        self._piece: _Piece = None
        self._rest = b""

    def create(self, filename: str) -> Py7zIO:
        """A file of this number begins."""
        self.put((int(filename), b""))
        return _Pusher(self, int(filename))

    def put(self, piece: _Piece) -> None:
        """Waits until somebody wants more."""
        while not self._stopped:
            try:
                return self._pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
        raise EOFError("nobody reads on")

    def _unpack(self) -> None:
        worker = self._archive.worker
        try:
            for number in self._names:
                worker.register_filelike(number, MemIO(str(number), self))
            worker.extract(self._archive.fp, None, parallel=False)
            self.put(None)
        except Exception as error:
            if not self._stopped:
                self.put(error)

    def go_on(self, measured: Measured) -> str | None:
        """Leaves what is left of this file, and says what the next is called; None at the end."""
        if self._thread.ident is None:
            self._thread.start()
            self._take()
        while measured.read():
            pass
        if self._piece is None:
            return None
        number, _ = self._now()
        self._take()
        return self._names[number]

    def read(self, size: int) -> bytes:
        """The next bytes of this file; none at its end."""
        while not self._rest and self._piece is not None and self._now()[1]:
            self._rest = self._now()[1]
            self._take()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _now(self) -> tuple[int, bytes]:
        if isinstance(self._piece, MemoryError):
            raise self._piece
        if isinstance(self._piece, Exception):
            raise _broken(self._piece) from self._piece
        return cast("tuple[int, bytes]", self._piece)

    def _take(self) -> None:
        self._piece = self._pieces.get()

    def stop(self) -> None:
        """Lets the thread end."""
        self._stopped = True


class _Pusher(Py7zIO):
    """What py7zr writes one file to."""

    def __init__(self, unpacking: _Unpacking, number: int) -> None:
        self._unpacking, self._number = unpacking, number

    def write(self, s: bytes | bytearray) -> int:
        """Hands on, in pieces."""
        view = memoryview(s)
        for at in range(0, len(view), CHUNK_BYTES):
            self._unpacking.put((self._number, bytes(view[at : at + CHUNK_BYTES])))
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        """Nothing: it is only written to."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Nothing: it is only written to."""
        return 0

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        """Not known, and not asked for."""
        return 0


@contextmanager
def _open(measured: Measured) -> Iterator[BinaryIO]:
    yield cast(BinaryIO, measured)


def _broken(error: Exception) -> BrokenArchive:
    return BrokenArchive(f"The 7z cannot be unpacked: {type(error).__name__}: {error}.")
