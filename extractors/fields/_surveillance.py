"""Labels of surveillance in a body's own words: on a short line the word alone tells."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractors.fields._labels import Hit, Role, load
from extractors.fields._paper import Sheet
from extractors.parse.fold import fold, folded

KIND = "surveillance_dates"
_FILE = Path(__file__).with_name("surveillance_dates.yaml")
_LETTERS_A_DATE = 45
"""A line with more is prose: that validity depends on surveillance, or what the holder does."""
_JOINT = 2
"""Letters between two words of one label: a blank, or a bracket and a blank."""


def with_words(sheet: Sheet, hits: Sequence[Hit]) -> list[Hit]:
    """The labels on a page, and those that the word for surveillance alone makes.

    `Audit Date` right behind one (`Surveillance 1 Audit Date`) is a part of it.
    """
    joined: list[Hit] = []
    for hit in sorted([*hits, *_by_their_stem(sheet, hits)], key=lambda h: (h.line, h.start)):
        last = joined[-1] if joined else None
        goes_on = last and last.kind == KIND and last.line == hit.line and 0 <= hit.start - last.end <= _JOINT
        if last and goes_on and hit.kind == "audit_date":
            joined[-1] = replace(last, end=hit.end, strong=True)
        else:
            joined.append(hit)
    return joined


def _by_their_stem(sheet: Sheet, hits: Sequence[Hit]) -> Iterator[Hit]:
    pattern, languages = _stems()
    known = {hit.line for hit in hits if hit.kind == KIND}
    dates = Counter(date.span.line for date in sheet.dates)
    ends = {date.span.line: date.span.end for date in sheet.dates}
    for number, line in enumerate(sheet.lines):
        plain = fold(line.text)
        if number in known or sum(c.isalpha() for c in plain.text) > _LETTERS_A_DATE * max(1, dates[number]):
            continue
        for match in pattern.finditer(plain.text):
            if match["stem"]:
                start = plain.origin[match.start()]
                end = _word_end(line.text, plain.origin[match.end() - 1] + 1)
                box = line.evidence(sheet.page.number, start, end).box
                role = Role.CLOSING if 0 < ends.get(number, 0) <= start else Role.LABEL
                yield Hit(KIND, role, number, start, end, True, False, box, languages[match["stem"]])


def _word_end(text: str, end: int) -> int:
    while end < len(text) and text[end].isalpha() and text[end] < "\u2e80":
        end += 1
    return end


@functools.cache
def _stems() -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for in folded text, and the language of each stem."""
    table: dict[str, Any] = load(_FILE)
    languages = {folded(stem): language for language, stems in table["stems"].items() for stem in stems}
    stems = "|".join(sorted(languages, key=len, reverse=True))
    not_stems = (folded(words) for phrases in table["not_stems"].values() for words in phrases)
    others = "|".join(sorted(not_stems, key=len, reverse=True))
    return re.compile(f"(?:{others})|(?P<stem>{stems})"), languages
