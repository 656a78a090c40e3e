"""A picture of a page to lines: upright first, then read, then pixels to points.

Orientation is decided by what can be read: a sideways page gives tall boxes, an
upside-down one gives garbage. Only then is a second look paid for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import zxingcpp
from PIL import Image

from extractors.certificate import Box
from extractors.pages import spacing
from extractors.pages.layout import Barcode, Line, Word, hull, is_decorative, reading_order, text_width
from extractors.pages.lean import laid_flat, lean_of
from extractors.pages.ocr import strip, tesseract
from extractors.pages.ocr.engine import Corners, Engine, LineReader, TextLine

_DOUBTFUL = 0.82
"""Mean engine confidence under which a page may stand on its head."""
_SURE, _NOISE, _ASKED = 0.93, 0.5, 8
"""A line read less surely than `_SURE` gets a witness; one under `_NOISE` is a signature or a stamp."""
_SURE_NEAR, _LEAST_NEAR = 0.85, 0.6
_TINY = 8.0
"""Points: letters smaller than this are a mark's small print, and were hardly seen the first time."""

Revision = Callable[[list[TextLine], Image.Image, Engine], list[TextLine]]
"""What an engine found on an upright picture, put right."""


def read(
    image: Image.Image, engine: Engine, width: float, height: float, revise: Revision | None = None
) -> tuple[Line, ...]:
    """The lines of a page of `width` x `height` points from its picture, in reading order.

    `revise`, where given, may put right what the engine found on the picture once it stands upright.
    """
    return read_all(image, engine, width, height, revise)[0]


def read_all(
    image: Image.Image, engine: Engine, width: float, height: float, revise: Revision | None = None
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """As `read`, and beside those lines the ones that no row has: up the margin, or across the page."""
    turn, found = _upright(image, engine)
    if revise is not None:
        found = revise(found, image.rotate(-turn, expand=True) if turn else image, engine)
    scale = width / image.width
    method = f"ocr:{engine.name}@{engine.version}"
    lean = lean_of(found)
    flats = [_scaled(laid_flat(line.corners, lean), scale) for line in found]
    shown = [_turned_back(line, turn, image.size) if turn else line for line in found]
    lines = [_line(line, flat, scale, (width, height), turn, method) for line, flat in zip(shown, flats, strict=True)]
    lines = [line for line in lines if line.words]
    ornament = [line for line in lines if is_decorative(line, height)]
    return reading_order([line for line in lines if line not in ornament]), tuple(ornament)


def read_close_up(image: Image.Image, engine: Engine, region: Box, page: tuple[float, float]) -> tuple[Line, ...]:
    """The lines of `region` of a page of `page` points, from a close-up picture of it that stands upright."""
    scale = region.width / image.width
    method = f"ocr:{engine.name}@{engine.version}"
    corner = np.array([region.x0, region.y0])
    found = [replace(line, corners=line.corners + corner / scale) for line in engine.read(image)]
    lines = [_line(line, _scaled(_hull(line.corners), scale), scale, page, 0, method) for line in found]
    return reading_order([line for line in lines if line.words and not is_decorative(line, page[1])])


def with_close_up(lines: tuple[Line, ...], near: tuple[Line, ...], region: Box) -> tuple[Line, ...]:
    """`lines` with what a close-up shows besides, and its lines in place of the tiny and doubtful if it says as much."""
    inside = [line for line in lines if _wants_a_closer_look(line) and _holds(region, line.box)]
    near = tuple(line for line in near if _is_print(line))
    says_less = sum(len(line.text) for line in near) < 0.8 * sum(len(line.text) for line in inside)
    kept = list(lines) if says_less else [line for line in lines if line not in inside]
    added = [line for line in near if not any(_holds(_grown(k.box), line.box) for k in kept)]
    return reading_order([*kept, *added])


def _wants_a_closer_look(line: Line) -> bool:
    return line.method.startswith("ocr") and (line.size < _TINY or line.confidence < _SURE)


def _is_print(line: Line) -> bool:
    """Is a line of a close-up small print, or read surely? A logo seen from near makes words of its own."""
    return line.confidence >= _SURE_NEAR or (line.size < 1.25 * _TINY and line.confidence >= _LEAST_NEAR)


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _grown(box: Box) -> Box:
    return Box(box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 + 2)


def with_witness(lines: tuple[Line, ...], image: Image.Image, width: float, witness: LineReader) -> tuple[Line, ...]:
    """The lines, those in doubt read once more by a second engine: at most `_ASKED`, the most doubtful first.

    Only lines with digits are asked about: numbers and dates decide verdicts, and nothing around
    them tells a wrong digit from a right one.
    """
    doubtful = sorted((n for n in range(len(lines)) if _in_doubt(lines[n])), key=lambda n: lines[n].confidence)
    asked = [n for n in doubtful if witness.name not in lines[n].method][:_ASKED]
    pixels = np.asarray(image)
    heard = witness.read_lines([strip.cut(pixels, _corners(lines[n].box) * image.width / width) for n in asked])
    said = {n: one.text for n, one in zip(asked, heard, strict=True)}
    return tuple(replace(line, witness=said.get(n)) for n, line in enumerate(lines))


def _in_doubt(line: Line) -> bool:
    level = line.box.width > 1.5 * line.box.height
    return _NOISE < line.confidence < _SURE and level and sum(c.isdigit() for c in line.text) >= 2


def _corners(box: Box) -> Corners:
    margin = 0.15 * box.height
    x0, y0, x1, y1 = box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def barcodes(image: Image.Image, width: float) -> tuple[Barcode, ...]:
    """Machine-readable codes with text in them, from a picture of a page `width` points wide."""
    scale = width / image.width
    found = []
    for code in zxingcpp.read_barcodes(np.asarray(image.convert("L"))):
        corners = [
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_right,
            code.position.bottom_left,
        ]
        xs, ys = [p.x * scale for p in corners], [p.y * scale for p in corners]
        if code.text.strip():
            kind = "qr" if "QR" in str(code.format).upper() else "barcode"
            found.append(Barcode(code.text.strip(), kind, Box(min(xs), min(ys), max(xs), max(ys))))
    return tuple(found)


def _upright(image: Image.Image, engine: Engine) -> tuple[int, list[TextLine]]:
    """Degrees clockwise that the picture was turned by, and its lines in the turned picture's pixels."""
    found = engine.read(image)
    if not _sideways(found) and (_sureness(found) >= _DOUBTFUL or len(found) < 4):
        return 0, found
    hint = tesseract.orientation(image)
    turns = [90, 270] if _sideways(found) else [180]
    if hint == 0:
        return 0, found
    turns = [turn for turn in turns if turn == hint] or turns
    readings = {0: found} | {turn: engine.read(image.rotate(-turn, expand=True)) for turn in turns}
    best = max(readings, key=lambda turn: _sureness(readings[turn]) * (not _sideways(readings[turn])))
    return best, readings[best]


def _sureness(found: Sequence[TextLine]) -> float:
    letters = sum(len(line.text) for line in found)
    return sum(len(line.text) * line.confidence for line in found) / letters if letters else 0.0


def _sideways(found: Sequence[TextLine]) -> bool:
    long_lines = [line for line in found if len(line.text) >= 4]
    tall = [line for line in long_lines if np.ptp(line.corners[:, 1]) > 1.5 * np.ptp(line.corners[:, 0])]
    return len(long_lines) >= 3 and len(tall) > len(long_lines) / 2


def _turned_back(line: TextLine, turn: int, size: tuple[int, int]) -> TextLine:
    """The line in the pixels of the picture as it is displayed."""
    x, y = line.corners[:, 0], line.corners[:, 1]
    wide, high = size
    back = {90: (y, high - x), 180: (wide - x, high - y), 270: (wide - y, x)}[turn]
    return replace(line, corners=np.stack(back, axis=1))


def _line(line: TextLine, flat: Box, scale: float, page: tuple[float, float], turn: int, method: str) -> Line:
    corners = line.corners * scale
    size = float(np.linalg.norm(corners[3] - corners[0])) * 0.8  # the detector leaves a margin round the letters
    method = f"ocr:{line.read_by}" if line.read_by else method
    return Line(spacing.closed_up(_words(line, corners, page, turn)), method, flat, size)


def _hull(corners: Corners) -> Box:
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)


