"""The text that belongs to a label: on its line, in the cell beside it, or below it.

One place knows how a certificate is laid out; every text field asks here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from extractors.certificate import Box
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Sheet, Span
from extractors.pages.layout import Line, same_row, x_overlap
from extractors.parse import credit_codes

_PUNCTUATION = " :：;,.-–—_/|)]）】°º#*•·“\"'「『"
_LINE_GAP = 1.3
"""Blank space of more than this many letter heights ends a block."""
_AS_LARGE = 0.84
"""An even block's letters are at least this large against its first line's, where the sizes are exact."""
_SAME_LINE = 1.8
"""What stands further to the right than this many letter heights is another column."""
_FAR_BELOW = 3.5
"""The first line of a value stands at most this many letter heights below its label."""

_REGISTERS = ("registration_code", "organization_registration_number", "statement_of_applicability")
"""Kinds of labels that a register's number follows."""

Stops = Callable[[Sheet, int], int | None]
"""Asked for a line: the place in it where the block ends, or None where it goes on."""


def block(
    sheet: Sheet,
    hit: Hit,
    stop: Stops,
    most: int = 12,
    far: float = _FAR_BELOW,
    *,
    even: bool = False,
    tail: bool = True,
) -> list[Span]:
    """The lines of text that belong to `hit`, the first of them on, beside or below it.

    `far` is how many letter heights below its label the first line may stand. An `even` block ends
    where the letters become much larger or smaller. Without `tail`, what stands on the label's own line is not it.
    """
    first = _first(sheet, hit, stop, far, tail=tail)
    return [] if first is None else _grown(sheet, first, stop, most, even=even, label=hit.line)


def under(sheet: Sheet, last: int, stop: Stops, most: int = 5, far: float = _FAR_BELOW) -> list[Span]:
    """The lines below line `last` in its column: what stands under a name."""
    above = sheet.lines[last]
    for n in range(last + 1, len(sheet.lines)):
        line = sheet.lines[n]
        gap = line.flat.y0 - above.flat.y1
        if gap > far * max(above.size, line.size):
            break
        if same_row(above.flat, line.flat) or not _in_column(above.flat, line, above):
            continue
        end = stop(sheet, n)
        if is_registration(sheet, n) or (end is not None and end <= 1 and line.text.startswith("(")):
            above = line  # a register's number, or a remark in brackets
            continue
        if end == 0:
            break
        span = _trimmed(sheet, Span(n, 0, len(line.text) if end is None else end))
        return [] if span is None else _grown(sheet, span, stop, most)
    return []


def neighbour(sheet: Sheet, line: int, step: int) -> int | None:
    """The next line above (`step` -1) or below (1) that shares the column; another column's lines are passed over."""
    own = sheet.lines[line]
    for n in range(line + step, line + 5 * step, step):
        if not 0 <= n < len(sheet.lines):
            return None
        other = sheet.lines[n]
        if not same_row(own.flat, other.flat) and x_overlap(own.flat, other.flat) > 0.3:
            return n
    return None


def is_registration(sheet: Sheet, line: int) -> bool:
    """Does a line give a company's number in some register (`CNPJ: …`, `ИНН …`) and nothing else?"""
    text = sheet.lines[line].text
    labelled = any(h.kind in _REGISTERS and h.strong and h.start <= 2 for h in sheet.hits_in(line))
    return (labelled and any(c.isdigit() for c in text) and len(text) < 70) or credit_codes.looks_like_code(text)


def over(sheet: Sheet, hit: Hit, stop: Stops, most: int = 10, far: float = 6.0) -> list[Span]:
    """The lines above a phrase that stands after its value (`… kapsamında`), top one first."""
    spans: list[Span] = []
    below = sheet.lines[hit.line]
    for n in range(hit.line - 1, -1, -1):
        line = sheet.lines[n]
        gap = below.flat.y0 - line.flat.y1
        if same_row(line.flat, below.flat) or not _in_column(below.flat, line, below):
            continue
        if gap > (far if not spans else 1.3) * max(line.size, below.size) or stop(sheet, n) is not None:
            break
        if spans and not 0.7 < line.size / max(below.size, 0.1) < 1.4:
            break
        span = _trimmed(sheet, Span(n, 0, len(line.text)))
        if span:
            spans.insert(0, span)
        if len(spans) >= most:
            break
        below = line
    return spans


def at_statement(sheet: Sheet, line: int) -> int | None:
    """Where a name or an address ends: at any label that stands as one, at the statement after it, at a standard."""
    text = sheet.lines[line].text
    ends = [
        h.start
        for h in sheet.hits_in(line)
        if (h.strong and not _within_address(h, text)) or (h.role is Role.ENDING and h.start == 0)
    ]
    ends += [s.span.start for s in sheet.standards if s.span.line == line]
    return min(ends, default=None)


