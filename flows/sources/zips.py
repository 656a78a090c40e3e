"""A zip. Members are read one by one as streams; their names are only ever shown, never used as paths.

What a member claims to weigh is not believed: the stream itself is counted, against its compressed size.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from flows.sources.errors import BrokenArchive, EncryptedArchive, SymbolicLink, TooManyEntries
from flows.sources.incoming import Bounds, Measured, Member

_ENTRY_BYTES = 1024
"""Room for one name in the list of names, comments and extra fields included."""
_END, _END_64 = struct.Struct("<12xI6x"), struct.Struct("<4s36xQ8x4s16x")
"""The ends of a zip: how long its list of names is. A zip64 has a second before that, of two parts with a mark each."""
_MOST_COMMENT = 0xFFFF
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    RuntimeError,
    OSError,
)
"""What `zipfile` raises on damaged input: `NotImplementedError` is a compression that it does not know, `OSError` a
member that would begin before the file does, or damaged bzip2."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a zip, in the order of the zip.

    Raises:
        BrokenArchive: its list of names cannot be read.
        TooManyEntries: the list is longer than `archive_entries`.
    """
    for entry, opener in entries(path, bounds):
        yield Member(member_name(entry), opener)


def entries(
    path: Path, bounds: Bounds
) -> Iterator[tuple[zipfile.ZipInfo, Callable[[], AbstractContextManager[BinaryIO]]]]:
    """The same as the zip names them, each with how to open it."""
    _check_directory(path, bounds)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise BrokenArchive(f"The zip cannot be opened: {error}.") from error
    with archive:
        for entry in archive.infolist():
            if not entry.filename.endswith("/"):  # `is_dir` trips over a name without a letter
                yield entry, partial(_open, archive, entry, bounds.archive_ratio)


@contextmanager
def _open(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, ratio: int) -> Iterator[BinaryIO]:
    if entry.flag_bits & _ENCRYPTED:
        raise EncryptedArchive("The file in the zip needs a password.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SymbolicLink("A link that was packed as one.")
    try:
        with archive.open(entry) as stream:
            yield cast(BinaryIO, Measured(stream.read, entry.compress_size, ratio))
    except _BROKEN as error:
        raise BrokenArchive(f"The file cannot be unpacked from its zip: {error}.") from error


def _check_directory(path: Path, bounds: Bounds) -> None:
    """Refuses a list of names that is too long *before* `zipfile` makes objects of all of it."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _MOST_COMMENT - _END.size - _END_64.size))
        tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(tail):
        raise BrokenArchive("The zip has no list of names at its end.")
    (directory_bytes,) = _END.unpack_from(tail, end)
    if end >= _END_64.size:
        one, in_zip64, two = _END_64.unpack_from(tail, end - _END_64.size)
        if (one, two) == (b"PK\x06\x06", b"PK\x06\x07"):  # then `zipfile` looks at nothing else
            directory_bytes = in_zip64
    if directory_bytes > bounds.archive_entries * _ENTRY_BYTES:
        raise _too_many(bounds)


def _too_many(bounds: Bounds) -> TooManyEntries:
    return TooManyEntries(f"The zip holds more than {bounds.archive_entries} files (CERTSWEEP_ARCHIVE_ENTRIES).")


def member_name(entry: zipfile.ZipInfo) -> str:
    """A member's name. Chinese Windows writes names in GB 2312 without saying so; `zipfile` then reads cp437.

    Only pairs of high bytes are taken for Chinese, as a German umlaut in cp437 or cp850 stands alone.
    """
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
        return raw.decode("utf-8")
    except UnicodeEncodeError:
        return entry.filename
    except UnicodeDecodeError:
        return _chinese(raw) or entry.filename


def _chinese(raw: bytes) -> str | None:
    try:
        return raw.decode("gb2312")
    except UnicodeDecodeError:
        return None
