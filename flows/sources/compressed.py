"""One compressed file: gz, bz2 or xz. A tar that was compressed (`.tgz`) is opened in one go, as everybody thinks of it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from extractors.pages import triage
from flows.sources import tars
from flows.sources.errors import BrokenArchive
from flows.sources.incoming import Bounds, Measured, Member

_OPENERS: dict[str, Callable[[Path], object]] = {triage.GZIP: gzip.open, triage.BZIP2: bz2.open, triage.XZ: lzma.open}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)
"""What the decompressors raise on damaged input; `gzip` and `bz2` raise plain `OSError`."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """The file, or every file of the tar that it is.

    Raises:
        BrokenArchive: it is damaged.
        ExpandsTooMuch: the tar grows beyond the ratio; what stands before that has been listed.
    """
    with _unpacked(path, bounds) as stream:
        head = stream.read(triage.HEAD_BYTES)
        whole = _Rewound(head, stream)
        if triage.is_tar(head):
            yield from tars.from_stream(whole, bounds)
        else:
            yield Member("", partial(_open, whole))


@contextmanager
def _unpacked(path: Path, bounds: Bounds) -> Iterator[Measured]:
    opener = _OPENERS[triage.media_type(path)]
    with _breaking(), cast(BinaryIO, opener(path)) as stream:
        yield Measured(stream.read, path.stat().st_size, bounds.archive_ratio)


class _Rewound:
    """A stream whose beginning has been looked at; damage is told as damage, however deep it is read."""

    def __init__(self, head: bytes, rest: Measured) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int) -> bytes:
        with _breaking():
            return self._head.read(size) or self._rest.read(size)


@contextmanager
def _open(whole: _Rewound) -> Iterator[BinaryIO]:
    yield cast(BinaryIO, whole)


@contextmanager
def _breaking() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BrokenArchive(f"It is damaged or cut off and cannot be unpacked: {error}.") from error