def _within_address(hit: Hit, text: str) -> bool:
    """`SECTOR: …` in the middle of a line is part of an address, unless a number follows it."""
    return hit.kind in _REGISTERS and hit.start > 2 and not any(c.isdigit() for c in text[hit.end : hit.end + 12])


def joined(parts: Iterable[str], between: str = " ") -> str:
    """Lines as one text; Chinese runs on without a gap, and after a comma or a hyphen a blank is enough."""
    text = ""
    for part in (p.strip() for p in parts):
        wide = bool(text and part) and ord(text[-1]) > 0x2E80 and ord(part[0]) > 0x2E80
        text += ("" if not text or wide else " " if text.endswith((",", "-")) else between) + part
    return re.sub(r"\s+", " ", text)


def _first(sheet: Sheet, hit: Hit, stop: Stops, far: float, *, tail: bool) -> Span | None:
    own = _tail(sheet, hit) if tail else None
    if own is not None:
        return own
    for line in (*_beside(sheet, hit), *_below(sheet, hit, far)):
        end = stop(sheet, line)
        span = _trimmed(sheet, Span(line, 0, len(sheet.lines[line].text) if end is None else end))
        if span is not None:
            return span
    return None


def _tail(sheet: Sheet, hit: Hit) -> Span | None:
    """What follows the label in its own line, up to the next label there."""
    text = sheet.lines[hit.line].text
    start = hit.end
    for other in sheet.hits_in(hit.line):  # the same label once more in another language: `认证范围 Scope`
        if other.kind == hit.kind and other.start >= start and not any(c.isalnum() for c in text[start : other.start]):
            start = other.end
    end = min((h.start for h in sheet.hits_in(hit.line) if h.start >= start and _ends(h)), default=len(text))
    span = _trimmed(sheet, Span(hit.line, start, end))
    return span if span and sum(c.isalnum() for c in sheet.text(span)) >= 2 else None


def _ends(hit: Hit) -> bool:
    return hit.strong or hit.role is not Role.LABEL


def _beside(sheet: Sheet, hit: Hit) -> list[int]:
    """The nearest cell to the right on the label's row, unless another label stands there."""
    own = sheet.lines[hit.line].flat
    row = [
        (line.flat.x0, n)
        for n, line in enumerate(sheet.lines)
        if n != hit.line
        and line.flat.x0 >= own.x1 - 2
        and same_row(own, line.flat)
        and line.size < 2.5 * sheet.lines[hit.line].size
    ]
    if not row:
        return []
    x0, nearest = min(row)
    if x0 - own.x1 > 0.5 * sheet.page.width or _is_label_line(sheet, nearest):
        return []
    return [nearest]


def _is_label_line(sheet: Sheet, line: int) -> bool:
    first = next(iter(sheet.hits_in(line)), None)
    return first is not None and first.role is Role.LABEL and first.strong and first.start <= 2


def _below(sheet: Sheet, hit: Hit, far: float) -> list[int]:
    """The nearest line below that shares the label's column; stacked translations of the label are passed over."""
    own = sheet.lines[hit.line]
    label = own.flat
    found: list[tuple[float, int]] = []
    for n, line in enumerate(sheet.lines):
        gap = line.flat.y0 - label.y1
        if n == hit.line or gap < -0.5 * own.size or gap > far * max(own.size, line.size):
            continue
        if line.flat.y0 + line.flat.height / 2 <= label.y1 - 0.2 * own.size:
            continue
        if (
            x_overlap(label, line.flat) > 0.25
            or abs(label.x0 - line.flat.x0) < own.size
            or _centred(label, line.flat)
            or label.x0 - own.size < line.flat.x0 < label.x1 + 4 * own.size
        ):
            found.append((gap, n))
    found.sort()
    below = [n for _, n in found if not _is_translation(sheet, n, hit) and _says(sheet, n) and not _is_code(sheet, n)]
    return [_paragraph_start(sheet, below[0], hit)] if below else []


def _is_code(sheet: Sheet, line: int) -> bool:
    """`SETTORE CODE IAF 03`: what some bodies print between the label and its value."""
    first = next(iter(sheet.hits_in(line)), None)
    return first is not None and first.kind in _REGISTERS and first.start <= 2 and len(sheet.lines[line].text) < 40


def _says(sheet: Sheet, line: int) -> bool:
    return any(c.isalnum() for c in sheet.lines[line].text)


