"""A folder, with all folders below it, in one fixed order."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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

    def __str__(self) -> str:
        return str(self._folder)

    def files(self) -> Iterator[Incoming]:
        """Every file below the folder, sorted by path."""
        return (incoming for _, incoming in walk(self._folder, self._skip))

    def acknowledge(self, published: Published) -> None:
        """Nothing: the files are the user's, and stay where they are."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    address: str
    supplier: str | None
    is_folder: bool


def walk(folder: Path, skip: Collection[Path] = ()) -> Iterator[tuple[Path, Incoming]]:
    """Every file below `folder` and where it is, sorted by path; a folder that cannot be listed counts as a file."""
    waiting = [_Found(folder, quote(folder.as_posix()), None, is_folder=True)]  # may lie deeper than calls may go
    while waiting:
        found = waiting.pop()
        opener = partial(open_file, found.path)
        if found.is_folder:
            try:
                waiting += reversed(_listed(found, skip, is_top=found.path is folder))
                continue
            except OSError as error:
                opener = partial(_fail, error)
        name = last_name(found.path.name)
        yield found.path, Incoming(f"file://{found.address}", None, name, found.supplier, opener)


def _listed(folder: _Found, skip: Collection[Path], is_top: bool) -> list[_Found]:
    found = []
    for entry in sorted(os.scandir(folder.path), key=lambda entry: os.fsencode(entry.name)):
        path, is_folder = Path(entry.path), _is_folder(entry)
        if not is_folder or path not in skip:
            supplier = supplier_folder(entry.name) if is_top and is_folder else folder.supplier
            found.append(_Found(path, f"{folder.address.rstrip('/')}/{quote(entry.name)}", supplier, is_folder))
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # file systems that tell no kind with a name are asked, and may refuse
        return False  # opening it will say why


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
