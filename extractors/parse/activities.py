"""Does a text say what somebody does: make, sell, design, repair?"""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import yaml

from extractors.parse.fold import folded

_FILE = Path(__file__).parent.parent / "vocabulary" / "activities.yaml"


@functools.lru_cache(maxsize=4096)
def count(text: str) -> int:
    """How many words of `text` name an activity; Chinese, Japanese, Korean and Thai ones wherever they stand.

    >>> count("Design and manufacture of hand tools"), count("12 Baker Street, London")
    (2, 0)
    """
    single, double, anywhere = _beginnings()
    words = [folded(word) for word in text.split()]
    pairs = [a + b for a, b in itertools.pairwise(words)]
    found = sum(word.startswith(single) for word in words) + sum(pair.startswith(double) for pair in pairs)
    whole = folded(text)
    return found + sum(stem in whole for stem in anywhere)


@functools.cache
def _beginnings() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Folded beginnings of words, of pairs of words (`sản xuất`), and of words in scripts without blanks."""
    table: dict[str, list[str]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    stems = {stem for stems in table.values() for stem in stems}
    anywhere = {stem for stem in stems if stem[0] >= "\u0e00"}
    double = {stem for stem in stems - anywhere if " " in stem}
    groups = (stems - anywhere - double, double, anywhere)
    single, pairs, whole = (tuple(sorted({folded(stem) for stem in group})) for group in groups)
    return single, pairs, whole
