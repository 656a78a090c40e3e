"""Pictures of pages, read by engines that do as they are told: turned, leaning, and misbehaving."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extractors import read as door
from extractors.certificate import Box, DocumentType
from extractors.errors import OcrUnavailable
from extractors.gazetteer import Gazetteer
from extractors.pages import scan
from extractors.pages.layout import same_row
from extractors.pages.ocr import tesseract
from extractors.pages.ocr.engine import Heard, Pixels, TextLine

WIDE, HIGH = 600, 800
PAGE = (WIDE / 2, HIGH / 2)
"""Half a point a pixel: a mistake in scale shows."""
CORNER = (0, 0, 255)
"""Blue pixels mark the top left corner of the paper, wherever it is in the picture."""
TEXTS = {
    "Certificate": (100, 60, 500, 120),
    "Certificate No": (60, 300, 240, 330),
    "Q 12345": (360, 300, 500, 330),
    "Valid until": (60, 400, 200, 430),
    "2027-01-31": (360, 400, 500, 430),
}
"""What stands on the paper, in pixels of the upright picture; each place is painted in a grey of its own."""


@dataclasses.dataclass
class Fake:
    """An engine of the test's own."""

    answer: Callable[[Image.Image], list[TextLine]]
    name: str = "fake"
    version: str = "7"

    def read(self, image: Image.Image) -> list[TextLine]:
        return self.answer(image)


def text_line(text: str, x0: float, y0: float, x1: float, y1: float, confidence: float = 0.95) -> TextLine:
    return TextLine(text, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64), confidence)


def paper() -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 20, 20), fill=CORNER)
    for grey, place in enumerate(TEXTS.values(), start=1):
        pen.rectangle((*place[:2], place[2] - 1, place[3] - 1), fill=(grey, grey, grey))
    return image


def places(image: Image.Image) -> dict[str, Box]:
    """Where each text's grey is in the picture, in pixels."""
    pixels = np.asarray(image)
    found = {}
    for grey, text in enumerate(TEXTS, start=1):
        rows, columns = np.nonzero((pixels == grey).all(axis=2))
        found[text] = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return found


def honest(image: Image.Image) -> list[TextLine]:
    """Reads upright paper well; of turned paper it sees that there are lines, and takes them for something else."""
    upright = image.getpixel((5, 5)) == CORNER
    return [
        text_line(text if upright else "ubiuou" * 2, box.x0, box.y0, box.x1, box.y1, 0.97 if upright else 0.5)
        for text, box in places(image).items()
    ]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("hinted", [True, False])
def test_a_turned_page_is_read_upright_and_pointed_at_as_displayed(
    monkeypatch: pytest.MonkeyPatch, turn: int, hinted: bool
) -> None:
    """`turn`: degrees clockwise that turn the picture upright."""
    monkeypatch.setattr(tesseract, "orientation", lambda _: turn if hinted else None)
    image = paper().rotate(turn, expand=True)
    lines = scan.read(image, Fake(honest), image.width / 2, image.height / 2)
    assert [line.text for line in lines] == list(TEXTS)
    expected = places(image)
    for line in lines:
        in_points = [v / 2 for v in dataclasses.astuple(expected[line.text])]
        assert dataclasses.astuple(line.box) == pytest.approx(in_points, abs=0.6)
        assert line.method == "ocr:fake@7"
    for line, place in zip(lines, TEXTS.values(), strict=True):  # layout reasons as if the paper were upright
        assert dataclasses.astuple(line.flat) == pytest.approx([v / 2 for v in place], abs=0.6)


@pytest.mark.parametrize(("turn", "way"), [(0, "right"), (90, "up"), (180, "left"), (270, "down")])
def test_words_of_a_line_share_its_box_in_its_own_direction(
    monkeypatch: pytest.MonkeyPatch, turn: int, way: str
) -> None:
    monkeypatch.setattr(tesseract, "orientation", lambda _: turn)
    image = paper().rotate(turn, expand=True)
    lines = scan.read(image, Fake(honest), image.width / 2, image.height / 2)
    (label,) = [line for line in lines if line.text == "Certificate No"]
    certificate, number = (word.box for word in label.words)
    first, second = (number, certificate) if way in ("up", "left") else (certificate, number)
    assert first.x1 <= second.x0 if way in ("left", "right") else first.y1 <= second.y0
    assert certificate.width * certificate.height > 3 * number.width * number.height


def test_a_page_that_is_read_well_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    def counted(image: Image.Image) -> list[TextLine]:
        nonlocal looks
        looks += 1
        return honest(image)

    monkeypatch.setattr(tesseract, "orientation", lambda _: pytest.fail("nobody needs to ask"))
    scan.read(paper(), Fake(counted), *PAGE)
    assert looks == 1


