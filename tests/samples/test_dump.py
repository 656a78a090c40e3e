"""The dump holds exactly what its manifest says, down to the zip in the zip."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
MANIFEST: list[dict[str, Any]] = json.loads((SAMPLES / "dump.truth/manifest.json").read_text("utf-8"))["files"]


def members(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """What is directly inside a container; nothing where it is none."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(member_name(info), archive.read(info)) for info in archive.infolist()]
    if name.endswith(".eml"):
        message = email.message_from_bytes(content, policy=email.policy.default)
        return [(str(part.get_filename()), bytes(part.get_content())) for part in message.iter_attachments()]
    return []


def member_name(info: zipfile.ZipInfo) -> str:
    """Without the UTF-8 flag the name is in the packer's code page: here that of Chinese Windows."""
    return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("gbk")


def unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The file itself and everything in it, by path."""
    found = {name: content}
    for inner, data in members(name, content):
        found |= unpacked(f"{name}/{inner}", data)
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    dump = SAMPLES / "dump"
    found: dict[str, bytes] = {}
    for path in dump.rglob("*"):
        if path.is_file():
            found |= unpacked(path.relative_to(dump).as_posix(), path.read_bytes())
    return found


def test_manifest_accounts_for_every_file(files: dict[str, bytes]) -> None:
    assert {row["path"]: row["sha256"] for row in MANIFEST} == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items()
    }


def test_every_readable_document_has_its_truth() -> None:
    truths = [json.loads(path.read_text("utf-8")) for path in (SAMPLES / "dump.truth").glob("*.truth.json")]
    readable = {row["sha256"]: row["expect"] for row in MANIFEST if row["expect"] in ("certificate", "other")}
    assert {truth["sha256"]: truth["document_type"] for truth in truths} == readable


def test_the_mess_is_there() -> None:
    expected = {"certificate", "other", "container", "unsupported", "broken", "encrypted", "empty"}
    assert {row["expect"] for row in MANIFEST} == expected
    documents = [row["document"] for row in MANIFEST if "document" in row]
    assert len(documents) - len(set(documents)) >= 2  # duplicates under other names
    assert any(row["path"].count(".zip/") == 2 for row in MANIFEST)
    assert any(".eml/" in row["path"] and ".zip/" in row["path"] for row in MANIFEST)
    assert sum(row["bytes"] for row in MANIFEST if row["container"] is None) < 6_000_000


@pytest.mark.parametrize("expect", ["broken", "encrypted"])
def test_pdfium_cannot_open(expect: str, files: dict[str, bytes]) -> None:
    path = next(row["path"] for row in MANIFEST if row["expect"] == expect)
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(files[path])


def test_one_name_lies(files: dict[str, bytes]) -> None:
    assert files["Isarblech/Zertifikat ISO 50001.jpg"].startswith(b"%PDF")
