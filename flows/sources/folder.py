"""A folder, with all folders below it, in one fixed order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from extractors.errors import UnsupportedType
from flows.sources.errors import SymbolicLink
from flows.sources.incoming import Incoming, last_name, quote, supplier_folder


def list_folder(folder: Path, skip: Path | None = None) -> Iterator[Incoming]:
    """Every file below `folder`, sorted by path; `skip` (the output folder) is left out with all that is in it."""
    yield from _below(folder, None, skip, quote(folder.as_posix()), is_top=True)


def _below(
    folder: Path, supplier: str | None, skip: Path | None, address: str, is_top: bool = False
) -> Iterator[Incoming]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield _incoming(f"file://{address}", folder.name, supplier, partial(_fail, error))
        return
    for entry in entries:
        path, uri = Path(entry.path), f"{address.rstrip('/')}/{quote(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            if skip is None or path != skip:
                yield from _below(path, supplier_folder(entry.name) if is_top else supplier, skip, uri)
        else:
            yield _incoming(f"file://{uri}", entry.name, supplier, partial(open_file, path))


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
