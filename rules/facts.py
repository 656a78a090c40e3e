"""What a rule may ask about one certificate: its fields, what follows from them, and the reference rows they point to.

A fact is `Known` with a value and a confidence, or `Missing` with a reason. Facts are worked out once a certificate,
when first asked for. No clock: the day of judgement is no fact of the paper, predicates get it as `as_of`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from extractors.certificate import FIELD_NAMES, Absent, AbsentReason, Certificate, Contradiction
from extractors.parse.certificate_numbers import decode
from rules.circumstances import ALONE, Circumstances
from rules.fact import CERTAIN, Fact, Known, Missing, join
from rules.file_facts import FILE_FACTS
from rules.reference.load import Reference
from rules.reference_facts import REFERENCE_FACTS, key_of
from rules.register_facts import REGISTER_FACTS
from rules.supplier_facts import SUPPLIER_FACTS


@dataclass(frozen=True, slots=True)
class Cycle:
    """The time that a certificate claims to cover."""

    start: dt.date
    expiry: dt.date
    is_start_known: bool
    """False: the start is the issue date of what may be a renewal, months before the cycle that it covers begins."""

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.expiry - self.start).days


class Facts(dict[str, Fact]):
    """All facts of one certificate by name, worked out when first asked for."""

    def __init__(self, certificate: Certificate, reference: Reference, circumstances: Circumstances = ALONE) -> None:
        super().__init__()
        self.certificate = certificate
        self.reference = reference
        self.circumstances = circumstances
        self.given = {"certificate": certificate, "reference": reference, "circumstances": circumstances}

    def __missing__(self, name: str) -> Fact:
        derive = DERIVED.get(name)
        fact = self[name] = derive(self) if derive else self._field(name)
        return fact

    def told(self, name: str) -> Any:
        """What a predicate or a message asks of this certificate: a fact that is known, or all that is given."""
        return self.given[name] if name in self.given else cast("Known", self[name]).value

    def _field(self, name: str) -> Fact:
        field = self.certificate.field(name)
        if isinstance(field, Absent):
            return _absent(name, field.reason)
        return Known(field.value, field.confidence, (name,))


@functools.cache
def _absent(name: str, reason: AbsentReason) -> Missing:
    return Missing(_WHY_ABSENT[reason].format(name=name), reason is AbsentReason.NOT_FOUND, (name,))


_WHY_ABSENT = {
    AbsentReason.NOT_FOUND: "{name} was not found on the pages",
    AbsentReason.AMBIGUOUS: "{name} can be read in more than one way",
    AbsentReason.UNREADABLE: "{name} is there but could not be read",
}


def _legibility(facts: Facts) -> Fact:
    legibility = facts.certificate.legibility
    return Known(legibility, legibility, ())


def _standard_version(facts: Facts) -> Fact:
    """What the edition is called where it goes without a year: as sure as the standard that it is printed with."""
    standard, version = facts["standard"], facts.certificate.standard_version
    if isinstance(standard, Missing):
        return standard
    return (
        standard.giving(version) if version else Missing("no version of the standard is printed", True, standard.fields)
    )


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
    if start.fields == ("effective_date",):
        return join(Cycle(start.value, expiry.value, True), start, expiry)
    first = facts["initial_certification_date"]
    if isinstance(first, Known) and first.value == start.value:
        return join(Cycle(start.value, expiry.value, True), start, expiry, first)
    return join(Cycle(start.value, expiry.value, False), start, expiry)


def _is_printed(name: str) -> Callable[[Facts], Fact]:
    """Whether the pages say it: as sure as what they say was read."""

    def derive(facts: Facts) -> Fact:
        field = facts[name]
        if isinstance(field, Missing):
            return Known(False, CERTAIN, field.fields) if field.is_absent else field
        return field.giving(True)

    return derive


def _relatives(facts: Facts) -> Fact:
    """What the other papers in hand say; they were told apart by number and holder."""
    return Known(facts.circumstances.relatives, CERTAIN, ("certificate_number", "certified_organization"))


def _number_parts(facts: Facts) -> Fact:
    """A certificate number in the Chinese form, taken apart."""
    number = facts["certificate_number"]
    if isinstance(number, Missing):
        return number
    parts = decode(number.value)
    if parts is None:
        return Missing("the number is not in the Chinese form", True, number.fields)
    return number.giving(parts)


def _verification_host(facts: Facts) -> Fact:
    """The host of the address at which the paper says that it can be checked."""
    url = facts["verification_url"]
    if isinstance(url, Missing):
        return url
    try:
        host = urlsplit(url.value if "//" in url.value else f"//{url.value}").hostname or ""
    except ValueError:
        host = ""
    letters = _HOST.match(host)
    return url.giving(letters[0]) if letters else Missing(f"{url.value} is no address", False, url.fields)


def _disagreements(kind: Contradiction) -> Callable[[Facts], Fact]:
    """What the paper says twice and differently, in that way; may be none, where it does so in another way."""

    def derive(facts: Facts) -> Fact:
        said_twice = facts["disagreements"]
        if isinstance(said_twice, Missing):
            return said_twice
        return said_twice.giving(tuple(d for d in said_twice.value if d.kind is kind))

    return derive


def _other_holders(facts: Facts) -> Fact:
    """Holders on other papers with this number; empty where such papers name this holder alone."""
    number, relatives = facts["certificate_number"], facts.circumstances.relatives
    if isinstance(number, Missing):
        return number
    if not relatives.other_holders and relatives.kinship is None and relatives.replaced_by is None:
        return Missing("no other paper with this number is in hand", True, number.fields)
    holder = facts["certified_organization"]
    return holder if isinstance(holder, Missing) else join(relatives.other_holders, number, holder)


_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
"""Words in another script that stand close behind an address are no part of it."""

DERIVED: dict[str, Callable[[Facts], Fact]] = {
    "legibility": _legibility,
    "standard_version": _standard_version,
    "start_date": _start_date,
    "last_date": _last_date,
    "cycle": _cycle,
    "is_holder_printed": _is_printed("certified_organization"),
    "is_scope_printed": _is_printed("scope"),
    "relatives": _relatives,
    "number_parts": _number_parts,
    "number_standards": key_of("number_parts", "standards"),
    "verification_host": _verification_host,
    "between_languages": _disagreements(Contradiction.LANGUAGES),
    "against_picture": _disagreements(Contradiction.PICTURE),
    "other_holders": _other_holders,
    **FILE_FACTS,
    **REFERENCE_FACTS,
    **REGISTER_FACTS,
    **SUPPLIER_FACTS,
}
"""What follows from the fields, by the name under which a rule asks for it."""

OWN = frozenset({
    "certificate_number",
    "number_parts",
    "certified_organization",
    "initial_certification_date",
    "issue_date",
    "effective_date",
    "expiry_date",
    "start_date",
    "last_date",
    "cycle",
})  # fmt: skip
"""Facts of which nearly every certificate has its own, alone or two together: what follows from them is not worth
remembering."""

FACT_NAMES = frozenset(FIELD_NAMES) | frozenset(DERIVED)
"""Everything that a rule may name as an input."""
