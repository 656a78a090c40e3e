"""Crooked and photographed pages: rows that are rows on the paper are rows to layout, boxes point where text is seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from extractors.pages import scan
from extractors.pages.layout import same_row
from extractors.pages.lean import Lean, laid_flat, lean_of
from extractors.pages.ocr.engine import Corners, TextLine
from tests.extractors.pages.test_scan import Fake, text_line

WIDE, HIGH = 1400, 2000
ROWS = [(f"This is what row {n:02} says", f"and its value {n:02}") for n in range(20)]


def sheet() -> list[TextLine]:
    """Two columns of twenty rows, as an engine sees them on a page that lies straight."""
    lines = []
    for n, (label, value) in enumerate(ROWS):
        y = 150 + 85 * n
        lines += [text_line(label, 150, y, 600, y + 30), text_line(value, 850, y, 1250, y + 30)]
    return lines


def photographed(corners: list[tuple[float, float]]) -> list[TextLine]:
    """The sheet, its corners (top left, top right, bottom right, bottom left) where a camera saw them."""
    page = np.array([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]], dtype=np.float32)
    aslant = cv2.getPerspectiveTransform(page, np.array(corners, dtype=np.float32))
    seen = [cv2.perspectiveTransform(line.corners.reshape(-1, 1, 2), aslant).reshape(-1, 2) for line in sheet()]
    return [TextLine(line.text, np.asarray(c, np.float64), 0.95) for line, c in zip(sheet(), seen, strict=True)]


SHOTS = {
    "from the right": [(120, 60), (1330, 190), (1300, 1790), (90, 1950)],
    "from below": [(180, 100), (1220, 100), (1390, 1950), (10, 1950)],
    "from a corner": [(60, 120), (1200, 30), (1380, 1820), (190, 1960)],
    "crooked": [(20, 100), (1380, 30), (1390, 1900), (30, 1970)],
}


@pytest.mark.parametrize("corners", SHOTS.values(), ids=SHOTS)
def test_rows_of_a_photo_are_rows_and_boxes_are_where_the_text_is_seen(corners: list[tuple[float, float]]) -> None:
    seen = photographed(corners)
    lines = scan.read(Image.new("RGB", (WIDE, HIGH), "white"), Fake(lambda _: seen), WIDE / 2, HIGH / 2)
    assert [line.text for line in lines] == [text for row in ROWS for text in row]
    for label, value in zip(lines[::2], lines[1::2], strict=True):
        assert same_row(label.flat, value.flat)
    for below, above in zip(lines[2::2], lines[::2], strict=False):
        assert not same_row(below.flat, above.flat)
    places = {line.text: line.corners / 2 for line in seen}
    for line in lines:
        (x0, y0), (x1, y1) = places[line.text].min(axis=0), places[line.text].max(axis=0)
        assert (line.box.x0, line.box.y0, line.box.x1, line.box.y1) == pytest.approx((x0, y0, x1, y1), abs=0.5)


def test_a_word_of_a_leaning_line_is_as_high_as_its_part_of_it() -> None:
    corners = np.array([[100, 100], [900, 200], [896, 232], [96, 132]], dtype=np.float64)
    seen = [TextLine("one and another", corners, 0.9)]
    (line,) = scan.read(Image.new("RGB", (1000, 400), "white"), Fake(lambda _: seen), 1000, 400)
    first, last = line.words[0].box, line.words[-1].box
    assert first.y0 == pytest.approx(100, abs=1)
    assert first.y1 < 170  # the whole line ends at 232
    assert last.y0 > 145
    assert last.y1 == pytest.approx(232, abs=1)


def turned(corners: Corners, degrees: float) -> Corners:
    lean = np.radians(degrees)
    return np.asarray(corners @ np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]]))


def test_a_straight_page_and_one_with_a_stamp_stay_as_they_are() -> None:
    stamp = [TextLine("CERTIFICATION BODY", turned(line.corners, 15), 0.9) for line in sheet()[:3]]
    assert lean_of([*sheet(), *stamp]) == Lean()
    box = laid_flat(sheet()[0].corners, Lean())
    assert (box.x0, box.y0, box.x1, box.y1) == (150, 150, 600, 180)


def test_unsteady_corners_are_no_photo() -> None:
    """An engine's corners are a pixel or two off, now up, now down."""
    chance = np.random.default_rng(7)
    shaken = [TextLine(line.text, line.corners + chance.normal(0, 1.5, (4, 2)), 0.9) for line in sheet()]
    lean = lean_of(shaken)
    assert (lean.across, lean.down) == (0.0, 0.0)
