"""A page as lines of words with boxes: what both the text layer and OCR come down to.

A `Line` is a run of words that a person reads in one go: one cell of a table,
one half of a two-column row. Two cells on one row are two lines.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.certificate import Box, Evidence
from extractors.pages import bidi

_NARROW = " .,:;'|!iljI()[]-/"


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them, their box in points, and how sure the reading is (1: text layer)."""

    text: str
    box: Box
    confidence: float
    letters: tuple[tuple[float, float], ...] = ()
    """Where each letter begins and ends, in points, where that is known; else letters share the box."""
    runs: str = "right"
    """Which way the letters follow each other on the page as displayed: right, left, up or down."""


@dataclass(frozen=True)
class Line:
    """Words in reading order.

    `flat` is the box with the page's skew taken out: it decides what stands beside or below what,
    `box` is where the line is seen. `size` is the height of its letters in points.
    """

    words: tuple[Word, ...]
    method: str
    flat: Box
    size: float
    witness: str | None = None
    """What a second engine read in the same place, where the first was in doubt."""
    mirror: float | None = None
    """The page's width, where `flat` is mirrored: see `Page.mirrored`."""

    @cached_property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(w.text for w in self.words)

    @cached_property
    def box(self) -> Box:
        """The smallest box round all words."""
        return hull(w.box for w in self.words)

    @cached_property
    def confidence(self) -> float:
        """That of the weakest word."""
        return min(w.confidence for w in self.words)

    def flat_part(self, start: int, end: int) -> Box:
        """Where `text[start:end]` would stand if the page were upright and straight."""
        if self._leftward and all(w.letters for w in self.words) and start < end:
            seen = self.evidence(1, start, end).box
            return mirrored(Box(seen.x0, self.flat.y0, seen.x1, self.flat.y1), self.mirror)
        flat = mirrored(self.flat, self.mirror)
        return mirrored(share_of(flat, *self._share(start, end), "right"), self.mirror)

    def evidence(self, page: int, start: int = 0, end: int | None = None) -> Evidence:
        """Evidence for `text[start:end]`: whole words, and inside a longer word the share of its box."""
        end = len(self.text) if end is None else end
        boxes: list[Box] = []
        offset = 0
        for word in self.words:
            first, last = max(start - offset, 0), min(end - offset, len(word.text))
            if first < last and self._leftward and not word.letters:
                boxes.append(share_of(self.box, *self._share(offset + first, offset + last), word.runs))
            elif first < last:
                boxes.append(_part(word, first, last))
            offset += len(word.text) + 1
        return Evidence(page, hull(boxes or [self.box]), self.text[start:end].strip(), self.method)

    @cached_property
    def _leftward(self) -> bool:
        return bidi.holds_leftward(self.text)

    @cached_property
    def _places(self) -> list[int]:
        """Which letter of the line, counted from the left, each letter of `text` is."""
        places = [0] * len(self.text)
        for seen, read in enumerate(bidi.reordered(self.text, bidi.runs_leftward(self.text))):
            places[read] = seen
        return places

    def _share(self, start: int, end: int) -> tuple[float, float]:
        """From where to where on the line `text[start:end]` stands, 0 to 1 from the left."""
        text = self.text
        if self._leftward and start < end:
            places = self._places[start:end]
            start, end = min(places), max(places) + 1
            text = "".join(text[n] for n in sorted(range(len(text)), key=self._places.__getitem__))
        total = text_width(text) or 1.0
        return text_width(text[:start]) / total, text_width(text[:end]) / total


@dataclass(frozen=True, slots=True)
class Barcode:
    """A machine-readable code on the page: its text, its kind (`qr`), and where it stands."""

    text: str
    kind: str
    box: Box


