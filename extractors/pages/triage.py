"""What a file is, told by its bytes: a name and a suffix are only what the sender says it is.

Only the head is read, and for a zip the list of names at its end, so that a file of any size costs the same.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

EMPTY = "application/x-empty"
PDF = "application/pdf"
ZIP = "application/zip"
MAIL = "message/rfc822"
MBOX = "application/mbox"
TAR = "application/x-tar"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
SEVEN_ZIP = "application/x-7z-compressed"
RAR = "application/vnd.rar"
TNEF = "application/ms-tnef"
OUTLOOK = "application/vnd.ms-outlook"
OLE = "application/x-ole-storage"
LOCKED_OFFICE = "application/x-encrypted-office"
ODF = "application/vnd.oasis.opendocument"
UNKNOWN = "application/octet-stream"

HEAD_BYTES = 8192
"""Enough for every signature, and for the headers that make a mail."""
_PDF_WITHIN = 1024
"""Readers accept `%PDF-` anywhere in the first 1024 bytes (PDF 1.7, annex H.3.4.1), and scanners make use of it."""
_NAMES_BYTES = 65536
"""How much of a zip's list of names is looked at; an office file names its main folder well before that."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b", GZIP),
    (b"\xfd7zXZ\x00", XZ),
    (b"\x78\x9f\x3e\x22", TNEF),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_TAR_BLOCK = 512
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {
    "__properties_version1.0": OUTLOOK,
    "EncryptedPackage": LOCKED_OFFICE,
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
"""Streams that tell what a compound file is; in the order in which they decide."""
_OLE_SECTORS = 64
"""How much of a compound file's directory is looked at: 256 names at least."""
_OLE_NO_SECTOR = 0xFFFFFFFA
_ISO_MEDIA = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
}
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OFFICE = frozenset(_OFFICE.values())
OLD_OFFICE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|delivered-to|mime-version|from|to|cc|date|subject|message-id|reply-to|content-type"
    rb"|dkim-signature|x-[a-z0-9-]+):",
    re.IGNORECASE,
)
_ANY_HEADER = re.compile(rb"^(?:[\x21-\x39\x3b-\x7e]+:|[ \t])")
_CUT_OFF = HEAD_BYTES - 4
"""More than this was read, a byte order mark apart: the text goes on."""
_MAIL_HEADERS_NEEDED = 2
"""One `Subject:` line may start a note; two such headers, and nothing else before the blank line, make a mail."""


def media_type(data: bytes | Path) -> str:
    """The media type of a file's content; `application/octet-stream` where nothing is known about it.

    Args:
        data: the bytes, or the path of the file (of which only the head and a zip's list of names are read).
    """
    if isinstance(data, bytes):
        return _media_type(io.BytesIO(data))
    with data.open("rb") as stream:
        return _media_type(stream)


def _media_type(stream: BinaryIO) -> str:
    head = stream.read(HEAD_BYTES)
    if not head:
        return EMPTY
    if is_tar(head):  # begins with the name of a file, which may look like anything
        return TAR
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_OLE_SIGNATURE):
        return _ole_type(head, stream)
    if _BZIP2.match(head):
        return BZIP2
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(stream)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _ISO_MEDIA.get(head[8:12], UNKNOWN)
    if _is_bitmap(head):
        return "image/bmp"
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    return _text_type(head)


def is_tar(head: bytes) -> bool:
    """Do these bytes begin a tar? Its first header has a checksum, and old tars have nothing else to tell them by."""
    header = head[:_TAR_BLOCK]
    if len(header) < _TAR_BLOCK or not header[0]:
        return False
    written = header[148:156].split(b"\0")[0].strip()
    if not written.isdigit() or not all(digit in b"01234567" for digit in written):
        return False
    return int(written, 8) == sum(header) - sum(header[148:156]) + 8 * ord(" ")


def _is_bitmap(head: bytes) -> bool:
    """`BM` alone starts many a text; the header's own size must be one that exists."""
    return head[:2] == b"BM" and head[14:18] in {struct.pack("<I", n) for n in (12, 40, 52, 56, 64, 108, 124)}


def _ole_type(head: bytes, stream: BinaryIO) -> str:
    """What a compound file is: Outlook, Word, Excel, or something else, such as Windows' `Thumbs.db`."""
    names = set(_ole_names(head, stream))
    return next((kind for name, kind in _OLE_STREAMS.items() if name in names), OLE)


def _ole_names(head: bytes, stream: BinaryIO) -> Iterator[str]:
    """The first names in a compound file's directory ([MS-CFB], 2.2 and 2.6); none where it is damaged."""
    if len(head) < _TAR_BLOCK:
        return
    shift, sector = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    if shift not in (9, 12):
        return
    size = 1 << shift
    table_sectors = struct.unpack_from("<109I", head, 76)  # where the table of sectors that follow one another stands
    for _ in range(_OLE_SECTORS):
        if sector >= _OLE_NO_SECTOR:
            return
        stream.seek((sector + 1) * size)
        directory = stream.read(size)
        for at in range(0, len(directory) - 127, 128):
            length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
            yield directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        place, offset = divmod(sector * 4, size)
        if place >= len(table_sectors) or table_sectors[place] >= _OLE_NO_SECTOR:
            return
        stream.seek((table_sectors[place] + 1) * size + offset)
        sector = int.from_bytes(stream.read(4).ljust(4, b"\xff"), "little")


def _zip_type(stream: BinaryIO) -> str:
    names = _zip_names(stream)
    if b"[Content_Types].xml" not in names:
        return ODF if b"META-INF/manifest.xml" in names else ZIP
    for folder, kind in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return kind
    return ZIP


def _zip_names(stream: BinaryIO) -> set[bytes]:
    """The first names in a zip's central directory; none where it is damaged."""
    size = stream.seek(0, io.SEEK_END)
    tail_at = max(0, size - 65557)  # the end record is 22 bytes, and a comment of up to 65535 may follow it
    stream.seek(tail_at)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return set()
    directory_size = struct.unpack_from("<I", tail, end + 12)[0]
    # counted back from the end record, as the offset in it is wrong where bytes were put in front of the zip
    stream.seek(max(0, tail_at + end - directory_size))
    directory = stream.read(min(directory_size, _NAMES_BYTES))
    names, at = set(), 0
    while directory[at : at + 4] == b"PK\x01\x02" and at + 46 <= len(directory):
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        names.add(directory[at + 46 : at + 46 + name])
        at += 46 + name + extra + comment
    return names


def _text_type(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if b"\x00" in head:
        return UNKNOWN
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _is_mail(text):
        return MBOX if text.startswith(b"From ") else MAIL
    start = text.lstrip()[:256].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return "text/plain" if controls == 0 else UNKNOWN


def _is_mail(text: bytes) -> bool:
    lines = text.splitlines()
    if len(text) > _CUT_OFF:
        lines.pop()  # mails that passed through a few filters have longer heads, and the last line is cut anywhere
    if lines and lines[0].startswith(b"From "):  # the envelope line of an mbox
        lines = lines[1:]
    found = 0
    for line in lines:
        if not line.strip():
            break
        if not _ANY_HEADER.match(line):
            return False
        found += bool(_MAIL_HEADER.match(line))
    return found >= _MAIL_HEADERS_NEEDED
