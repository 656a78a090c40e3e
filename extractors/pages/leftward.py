"""Lines of a text layer in scripts that run to the left: Arabic, Persian, Hebrew.

The file's order says little about them: programs write them from either side, and pdfium turns
some words round and others not. So letters are ordered by where they stand.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.pages import bidi, glyphs
from extractors.pages.glyphs import Glyph

_ON_LINE = 0.3
"""How far apart the baselines of one line may be, in letter sizes."""
_WITHIN_WORD = 0.25
"""How far apart, in letter sizes, letters of one word may stand: an alef ends its stroke well before its advance."""
_ALEFS = "اأإآٱ"


def apart(rows: list[list[Glyph]]) -> tuple[list[list[Glyph]], list[list[list[Glyph]]]]:
    """The rows that hold no such letter and stand apart from them, and the cells of the others.

    Cells are words in the order of reading, and words are letters in that order.
    """
    among_such = bidi.mostly_leftward(c.text for row in rows for c in row)
    kept: list[list[Glyph]] = []
    cells: list[list[list[Glyph]]] = []
    levels = [level for row in rows for level in _levels(row)]
    for group in (group for line in _lines(levels) for group in _groups(line)):
        letters = [c for row in group for c in row]
        # on such a page pdfium also tears numbers apart: `QMS-2291/24` in an Arabic cell
        if bidi.holds_leftward(c.text for c in letters) or (among_such and len(group) > 1):
            cells += [_read(cell, among_such) for cell in _cells(_from_the_left(letters))]
        else:
            kept += group
    return kept, cells


def _levels(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """A row cut where its baseline changes: where a word is torn, the next may stand on another line."""
    if not bidi.holds_leftward(c.text for c in row):
        yield row
        return
    level = row[:1]
    for letter in row[1:]:
        if abs(letter.base - level[-1].base) > _ON_LINE * max(letter.size, level[-1].size):
            yield level
            level = []
        level.append(letter)
    yield level


def _lines(rows: list[list[Glyph]]) -> list[list[list[Glyph]]]:
    """Rows by their baselines, from top to bottom."""
    lines: list[list[list[Glyph]]] = []
    for row in sorted(rows, key=_base):
        above = lines[-1][-1] if lines else None
        if above and _base(row) - _base(above) < _ON_LINE * max(_size(row), _size(above)):
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def _groups(line: list[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """The rows of one line, cut where a cell's gap is between them."""
    group: list[list[Glyph]] = []
    reach = -math.inf
    for row in sorted(line, key=_left):
        if group and _left(row) - reach > glyphs.CELL_GAP * max(_size(row), _size(group[-1])):
            yield group
            group, reach = [], -math.inf
        group.append(row)
        reach = max(reach, *(c.end for c in row))
    yield group


def _left(row: list[Glyph]) -> float:
    return min(c.start for c in row)


def _base(row: list[Glyph]) -> float:
    return max(row, key=lambda c: c.size).base


def _size(row: list[Glyph]) -> float:
    return max(c.size for c in row)


def _from_the_left(letters: Iterable[Glyph]) -> list[Glyph]:
    """Letters by their middles; marks over and under a letter go with it, and a shadow goes."""
    found: list[Glyph] = []
    marks: list[Glyph] = []
    for letter in sorted(letters, key=_middle):
        if unicodedata.category(letter.text) == "Mn":
            marks.append(letter)
        elif not any(_is_shadow(letter, other) for other in found[-3:]):
            found.append(letter)
    for mark in marks:
        nearest = min(range(len(found)), key=lambda n: abs(_middle(found[n]) - _middle(mark)), default=None)
        if nearest is not None:
            found[nearest] = replace(found[nearest], text=found[nearest].text + mark.text)
    return found


def _middle(letter: Glyph) -> float:
    return (letter.box.x0 + letter.box.x1) / 2


def _is_shadow(letter: Glyph, other: Glyph) -> bool:
    near = abs(letter.box.x0 - other.box.x0) + abs(letter.box.y0 - other.box.y0)
    return letter.text == other.text and near < 0.1 * letter.size


def _cells(letters: list[Glyph]) -> Iterator[list[Glyph]]:
    cell: list[Glyph] = []
    for letter in letters:
        if cell and glyphs.gap(cell[-1], letter) > glyphs.CELL_GAP:
            yield cell
            cell = []
        cell.append(letter)
    yield cell


def _read(cell: list[Glyph], among_such: bool) -> list[list[Glyph]]:
    """The words of a cell whose letters stand from the left."""
    shown: list[Glyph | None] = []  # None is a blank
    for n, letter in enumerate(cell):
        if n and _parts_words(cell[n - 1], letter):
            shown.append(None)
        shown.append(letter)
    texts = [c.text if c else " " for c in shown]
    order = bidi.reordered(texts, bidi.stands_leftward(texts, among_such))
    upright = bidi.upright_brackets([texts[n] for n in order])
    words: list[list[Glyph]] = [[]]
    for n, text in zip(order, upright, strict=True):
        found = shown[n]
        if found is None:
            words.append([])
        else:
            words[-1].append(found if found.text == text else replace(found, text=text))
    return [_with_ligatures(word) for word in words if word]


def _parts_words(before: Glyph, after: Glyph) -> bool:
    """As pdfium has it, but for brackets, which may have gone to another word there."""
    if not (before.text.isalnum() and after.text.isalnum()):
        return glyphs.parts_words(before, after, hinted=False)
    if before.word == after.word:
        return glyphs.gap(before, after) > _WITHIN_WORD
    return glyphs.parts_words(before, after, hinted=True)


def _with_ligatures(word: list[Glyph]) -> list[Glyph]:
    """Lam and alef are drawn as one; pdfium halves the box, and not always with lam on the right."""
    for n in range(1, len(word)):
        alef, lam = word[n - 1], word[n]
        if alef.text in _ALEFS and lam.text == "ل" and abs(alef.box.x0 - lam.box.x1) < 0.01 and _same_box(alef, lam):
            word = [*word[: n - 1], lam, alef, *word[n + 1 :]]
    return word


def _same_box(a: Glyph, b: Glyph) -> bool:
    return (a.box.y0, a.box.y1) == (b.box.y0, b.box.y1) and abs(a.box.width - b.box.width) < 0.02
