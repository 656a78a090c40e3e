"""One rule and the facts of one certificate: does it apply, can it be judged, and what does the rule say?"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rules.fact import Fact, Missing
from rules.facts import OWN, Facts
from rules.finding import Finding, Outcome, Severity
from rules.reference.row import Row
from rules.reference.standard import Standard
from rules.rule import AppliesWhen
from rules.rulebook import BoundRule

STANDARD = "known_standard"
"""The fact that decides whether a rule for some standards applies."""
_BY_CERTIFICATE = frozenset({"certificate", "circumstances"})
"""What a predicate may ask for that is another for each certificate, and no fact."""


class Need(NamedTuple):
    """A fact by name, and how sure it must be; None where all that counts is whether it is there.

    Of a certificate's own facts only that they are sure enough: their values are looked at when the question is put.
    """

    name: str
    least: float | None


class _Answer(NamedTuple):
    """What one rule says, before it becomes a finding."""

    outcome: Outcome
    message: str
    inputs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    """Keys of the rows of the reference data that were compared with."""
    is_weak: bool = False
    """Does it rest on a row that nobody has confirmed?"""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A rule on one day."""

    bound: BoundRule
    as_of: dt.date
    version: str

    @property
    def needs(self) -> tuple[Need, ...]:
        """All that what it says follows from, but for what its predicate sees of the whole certificate."""
        when = self.bound.rule.applies_when
        present = [Need(name, None) for name in when.present]
        standard = [Need(STANDARD, 0.0)] if _is_for_some_standards(when) else []
        return (*present, *standard, *itertools.starmap(Need, self.bound.inputs))

    def ask(self, facts: Facts) -> Finding | Question:
        """What the rule says; where its predicate sees the whole certificate, the question that is still to be put."""
        try:
            answer = self._why_not_applicable(facts) or self._prepare(facts)
        except Exception as error:  # a rule that breaks is a finding: one slip must not stop a sweep
            answer = _broken(self.bound, error)
        if isinstance(answer, _Answer):
            return self.finding(answer)
        return answer if answer.is_for_each else answer.put(facts)

    def finding(self, answer: _Answer) -> Finding:
        """The answer as a finding."""
        return _finding(self.bound, answer, self.as_of, self.version)

    def _why_not_applicable(self, facts: Facts) -> _Answer | None:
        when = self.bound.rule.applies_when
        for name in when.present:
            fact = facts[name]
            if isinstance(fact, Missing) and fact.is_absent:
                return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable: {fact.why}.", fact.fields)
        if _is_for_some_standards(when):
            fact = facts[STANDARD]
            if isinstance(fact, Missing):
                return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable: {fact.why}.", fact.fields)
            if not _is_meant(when, fact.value):
                about = f"{fact.value.designation} ({fact.value.kind}, oversight: {fact.value.oversight})"
                return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable to {about}.", fact.fields)
        return None

    def _prepare(self, facts: Facts) -> _Answer | Question:
        fields, doubts = self.bound.asked, list[str]()
        values: dict[str, Any] = {"reference": facts.reference, **self.bound.rule.arguments, "as_of": self.as_of}
        rows: tuple[Row, ...] = ()
        for name, least in self.bound.inputs:
            fact = facts[name]
            fields += fact.fields
            if isinstance(fact, Missing) or fact.confidence < least:
                doubts.append(_doubt(name, fact, least))
            else:
                values[name] = fact.value
                rows += fact.rows
        inputs = _each_once(fields)
        if doubts:
            return _Answer(Outcome.UNKNOWN, f"Cannot be judged: {'; '.join(doubts)}. Look at the page.", inputs)
        asks_each = tuple(name for name in self.bound.parameters if name in _BY_CERTIFICATE | OWN)
        given = {name: values[name] for name in self.bound.parameters if name not in asks_each}
        return Question(self, values, given, asks_each, inputs, rows)


