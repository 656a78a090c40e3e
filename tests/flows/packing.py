"""Containers of every kind, made small and in memory; and what comes of a folder of them."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import py7zr

from flows.intake import Arrival, Intake
from flows.originals import Originals
from flows.settings import Settings
from flows.sources.address import local

NOW = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)
Files = dict[str, bytes]


def take(tmp_path: Path, *sources: Path, **limits: float) -> dict[str, Arrival]:
    """Arrivals by what follows the source's own address."""
    intake = Intake(Originals(tmp_path / "originals"), Settings(**limits), NOW)  # type: ignore[arg-type]
    arrivals = [arrival for source in sources for arrival in intake.take(local(source))]
    assert len({a.source_uri for a in arrivals}) == len(arrivals)
    return {a.source_uri.removeprefix(f"file://{sources[0]}"): a for a in arrivals}


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def seven_zipped(files: Files, password: str | None = None, hide_names: bool = False) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=hide_names) as archive:
        for name, data in files.items():
            archive._writestr(data, name)  # the public one refuses hostile names
    return out.getvalue()


def rarred(files: Files, method: int = 0) -> bytes:
    """A RAR of version 5 whose files are only stored: nobody but its owners may write a program that packs."""
    out = b"Rar!\x1a\x07\x01\x00" + _rar_block(_number(1) + _number(0) + _number(0))
    for name, data in files.items():
        raw = name.encode()
        about = _number(4) + _number(len(data)) + _number(0o644) + struct.pack("<I", zlib.crc32(data))
        about += _number(method << 7) + _number(1) + _number(len(raw)) + raw
        out += _rar_block(_number(2) + _number(2) + _number(len(data)) + about) + data
    return out + _rar_block(_number(5) + _number(0) + _number(0))


def _rar_block(content: bytes) -> bytes:
    sized = _number(len(content)) + content
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _number(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def mail(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "QA <Quality@Acme.example>", "buyer@example.com"
    message.set_content("Please find attached.")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mailbox(*mails: bytes) -> bytes:
    return b"".join(b"From qa@acme.example Mon Jan  5 10:00:00 2026\n" + one + b"\n\n" for one in mails)


ARCHIVES: dict[str, Callable[[Files], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda files: gzip.compress(tarred(files)),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
    "7z": seven_zipped,
    "rar": rarred,
}
"""Kinds that hold many files under names with folders."""
SINGLE: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
"""Kinds that hold one file without a name."""
