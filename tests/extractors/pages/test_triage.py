"""What a file is, by its bytes: names and suffixes are only what the sender says."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from extractors.pages.triage import media_type

MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: certificates\r\n\r\nISO 9001"


def zipped(*names: str, before: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return before + buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*names: str, ring: bool = False) -> bytes:
    """A compound file of 512-byte sectors that is nothing but its directory: sector 0 is the table, 1 and on the list."""
    entries = b"".join(
        n.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(n) + 2) + bytes(62) for n in names
    )
    directory = entries.ljust(-(-len(entries) // 512) * 512, b"\0")
    count = len(directory) // 512
    after = [0xFFFFFFFD, *range(2, count + 1), 1 if ring else 0xFFFFFFFE]
    table = b"".join(struct.pack("<I", sector) for sector in after).ljust(512, b"\xff")
    header = OLE + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<II", 1, 1)
    return header.ljust(76, b"\0") + struct.pack("<I", 0).ljust(436, b"\xff") + table + directory


def tarred(name: str, magic: bool = True) -> bytes:
    header = bytearray(tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT))
    if not magic:  # as tars were before 1988
        header[257:512] = bytes(255)
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + bytes(1024)


CASES: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", "application/x-empty"),
    ("a PDF", b"%PDF-1.7\n...", "application/pdf"),
    ("a PDF behind a scanner's own header", b"\x00" * 500 + b"%PDF-1.4", "application/pdf"),
    ("a PDF's mark too far in", b" " * 1024 + b"%PDF-1.4", "text/plain"),
    ("JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    ("PNG", b"\x89PNG\r\n\x1a\n....", "image/png"),
    ("TIFF, little end first", b"II*\x00....", "image/tiff"),
    ("TIFF, big end first", b"MM\x00*....", "image/tiff"),
    ("BigTIFF", b"II+\x00....", "image/tiff"),
    ("WebP", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ("RIFF that is sound", b"RIFF\x00\x00\x00\x00WAVEfmt ", "application/octet-stream"),
    ("HEIC from a phone", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    ("HEIC by its general brand", b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "image/heic"),
    ("a film in the same box", b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "application/octet-stream"),
    ("GIF", b"GIF89a....", "image/gif"),
    ("a bitmap", b"BM" + b"\x00" * 12 + struct.pack("<I", 40) + b"\x00" * 8, "image/bmp"),
    ("a text that starts as bitmaps do", b"BMW certificate list, second quarter", "text/plain"),
    ("a compound file cut short", OLE + b"....", "application/x-ole-storage"),
    ("an Outlook mail", compound("Root Entry", "__properties_version1.0"), "application/vnd.ms-outlook"),
    ("old Word", compound("Root Entry", "1Table", "WordDocument"), "application/msword"),
    ("old Word, said far down the list", compound("R", *"abcdefgh", "WordDocument"), "application/msword"),
    ("old Excel", compound("Root Entry", "Workbook"), "application/vnd.ms-excel"),
    ("Excel with a password", compound("R", "EncryptionInfo", "EncryptedPackage"), "application/x-encrypted-office"),
    ("a folder's thumbnails", compound("Root Entry", "Catalog"), "application/x-ole-storage"),
    ("a compound file that goes round in a ring", compound("R", *"abcdefgh", ring=True), "application/x-ole-storage"),
    ("a tar", tarred("a.pdf"), "application/x-tar"),
    ("a tar without a magic", tarred("a.pdf", magic=False), "application/x-tar"),
    ("a tar of a folder called as bzip2 begins", tarred("BZhang/a.pdf"), "application/x-tar"),
    ("a note that starts as bzip2 does", b"BZhang called about the certificate", "text/plain"),
    ("gzip", gzip.compress(b"x"), "application/gzip"),
    ("bzip2", bz2.compress(b"x"), "application/x-bzip2"),
    ("an empty file in bzip2", bz2.compress(b""), "application/x-bzip2"),
    ("xz", lzma.compress(b"x"), "application/x-xz"),
    ("winmail.dat", b"\x78\x9f\x3e\x22....", "application/ms-tnef"),
    ("a zip", zipped("a.pdf"), "application/zip"),
    ("a zip with bytes in front of it is none", zipped("a.pdf", before=b"\x00MZ"), "application/octet-stream"),
    ("an empty zip", zipped(), "application/zip"),
    ("a zip cut short", zipped("a.pdf")[:30], "application/zip"),
    (
        "Word",
        zipped("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "Excel",
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("a folder called word, zipped", zipped("word/a.pdf"), "application/zip"),
    ("RAR", b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
    ("7-Zip", b"7z\xbc\xaf\x27\x1c....", "application/x-7z-compressed"),
    ("a mail", MAIL, "message/rfc822"),
    ("a mailbox", b"From a@example.com Mon Jan 1\n" + MAIL, "application/mbox"),
    ("a letter that begins as mailboxes do", b"From our quality department\nDear buyer", "text/plain"),
    ("a mail with a folded header", MAIL.replace(b"cert", b"all\r\n cert"), "message/rfc822"),
    ("a note that starts like a mail", b"Subject: certificates\nplease see below", "text/plain"),
    ("text with a mark of byte order", b"\xef\xbb\xbfISO 9001", "text/plain"),
    ("UTF-16", "ISO 9001".encode("utf-16"), "text/plain"),
    ("a web page", b"  <!DOCTYPE html><html>", "text/html"),
    ("noise", bytes(range(256)), "application/octet-stream"),
]


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_is_what_its_bytes_say(tmp_path: Path, data: bytes, kind: str) -> None:
    assert media_type(data) == kind
    path = tmp_path / "certificate.pdf"  # whatever it is called
    path.write_bytes(data)
    assert media_type(path) == kind


@pytest.mark.parametrize("pad", range(0, 40, 3))
def test_a_mail_is_known_wherever_its_long_head_is_cut(pad: int) -> None:
    """Servers that filter add many kilobytes of headers, and only the first few are looked at."""
    filters = b"".join(b"X-Filter-%d: %d\n" % (n, n) for n in range(800))
    assert media_type(b"X-Pad: " + b"x" * pad + b"\n" + filters + MAIL) == "message/rfc822"
