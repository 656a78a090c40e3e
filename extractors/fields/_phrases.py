"""Words and names of a field that are values themselves, and no labels before one: `phrases` in its YAML."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from extractors.fields._labels import load
from extractors.parse.fold import fold, folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` of a line; `name` is what its YAML files it under."""

    name: str
    start: int
    end: int


def phrases_in(text: str, path: Path, *, likeness: float = 100.0) -> Iterator[Phrase]:
    """The phrases of a YAML file in a line, longest first, none inside another; alike by `likeness` where they fill it."""
    letters = fold(text)
    taken = [False] * len(letters.text)
    for key, name in _phrases(path).items():
        start = letters.text.find(key)
        while start >= 0:
            end = start + len(key)
            first, last = letters.origin[start], letters.origin[end - 1] + 1
            if not any(taken[start:end]) and _is_whole(text, first, last):
                taken[start:end] = [True] * len(key)
                yield Phrase(name, first, last)
            start = letters.text.find(key, end)
    if not any(taken):
        yield from _repeated(text, letters.text, path)
    if likeness < 100 and not any(taken) and len(letters.text) >= 4:
        alike = process.extractOne(letters.text, list(_phrases(path)), scorer=fuzz.ratio, score_cutoff=likeness)
        if alike:
            yield Phrase(_phrases(path)[alike[0]], 0, len(text))


def _repeated(text: str, letters: str, path: Path) -> Iterator[Phrase]:
    """A word set over and over without a blank: `COPYCOPYCOP`."""
    for key, name in _phrases(path).items():
        if 1.5 * len(key) <= len(letters) and letters in key * (len(letters) // len(key) + 2):
            yield Phrase(name, 0, len(text))
            return


def _is_whole(text: str, start: int, end: int) -> bool:
    """Is nothing cut: no word goes on before or after?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    wide = text[start] > "\u2e80"
    return wide or not ((before.isalpha() and text[start].isalpha()) or (after.isalpha() and text[end - 1].isalpha()))


@functools.cache
def _phrases(path: Path) -> dict[str, str]:
    table: dict[str, Any] = load(path)["phrases"]
    rows = [(folded(str(w)), name) for name, by in table.items() for words in by.values() for w in words]
    return dict(sorted(rows, key=lambda r: (-len(r[0]), r[0])))
