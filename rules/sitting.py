"""A sitting: every rule, on one day, by one reference. What a rule has said is remembered.

What it says follows from the facts that it asks for, and a hundred thousand certificates have few distinct ones between
them: some standards, some bodies, a thousand days. So each rule keeps what it said, by what it was told.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from rules.asking import Asking, Need, Question
from rules.fact import Missing
from rules.facts import OWN, Facts
from rules.finding import Finding
from rules.reference.load import Reference
from rules.rulebook import Rulebook

_KEPT = 10_000
"""What one rule remembers: five years of days for each of the standards in use, and no more than a few megabytes."""
_TOLD_APART = 100_000
"""Facts that are known by number, before all of them are forgotten."""


class Sitting:
    """All rules, ready to be asked about one certificate after another."""

    def __init__(self, rulebook: Rulebook, as_of: dt.date) -> None:
        self._numbers = _Numbers()
        askings = [Asking(bound, as_of, rulebook.version) for bound in rulebook.bound]
        self._needs = list(dict.fromkeys(need for asking in askings for need in asking.needs))
        self._memories = [_Memory(asking, self._needs.index) for asking in askings]

    def findings(self, facts: Facts) -> list[Finding]:
        """Every rule's word on a certificate, in the order of the rulebook; equal ones are mostly one object."""
        number = self._numbers.of
        told = [number(facts, need) for need in self._needs]
        return [memory.finding(facts, told) for memory in self._memories]


@functools.lru_cache(maxsize=4)
def open_sitting(rulebook: Rulebook, reference: Reference, as_of: dt.date) -> Sitting:
    """The sitting for certificates whose facts were made with this reference."""
    return Sitting(rulebook, as_of)


class _Memory:
    """What one rule has said."""

    def __init__(self, asking: Asking, place: Callable[[Need], int]) -> None:
        self._asking = asking
        self._told_to = itemgetter(*[place(need) for need in asking.needs])
        self._present = [place(need) for need in asking.needs if need.least is None]
        self._said: dict[Any, Finding | Question] = {}

    def finding(self, facts: Facts, told: Sequence[int]) -> Finding:
        """What the rule says; `told` are the facts that somebody needs, by number."""
        said = self._said
        for place in self._present:
            if told[place] < 0:  # whatever else it was told, the first absence makes it not applicable
                key = (told[place],)
                break
        else:
            key = self._told_to(told)
        found = said.get(key)
        if found is None:
            if len(said) >= _KEPT:
                said.clear()
            found = said[key] = self._asking.ask(facts)
        return found if isinstance(found, Finding) else found.put(facts)


class _Numbers(dict[Any, int]):
    """What is told of facts by number, from 1. Nothing that makes a difference shares one, and none is used twice."""

    _last = 0

    def __missing__(self, told: Any) -> int:
        if len(self) >= _TOLD_APART:
            self.clear()
        self._last += 1
        self[told] = self._last
        return self._last

    def of(self, facts: Facts, need: Need) -> int:
        """The number of what a rule is told of a fact: below 0 where it is absent, 0 where all that counts is that it is not."""
        name, least = need
        try:
            fact = facts[name]
            if isinstance(fact, Missing):
                number = self[fact.why, fact.is_absent, fact.fields]
                return -number if fact.is_absent else number
            if least is None:
                return 0
            if fact.confidence < least:
                return self[fact.fields, round(fact.confidence, 2)]
            if name in OWN:
                return self[fact.fields, fact.rows]
            return self[type(fact.value), fact.value, fact.fields, fact.rows]
        except Exception:  # working it out broke, or it has no hash: the rule that needs it will say so, or use it
            return self[object()]
