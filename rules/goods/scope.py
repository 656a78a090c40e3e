"""Does a scope cover the goods that are bought? Answered with the words that matched, or with what is not known."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.goods.vocabulary import (
    find_activities,
    find_classes,
    is_joined,
    load_classes,
    plain,
    wider,
    without_exclusions,
)

_WORD = re.compile(r"[^\W\d_]{3,}")
_SECTOR = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_STEM = 0.75
"""Share of a word that has to agree, from its beginning: `fitting` and `fittings`, `Dichtung` and `Dichtungen`."""
_COMMON = frozenset(
    {"and", "the", "for", "with", "und", "für", "les", "des", "para", "con", "products", "goods", "parts"}
)


class Cover(enum.StrEnum):
    """What a scope says of goods."""

    COVERS = "covers"
    OUTSIDE = "outside"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """For one kind of goods: the answer, and the words that it rests on."""

    goods: str
    cover: Cover
    why: str

    def __str__(self) -> str:
        return f"{self.goods}: {self.why}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """For all that is bought from a supplier."""

    answers: tuple[Answer, ...]
    traded: tuple[str, ...] = ()
    """Words of trade, where the scope has none of making."""

    @property
    def cover(self) -> Cover:
        """The worst answer: goods that are outside count before those that nobody can tell."""
        found = {answer.cover for answer in self.answers}
        return next(
            cover for cover in (Cover.OUTSIDE, Cover.UNCLEAR, Cover.COVERS) if cover in found or cover is Cover.COVERS
        )

    def __str__(self) -> str:
        told = [a for a in self.answers if a.cover is self.cover]
        return "; ".join(map(str, told))


@functools.lru_cache(maxsize=16384)
def covers(goods: tuple[str, ...], scope: str, sector_codes: tuple[str, ...] = ()) -> Coverage:
    """Compares what is bought with what is certified.

    Args:
        goods: in the buyer's words, in any language.
        scope: as printed, in any language.
        sector_codes: IAF or EA codes as printed; others are no harm, as they only ever make it unclear.

    >>> print(covers(("screws",), "紧固件、冲压件的设计、生产和销售"))
    screws: fasteners (screws; in the scope 紧固件)
    """
    scope = without_exclusions(scope)
    activities = find_activities(scope)
    traded = activities.get("trades", ()) if "makes" not in activities else ()
    return Coverage(tuple(_answer(item, scope, _sectors(sector_codes)) for item in goods), traded)


def _sectors(codes: Iterable[str]) -> frozenset[int]:
    """The groups that codes name first: 17 of `IAF 17`, 19 of `19.01.02`."""
    firsts = (_SECTOR.search(code) for code in codes)
    return frozenset(int(first.group()) for first in firsts if first and 1 <= int(first.group()) <= 39)


def _answer(goods: str, scope: str, printed: frozenset[int]) -> Answer:
    wanted, certified = find_classes(goods), find_classes(scope)
    for name in wanted:
        for above in wider(name):
            if above in certified:
                return Answer(goods, Cover.COVERS, _matched(above, wanted[name], certified[above]))
    if words := _same_words(goods, scope):
        return Answer(goods, Cover.COVERS, f"the scope names {', '.join(words)}")
    if not wanted:
        return Answer(
            goods, Cover.UNCLEAR, "no class of goods is known for these words, and the scope does not have them"
        )
    if not certified and not printed:
        return Answer(goods, Cover.UNCLEAR, f"it is {_titles(wanted)}; no goods are known in the scope")
    narrower = [name for name in certified if set(wider(name)) & wanted.keys()]
    shared = _groups(wanted) & (_groups(certified) | printed)
    if narrower or shared:
        near = _titles(dict.fromkeys(narrower or certified)) or "no goods that are known"
        return Answer(goods, Cover.UNCLEAR, f"it is {_titles(wanted)}; the scope has {near}, of the same sector")
    said = _titles(certified) or f"sector {', '.join(map(str, sorted(printed)))}"
    telling = ", ".join(word for some in certified.values() for word in some)
    why = f"it is {_titles(wanted)}; the scope is {said}" + (f" ({telling})" if telling else "")
    return Answer(goods, Cover.OUTSIDE, why)


def _matched(name: str, wanted: tuple[str, ...], certified: tuple[str, ...]) -> str:
    return f"{load_classes()[name].title.lower()} ({', '.join(wanted)}; in the scope {', '.join(certified)})"


def _titles(names: Iterable[str]) -> str:
    return ", ".join(load_classes()[name].title.lower() for name in names)


def _groups(names: Mapping[str, object]) -> frozenset[int]:
    return frozenset(sector for name in names for sector in load_classes()[name].sectors)


def _same_words(goods: str, scope: str) -> tuple[str, ...]:
    """The words of the goods, if the scope has every one of them."""
    wanted, text = plain(goods), plain(scope)
    if is_joined(wanted):
        bare = "".join(c for c in wanted if c.isalnum())
        return (bare,) if len(bare) > 1 and bare in text else ()
    words = tuple(word for word in _WORD.findall(wanted) if word not in _COMMON)
    there = _WORD.findall(text)
    return words if words and all(any(_agree(word, other) for other in there) for word in words) else ()


def _agree(one: str, other: str) -> bool:
    least = max(3, int(max(len(one), len(other)) * _STEM))
    return one == other or (len(one) > 4 and one[:least] == other[:least] and abs(len(one) - len(other)) <= 3)