@dataclass(slots=True, eq=False)
class Question:
    """A question to a predicate, ready to be put; it may be put of many certificates that have these facts."""

    asking: Asking
    values: dict[str, Any]
    """What a message may name, but for what is each certificate's own."""
    given: dict[str, Any]
    """What the predicate gets, whichever the certificate."""
    asks_each: tuple[str, ...]
    """What it asks each certificate for besides."""
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    _said: dict[bool | None, Finding] = field(default_factory=dict)
    """What is said of all certificates alike."""

    @property
    def is_for_each(self) -> bool:
        """May the answer be another for each certificate?"""
        return bool(self.asks_each) or not OWN.isdisjoint(self.values)

    def put(self, facts: Facts) -> Finding:
        """What the rule says of a certificate."""
        bound = self.asking.bound
        given = self.given.copy()
        try:
            for name in self.asks_each:
                given[name] = facts.told(name)
            has_defect = bound.predicate(**given)
            found = self._said.get(has_defect)
            if found is None:
                outcome = Outcome.FAIL if has_defect else Outcome.UNKNOWN if has_defect is None else Outcome.PASS
                own = {name: facts.told(name) for name in bound.named[outcome] & OWN}
                found = self.asking.finding(self._answer(outcome, self.values | own))
                if not own:
                    self._said[has_defect] = found
        except Exception as error:
            return self.asking.finding(_broken(bound, error))
        return found

    def _answer(self, outcome: Outcome, values: Mapping[str, Any]) -> _Answer:
        message = self.asking.bound.rule.says(outcome).format(**_spoken(values))
        if not self.rows:
            return _Answer(outcome, message, self.inputs)
        keys = _each_once(tuple([row.key for row in self.rows]))
        return _Answer(outcome, message, self.inputs, keys, any(row.is_weak for row in self.rows))


def _is_for_some_standards(when: AppliesWhen) -> bool:
    return bool(when.standards or when.kinds or when.oversight)


def _is_meant(when: AppliesWhen, standard: Standard) -> bool:
    return (
        (not when.standards or standard.designation in when.standards)
        and (not when.kinds or standard.kind in when.kinds)
        and (not when.oversight or standard.oversight in when.oversight)
    )


@functools.lru_cache(maxsize=10_000)
def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


class _Listed(tuple[Any, ...]):
    """Several values, which a message names with commas between them."""

    def __format__(self, spec: str) -> str:
        return ", ".join(map(str, self))


def _spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _Listed(v) if isinstance(v, tuple | list) else v for name, v in values.items()}


def _doubt(name: str, fact: Fact, least: float) -> str:
    if isinstance(fact, Missing):
        return fact.why
    return f"{name} was read with confidence {fact.confidence:.2f}, and {least:.2f} is needed"


def _broken(bound: BoundRule, error: Exception) -> _Answer:
    message = f"The rule broke ({type(error).__name__}: {error}). Judge this point by hand and report it."
    return _Answer(Outcome.ERROR, message, tuple(name for name, _ in bound.inputs))


@functools.lru_cache(maxsize=50_000)
def _finding(bound: BoundRule, answer: _Answer, as_of: dt.date, version: str) -> Finding:
    """The finding; the same object for the same words, of which most certificates have most in common."""
    severity, message = bound.rule.severity, answer.message
    if answer.is_weak and severity is Severity.REJECT:
        severity = Severity.REVIEW  # a row that nobody has confirmed may ask for a look, never reject
        if answer.outcome is Outcome.FAIL:
            message += " (This rests on reference data that nobody has confirmed.)"
    return Finding(
        rule_id=bound.rule.id,
        outcome=answer.outcome,
        severity=severity,
        message=message,
        basis=bound.rule.basis.text,
        inputs=answer.inputs,
        as_of=as_of,
        rulebook_version=version,
        remedy=bound.rule.remedy,
        reference_rows=answer.rows,
    )
