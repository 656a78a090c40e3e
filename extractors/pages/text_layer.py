"""The text layer of a PDF page: words and boxes as the file itself states them.

pdfium gives characters with boxes in page space; they are turned into displayed
space once, here, so that rotation and crop boxes are nobody else's business.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractors.certificate import Box
from extractors.pages.layout import Line, Word, hull, is_decorative, reading_order

METHOD = "text_layer"
_UNITS = 1000
"""pdfium converts to whole device units; a thousandth of a point is fine enough."""
_WORD_GAP = 0.18
"""A gap of more than this share of the letter size ends a word."""
_HINTED_GAP = -0.05
"""The same where pdfium, which knows the letters' advances, sees a blank: a slanted letter's ink hangs into it."""
_CELL_GAP = 1.6
"""A gap of more than this many letter sizes ends a cell."""


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    box: Box
    size: float
    start: float
    """Where the letter's own space begins and ends on the line: ink is narrower, most of all a `1`'s."""
    end: float
    blank: bool = False
    """Does the file have a blank in front of it?"""
    hint: bool = False
    """Does pdfium put one there, as words placed one by one need?"""


def lines(page: Any) -> tuple[Line, ...]:
    """The lines of a `pypdfium2.PdfPage`, in reading order; empty where there is no text layer."""
    found = [line for row in _rows(list(_characters(page))) for line in _cells(row)]
    height = page.get_size()[1]
    return reading_order([line for line in _unique(found) if not is_decorative(line, height)])


def _characters(page: Any) -> Iterator[_Char]:
    textpage = page.get_textpage()
    raw, left, right, bottom, top = textpage.raw, *(ctypes.c_double() for _ in range(4))
    to_page = _page_to_display(page)
    blank = hint = False
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
            continue
        text = chr(code)
        if not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
            continue
        box = to_page(left.value, bottom.value, right.value, top.value)
        if text.isspace() or not text.isprintable():
            generated = pdfium.FPDFText_IsGenerated(raw, index)
            blank, hint = blank or not generated, hint or (generated and text == " ")
            continue
        loose = pdfium.FS_RECTF()
        own = box
        if pdfium.FPDFText_GetLooseCharBox(raw, index, loose):
            own = to_page(loose.left, loose.bottom, loose.right, loose.top)
        size = max(_font_size(raw, index), box.height)
        yield _Char(text, box, size, min(own.x0, box.x0), max(own.x1, box.x1), blank, hint)
        blank = hint = False
    textpage.close()


def is_hidden(page: Any) -> bool:
    """Is the text layer only an earlier OCR's, lying unseen over or under a scan?

    Such text is invisible by its render mode, or covered by a picture of the whole page drawn after it.
    """
    width, height = page.get_size()
    seen = unseen = 0
    for obj in page.get_objects(max_depth=2):
        if obj.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(obj.raw)
            unseen, seen = (unseen + 1, seen) if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE else (unseen, seen + 1)
        elif obj.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = obj.get_bounds()
            if (right - left) * (top - bottom) > 0.8 * width * height:
                unseen, seen = unseen + seen, 0
    return unseen > seen


def _font_size(raw: Any, index: int) -> float:
    """The font size as drawn: nominal size times the text matrix's vertical scale."""
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
    size = pdfium.FPDFText_GetFontSize(raw, index) * scale
    return float(size) if 0 < size < 300 else 0.0


def _page_to_display(page: Any) -> Any:
    width, height = page.get_size()
    dx, dy = ctypes.c_int(), ctypes.c_int()

    def point(x: float, y: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, int(width * _UNITS), int(height * _UNITS), 0, x, y, dx, dy)
        return dx.value / _UNITS, dy.value / _UNITS

    # Page space to displayed space is affine: three points fix it, and no call a character is needed.
    (ox, oy), (ax, ay), (bx, by) = point(0, 0), point(100, 0), point(0, 100)

    def convert(left: float, bottom: float, right: float, top: float) -> Box:
        xs, ys = [], []
        for x, y in ((left, bottom), (right, top)):
            xs.append(ox + (ax - ox) * x / 100 + (bx - ox) * y / 100)
            ys.append(oy + (ay - oy) * x / 100 + (by - oy) * y / 100)
        return Box(min(xs), min(ys), max(xs), max(ys))

    return convert


def _rows(characters: list[_Char]) -> Iterator[list[_Char]]:
    """Characters in the file's order, cut where the next one stands on another row or jumps back."""
    row: list[_Char] = []
    for char in characters:
        if row and not _follows(row[-1], char):
            yield row
            row = []
        row.append(char)
    if row:
        yield row


def _follows(before: _Char, after: _Char) -> bool:
    size = max(before.size, after.size, 1.0)
    middle = (after.box.y0 + after.box.y1) / 2
    on_row = before.box.y0 - 0.6 * size <= middle <= before.box.y1 + 0.6 * size
    low, high = min(before.size, after.size), max(before.size, after.size)
    return on_row and after.box.x0 >= before.box.x0 - 0.5 * size and high <= 3 * max(low, 1.0)


def _cells(row: list[_Char]) -> Iterator[Line]:
    words: list[Word] = []
    sizes: list[float] = []
    current: list[_Char] = []
    previous: _Char | None = None

    def flush_word() -> None:
        if current:
            letters = tuple((c.box.x0, c.box.x1) for c in current)
            words.append(Word("".join(c.text for c in current), hull(c.box for c in current), 1.0, letters))
            sizes.append(max(c.size for c in current))
            current.clear()

    for char in row:
        if previous is not None:
            if _gap(previous, char) > _CELL_GAP:
                flush_word()
                yield _line(words, sizes)
                words, sizes = [], []
            elif _ends_word(previous, char):
                flush_word()
        current.append(char)
        previous = char
    flush_word()
    if words:
        yield _line(words, sizes)


def _gap(before: _Char, after: _Char) -> float:
    """The room between two letters, in letter sizes."""
    return (after.start - before.end) / max(after.size, before.size, 1.0)


def _ends_word(before: _Char, after: _Char) -> bool:
    if after.blank or _gap(before, after) > _WORD_GAP:
        return True
    ink = (after.box.x0 - before.box.x1) / max(after.size, before.size, 1.0)
    return after.hint and ink > _HINTED_GAP


def _line(words: list[Word], sizes: list[float]) -> Line:
    return Line(tuple(words), METHOD, hull(w.box for w in words), max(sizes))


def _unique(found: list[Line]) -> list[Line]:
    """Without lines drawn twice in one place, as some programs do for bold or shadowed text."""
    kept: dict[tuple[str, int, int], Line] = {}
    for line in found:
        kept.setdefault((line.text, round(line.box.x0 / 3), round(line.box.y0 / 3)), line)
    return list(kept.values())
