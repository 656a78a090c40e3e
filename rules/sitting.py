"""A sitting: every rule, on one day, by one reference, for one purchase. What a rule has said is remembered.

What it says follows from the facts that it asks for, and a hundred thousand certificates have few distinct ones between
them: some standards, some bodies, a thousand days. So each rule keeps what it said, by what it was told.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from rules.asking import Asking, Question
from rules.fact import Fact, Missing
from rules.facts import Facts
from rules.finding import Finding
from rules.reference.load import Reference
from rules.rulebook import Rulebook

_KEPT = 10_000
"""What one rule remembers: five years of days for each of the standards in use, and no more than a few megabytes."""
_TOLD_APART = 100_000
"""Facts that are known by number, before all of them are forgotten."""


class Sitting:
    """All rules, ready to be asked about one certificate after another."""

    def __init__(self, rulebook: Rulebook, as_of: dt.date, profile: str | None) -> None:
        self._numbers = _Numbers(sorted({least for bound in rulebook.bound for _, least in bound.inputs}))
        self._askings = [Asking(bound, as_of, profile, rulebook.version) for bound in rulebook.bound]
        self._told_to = [itemgetter(*asking.asks_for) for asking in self._askings]
        self._said: list[dict[Any, Finding | Question]] = [{} for _ in self._askings]

    def findings(self, facts: Facts) -> list[Finding]:
        """Every rule's word on a certificate, in the order of the rulebook; equal ones are mostly one object."""
        told, findings = _Told(facts, self._numbers), list[Finding]()
        for asking, told_to, said in zip(self._askings, self._told_to, self._said, strict=True):
            key = told_to(told)
            found = said.get(key)
            if found is None:
                if len(said) >= _KEPT:
                    said.clear()
                found = said[key] = asking.ask(facts)
            findings.append(found if isinstance(found, Finding) else found.put(facts))
        return findings


@functools.lru_cache(maxsize=4)
def open_sitting(rulebook: Rulebook, reference: Reference, as_of: dt.date, profile: str | None) -> Sitting:
    """The sitting for certificates whose facts were made with this reference."""
    return Sitting(rulebook, as_of, profile)


class _Numbers(dict[Any, int]):
    """Facts by number: two that no rule can tell apart have the same, and no number is used twice."""

    def __init__(self, levels: Sequence[float]) -> None:
        super().__init__()
        self._levels = levels
        self._count = itertools.count()

    def __missing__(self, key: Any) -> int:
        if len(self) >= _TOLD_APART:
            self.clear()
        number = self[key] = self.new()
        return number

    def new(self) -> int:
        """A number for what cannot be compared."""
        return next(self._count)

    def of(self, fact: Fact) -> int:
        """The number of a fact. Of how sure it is a rule tells which levels that reaches, and says hundredths."""
        if isinstance(fact, Missing):
            return self[fact.why, fact.is_absent, fact.fields]
        value, sure = fact.value, fact.confidence
        level = bisect_right(self._levels, sure)
        hundredths = round(sure, 2) if level < len(self._levels) else None
        return self[type(value), value, fact.fields, fact.rows, level, hundredths]


class _Told(dict[str, int]):
    """The facts of one certificate by name, as numbers."""

    def __init__(self, facts: Facts, numbers: _Numbers) -> None:
        super().__init__()
        self._facts, self._numbers = facts, numbers

    def __missing__(self, name: str) -> int:
        try:
            number = self._numbers.of(self._facts[name])
        except Exception:  # working it out broke, or it has no hash: the rule that needs it will say so, or use it
            number = self._numbers.new()
        self[name] = number
        return number