def _paragraph_start(sheet: Sheet, line: int, hit: Hit) -> int:
    """The first line of a paragraph whose first line is too short to stand under a label at the right."""
    while (above := neighbour(sheet, line, -1)) is not None and above != hit.line:
        a, b = sheet.lines[above], sheet.lines[line]
        under = a.flat.y0 >= sheet.lines[hit.line].flat.y1 - 0.2 * b.size
        if not (under and abs(a.flat.x0 - b.flat.x0) < b.size and b.flat.y0 - a.flat.y1 < b.size) or sheet.hits_in(
            above
        ):
            break
        line = above
    return line


def _is_translation(sheet: Sheet, line: int, hit: Hit) -> bool:
    own = [h for h in sheet.hits_in(line) if h.kind == hit.kind and h.role is hit.role]
    return any(h.end >= len(sheet.lines[line].text.rstrip(_PUNCTUATION)) - 1 and h.start <= 2 for h in own)


def _centred(a: Box, b: Box) -> bool:
    return abs((a.x0 + a.x1) - (b.x0 + b.x1)) < 0.3 * max(a.width, b.width)


def _grown(
    sheet: Sheet, first: Span, stop: Stops, most: int, *, even: bool = False, label: int | None = None
) -> list[Span]:
    spans = [first]
    lines = sheet.lines
    rows = _other_rows(sheet, label, first.line) if label is not None else []
    ended = stop(sheet, first.line) if first.start == 0 else None
    if ended is not None and ended <= first.end:
        return spans
    column = lines[first.line].flat_part(first.start, first.end)
    last = lines[first.line]
    cell = sheet.page.cell_of(last.box)
    for n in range(first.line + 1, len(lines)):
        line = lines[n]
        if cell is not None and sheet.page.cell_of(line.box) != cell:
            continue
        if same_row(line.flat, last.flat):
            near = 0 <= line.flat.x0 - last.flat.x1 < _SAME_LINE * min(last.size, line.size)
            if near and not _is_label_line(sheet, n):
                spans.append(Span(n, 0, len(line.text)))
                last = line
            continue
        gap = line.flat.y0 - last.flat.y1
        if gap > _LINE_GAP * max(last.size, line.size):
            break
        if not _in_column(column, line, last):
            continue
        least = 0.68 if line.confidence < 1 else _AS_LARGE  # OCR's letter heights are rough
        if even and not least < line.size / max(lines[first.line].size, 0.1) < 1 / least:
            break
        if _row_starts_with_label(sheet, n) or any(same_row(line.flat, row) for row in rows):
            break
        end = stop(sheet, n)
        if end == 0:
            break
        span = _trimmed(sheet, Span(n, 0, len(line.text) if end is None else end))
        if span:
            spans.append(span)
        if end is not None or len(spans) >= most:
            break
        column = Box(min(column.x0, line.flat.x0), column.y0, max(column.x1, line.flat.x1), line.flat.y1)
        last = line
    return spans


def _other_rows(sheet: Sheet, label: int, value: int) -> list[Box]:
    """In a table of labels and values: what stands below `label` in its column, where the next rows begin.

    A label set in two languages is one row; so what follows it at once does not begin another.
    """
    own = sheet.lines[label]
    if label == value or not same_row(own.flat, sheet.lines[value].flat):
        return []
    rows: list[Box] = []
    end = own.flat.y1
    for line in sheet.lines[label + 1 :]:
        aligned = min(abs(line.flat.x0 - own.flat.x0), abs(line.flat.x1 - own.flat.x1)) < 0.8 * own.size
        if not aligned or line.flat.x1 > sheet.lines[value].flat.x0 or not 0.7 < line.size / own.size < 1.4:
            continue
        if line.flat.y0 - end > 0.5 * own.size or rows:
            rows.append(line.flat)
        end = line.flat.y1
    return rows


def _in_column(column: Box, line: Line, last: Line) -> bool:
    if abs(column.x0 - line.flat.x0) < 1.5 * line.size:
        return True
    if _centred(column, line.flat) or x_overlap(column, line.flat) > 0.5:
        return True
    return abs(last.flat.x0 - line.flat.x0) < 1.5 * line.size  # a wrapped tail starts where its label did


def _row_starts_with_label(sheet: Sheet, line: int) -> bool:
    """Does a label without a value stand to the left on this line's row? Then the row is that label's."""
    own = sheet.lines[line].flat
    for n, other in enumerate(sheet.lines):
        beside = n != line and other.flat.x1 <= own.x0 + 2 and same_row(own, other.flat)
        if beside and _is_label_line(sheet, n) and _tail(sheet, sheet.hits_in(n)[0]) is None:
            return True
    return False


def _trimmed(sheet: Sheet, span: Span) -> Span | None:
    text = sheet.text(span)
    left = len(text) - len(text.lstrip(_PUNCTUATION))
    right = len(text.rstrip(" :：;,，-–—_/|")) if text.strip() else 0
    if left >= right:
        return None
    return Span(span.line, span.start + left, span.start + right)
