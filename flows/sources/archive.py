"""A zip. Members are read one by one as streams; their names are only ever shown, never used as paths.

What a member claims to weigh is not believed: the stream itself is counted, against its compressed size.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from flows.originals import CHUNK_BYTES
from flows.settings import Settings
from flows.sources.errors import BrokenArchive, EncryptedArchive, ExpandsTooMuch, TooManyEntries
from flows.sources.incoming import Container, Incoming, last_name, supplier_folder

_ENTRY_BYTES = 1024
"""Room for one name in the list of names, comments and extra fields included."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError, RuntimeError)
"""What `zipfile` raises on damaged input; `NotImplementedError` is a compression that it does not know."""


def list_zip(container: Container, settings: Settings) -> Iterator[Incoming]:
    """Every file in a zip, in the order of the zip.

    Raises:
        BrokenArchive: its list of names cannot be read.
        TooManyEntries: the list is longer than `archive_entries`.
    """
    _check_directory(container.path, settings)
    try:
        archive = zipfile.ZipFile(container.path)
    except _BROKEN as error:
        raise BrokenArchive(f"The zip cannot be opened: {error}.") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > settings.archive_entries:
            raise _too_many(settings)
        for place, entry in enumerate(entries, start=1):
            yield _incoming(container, archive, entry, place, settings)


def _incoming(
    container: Container, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: int, settings: Settings
) -> Incoming:
    parent, name = container.incoming, member_name(entry)
    supplier = parent.supplier_id or (_top_folder(name) if parent.is_source else None)
    # two members may have one name; the second must not take the first one's row
    repeated = archive.NameToInfo.get(entry.filename) is not entry
    return Incoming(
        source_uri=container.member_uri(f"{name}#{place}" if repeated else name),
        container_uri=parent.source_uri,
        file_name=last_name(name),
        supplier_id=supplier,
        open=partial(_open, archive, entry, settings),
    )


@contextmanager
def _open(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, settings: Settings) -> Iterator[BinaryIO]:
    if entry.flag_bits & _ENCRYPTED:
        raise EncryptedArchive("The file in the zip needs a password.")
    try:
        with archive.open(entry) as stream:
            yield cast(BinaryIO, _Measured(stream, entry.compress_size, settings.archive_ratio))
    except _BROKEN as error:
        raise BrokenArchive(f"The file cannot be unpacked from its zip: {error}.") from error


class _Measured:
    """A stream that stops when it has grown beyond the ratio."""

    def __init__(self, stream: IO[bytes], packed: int, ratio: int) -> None:
        self._stream = stream
        self._ratio = ratio
        # text of a few kilobytes may well shrink a thousandfold, and harms nobody
        self._left = max(packed * ratio, CHUNK_BYTES)

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ExpandsTooMuch(f"More than {self._ratio} times its packed size (CERTSWEEP_ARCHIVE_RATIO).")
        return data


def _check_directory(path: Path, settings: Settings) -> None:
    """Refuses a list of names that is too long *before* `zipfile` makes objects of all of it."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 65557))
        tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        raise BrokenArchive("The zip has no list of names at its end.")
    directory_bytes = struct.unpack_from("<I", tail, end + 12)[0]
    if directory_bytes > settings.archive_entries * _ENTRY_BYTES:
        raise _too_many(settings)


def _too_many(settings: Settings) -> TooManyEntries:
    return TooManyEntries(f"The zip holds more than {settings.archive_entries} files (CERTSWEEP_ARCHIVE_ENTRIES).")


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


def _top_folder(name: str) -> str | None:
    top, slash, _ = name.replace("\\", "/").lstrip("/").partition("/")
    return supplier_folder(top) if slash and top not in {".", ".."} else None
