"""The two real engines on real pictures: they read, and they find out which way is up."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extractors.certificate import Box
from extractors.pages import scan
from extractors.pages.document import Limits, PageSource, opened
from extractors.pages.layout import Line
from extractors.pages.ocr import tesseract
from extractors.pages.ocr.engine import Engine
from extractors.pages.triage import media_type
from extractors.parse.fold import folded
from extractors.read import engine_for

SAMPLES = Path(__file__).parents[3] / "samples" / "certificates"
NEEDS_TESSERACT = pytest.mark.skipif(not tesseract.is_installed(), reason="Tesseract is not installed")
ENGINES = ["rapidocr", pytest.param("tesseract", marks=NEEDS_TESSERACT)]


@functools.cache
def first_page(name: str) -> tuple[float, float, Image.Image]:
    path = SAMPLES / name
    with opened(path, media_type(path), Limits()) as document:
        page: PageSource = next(document.pages)
        return page.width, page.height, page.picture()


def engine_called(name: str) -> Engine:
    engine = engine_for(name)
    assert engine is not None
    return engine


def read(name: str, engine: str) -> tuple[Line, ...]:
    width, height, image = first_page(name)
    return scan.read(image, engine_called(engine), width, height)


def truth(name: str) -> dict[str, Any]:
    content = json.loads((SAMPLES / f"{Path(name).stem}.truth.json").read_text("utf-8"))
    certificate: dict[str, Any] = content["certificates"][0]
    return certificate


def line_with(lines: tuple[Line, ...], text: str) -> Line:
    found = [line for line in lines if folded(text) in folded(line.text)]
    assert found, [line.text for line in lines]
    return found[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_reads_what_a_worn_page_says(engine: str) -> None:
    name = "diploma-scan-noise.pdf"
    lines = read(name, engine)
    for key in ("certificate_number", "certified_organization"):
        wanted = truth(name)[key]
        line_with(lines, wanted if isinstance(wanted, str) else wanted[0])
    assert {line.method for line in lines} == {f"ocr:{engine}@{engine_called(engine).version}"}
    assert all(0 <= line.confidence <= 1 for line in lines)


def test_rapidocr_reads_chinese() -> None:
    lines = read("zh-framed-scan.jpg", "rapidocr")
    line_with(lines, truth("zh-framed-scan.jpg")["certified_organization"][0])


# What the upright layout prints higher stands further left on a page turned by 90 degrees, lower on one turned by 180.
TURNED = ["zertifikat-rotated-90.pdf", "certificato-upside-down.png"]


@pytest.mark.parametrize("name", TURNED)
def test_a_turned_scan_is_read_and_its_boxes_are_those_of_the_page_as_displayed(name: str) -> None:
    width, height, image = first_page(name)
    lines = scan.read(image, engine_called("rapidocr"), width, height)
    number = line_with(lines, truth(name)["certificate_number"])
    place = number.box
    assert 0 <= place.x0 < place.x1 <= width + 1
    assert 0 <= place.y0 < place.y1 <= height + 1
    assert (place.height > place.width) == (name == "zertifikat-rotated-90.pdf")
    scale = image.width / width
    cut = image.crop(((place.x0 - 4) * scale, (place.y0 - 4) * scale, (place.x1 + 4) * scale, (place.y1 + 4) * scale))
    assert any(folded(truth(name)["certificate_number"]) in folded(text) for text in turned_readings(cut))


def turned_readings(cut: Image.Image) -> list[str]:
    """What a piece of the page says, held each way."""
    engine = engine_called("rapidocr")
    return [" ".join(n.text for n in engine.read(cut.rotate(turn, expand=True))) for turn in (0, 90, 180, 270)]


@NEEDS_TESSERACT
@pytest.mark.parametrize(("name", "turn"), [("diploma-scan-noise.pdf", 0), ("certificato-upside-down.png", 180)])
def test_tesseract_knows_which_way_is_up(name: str, turn: int) -> None:
    assert tesseract.orientation(first_page(name)[2]) == turn


@NEEDS_TESSERACT
def test_a_sideways_page_is_turned_by_90_or_270() -> None:
    assert tesseract.orientation(first_page("zertifikat-rotated-90.pdf")[2]) in (90, 270)


def test_an_empty_page_has_no_lines_and_no_direction() -> None:
    blank = Image.new("RGB", (600, 800), "white")
    assert engine_called("rapidocr").read(blank) == []
    assert tesseract.orientation(blank) is None


@NEEDS_TESSERACT
def test_tesseract_on_an_empty_page_is_silent() -> None:
    assert engine_called("tesseract").read(Image.new("RGB", (600, 800), "white")) == []


def shared(a: Box, b: Box) -> float:
    """What two boxes have of their width in common, 0 to 1."""
    return max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0)) / (max(a.x1, b.x1) - min(a.x0, b.x0))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_words_box_is_where_the_page_prints_it(engine: str) -> None:
    """Held against the text layer; letters' mean widths alone miss one word in eight."""
    path = SAMPLES / "certificat-clean.pdf"
    with opened(path, media_type(path), Limits()) as document:
        page = next(document.pages)
        printed = [word for line in page.text_lines() for word in line.words]
        image = page.picture()
        part = image.crop((0, 0, image.width, image.height // 2))
        lines = scan.read(part, engine_called(engine), page.width, page.height / 2)
    overlaps = []
    for word in (word for line in lines for word in line.words if len(line.words) > 2 and len(word.text) > 1):
        same = [p.box for p in printed if p.text == word.text and abs(p.box.y0 - word.box.y0) < 8]
        overlaps += [max(shared(word.box, box) for box in same)] if same else []
    assert len(overlaps) > 15
    assert min(overlaps) > 0.5
    assert sum(overlaps) / len(overlaps) > 0.85