def test_a_bad_page_that_stands_upright_is_not_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "orientation", lambda _: 0)
    blurred = Fake(lambda _: [text_line(f"l1ne {n}", 50, 50 * n, 200, 50 * n + 20, 0.4) for n in range(1, 6)])
    assert [line.text for line in scan.read(paper(), blurred, *PAGE)] == [f"l1ne {n}" for n in range(1, 6)]


@pytest.mark.parametrize("degrees", [-4, -1.5, 1.5, 4])
def test_rows_of_a_leaning_page_stay_rows(degrees: float) -> None:
    lean = math.radians(degrees)
    turn = np.array([[math.cos(lean), -math.sin(lean)], [math.sin(lean), math.cos(lean)]])
    leaning = [TextLine(text, text_line(text, *box).corners @ turn.T + (30, 60), 0.95) for text, box in TEXTS.items()]
    lines = scan.read(Image.new("RGB", (800, 1000), "white"), Fake(lambda _: leaning), 400, 500)
    assert [line.text for line in lines] == list(TEXTS)
    assert same_row(lines[1].flat, lines[2].flat)
    assert same_row(lines[3].flat, lines[4].flat)


def corner_lines(corners: list[tuple[float, float]]) -> list[TextLine]:
    return [TextLine("Valid until", np.array(corners, dtype=np.float64), 0.9)]


@given(st.lists(st.tuples(st.floats(-500, 2000), st.floats(-500, 2000)), min_size=4, max_size=4))
def test_no_box_leaves_the_page_wherever_an_engine_points(corners: list[tuple[float, float]]) -> None:
    for line in scan.read(Image.new("RGB", (WIDE, HIGH)), Fake(lambda _: corner_lines(corners)), *PAGE):
        for word in line.words:
            assert 0 <= word.box.x0 <= word.box.x1 <= PAGE[0] + 1e-6
            assert 0 <= word.box.y0 <= word.box.y1 <= PAGE[1] + 1e-6


@given(st.text(alphabet="aW1 .中", min_size=1, max_size=30))
def test_words_stand_side_by_side_inside_their_line(text: str) -> None:
    lines = scan.read(Image.new("RGB", (WIDE, HIGH)), Fake(lambda _: [text_line(text, 40, 40, 560, 80)]), *PAGE)
    words = [word for line in lines for word in line.words]
    assert "".join(w.text for w in words) == "".join(text.split())
    assert "中" in text or [w.text for w in words] == text.split()  # a blank between two Chinese letters means nothing
    assert all(w.box.x0 >= 20 and w.box.x1 <= 280 + 1e-6 for w in words)
    assert all(a.box.x1 <= b.box.x0 + 1e-6 for a, b in itertools.pairwise(words))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    paper().save(path)
    return path


def test_silence_is_an_unread_page_and_no_certificate(monkeypatch: pytest.MonkeyPatch, picture: Path) -> None:
    monkeypatch.setitem(door._ENGINES, "fake", Fake(lambda _: []))
    reading = door.read(picture, Gazetteer(), door.ReadOptions(ocr="fake"))
    assert reading.document_type is DocumentType.UNREADABLE
    assert [issue.code for issue in reading.issues] == ["no_text"]
    assert (reading.text_source, reading.ocr_engine) == ("none", None)  # no engine read anything
    assert reading.certificates == ()


@pytest.mark.parametrize("text", ["ubiuoubi", "\x00\x07", "        ", "\ufffd" * 9, "ISO", "9001:2015", ":" * 400])
def test_garbage_is_no_certificate(
    monkeypatch: pytest.MonkeyPatch, picture: Path, gazetteer: Gazetteer, text: str
) -> None:
    monkeypatch.setattr(tesseract, "orientation", lambda _: None)
    garbage = Fake(lambda _: [text_line(text, 20, 20 * n, 300, 20 * n + 15, 0.3) for n in range(1, 30)])
    monkeypatch.setitem(door._ENGINES, "fake", garbage)
    assert door.read(picture, gazetteer, door.ReadOptions(ocr="fake")).certificates == ()


def test_a_crash_of_an_engine_is_not_hushed_up(monkeypatch: pytest.MonkeyPatch, picture: Path) -> None:
    def crash(_: Image.Image) -> list[TextLine]:
        raise RuntimeError("the engine is gone")

    monkeypatch.setitem(door._ENGINES, "fake", Fake(crash))
    with pytest.raises(RuntimeError, match="the engine is gone"):
        door.read(picture, Gazetteer(), door.ReadOptions(ocr="fake"))


def test_a_scan_without_any_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch, picture: Path) -> None:
    monkeypatch.setitem(door._ENGINES, "fake", None)
    with pytest.raises(OcrUnavailable, match="RapidOCR or Tesseract"):
        door.read(picture, Gazetteer(), door.ReadOptions(ocr="fake"))