@dataclass(frozen=True)
class Page:
    """One page, everything readable on it, in reading order. `number` counts from 1; sizes in points."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    barcodes: tuple[Barcode, ...] = ()
    cells: tuple[Box, ...] = ()
    """Cells of ruled tables."""
    aslant: tuple[Line, ...] = ()
    """Words in no row: across the page, or up its margin."""
    hidden: tuple[Line, ...] = ()
    """A text layer that the page does not show: what an earlier OCR left of its picture."""
    comments: tuple[Box, ...] = ()
    """Where typed comments and stamps were put on it."""
    beneath: tuple[Line, ...] | None = None
    """What the picture of the page says where the file lays text over it; None where it lays none."""

    @cached_property
    def text(self) -> str:
        """All lines, one a row."""
        return "\n".join(line.text for line in self.lines)

    def cell_of(self, box: Box) -> Box | None:
        """The smallest cell that the middle of `box` lies in."""
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        around = [c for c in self.cells if c.x0 <= x <= c.x1 and c.y0 <= y <= c.y1]
        return min(around, key=lambda c: c.width * c.height, default=None)

    def mirrored(self) -> Page:
        """A page read from right to left as if it were read from left to right: each line's `flat` in a mirror.

        What reasons about layout then finds the value at the right of its label in every script;
        the words' own boxes stay where they are.
        """
        if not bidi.mostly_leftward(c for line in self.lines for c in line.text):
            return self
        turned = (replace(n, flat=mirrored(n.flat, self.width), mirror=self.width) for n in self.lines)
        return replace(self, lines=tuple(turned))

    @cached_property
    def legibility(self) -> float:
        """Mean confidence over the letters: 1 for a text layer, 0 for a page on which nothing was read."""
        letters = [(len(w.text), w.confidence) for line in self.lines for w in line.words]
        total = sum(n for n, _ in letters)
        return sum(n * c for n, c in letters) / total if total else 0.0

    @cached_property
    def body_size(self) -> float:
        """The letter height that most of the text has, in points."""
        sizes = [line.size for line in self.lines for _ in range(len(line.text))]
        return statistics.median(sizes) if sizes else 10.0


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box round all of `boxes`.

    Raises:
        ValueError: there are none.
    """
    found = list(boxes)
    if not found:
        raise ValueError("no boxes")
    return Box(min(b.x0 for b in found), min(b.y0 for b in found), max(b.x1 for b in found), max(b.y1 for b in found))


def _part(word: Word, first: int, last: int) -> Box:
    if (first, last) == (0, len(word.text)):
        return word.box
    if word.letters:
        x0, x1 = zip(*word.letters[first:last], strict=True)
        return Box(min(x0), word.box.y0, max(x1), word.box.y1)
    total = text_width(word.text)
    return share_of(word.box, text_width(word.text[:first]) / total, text_width(word.text[:last]) / total, word.runs)


def share_of(box: Box, first: float, last: float, runs: str) -> Box:
    """The share `first` to `last` (0 to 1) of a box whose text `runs` right, left, up or down."""
    if runs in ("left", "up"):
        first, last = 1 - last, 1 - first
    if runs in ("up", "down"):
        return Box(box.x0, box.y0 + first * box.height, box.x1, box.y0 + last * box.height)
    return Box(box.x0 + first * box.width, box.y0, box.x0 + last * box.width, box.y1)


def text_width(text: str) -> float:
    """About how wide `text` is set, in letters: two for a Chinese one, half for an `i` or a full stop."""
    return sum(2.0 if ord(c) > 0x2E80 else 0.55 if c in _NARROW else 1.0 for c in text)


def mirrored(box: Box, width: float | None) -> Box:
    """`box` on a page `width` points wide as a mirror shows it; unchanged without a width."""
    return box if width is None else Box(width - box.x1, box.y0, width - box.x0, box.y1)


def is_decorative(line: Line, height: float) -> bool:
    """Does a line run up the margin, or fill a fifth of the page? Such lines are ornament, and no row has them."""
    tall = line.flat.height > 2 * line.flat.width and len(line.text) > 3
    return tall or line.flat.height > 0.2 * height


def same_row(a: Box, b: Box) -> bool:
    """Do two boxes stand side by side, sharing at least half of the lower one's height?"""
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared >= 0.5 * min(a.height, b.height)


def x_overlap(a: Box, b: Box) -> float:
    """The share of the narrower box's width that both have in common, 0 to 1."""
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return max(0.0, shared) / max(1e-6, min(a.width, b.width))


def reading_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Rows from top to bottom, and in a row from left to right; from right to left where most letters run so."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda n: (n.flat.y0 + n.flat.y1, n.flat.x0)):
        row = next((r for r in reversed(rows[-3:]) if all(same_row(line.flat, other.flat) for other in r)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    leftward = bidi.mostly_leftward(c for line in lines for c in line.text)
    return tuple(line for row in rows for line in sorted(row, key=lambda n: -n.flat.x1 if leftward else n.flat.x0))


def flatten(box: Box, skew: float) -> Box:
    """`box` after turning the page back by `skew` radians about its top left corner; height and width stay."""
    if not skew:
        return box
    cx, cy = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    x = cx * math.cos(skew) + cy * math.sin(skew)
    y = cy * math.cos(skew) - cx * math.sin(skew)
    height = max(1.0, box.height - abs(math.tan(skew)) * box.width)
    return Box(x - box.width / 2, y - height / 2, x + box.width / 2, y + height / 2)
