"""The text layer of a PDF page: words and boxes as the file itself states them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from extractors.pages import bidi, glyphs, leftward, spacing
from extractors.pages.glyphs import Glyph
from extractors.pages.layout import Line, Word, hull, is_decorative, reading_order

METHOD = "text_layer"
Cell = list[list[Glyph]]
"""The words of one cell, each a list of letters."""


def lines(page: Any) -> tuple[Line, ...]:
    """The lines of a `pypdfium2.PdfPage`, in reading order; empty where there is no text layer."""
    letters = list(glyphs.read(page))
    rows, cells = list(_rows(letters)), list[Cell]()
    if bidi.holds_leftward(c.text for c in letters):
        rows, cells = leftward.apart(rows)
    found = [_line(cell) for cell in [*cells, *(cell for row in rows for cell in _cells(row))]]
    height = page.get_size()[1]
    return reading_order([line for line in _unique(found) if not is_decorative(line, height)])


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
    places = tuple((c.box.x0, c.box.x1) for c in letters for _ in c.text)
    return Word("".join(c.text for c in letters), hull(c.box for c in letters), 1.0, places)


def _unique(found: list[Line]) -> list[Line]:
    """Without lines drawn twice in one place, as some programs do for bold or shadowed text."""
    kept: dict[tuple[str, int, int], Line] = {}
    for line in found:
        kept.setdefault((line.text, round(line.box.x0 / 3), round(line.box.y0 / 3)), line)
    return list(kept.values())
