"""Where a page calls itself a certificate: in large letters, above what it certifies."""

from __future__ import annotations

import functools

from extractors.fields._labels import VOCABULARY, Role, load
from extractors.fields._paper import Sheet
from extractors.parse.fold import folded

_LARGE = 1.1
"""A title's letters are at least this much larger than the text's."""
_SHORT = 4
"""So few words in capitals are a title, however large."""
_UPPER, _LONG = 0.6, 60
"""It stands in this upper part of the page, and has no more letters."""
_CLOSE = 3.5
"""What belongs to a title stands at most this many of its letter heights below it."""


@functools.lru_cache(maxsize=32)
def titles(sheet: Sheet) -> tuple[int, ...]:
    """The lines that hold the word `certificate` (in any language) in large letters or in capitals, top one first."""
    return tuple(n for n in range(len(sheet.lines)) if _is_title(sheet, n))


def _is_title(sheet: Sheet, number: int) -> bool:
    line = sheet.lines[number]
    large = line.size > _LARGE * sheet.page.body_size or (line.text.isupper() and len(line.text.split()) <= _SHORT)
    if not large or line.flat.y0 > _UPPER * sheet.page.height or len(line.text) > _LONG:
        return False
    says = any(c.isdigit() for c in line.text) or any(
        h.role is Role.ENDING or h.kind.endswith("_date") for h in sheet.hits_in(number)
    )
    return not says and any(word in folded(line.text) for word in _words())


def is_below_title(sheet: Sheet, line: int) -> bool:
    """Does a line stand close under a title?"""
    y = sheet.lines[line].flat.y0
    above = [sheet.lines[n] for n in titles(sheet)]
    return any(0 <= y - title.flat.y1 < _CLOSE * title.size for title in above)


@functools.cache
def _words() -> tuple[str, ...]:
    table = load(VOCABULARY / "document_types.yaml")["certificate"]
    return tuple(folded(word) for words in table.values() for word in words)
