"""What a rule may ask about one certificate: its fields, what follows from them, and the reference rows they point to.

A fact is `Known` with a value and a confidence, or `Missing` with a reason. Facts are worked out once a certificate,
when first asked for. No clock: the day of judgement is no fact of the paper, predicates get it as `as_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from extractors.certificate import FIELD_NAMES, Absent, AbsentReason, Certificate
from rules.circumstances import ALONE, Circumstances
from rules.reference.load import Reference


@dataclass(frozen=True, slots=True)
class Known:
    """A fact; `fields` are the certificate's fields behind it, `confidence` that of the weakest of them."""

    value: Any
    confidence: float
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """No fact. `is_absent`: the paper does not print it or the reference does not list it; else nobody can tell."""

    why: str
    is_absent: bool
    fields: tuple[str, ...]


Fact: TypeAlias = Known | Missing


@dataclass(frozen=True, slots=True)
class Cycle:
    """The time that a certificate claims to cover."""

    start: dt.date
    expiry: dt.date
    is_start_printed: bool
    """False: the start is the issue date, which may lie months before the cycle begins."""

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.expiry - self.start).days


class Facts:
    """All facts of one certificate, worked out when asked for."""

    def __init__(self, certificate: Certificate, reference: Reference, circumstances: Circumstances = ALONE) -> None:
        self.certificate = certificate
        self.reference = reference
        self.circumstances = circumstances
        self._facts: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        fact = self._facts.get(name)
        if fact is None:
            derive = DERIVED.get(name)
            fact = self._facts[name] = derive(self) if derive else self._field(name)
        return fact

    def _field(self, name: str) -> Fact:
        field = self.certificate.field(name)
        if isinstance(field, Absent):
            return Missing(_WHY_ABSENT[field.reason].format(name=name), field.reason == AbsentReason.NOT_FOUND, (name,))
        return Known(field.value, field.confidence, (name,))


_WHY_ABSENT = {
    AbsentReason.NOT_FOUND: "{name} was not found on the pages",
    AbsentReason.AMBIGUOUS: "{name} can be read in more than one way",
    AbsentReason.UNREADABLE: "{name} is there but could not be read",
}


def _legibility(facts: Facts) -> Fact:
    legibility = facts.certificate.legibility
    return Known(legibility, legibility, ())


def _start_date(facts: Facts) -> Fact:
    """Start of validity: the effective date, or the issue date where none is printed."""
    effective, issue = facts["effective_date"], facts["issue_date"]
    if isinstance(effective, Known):
        return effective
    if not effective.is_absent or (isinstance(issue, Missing) and not issue.is_absent):
        return Missing("the start of validity could not be read", False, ("effective_date", "issue_date"))
    if isinstance(issue, Known):
        return issue
    return Missing("neither an effective nor an issue date was found", True, ("effective_date", "issue_date"))


def _last_date(facts: Facts) -> Fact:
    """The latest of the issue and effective dates: nothing on the paper was decided after it."""
    dates = [f for f in (facts["issue_date"], facts["effective_date"]) if isinstance(f, Known)]
    return max(dates, key=lambda fact: fact.value) if dates else facts["start_date"]


def _cycle(facts: Facts) -> Fact:
    start, expiry = facts["start_date"], facts["expiry_date"]
    if isinstance(start, Missing):
        return start
    if isinstance(expiry, Missing):
        return expiry
    is_printed = start.fields == ("effective_date",)
    return _join(Cycle(start.value, expiry.value, is_printed), start, expiry)


def _known_standard(facts: Facts) -> Fact:
    printed = facts["standard"]
    return _look_up(printed, facts.reference.standard)


def _known_edition(facts: Facts) -> Fact:
    standard, year = facts["known_standard"], facts["standard_edition"]
    if isinstance(standard, Missing):
        return standard
    if isinstance(year, Missing):
        return year
    edition = standard.value.edition(year.value)
    if edition is None:
        return Missing(f"the reference data list no {standard.value.designation}:{year.value}", True, year.fields)
    return _join(edition, standard, year)


def _known_certification_body(facts: Facts) -> Fact:
    return _look_up(facts["certification_body_id"], facts.reference.certification_body)


def _known_accreditation_body(facts: Facts) -> Fact:
    return _look_up(facts["accreditation_body"], facts.reference.accreditation_body)


def _key_of(row_fact: str, key: str) -> Callable[[Facts], Fact]:
    """A fact that is one key of a reference row, absent where the row leaves it empty."""

    def derive(facts: Facts) -> Fact:
        row = facts[row_fact]
        if isinstance(row, Missing):
            return row
        value = getattr(row.value, key)
        if not value:
            return Missing(f"the reference data give no {key} for it", True, row.fields)
        return Known(value, row.confidence, row.fields)

    return derive


def _look_up(printed: Fact, find: Callable[[str], Any]) -> Fact:
    if isinstance(printed, Missing):
        return printed
    row = find(printed.value)
    if row is None:
        return Missing(f"the reference data do not list {printed.value}", True, printed.fields)
    return Known(row, printed.confidence, printed.fields)


def _join(value: object, *facts: Known) -> Known:
    fields = dict.fromkeys(name for fact in facts for name in fact.fields)
    return Known(value, min(fact.confidence for fact in facts), tuple(fields))


DERIVED: dict[str, Callable[[Facts], Fact]] = {
    "legibility": _legibility,
    "start_date": _start_date,
    "last_date": _last_date,
    "cycle": _cycle,
    "known_standard": _known_standard,
    "known_edition": _known_edition,
    "known_certification_body": _known_certification_body,
    "known_accreditation_body": _known_accreditation_body,
    "cycle_years": _key_of("known_standard", "cycle_years"),
    "series": _key_of("known_standard", "editions"),
    "sub_scope": _key_of("known_standard", "sub_scope"),
    "recorded_accreditations": _key_of("known_certification_body", "accreditations"),
    "number_prefixes": _key_of("known_certification_body", "certificate_number_prefixes"),
}
"""What follows from the fields, by the name under which a rule asks for it."""

FACT_NAMES = frozenset(FIELD_NAMES) | frozenset(DERIVED)
"""Everything that a rule may name as an input."""
