"""A tar, read as a stream from its beginning to its end: nothing in it can point anywhere."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast

from extractors.errors import DocumentError, UnsupportedType
from flows.sources.errors import BrokenArchive, SymbolicLink
from flows.sources.incoming import Bounds, Measured, Member, refuse

_BROKEN = (tarfile.TarError, ValueError, OverflowError, RecursionError, LookupError)
"""What `tarfile` raises on damaged input."""


class Readable(Protocol):
    """What `tarfile` needs of a stream that it only reads forward."""

    def read(self, size: int, /) -> bytes: ...


class _Strict(tarfile.TarInfo):
    """A header that is damaged or missing is an error; `tarfile` takes it for the end, and files would be lost."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _DAMAGED as error:
            raise BrokenArchive(f"The tar is damaged or cut off after {tarfile.offset} bytes: {error}.") from error


_DAMAGED = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError, tarfile.EmptyHeaderError)  # type: ignore[attr-defined]


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a tar, in its order; links and devices too, which cannot be opened.

    Raises:
        BrokenArchive: it is damaged; what stands before the damage has been listed.
    """
    with path.open("rb") as stream:
        yield from from_stream(stream, bounds)


def from_stream(stream: Readable, bounds: Bounds) -> Iterator[Member]:
    """The same from a stream, which may be one that is being decompressed."""
    with _breaking():
        archive = tarfile.open(  # noqa: SIM115
            fileobj=cast(BinaryIO, stream), mode="r|", tarinfo=_Strict
        )
    with archive:
        while entry := _next(archive):
            if entry.isreg():
                yield Member(entry.name, partial(_open, archive, entry, bounds.archive_ratio))
            elif not entry.isdir():
                yield Member(entry.name, refuse(_refusal(entry)))


def _next(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    with _breaking():
        entry = archive.next()
        archive.members.clear()  # type: ignore[attr-defined]  # it would keep all of them, and there may be very many
        return entry


def _refusal(entry: tarfile.TarInfo) -> DocumentError:
    if entry.issym() or entry.islnk():
        return SymbolicLink(f"A link to {entry.linkname[:200]!r}.")
    return UnsupportedType("Not a regular file but a pipe or a device.")


@contextmanager
def _open(archive: tarfile.TarFile, entry: tarfile.TarInfo, ratio: int) -> Iterator[BinaryIO]:
    # a sparse file's holes are not in the tar: it may grow, but not without measure
    segments = cast("list[tuple[int, int]] | None", entry.sparse)
    packed = entry.size if segments is None else sum(size for _, size in segments)
    with _breaking():
        stream = archive.extractfile(entry)
        if stream is None:
            raise BrokenArchive("The tar has no content for it.")
        with stream:
            yield cast(BinaryIO, Measured(stream.read, packed, ratio))


@contextmanager
def _breaking() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BrokenArchive(f"The tar is damaged or cut off: {error}.") from error
