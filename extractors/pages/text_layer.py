"""The text layer of a PDF page: words and boxes as the file itself states them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.certificate import Box
from extractors.pages import bidi, glyphs, leftward, spacing
from extractors.pages.glyphs import Glyph
from extractors.pages.layout import Line, Word, hull, is_decorative, reading_order

METHOD = "text_layer"
_WHOLE_PAGE = 0.8
"""Share of the page from which a picture is one of the whole page."""
Cell = list[list[Glyph]]
"""The words of one cell, each a list of letters."""


def lines(page: Any) -> tuple[Line, ...]:
    """The lines of a `pypdfium2.PdfPage`, in reading order; empty where there is no text layer."""
    return read(page)[0]


def read(page: Any) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a `pypdfium2.PdfPage`, in reading order, and the words that run aslant, in no row."""
    every = list(glyphs.read(page))
    letters = [letter for letter in every if not letter.aslant]
    return _level(page, letters), _aslant([letter for letter in every if letter.aslant])


def _level(page: Any, letters: list[Glyph]) -> tuple[Line, ...]:
    rows, cells = list(_rows(letters)), list[Cell]()
    if bidi.holds_leftward(c.text for c in letters):
        rows, cells = leftward.apart(rows)
    found = [_line(cell) for cell in [*cells, *(cell for row in rows for cell in _cells(row))]]
    height = page.get_size()[1]
    return reading_order([line for line in _unique(found) if not is_decorative(line, height)])


def _aslant(letters: list[Glyph]) -> tuple[Line, ...]:
    """Words of letters that follow each other in the file, none farther from the last than its own size allows."""
    words: list[list[Glyph]] = []
    for letter in letters:
        last = words[-1][-1] if words else None
        if last is None or _apart(last.box, letter.box) > 2.5 * max(last.size, 1.0):
            words.append([])
        words[-1].append(letter)
    return tuple(Line((_word(word),), METHOD, hull(c.box for c in word), word[0].size) for word in words)


def _apart(a: Box, b: Box) -> float:
    return math.hypot((a.x0 + a.x1 - b.x0 - b.x1) / 2, (a.y0 + a.y1 - b.y0 - b.y1) / 2)


def is_hidden(page: Any) -> bool:
    """Is the text layer only an earlier OCR's, lying unseen over or under a scan?

    Such text is invisible by its render mode, or covered by a picture of the whole page drawn after it. A watermark that
    one can look through covers nothing.
    """
    width, height = page.get_size()
    seen = unseen = 0
    for obj in page.get_objects(max_depth=2):
        if obj.type == pdfium.FPDF_PAGEOBJ_TEXT:
            unseen, seen = (unseen, seen + 1) if _is_seen_text(obj) else (unseen + 1, seen)
        elif seen and obj.type == pdfium.FPDF_PAGEOBJ_IMAGE and _fills(obj, width, height) and _is_opaque(obj):
            unseen, seen = unseen + seen, 0
    return unseen > seen


def drawn_over_picture(page: Any) -> list[Any]:
    """What is drawn after a picture of the whole page, with text that is seen among it; empty where there is no such.

    A form may hold text, too: that is what flattening makes of a comment.
    """
    width, height = page.get_size()
    over: list[Any] | None = None
    for obj in page.get_objects(max_depth=1):
        is_page = obj.type == pdfium.FPDF_PAGEOBJ_IMAGE and _fills(obj, width, height)
        if is_page and (not over or _is_opaque(obj)):
            over = []
        elif over is not None:
            over.append(obj)
    return over if over and any(_is_seen_text(o) or o.type == pdfium.FPDF_PAGEOBJ_FORM for o in over) else []


def is_scan(page: Any) -> bool:
    """Does a picture fill the page?"""
    width, height = page.get_size()
    pictures = (obj for obj in page.get_objects(max_depth=2) if obj.type == pdfium.FPDF_PAGEOBJ_IMAGE)
    return any(_fills(obj, width, height) for obj in pictures)


def _fills(obj: Any, width: float, height: float) -> bool:
    left, bottom, right, top = obj.get_bounds()
    return bool((right - left) * (top - bottom) > _WHOLE_PAGE * width * height)


def _is_opaque(obj: Any) -> bool:
    """Can nothing be seen through most of a picture? pdfium's own word for it leaves soft masks out."""
    if pdfium.FPDFPageObj_HasTransparency(obj.raw):
        return False
    try:
        picture = obj.get_bitmap(render=True).to_pil()
    except (ValueError, pypdfium2.PdfiumError):
        return True
    if "A" not in picture.getbands():
        return True
    shades = picture.getchannel("A").histogram()
    return bool(2 * sum(shades[128:]) > sum(shades))


def _is_seen_text(obj: Any) -> bool:
    if obj.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(obj.raw) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _rows(letters: list[Glyph]) -> Iterator[list[Glyph]]:
    """Letters in the file's order, cut where the next one stands on another row or jumps back."""
    row: list[Glyph] = []
    for letter in letters:
        if row and not _follows(row[-1], letter):
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _follows(before: Glyph, after: Glyph) -> bool:
    size = max(before.size, after.size, 1.0)
    middle = (after.box.y0 + after.box.y1) / 2
    on_row = before.box.y0 - 0.6 * size <= middle <= before.box.y1 + 0.6 * size
    low, high = min(before.size, after.size), max(before.size, after.size)
    return on_row and after.box.x0 >= before.box.x0 - 0.5 * size and high <= 3 * max(low, 1.0)


def _cells(row: list[Glyph]) -> Iterator[Cell]:
    words: Cell = []
    for letter in row:
        previous = words[-1][-1] if words else None
        if previous is not None and glyphs.gap(previous, letter) > glyphs.CELL_GAP:
            yield words
            words = [[letter]]
        elif previous is None or letter.blank or glyphs.parts_words(previous, letter, letter.hint):
            words.append([letter])
        else:
            words[-1].append(letter)
    if words:
        yield words


def _line(cell: Cell) -> Line:
    words = spacing.closed_up([_word(letters) for letters in cell])
    return Line(words, METHOD, hull(w.box for w in words), max(c.size for word in cell for c in word))


def _word(letters: Sequence[Glyph]) -> Word:
    places = () if letters[0].aslant else tuple((c.box.x0, c.box.x1) for c in letters for _ in c.text)
    return Word("".join(c.text for c in letters), hull(c.box for c in letters), 1.0, places)


def _unique(found: list[Line]) -> list[Line]:
    """Without lines drawn twice in one place, as some programs do for bold or shadowed text."""
    kept: dict[tuple[str, int, int], Line] = {}
    for line in found:
        kept.setdefault((line.text, round(line.box.x0 / 3), round(line.box.y0 / 3)), line)
    return list(kept.values())
