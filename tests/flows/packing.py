"""Containers of every kind, made small and in memory; and what comes of a folder of them."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

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
}
"""Kinds that hold many files under names with folders."""
SINGLE: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
"""Kinds that hold one file without a name."""