def test_a_scan_that_nobody_asked_to_look_at_is_left_unread(picture: Path) -> None:
    reading = door.read(picture, Gazetteer(), door.ReadOptions(ocr="none"))
    assert (reading.document_type, reading.text_source, reading.ocr_engine) == (DocumentType.UNREADABLE, "none", None)
    assert [issue.code for issue in reading.issues] == ["ocr_off"]


def test_a_code_on_the_page_is_read_where_it_stands() -> None:
    image = Image.new("RGB", (WIDE, HIGH), "white")
    code = zxingcpp.create_barcode("https://example.com/verify?no=1", zxingcpp.BarcodeFormat.QRCode)
    image.paste(Image.fromarray(np.asarray(code.to_image(scale=4))), (400, 600))
    (found,) = scan.barcodes(image, PAGE[0])
    assert (found.text, found.kind) == ("https://example.com/verify?no=1", "qr")
    assert 200 <= found.box.x0 < found.box.x1 <= 300
    assert 300 <= found.box.y0 < found.box.y1 <= 400


def test_a_page_without_codes_has_none() -> None:
    assert scan.barcodes(paper(), PAGE[0]) == ()


@dataclasses.dataclass
class Bystander:
    """A witness that counts the bars in what it is shown."""

    bars: list[int] = dataclasses.field(default_factory=list)
    name: str = "bystander"
    version: str = "1"

    def read_lines(self, pieces: Sequence[Pixels]) -> list[Heard]:
        self.bars += [int((np.diff((piece[20] < 128).astype(int)) == 1).sum()) for piece in pieces]
        return [Heard(f"witness {n}") for n in range(len(pieces))]


def barred() -> Image.Image:
    """The paper with as many bars in the place of each text as it has texts before it, and one."""
    image = paper()
    pen = ImageDraw.Draw(image)
    for count, (x0, y0, x1, y1) in enumerate(TEXTS.values(), start=1):
        pen.rectangle((x0, y0, x1, y1), fill="white")
        for n in range(count):
            pen.rectangle((x0 + 10 + 20 * n, y0, x0 + 18 + 20 * n, y1), fill="black")
    return image


def test_a_witness_sees_the_place_of_the_line_that_is_in_doubt() -> None:
    def doubting(image: Image.Image) -> list[TextLine]:
        return [dataclasses.replace(line, confidence=0.9) for line in honest(image)]

    witness = Bystander()
    lines = scan.with_witness(scan.read(paper(), Fake(doubting), *PAGE), barred(), PAGE[0], witness)
    heard = {line.text: line.witness for line in lines if line.witness}
    assert set(heard) == {"Q 12345", "2027-01-31"}  # only digits decide anything
    assert sorted(witness.bars) == [list(TEXTS).index(text) + 1 for text in heard]


@pytest.mark.parametrize(("confidence", "asked"), [(0.95, False), (0.9, True), (0.6, True), (0.3, False)])
def test_a_sure_line_needs_no_witness_and_noise_gets_none(confidence: float, asked: bool) -> None:
    engine = Fake(lambda _: [text_line("2027-01-31", 60, 60, 300, 90, confidence)])
    (line,) = scan.with_witness(scan.read(paper(), engine, *PAGE), paper(), PAGE[0], Bystander())
    assert (line.witness is not None) is asked


def test_a_witness_is_asked_of_the_worst_lines_only() -> None:
    engine = Fake(lambda _: [text_line(f"no {n:02}", 60, 30 * n, 300, 30 * n + 20, 0.6 + n / 100) for n in range(20)])
    lines = scan.with_witness(scan.read(paper(), engine, *PAGE), paper(), PAGE[0], Bystander())
    assert [line.text for line in lines if line.witness] == [f"no {n:02}" for n in range(8)]


@pytest.mark.parametrize(
    ("near", "wanted"),
    [
        (("XY 070", 20, 0.7), ["XY 070"]),
        (("OXEXO", 90, 0.7), ["XY O7O"]),  # a logo makes a word of its own
        (("UKAS", 90, 0.97), ["XY O7O", "UKAS"]),
    ],
)
def test_a_close_up_gives_small_print_and_what_is_read_surely(near: tuple[str, int, float], wanted: list[str]) -> None:
    page = scan.read(paper(), Fake(lambda _: [text_line("XY O7O", 480, 700, 560, 716, 0.6)]), *PAGE)
    region = Box(200, 300, 300, 400)
    text, high, sure = near
    y = 200 if high < 50 else 60
    closer = Fake(lambda _: [text_line(text, 160, y, 320, y + high, sure)])
    lines = scan.read_close_up(Image.new("RGB", (400, 400)), closer, region, PAGE)
    assert sorted(line.text for line in scan.with_close_up(page, lines, region)) == sorted(wanted)
