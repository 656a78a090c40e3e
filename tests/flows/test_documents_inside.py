"""Files inside mails of Outlook, office documents and PDFs are found, and those documents keep their own row."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from flows.intake import Arrival
from tests.flows.compound import compound, outlook
from tests.flows.packing import mail, put, take, zipped

CERTIFICATE = b"%PDF-1.7 certificate"
PICTURE = b"\xff\xd8\xff\xe0 a scan"
WORD = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}


def pdf(**attached: bytes) -> bytes:
    made: Any = pypdfium2.PdfDocument.new()
    made.new_page(100, 100)
    for name, data in attached.items():
        made.new_attachment(name).set_data(data)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def dropped(name: str, data: bytes) -> bytes:
    """A file that was dropped into a document: `Ole10Native`."""
    path = f"C:\\{name}".encode() + b"\0"
    body = struct.pack("<H", 2) + name.encode() + b"\0" + path + struct.pack("<II", 0x30000, len(path)) + path
    body += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def statuses(arrivals: dict[str, Arrival]) -> dict[str, str | None]:
    return {name: arrival.code or arrival.status for name, arrival in arrivals.items()}


def test_an_outlook_mail_holds_files_and_mails(tmp_path: Path) -> None:
    inner = outlook({"inner.pdf": CERTIFICATE}, sender="sales@acme.example", header=24)
    message = compound(outlook({"a.pdf": CERTIFICATE * 400, "all.zip": zipped({"c.pdf": CERTIFICATE}), "Fwd": inner}))
    arrivals = take(tmp_path, put(tmp_path / "in", **{"m.msg": message}))
    assert statuses(arrivals) == {
        "/m.msg": "unpacked",
        "/m.msg!/1/a.pdf": None,
        "/m.msg!/2/all.zip": "unpacked",
        "/m.msg!/2/all.zip!/c.pdf": None,
        "/m.msg!/3/Fwd.eml": "unpacked",
        "/m.msg!/3/Fwd.eml!/1/inner.pdf": None,
    }
    assert arrivals["/m.msg!/1/a.pdf"].supplier_id == "qa@acme.example"
    assert arrivals["/m.msg!/1/a.pdf"].original is not None
    assert arrivals["/m.msg!/1/a.pdf"].original.byte_size == 400 * len(CERTIFICATE)
    assert arrivals["/m.msg!/3/Fwd.eml!/1/inner.pdf"].supplier_id == "sales@acme.example"


@pytest.mark.parametrize("folder", ["word/media", "xl/media", "ppt/media", "Pictures"])
def test_pictures_in_an_office_document_are_files_of_their_own(tmp_path: Path, folder: str) -> None:
    made = {**WORD, "META-INF/manifest.xml": b"", f"{folder}/image1.jpeg": PICTURE, "docProps/thumbnail.jpeg": PICTURE}
    arrivals = take(tmp_path, put(tmp_path / "in", d=zipped(made)))
    assert statuses(arrivals) == {f"/d!/{folder}/image1.jpeg": None, "/d": "unpacked"}


def test_an_office_document_that_holds_nothing_is_a_document_only(tmp_path: Path) -> None:
    arrivals = take(tmp_path, put(tmp_path / "in", new=zipped(WORD), old=compound({"WordDocument": b"x"})))
    assert statuses(arrivals) == {"/new": None, "/old": None}


def test_files_dropped_into_documents_old_and_new_keep_their_names(tmp_path: Path) -> None:
    thing = compound({"\x01Ole10Native": dropped("ISO 9001.pdf", CERTIFICATE)})
    acrobat = compound({"CONTENTS": CERTIFICATE})
    new = zipped({**WORD, "word/embeddings/oleObject1.bin": thing, "word/embeddings/oleObject2.bin": acrobat})
    old = compound({"WordDocument": b"x", "ObjectPool": {"_1": {"\x01Ole10Native": dropped("c.pdf", CERTIFICATE)}}})
    arrivals = take(tmp_path, put(tmp_path / "in", new=new, old=old))
    assert statuses(arrivals) == {
        "/new": "unpacked",
        "/new!/word/embeddings/oleObject1.bin": "unpacked",
        "/new!/word/embeddings/oleObject1.bin!/1/ISO%209001.pdf": None,
        "/new!/word/embeddings/oleObject2.bin": "unpacked",
        "/new!/word/embeddings/oleObject2.bin!/1/CONTENTS": None,
        "/old": "unpacked",
        "/old!/1/c.pdf": None,
    }
    found = arrivals["/old!/1/c.pdf"].original
    assert found is not None
    assert found.path.read_bytes() == CERTIFICATE


def test_an_office_document_with_a_password_says_so(tmp_path: Path) -> None:
    locked = compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 5000})
    assert statuses(take(tmp_path, put(tmp_path / "in", d=locked))) == {"/d": "encrypted_archive"}


def test_a_pdf_that_holds_files_is_a_document_and_a_container(tmp_path: Path) -> None:
    held = {"c.pdf": pdf(), "all.zip": zipped({"d.pdf": CERTIFICATE})}
    arrivals = take(tmp_path, put(tmp_path / "in", Acme=pdf(**held), plain=pdf()))
    assert statuses(arrivals) == {
        "/Acme": None,
        "/Acme!/1/all.zip": "unpacked",
        "/Acme!/1/all.zip!/d.pdf": None,
        "/Acme!/2/c.pdf": None,
        "/plain": None,
    }


def test_a_clip_on_a_page_is_a_file(tmp_path: Path) -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 5 0 R>>",
        b"<</Type/Filespec/F(c.pdf)/UF(c.pdf)/EF<</F 6 0 R>>>>",
        b"<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream" % (len(CERTIFICATE), CERTIFICATE),
    ]
    data, places = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, one in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    data += b"xref\n0 7\n%strailer\n<</Root 1 0 R/Size 7>>\nstartxref\n%d\n%%%%EOF\n" % (places, len(data))
    arrivals = take(tmp_path, put(tmp_path / "in", d=data))
    assert statuses(arrivals) == {"/d": None, "/d!/1/c.pdf": None}


def test_a_pdf_too_deep_is_read_and_what_it_holds_has_a_row(tmp_path: Path) -> None:
    data = zipped({"a.pdf": pdf(**{"c.pdf": CERTIFICATE})})
    arrivals = take(tmp_path, put(tmp_path / "in", z=data), archive_depth=1)
    assert statuses(arrivals) == {"/z": "unpacked", "/z!/a.pdf": None, "/z!/a.pdf!/files%20inside": "too_deep"}


WHOLE = {
    "msg": compound(outlook({"a.pdf": CERTIFICATE, "b.bin": bytes(range(256)) * 20})),
    "docx": zipped({**WORD, "word/media/image1.jpeg": PICTURE}),
    "ole": compound({"WordDocument": b"x", "O": {"\x01Ole10Native": dropped("c.pdf", CERTIFICATE)}}),
    "pdf": pdf(**{"c.pdf": CERTIFICATE}),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_one_cut_short_or_flipped_anywhere_stops_nothing(tmp_path: Path, kind: str) -> None:
    whole = WHOLE[kind]
    steps = range(1, len(whole), max(1, len(whole) // 40))
    cut = {f"c{at:06}": whole[:at] for at in steps}
    flipped = {f"f{at:06}": whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in steps}
    arrivals = take(tmp_path, put(tmp_path / "in", **cut, **flipped, z=b"after"))
    assert set(arrivals) >= {"/z", *(f"/{name}" for name in (*cut, *flipped))}
    assert {a.code for a in arrivals.values()} <= {
        None,
        "broken_archive",
        "encrypted_archive",
        "unsupported_type",
        "expands_too_much",
        "too_large",
        "symbolic_link",
    }


def test_a_bomb_in_a_document_is_stopped(tmp_path: Path) -> None:
    word = zipped({**WORD, "word/media/image1.jpeg": PICTURE + bytes(64_000_000)})
    arrivals = take(tmp_path, put(tmp_path / "in", d=word, m=mail(a=word)))
    assert arrivals["/d!/word/media/image1.jpeg"].code == "expands_too_much"
    assert arrivals["/m!/1/a!/word/media/image1.jpeg"].code == "expands_too_much"
