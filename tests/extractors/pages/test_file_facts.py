"""What a file says of its own making, and that nothing in it can cost the reading."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractors.certificate import FileFacts, Seal
from extractors.pages import signatures
from extractors.pages.file_facts import facts_of, pdf_moment, revisions_in
from extractors.pages.signatures import signatures_in
from samples.make.signing import SIGNER, sign, write_over

PDF = "application/pdf"
AT = dt.datetime(2025, 3, 4, 10, 0, tzinfo=dt.UTC)


def made() -> bytes:
    packed = io.BytesIO()
    canvas = Canvas(packed, invariant=1, pageCompression=0)
    canvas.drawString(60, 700, "Valid until 8 March 2027")
    canvas.save()
    return packed.getvalue()


PLAIN = made()
SIGNED = sign(PLAIN, AT)
EDITED = write_over(SIGNED, AT, "8 March 2030", 120, 142, 12, "Some Editor 12")


def test_a_file_says_which_program_made_it_and_when() -> None:
    facts = facts_of(write_over(PLAIN, AT, "8 March 2030", 120, 142, 12, "Some Editor 12"), PDF)
    assert facts.producer == "Some Editor 12"
    assert facts.modified_at == AT
    assert facts.revisions == 2


def test_a_signature_is_whole_until_something_is_added_to_the_file() -> None:
    (signature,) = facts_of(SIGNED, PDF).signatures
    assert (signature.signer, signature.signed_at, signature.seal) == (SIGNER, AT, Seal.INTACT)
    assert not signature.is_changed_since
    (later,) = facts_of(EDITED, PDF).signatures
    assert later.seal is Seal.INTACT
    assert later.is_changed_since
    assert str(later) == f"{SIGNER}, 2025-03-04T10:00:00+00:00, intact, changed since"


def test_signed_bytes_that_are_others_now_break_it() -> None:
    (signature,) = facts_of(SIGNED.replace(b"8 March 2027", b"8 March 2029"), PDF).signatures
    assert signature.seal is Seal.BROKEN


def test_a_signature_that_cannot_be_taken_apart_is_unverifiable() -> None:
    at = SIGNED.index(b"/Contents <") + 11
    (signature,) = facts_of(SIGNED[:at] + b"00" * 40 + SIGNED[at + 80 :], PDF).signatures
    assert signature.seal is Seal.UNVERIFIABLE
    assert str(signature) == "unverifiable"


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: bytes) -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: S112  # as a library might
                continue

    monkeypatch.setattr(signatures, "_signatures", endless)
    monkeypatch.setattr(signatures, "_SECONDS", 0.05)
    assert [s.seal for s in signatures_in(SIGNED)] == [Seal.UNVERIFIABLE]


SAVES = [
    pytest.param(PLAIN, 1, id="saved once"),
    pytest.param(SIGNED, 2, id="a signature is a save"),
    pytest.param(EDITED, 3, id="and so is an edit"),
    pytest.param(PLAIN + b"\nstartxref\n0\n%%EOF\n", 1, id="one that names no place is none"),
    pytest.param(PLAIN + b"\nstartxref\n12\n%%EOF\n", 1, id="nor is one that names another place"),
    pytest.param(b"junk\n" + SIGNED, 2, id="places are counted from the header in a file with something before it"),
]


@pytest.mark.parametrize(("data", "times"), SAVES)
def test_a_save_is_counted_where_its_cross_references_are(data: bytes, times: int) -> None:
    assert revisions_in(data) == times


def test_the_empty_second_list_that_word_writes_is_no_save() -> None:
    end = f"xref\r\n0 0\r\ntrailer\r\n<</Size 9>>\r\nstartxref\r\n{len(PLAIN)}\r\n%%EOF".encode()
    assert revisions_in(PLAIN + end) == 1


def test_the_two_lists_of_a_linearized_file_are_one_save() -> None:
    front = b"%PDF-1.4\n1 0 obj <</Linearized 1>> endobj\n"
    first = b"xref\n0 1\ntrailer\nstartxref\n%d\n%%%%EOF\n" % (len(front) + 60)
    second = b"xref\n0 1\ntrailer\nstartxref\n%d\n%%%%EOF\n" % len(front)
    data = front + first
    assert revisions_in(data.ljust(len(front) + 60) + second) == 1


MOMENTS = [
    ("D:20240311093000Z", "2024-03-11T09:30:00+00:00"),
    ("D:20240311093000+08'00'", "2024-03-11T01:30:00+00:00"),
    ("20240311", "2024-03-11T00:00:00+00:00"),
    ("D:20240231000000Z", None),
    ("D:00000101000000Z", None),
    ("D:20240311093000+99'99'", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_pdfs_date_is_a_moment_in_utc_or_nothing(text: str, moment: str | None) -> None:
    found = pdf_moment(text)
    assert (found and found.isoformat()) == moment


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_says_which_program_saved_it(kind: str) -> None:
    image = Image.new("RGB", (8, 8), "white")
    exif = Image.Exif()
    exif[0x0131], exif[0x0132] = "Some Image Editor 25.0", "2025:03:04 10:00:00"
    packed = io.BytesIO()
    image.save(packed, kind, exif=exif)
    facts = facts_of(packed.getvalue(), f"image/{kind.lower()}")
    assert (facts.producer, facts.modified_at) == ("Some Image Editor 25.0", AT)


def test_xmp_names_the_program_too() -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:CreatorTool="Some Image Editor 25.0"/></x:xmpmeta>'
    )
    packed = io.BytesIO()
    Image.new("RGB", (8, 8)).save(packed, "JPEG", xmp=packet)
    facts = facts_of(packed.getvalue(), "image/jpeg")
    assert (facts.producer, facts.creator) == ("Some Image Editor 25.0", "Some Image Editor 25.0")


@given(st.binary(max_size=200), st.sampled_from([PDF, "image/jpeg", "image/tiff", "text/plain"]))
def test_junk_says_nothing(data: bytes, kind: str) -> None:
    assert facts_of(data, kind) == FileFacts()


@given(st.integers(0, len(EDITED)), st.binary(min_size=1, max_size=8))
def test_damage_never_raises(at: int, put: bytes) -> None:
    facts = facts_of(EDITED[:at] + put + EDITED[at + len(put) :], PDF)
    assert all(s.seal in Seal for s in facts.signatures)


def test_signing_and_editing_give_the_same_bytes_again(tmp_path: Path) -> None:
    assert sign(PLAIN, AT) == SIGNED
    assert write_over(SIGNED, AT, "8 March 2030", 120, 142, 12, "Some Editor 12") == EDITED
    with pypdfium2.PdfDocument(EDITED) as pdf:
        assert "8 March 2030" in pdf[0].get_textpage().get_text_range()
