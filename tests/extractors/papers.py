"""Papers set by hand for tests: lines of words at places, with the labels, dates and standards found on them."""

from __future__ import annotations

import unicodedata

from extractors.certificate import Box
from extractors.fields._paper import Paper, Sheet, sheet_of
from extractors.gazetteer import BodyName, Gazetteer, StandardName
from extractors.pages.layout import Line, Page, Word, hull, reading_order
from extractors.parse.standard_numbers import StandardFinder

WIDTH, HEIGHT = 595.0, 842.0
STANDARDS = (StandardName("ISO 9001", (), (2008, 2015), ()), StandardName("ISO 14001", (), (2004, 2015), ()))
ACCREDITORS = tuple(BodyName(key, (key,), (), None) for key in ("UKAS", "CNAS", "RENAR", "ANAB"))
_FINDER = StandardFinder(STANDARDS)


def line(text: str, x: float = 60, y: float = 100, size: float = 10, confidence: float = 1.0) -> Line:
    """`text` from `x` on, `y` the top of its letters; they are half as wide as high, Chinese ones as wide."""
    words = []
    for word in text.split(" "):
        end = x + sum(size if unicodedata.east_asian_width(c) == "W" else size / 2 for c in word)
        if word:
            words.append(Word(word, Box(x, y, end, y + size), confidence))
        x = end + size / 2
    return Line(tuple(words), "test", hull(w.box for w in words), size)


def page(*lines: Line, number: int = 1) -> Page:
    """An A4 page of these lines, in reading order."""
    return Page(number, WIDTH, HEIGHT, reading_order(lines))


def sheet(*lines: Line) -> Sheet:
    """A page on which everything is found that is looked for."""
    return sheet_of(page(*lines), _FINDER)


def paper(*pages: tuple[Line, ...]) -> Paper:
    """A certificate of these pages, in a world of two standards, four accreditation bodies and no certification body."""
    sheets = [sheet_of(page(*lines, number=n), _FINDER) for n, lines in enumerate(pages, start=1)]
    return Paper(tuple(sheets), Gazetteer(standards=STANDARDS, accreditation_bodies=ACCREDITORS))
