"""Does a text say what somebody does: make, sell, design, repair?"""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import yaml

from extractors.parse.fold import folded

_FILE = Path(__file__).parent.parent / "vocabulary" / "activities.yaml"


@functools.cache
def _beginnings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings of words, folded; those of scripts without blanks apart, which are looked for anywhere."""
    table: dict[str, list[str]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    stems = {folded(stem) for stems in table.values() for stem in stems}
    joined = tuple(s for s in stems if ord(s[0]) >= 0x0E00)
    return tuple(stems.difference(joined)), joined


@functools.lru_cache(maxsize=4096)
def count(text: str) -> int:
    """How many words of `text` name an activity; Chinese, Japanese, Korean and Thai ones wherever they stand.

    >>> count("Design and manufacture of hand tools"), count("12 Baker Street, London")
    (2, 0)
    """
    beginnings, joined = _beginnings()
    words = [folded(word) for word in text.split()]
    whole = folded(text)
    pairs = [a + b for a, b in itertools.pairwise(words)]
    found = sum(word.startswith(beginnings) for word in words) + sum(pair.startswith(_pairs()) for pair in pairs)
    return found + sum(stem in whole for stem in joined)


@functools.cache
def _pairs() -> tuple[str, ...]:
    """Beginnings that are two words (`sản xuất`), folded into one."""
    table: dict[str, list[str]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return tuple(folded(stem) for stems in table.values() for stem in stems if " " in stem)
