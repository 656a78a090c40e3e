"""Tables of sites on annexes: a row of headings that name a place, its address or its activities, and rows below it.

Ruled tables have their cells from the page; where there are none (scans, tables without lines), columns follow from
the headings and rows from the white bands between them.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.certificate import Box
from extractors.fields._labels import load
from extractors.fields._paper import Sheet
from extractors.pages.layout import Line, same_row
from extractors.parse.fold import folded

NAME, ADDRESS, SCOPE, OTHER = "names", "addresses", "scopes", "others"
_WORDS = Path(__file__).with_name("sites.yaml")
_FAR_BELOW = 3.5
"""White space of more than this many letter heights ends a table without rules."""
_WIDER = 1.35
"""Rows stand so many times as far apart as the lines in them."""


@dataclass(frozen=True, slots=True)
class Row:
    """The lines (numbers in their sheet) of one row by column, and whether rules round it say that it is one."""

    cells: dict[str, list[int]]
    ruled: bool


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """The rows of every table of sites on a page."""
    for heads in _headings(sheet):
        yield from _ruled(sheet, heads) or _unruled(sheet, heads)


def _headings(sheet: Sheet) -> Iterator[dict[int, str]]:
    """Rows of headings as line number to column: an address beside something else, or names beside activities."""
    seen: set[int] = set()
    for number, line in enumerate(sheet.lines):
        if number in seen or _column_of(line.text) is None:
            continue
        row = [n for n, other in enumerate(sheet.lines) if same_row(line.flat, other.flat)]
        seen |= set(row)
        heads = {n: _column_of(sheet.lines[n].text) or OTHER for n in row}
        kinds = set(heads.values())
        if (ADDRESS in kinds and len(row) > 1 and kinds & {NAME, SCOPE}) or {NAME, SCOPE} <= kinds:
            yield heads


def _column_of(text: str) -> str | None:
    """What a heading's column holds; a bilingual heading (`Standort / Site`) says it twice."""
    keys = [key for part in re.split(r"[/|(),:：]", text) if (key := folded(part))]
    kinds = {_headings_known()[key] for key in [folded(text), *keys] if key in _headings_known()}
    return kinds.pop() if len(kinds) == 1 else None


@functools.cache
def _headings_known() -> dict[str, str]:
    table = load(_WORDS)
    return {
        folded(str(word)): kind for kind in (NAME, ADDRESS, SCOPE) for words in table[kind].values() for word in words
    }


def _ruled(sheet: Sheet, heads: dict[int, str]) -> list[Row]:
    """The rows of a ruled table: cells below the headings' own, grouped by their upper edge."""
    columns = {kind: sheet.page.cell_of(sheet.lines[n].box) for n, kind in heads.items()}
    head_cells = [cell for cell in columns.values() if cell is not None]
    if len(head_cells) < len(heads):
        return []
    bottom = max(cell.y1 for cell in head_cells)
    table: dict[float, dict[str, list[int]]] = {}
    for n, line in enumerate(sheet.lines):
        cell = sheet.page.cell_of(line.box)
        if cell is None or cell.y0 < bottom - 2:
            continue
        kind = next((k for k, c in columns.items() if c and abs(c.x0 - cell.x0) < 3 and abs(c.x1 - cell.x1) < 3), None)
        if kind is not None:
            table.setdefault(round(cell.y0), {}).setdefault(kind, []).append(n)
    return [Row(table[top], ruled=True) for top in sorted(table)]


def _unruled(sheet: Sheet, heads: dict[int, str]) -> list[Row]:
    """Rows begin where the first column does, after more white than its lines have between them."""
    lines = sheet.lines
    column = {n: heads[_nearest(sheet, heads, lines[n].flat)] for n in _body(sheet, heads)}
    places = [h for h in heads if heads[h] in (NAME, ADDRESS)]
    first = heads[min(places, key=lambda n: lines[n].flat.x0)]
    keys = sorted((n for n, kind in column.items() if kind == first), key=lambda n: _middle(lines[n]))
    if not keys:
        return []
    tops = [lines[n].flat.y0 - 0.5 * lines[n].size for n in _row_starts(sheet, keys, column)]
    made: list[dict[str, list[int]]] = [{} for _ in tops]
    for n, kind in sorted(column.items(), key=lambda pair: lines[pair[0]].flat.y0):
        place = max((i for i, top in enumerate(tops) if _middle(lines[n]) >= top), default=0)
        made[place].setdefault(kind, []).append(n)
    return [Row(cells, ruled=False) for cells in made]


def _row_starts(sheet: Sheet, keys: Sequence[int], column: dict[int, str]) -> list[int]:
    """The lines of the first column (`keys`, from top to bottom) that begin a row."""
    lines = sheet.lines
    pitches = [_middle(lines[b]) - _middle(lines[a]) for a, b in itertools.pairwise(keys)]
    if not pitches:
        return [keys[0]]
    base = sorted(pitches)[len(pitches) // 5]
    wide = [pitch > _WIDER * base for pitch in pitches]
    if not any(wide):  # evenly spaced: a row each where the other columns have a line beside every one
        beside = [any(same_row(lines[k].flat, lines[n].flat) for n, kind in column.items() if n != k) for k in keys]
        others = max((sum(kind == other for kind in column.values()) for other in set(column.values())), default=0)
        wide = [all(beside) and others <= len(keys)] * len(pitches)
    named = [folded(lines[k].text) == folded(lines[keys[0]].text) for k in keys[1:]]  # the holder's name in each row
    return [keys[0], *(k for k, far, again in zip(keys[1:], wide, named, strict=True) if far or again)]


def _middle(line: Line) -> float:
    return (line.flat.y0 + line.flat.y1) / 2


def _body(sheet: Sheet, heads: dict[int, str]) -> list[int]:
    """The lines below the headings, down to a wide white band, a line that runs over columns, or a footer's."""
    lines = sheet.lines
    bottom = max(lines[n].flat.y1 for n in heads)
    starts = sorted(lines[n].flat.x0 for n in heads)
    kept: list[int] = []
    for n, line in sorted(enumerate(lines), key=lambda pair: pair[1].flat.y0):
        if line.flat.y0 < min(lines[h].flat.y1 for h in heads) - 0.3 * line.size or n in heads:
            continue
        runs_over = sum(line.flat.x0 < start - line.size and line.flat.x1 > start + 4 * line.size for start in starts)
        if line.flat.y0 - bottom > _FAR_BELOW * line.size or (runs_over and line.flat.x0 < starts[0] + line.size):
            break
        if line.flat.x0 < starts[0] - 6 * line.size:
            continue
        kept.append(n)
        bottom = max(bottom, line.flat.y1)
    return kept


def _nearest(sheet: Sheet, heads: dict[int, str], box: Box) -> int:
    """The column whose heading begins where the line begins, or stands above its middle."""

    def distance(n: int) -> float:
        head = sheet.lines[n].flat
        return min(abs(head.x0 - box.x0), abs((head.x0 + head.x1) - (box.x0 + box.x1)) / 2)

    return min(heads, key=distance)
