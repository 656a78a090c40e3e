"""Scripts that run from right to left: from the order on the page to the order of reading, and back.

A part of Unicode's bidirectional algorithm (UAX #9) that works both ways, since a page shows only
where letters stand: Latin words and numbers inside Arabic, Persian or Hebrew keep their own order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LEFTWARD = {"R", "AL"}
_NUMBER = {"EN", "AN"}
_IN_NUMBERS = {"ES", "CS", "ET"}
"""Separators and signs that hold a number together: `12/03/2024`, `20%`."""
_OPENING, _CLOSING = "([{", ")]}"


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """`R`, `L`, `N` for a number, `S` for what stands in numbers, else `-`."""
    kind = unicodedata.bidirectional(letter[:1])
    if kind in _LEFTWARD:
        return "R"
    if kind in _NUMBER:
        return "N"
    return "L" if kind == "L" else "S" if kind in _IN_NUMBERS else "-"


def is_leftward(letter: str) -> bool:
    """Does the letter belong to a script that runs to the left?

    >>> [is_leftward(c) for c in "a5א"]
    [False, False, True]
    """
    return letter > "\u0590" and _kind(letter) == "R"


def holds_leftward(text: Iterable[str]) -> bool:
    """Is any of the letters of such a script?"""
    return any(is_leftward(c) for c in text)


def mostly_leftward(text: Iterable[str]) -> bool:
    """Do far more letters run to the left than to the right? A page in two languages has about as many of both."""
    kinds = [_kind(c) for c in text]
    return kinds.count("R") > 2 * kinds.count("L")


def runs_leftward(text: Sequence[str]) -> bool:
    """Is a line in the order of reading set from the right? Its first letter of any script says so.

    >>> runs_leftward("12 מס"), runs_leftward("ISO תקן")
    (True, False)
    """
    return next((kind == "R" for kind in map(_kind, text) if kind in "RL"), False)


def stands_leftward(shown: Sequence[str], among_such: bool) -> bool:
    """Is a line in the order of the page, from the left, to be read from the right?

    Args:
        shown: its letters, blanks among them.
        among_such: do most letters around it run to the left?
    """
    kinds = [_kind(c) for c in shown]
    leftward, rightward = kinds.count("R"), kinds.count("L")
    if not leftward or not rightward:
        return leftward > 0
    return among_such or leftward > rightward or _colon_on_the_left(shown, kinds)


def _colon_on_the_left(shown: Sequence[str], kinds: Sequence[str]) -> bool:
    """A label's colon follows its last letter, wherever that stands."""
    return any(
        c == ":" and kinds[n + 1 : n + 2] == ["R"] and kinds[max(0, n - 1) : n] != ["R"] for n, c in enumerate(shown)
    )


def reordered(letters: Sequence[str], leftward: bool) -> list[int]:
    """The places of `letters` in the other order: of reading if given that of the page from the left, and back.

    Args:
        letters: letters, blanks among them.
        leftward: is the line as a whole read from the right?

    >>> "".join("חברה ISO 9001"[n] for n in reordered("חברה ISO 9001", leftward=True))
    'ISO 9001 הרבח'
    """
    kinds = [_kind(c) for c in letters]
    if leftward:
        return _turned(letters, kinds, 0, len(letters))
    places: list[int] = []
    for start, end in _leftward_runs(kinds):
        places += range(len(places), start)
        places += _turned(letters, kinds, start, end)
    return [*places, *range(len(places), len(letters))]


def upright_brackets(letters: Sequence[str]) -> list[str]:
    """`letters` in the order of reading, their brackets turned so that the first of a pair opens it.

    Programs disagree on whether a bracket that is set to the left is named by its meaning or by its looks.

    >>> "".join(upright_brackets(")1998("))
    '(1998)'
    """
    turned = list(letters)
    for both in zip(_OPENING, _CLOSING, strict=True):
        places = [n for n, letter in enumerate(letters) if letter in both]
        if len(places) % 2 == 0:
            for nth, n in enumerate(places):
                turned[n] = both[nth % 2]
    return turned


def _leftward_runs(kinds: Sequence[str]) -> Iterable[tuple[int, int]]:
    """From a leftward letter to the last one before the next rightward letter."""
    start = end = -1
    for n, kind in enumerate(kinds):
        if kind == "R":
            start, end = (n if start < 0 else start), n + 1
        elif kind == "L" and start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _turned(letters: Sequence[str], kinds: Sequence[str], start: int, end: int) -> list[int]:
    """The places from `start` to `end` from the last to the first, but rightward runs as they are."""
    places: list[int] = []
    n = end
    runs = list(_rightward_runs(letters, kinds, start, end))
    while n > start:
        if runs and runs[-1][1] == n:
            n, last = runs.pop()
            places += range(n, last)
        else:
            n -= 1
            places.append(n)
    return places


def _rightward_runs(letters: Sequence[str], kinds: Sequence[str], start: int, end: int) -> Iterable[tuple[int, int]]:
    n = start
    while n < end:
        if kinds[n] not in "LN":
            n += 1
            continue
        first = last = n
        latin = False
        while n < end and kinds[n] != "R":
            if kinds[n] in "LN" and not (latin or kinds[n] == "L" or _one_number(letters, kinds, last, n)):
                break  # numbers with a blank between them are read one after the other
            latin = latin or kinds[n] == "L"
            last = n if kinds[n] in "LN" else last
            n += 1
        n = last + 1
        yield _with_its_signs(letters, kinds, first, n, start, end)


def _one_number(letters: Sequence[str], kinds: Sequence[str], last: int, place: int) -> bool:
    return all(kind in "SN" for kind in kinds[last:place])


def _with_its_signs(
    letters: Sequence[str], kinds: Sequence[str], first: int, last: int, start: int, end: int
) -> tuple[int, int]:
    """With the bracket that its own bracket belongs to, and with a sign on a number."""
    inside = "".join(c[:1] for c in letters[first:last])
    if last < end and letters[last] in (*_CLOSING, "%") and (letters[last] == "%" or _unpaired(inside)):
        last += 1
    return first, last


def _unpaired(text: str) -> bool:
    return sum(text.count(c) for c in _OPENING) > sum(text.count(c) for c in _CLOSING)
