"""Chinese, Japanese and Korean words set wide: `质 量 管 理` is one word, whatever stands between its letters."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from extractors.pages.layout import Word, hull

_MOSTLY = 0.5
"""More than this share of a line's words are single letters where it is set wide."""
_MOSTLY_HANGUL = 0.7
"""More is asked of Korean, which has blanks between words, and words of one letter."""
_BLANK = 1.8
"""A gap this many times wider than that between the letters is one between words all the same."""


def is_wide(letter: str) -> bool:
    """Is it a Chinese, Japanese or Korean letter or punctuation mark?

    >>> [is_wide(c) for c in "aם质。관"]
    [False, False, True, True, True]
    """
    return "\u2e80" <= letter <= "\ud7ff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"


def closed_up(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a line, those joined whose letters were only set wide.

    >>> from extractors.certificate import Box
    >>> line = [Word(c, Box(20 * n, 0, 20 * n + 10, 10), 1.0) for n, c in enumerate("质量管理")]
    >>> [word.text for word in closed_up(line)]
    ['质量管理']
    """
    if not _set_wide(words):
        return tuple(words)
    pairs = list(itertools.pairwise(words))
    gaps = [_gap(a, b) for a, b in pairs if _letters(a) == _letters(b) == 1 and _belong(a, b)]
    widest = _BLANK * statistics.median(gaps) if gaps else 0.0
    found = [words[0]]
    for before, after in pairs:
        if _belong(before, after) and _gap(before, after) <= widest:
            found[-1] = _joined(found[-1], after)
        else:
            found.append(after)
    return tuple(found)


def _set_wide(words: Sequence[Word]) -> bool:
    counts = [n for word in words if (n := _letters(word))]
    singles = sum(n == 1 for n in counts)
    hangul = any("\uac00" <= c <= "\ud7ff" for word in words for c in word.text)
    return singles >= (3 if hangul else 2) and singles > (_MOSTLY_HANGUL if hangul else _MOSTLY) * len(counts)


def _letters(word: Word) -> int:
    """How many letters a word of wide ones has, its punctuation apart; 0 for any other word."""
    count = sum(c.isalnum() for c in word.text)
    return count if any(is_wide(c) for c in word.text) else 0


def _belong(before: Word, after: Word) -> bool:
    return is_wide(before.text[-1]) and is_wide(after.text[0])


def _gap(before: Word, after: Word) -> float:
    return max(after.box.x0 - before.box.x1, 0.0)


def _joined(a: Word, b: Word) -> Word:
    letters = (*a.letters, *b.letters) if a.letters and b.letters else ()
    return Word(a.text + b.text, hull((a.box, b.box)), min(a.confidence, b.confidence), letters, a.runs)
