"""The letters of a PDF page as pdfium gives them, with what is needed to make words of them.

pdfium's boxes stand in page space; they are turned into displayed space once, here,
so that rotation and crop boxes are nobody else's business.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractors.certificate import Box
from extractors.pages import bidi
from extractors.pages.spacing import is_wide

_UNITS = 1000
"""pdfium converts to whole device units; a thousandth of a point is fine enough."""
_WORD_GAP = 0.18
"""A gap of more than this share of the letter size ends a word."""
_WIDE_GAP = 0.3
"""The same beside a Chinese letter: the strokes of `日` leave as much room on both sides."""
_HINTED_GAP = -0.05
"""The same where pdfium, which knows the letters' advances, sees a blank: a slanted letter's ink hangs into it."""
_ASLANT = 12
"""Degrees from level or upright; a crooked scan's own text layer leans less."""
CELL_GAP = 1.6
"""A gap of more than this many letter sizes ends a cell."""
_JOINERS = frozenset("\u00ad\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Characters that are never seen and part no words: soft hyphens, joiners, marks of direction."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter, the box of its ink, and its size in points."""

    text: str
    box: Box
    size: float
    start: float
    """Where the letter's own space begins and ends on the line: ink is narrower, most of all a `1`'s."""
    end: float
    base: float
    """Where its baseline runs, in points from the top; known only on pages with a script that runs to the left."""
    blank: bool = False
    """Does the file have a blank in front of it?"""
    hint: bool = False
    """Does pdfium put one there, as words placed one by one need?"""
    word: int = 0
    """How many blanks of either kind stand before it in the file: letters of one word have the same number."""
    aslant: bool = False
    """Does it stand neither level nor upright, as a watermark's letters do?"""


def read(page: Any) -> Iterator[Glyph]:
    """All letters of a `pypdfium2.PdfPage`, in pdfium's order."""
    textpage = page.get_textpage()
    raw, left, right, bottom, top, x, y = textpage.raw, *(ctypes.c_double() for _ in range(6))
    to_page = page_to_display(page)
    wants_base = bidi.holds_leftward(textpage.get_text_range())
    blank = hint = False
    word = 0
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > sys.maxunicode:
            continue
        text = chr(code)
        if text in _JOINERS or not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
            continue
        if text.isspace() or not text.isprintable():
            generated = pdfium.FPDFText_IsGenerated(raw, index)
            blank, hint = blank or not generated, hint or (generated and text == " ")
            continue
        box = to_page(left.value, bottom.value, right.value, top.value)
        loose = pdfium.FS_RECTF()
        own = box
        if pdfium.FPDFText_GetLooseCharBox(raw, index, loose):
            own = to_page(loose.left, loose.bottom, loose.right, loose.top)
        base = box.y1
        if wants_base and pdfium.FPDFText_GetCharOrigin(raw, index, x, y):
            base = to_page(x.value, y.value, x.value, y.value).y0
        font, aslant = _font(raw, index)
        size = (font or 0.7 * max(box.width, box.height)) if aslant else max(font, box.height)
        word += blank or hint
        yield Glyph(text, box, size, min(own.x0, box.x0), max(own.x1, box.x1), base, blank, hint, word, aslant)
        blank = hint = False
    textpage.close()


def gap(before: Glyph, after: Glyph) -> float:
    """The room between two letters, the left one first, in letter sizes."""
    return (after.start - before.end) / max(after.size, before.size, 1.0)


def parts_words(before: Glyph, after: Glyph, hinted: bool) -> bool:
    """Is the room between two letters, the left one first, that between words? `hinted`: does pdfium say so?"""
    room = gap(before, after)
    if room > _WIDE_GAP or (room > _WORD_GAP and not (is_wide(before.text) or is_wide(after.text))):
        return True
    return hinted and (after.box.x0 - before.box.x1) / max(after.size, before.size, 1.0) > _HINTED_GAP


def _font(raw: Any, index: int) -> tuple[float, bool]:
    """The font size as drawn (nominal size times the text matrix's vertical scale), and whether it runs aslant."""
    matrix = pdfium.FS_MATRIX()
    scale, aslant = 1.0, False
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        aslant = _ASLANT < math.degrees(math.atan2(matrix.b, matrix.a)) % 90 < 90 - _ASLANT
    size = pdfium.FPDFText_GetFontSize(raw, index) * scale
    return (float(size) if 0 < size < 300 else 0.0), aslant


def page_to_display(page: Any) -> Any:
    """What turns left, bottom, right and top in page space into a box in points as displayed."""
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