def _words(line: TextLine, corners: Corners, page: tuple[float, float], turn: int) -> list[Word]:
    """Words with the room that their letters take in the line, whichever way it leans, as boxes on the page."""
    runs = {0: "right", 90: "up", 180: "left", 270: "down"}[turn]
    box = _hull(corners)
    if not turn and box.height > 2 * box.width and len(line.text) > 2:
        runs, corners = "down", corners[[1, 2, 3, 0]]
    edges = _edges(line)
    words: list[Word] = []
    start = 0
    for part in line.text.split():
        places = [_between(corners, first, last, page) for first, last in edges[start : start + len(part)]]
        start += len(part)
        letters = tuple((place.x0, place.x1) for place in places) if runs == "right" else ()
        words.append(Word(part, hull(places), line.confidence, letters, runs))
    return words


def _between(corners: Corners, first: float, last: float, page: tuple[float, float]) -> Box:
    """What lies between two shares of a line's length, as a box that does not leave the page."""
    top, bottom = corners[1] - corners[0], corners[2] - corners[3]
    points = [
        corners[0] + first * top,
        corners[0] + last * top,
        corners[3] + first * bottom,
        corners[3] + last * bottom,
    ]
    return _hull(np.clip(np.array(points), (0.0, 0.0), page))


def _edges(line: TextLine) -> list[tuple[float, float]]:
    """Where each letter, spaces left out, begins and ends in the line, as shares of its length.

    Where the engine does not say it, letters share the line by how wide they are set.
    """
    solid = [(n, c) for n, c in enumerate(line.text) if not c.isspace()]
    if not solid:
        return []
    widths = [text_width(c) for _, c in solid]
    if len(line.letters) != len(solid):
        total = text_width(line.text)
        starts = [text_width(line.text[:n]) / total for n, _ in solid]
        return [(a, min(1.0, a + width / total)) for a, width in zip(starts, widths, strict=True)]
    middles = line.letters
    spaces = 0.55 * (len(line.text) - len(solid))
    unit = 1 / (sum(widths) + spaces)
    if len(solid) > 1:
        unit = abs(middles[-1] - middles[0]) / max(1.0, sum(widths) - (widths[0] + widths[-1]) / 2 + spaces)
    gaps = [1.0, *(abs(b - a) for a, b in pairwise(middles)), 1.0]
    return [
        (_share(m - min(unit * w, before) / 2), _share(m + min(unit * w, after) / 2))
        for m, w, (before, after) in zip(middles, widths, pairwise(gaps), strict=True)
    ]


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
