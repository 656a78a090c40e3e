"""A folder, with all folders below it, in one fixed order."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from extractors.errors import UnsupportedType
from flows.sources.errors import SymbolicLink
from flows.sources.incoming import Incoming, Published, last_name, quote, supplier_folder


class Folder:
    """A folder of the user's, which is only read; `skip` is left out, with all that is in it."""

    def __init__(self, folder: Path, skip: Collection[Path] = ()) -> None:
        self._folder = folder
        self._skip = skip

    def files(self) -> Iterator[Incoming]:
        """Every file below the folder, sorted by path."""
        return (incoming for _, incoming in walk(self._folder, self._skip))

    def acknowledge(self, published: Published) -> None:
        """Nothing: the files are the user's, and stay where they are."""


def walk(folder: Path, skip: Collection[Path] = ()) -> Iterator[tuple[Path, Incoming]]:
    """Every file below `folder` and where it is, sorted by path; a folder that cannot be listed counts as a file."""
    yield from _below(folder, None, skip, quote(folder.as_posix()), is_top=True)


def _below(
    folder: Path, supplier: str | None, skip: Collection[Path], address: str, is_top: bool = False
) -> Iterator[tuple[Path, Incoming]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield folder, _incoming(f"file://{address}", folder.name, supplier, partial(_fail, error))
        return
    for entry in entries:
        path, uri = Path(entry.path), f"{address.rstrip('/')}/{quote(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            if path not in skip:
                yield from _below(path, supplier_folder(entry.name) if is_top else supplier, skip, uri)
        else:
            yield path, _incoming(f"file://{uri}", entry.name, supplier, partial(open_file, path))


def _incoming(uri: str, name: str, supplier: str | None, opener: Callable[[], BinaryIO]) -> Incoming:
    return Incoming(uri, None, last_name(name), supplier, opener)


def open_file(path: Path) -> BinaryIO:
    """Opens a file that was found in a folder; never through a link, and never something that could block.

    Raises:
        SymbolicLink: it is a link, which may point out of the folder.
        UnsupportedType: it is a pipe, a socket or a device.
    """
    if path.is_symlink():
        raise SymbolicLink(f"A link to {str(path.readlink())!r}.")
    if not path.is_file():
        raise UnsupportedType("Not a regular file but a pipe, a socket or a device.")
    return path.open("rb")


def _fail(error: OSError) -> BinaryIO:
    raise error
