"""The door: one file in, what it says and what went wrong out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from extractors import read as door
from extractors.certificate import FieldValue, Issue
from extractors.errors import DocumentError, EmptyFile, OcrUnavailable, UnsupportedType
from extractors.gazetteer import Gazetteer
from extractors.pages.document import Limits
from extractors.pages.layout import Line
from extractors.pages.ocr import tesseract
from extractors.pages.ocr.engine import TextLine
from tests.extractors.pages.pdfs import broken, pdf, picture, text, together
from tests.extractors.pages.test_scan import Fake, text_line
from tests.extractors.papers import line

PROSE = "a page of prose that says more than sixty letters about nothing that anybody would ever certify"
NO_OCR = door.ReadOptions(ocr="none")


def test_a_reading_says_what_was_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "letter.pdf", text(PROSE, 20, 100, 9))
    reading = door.read(path, Gazetteer(), NO_OCR)
    assert reading.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert reading.byte_size == path.stat().st_size
    assert (reading.media_type, reading.page_count) == ("application/pdf", 1)
    assert (reading.text_source, reading.ocr_engine) == ("text_layer", None)
    assert reading.issues == ()


def test_pages_over_the_limit_are_an_issue_and_not_a_failure(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *(text(PROSE, 20, 100, 9) for _ in range(3)))
    reading = door.read(path, Gazetteer(), door.ReadOptions(ocr="none", limits=Limits(pages=2)))
    assert reading.page_count == 3
    assert reading.issues == (Issue("pages_left_out", "only the first 2 of 3 pages were read"),)


def test_a_broken_page_is_an_issue_and_the_others_go_on(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *(text(PROSE, 20, 100, 9) for _ in range(3)))
    broken(path, 2)
    reading = door.read(path, Gazetteer(), NO_OCR)
    assert [(i.code, i.page) for i in reading.issues] == [("broken", 2)]
    assert reading.text_source == "text_layer"


def test_a_page_over_the_limit_of_pixels_is_an_issue_and_the_others_go_on(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 400)), Image.new("RGB", (3000, 4000))]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    reading = door.read(tmp_path / "a.tiff", Gazetteer(), door.ReadOptions(ocr="none", limits=Limits(pixels=200_000)))
    assert [(i.code, i.page) for i in reading.issues] == [("too_large", 2), ("ocr_off", None)]


@pytest.mark.parametrize(("data", "error"), [(b"", EmptyFile), (b"ISO 9001:2015", UnsupportedType)])
def test_what_holds_no_page_is_refused(tmp_path: Path, data: bytes, error: type[DocumentError]) -> None:
    (tmp_path / "certificate.pdf").write_bytes(data)
    with pytest.raises(error):
        door.read(tmp_path / "certificate.pdf", Gazetteer(), NO_OCR)


def test_a_page_of_prose_is_not_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(door._ENGINES, "fake", Fake(lambda _: pytest.fail("nobody needs to look")))
    path = pdf(tmp_path / "a.pdf", text(PROSE, 20, 100, 9))
    assert door.read(path, Gazetteer(), door.ReadOptions(ocr="fake")).text_source == "text_layer"


def test_artwork_with_a_caption_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Image.Image] = []

    def looks(image: Image.Image) -> list[TextLine]:
        seen.append(image)
        return [text_line("CERTIFICATE", 100, 100, 600, 160)]

    monkeypatch.setitem(door._ENGINES, "fake", Fake(looks))
    path = pdf(tmp_path / "a.pdf", together(picture(0, 0, 300, 300), text("page 1", 72, 800)))
    reading = door.read(path, Gazetteer(), door.ReadOptions(ocr="fake"))
    assert (reading.text_source, reading.ocr_engine, len(seen)) == ("mixed", "fake@7", 1)


def test_what_the_text_layer_has_is_not_taken_from_the_picture_again() -> None:
    text_lines = (line("Certificate No: Q 12345", y=100),)
    again = line("Certif1cate N0: Q 12345", x=61, y=101)
    artwork = line("UKAS", y=300)
    assert door.merged(text_lines, (again, artwork)) == (*text_lines, artwork)


@pytest.mark.parametrize(("one", "other"), [((), (line("seen"),)), ((line("text"),), ())])
def test_one_source_alone_is_taken_whole(one: tuple[Line, ...], other: tuple[Line, ...]) -> None:
    assert door.merged(one, other) == one + other


def test_an_engine_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "is_installed", lambda: False)
    with pytest.raises(OcrUnavailable):
        door._started("tesseract")


def test_a_mark_that_was_missed_is_looked_for_in_the_corners_until_it_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    texts = ["CERTIFICATE", "Certificate No: Q 12345", "This is to certify that", "Example Works Limited",
             "ISO 9001:2015", "Date of issue: 2024-02-01", "Valid until: 2027-01-31"]  # fmt: skip
    page = [text_line(text, 300, 500 + 60 * n, 900, 540 + 60 * n) for n, text in enumerate(texts)]
    mark = [text_line("UKAS", 600, 100, 800, 160), text_line("MANAGEMENT SYSTEMS 0005", 560, 180, 840, 210)]
    answers = [page, [], [], mark]
    monkeypatch.setitem(door._ENGINES, "fake", Fake(lambda _: answers.pop(0)))
    Image.new("RGB", (1400, 2000), "white").save(tmp_path / "scan.png")
    (certificate,) = door.read(tmp_path / "scan.png", gazetteer, door.ReadOptions(ocr="fake")).certificates
    body = certificate.accreditation_body
    assert isinstance(body, FieldValue)
    assert body.value == "UKAS"
    assert body.evidence[0].box.x0 > 0.45 * 589  # it stood in the third corner, the upper right one
    assert body.evidence[0].box.y1 < 0.22 * 842
    assert not answers
