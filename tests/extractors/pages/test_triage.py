"""What a file is, by its bytes: names and suffixes are only what the sender says."""

from __future__ import annotations

import io
import struct
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
    ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "application/msword"),
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
    ("a mail out of an mbox", b"From a@example.com Mon Jan 1\n" + MAIL, "message/rfc822"),
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
