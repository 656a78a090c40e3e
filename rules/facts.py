"""What a rule may ask about one certificate: its fields, what follows from them, and the reference rows they point to.

A fact is `Known` with a value and a confidence, or `Missing` with a reason. Facts are worked out once a certificate,
when first asked for. No clock: the day of judgement is no fact of the paper, predicates get it as `as_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from extractors.certificate import FIELD_NAMES, Absent, AbsentReason, Certificate, Contradiction
from extractors.parse.certificate_numbers import decode
from rules.circumstances import ALONE, Circumstances
from rules.fact import Fact, Known, Missing, join
from rules.file_facts import file_created, file_history, programs, signatures
from rules.reference.load import Reference
from rules.register_facts import REGISTER_FACTS


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
    return join(Cycle(start.value, expiry.value, is_printed), start, expiry)


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
    return replace(join(edition, standard, year), rows=(edition,))


def _series(facts: Facts) -> Fact:
    """The edition and its successor, which decides only where the edition's own end is not recorded."""
    standard, edition = facts["known_standard"], facts["known_edition"]
    if isinstance(standard, Missing) or isinstance(edition, Missing):
        return edition
    successor = standard.value.successor(edition.value)
    series = (edition.value, successor) if successor else (edition.value,)
    return replace(edition, value=series, rows=edition.rows if edition.value.ends_on else series)


def _known_certification_body(facts: Facts) -> Fact:
    return _look_up(facts["certification_body_id"], facts.reference.certification_body)


def _known_accreditation_body(facts: Facts) -> Fact:
    return _look_up(facts["accreditation_body"], facts.reference.accreditation_body)


def _relatives(facts: Facts) -> Fact:
    """What the other papers in hand say; they were told apart by number and holder."""
    return Known(facts.circumstances.relatives, 1.0, ("certificate_number", "certified_organization"))


def _key_of(row_fact: str, key: str) -> Callable[[Facts], Fact]:
    """A fact that is one key of a reference row, absent where the row leaves it empty."""

    def derive(facts: Facts) -> Fact:
        row = facts[row_fact]
        if isinstance(row, Missing):
            return row
        value = getattr(row.value, key)
        if not value:
            return Missing(f"the reference data give no {key} for it", True, row.fields)
        return replace(row, value=value)

    return derive


def _look_up(printed: Fact, find: Callable[[str], Any]) -> Fact:
    if isinstance(printed, Missing):
        return printed
    row = find(printed.value)
    if row is None:
        return Missing(f"the reference data do not list {printed.value}", True, printed.fields)
    return replace(printed, value=row, rows=(row,))


def _number_parts(facts: Facts) -> Fact:
    """A certificate number in the Chinese form, taken apart."""
    number = facts["certificate_number"]
    if isinstance(number, Missing):
        return number
    parts = decode(number.value)
    if parts is None:
        return Missing(f"{number.value} is no number in the Chinese form", True, number.fields)
    return replace(number, value=parts)


def _adoption(facts: Facts) -> Fact:
    """The national standard printed beside the international one, and the standard that it adopts."""
    printed = facts["national_standard"]
    if isinstance(printed, Missing):
        return printed
    found = facts.reference.adoption(printed.value)
    if found is None:
        return Missing(f"the reference data do not list {printed.value}", True, printed.fields)
    return replace(printed, value=found, rows=(found[1],))


def _known_marks(facts: Facts) -> Fact:
    printed = facts["recognition_marks"]
    if isinstance(printed, Missing):
        return printed
    rows = tuple(row for name in printed.value if (row := facts.reference.recognition_mark(name)))
    if not rows:
        return Missing(f"the reference data do not list {', '.join(printed.value)}", True, printed.fields)
    return replace(printed, value=rows, rows=rows)


def _known_notified_body(facts: Facts) -> Fact:
    return _look_up(facts["notified_body_number"], facts.reference.notified_body)


def _vouchers(facts: Facts) -> Fact:
    """The accreditation body and the certification body, as far as the reference data know them."""
    chain = [facts["known_accreditation_body"], facts["known_certification_body"]]
    known = [fact for fact in chain if isinstance(fact, Known)]
    if known:
        return join(tuple(fact.value for fact in known), *known)
    return next((fact for fact in chain if isinstance(fact, Missing) and not fact.is_absent), chain[0])


def _recognised_in(facts: Facts) -> Fact:
    """Where the buyer's profile asks the certification body to be recognised, for this standard."""
    profile, standard = facts.circumstances.profile, facts["known_standard"]
    if isinstance(standard, Missing):
        return standard
    requirement = profile.requirement(standard.value.designation) if profile else None
    if requirement is None or requirement.recognised_in is None:
        return Missing("the purchase asks for no recognition in a part of the world", True, standard.fields)
    return Known(requirement.recognised_in, standard.confidence, standard.fields)


def _verification_host(facts: Facts) -> Fact:
    """The host of the address at which the paper says that it can be checked."""
    url = facts["verification_url"]
    if isinstance(url, Missing):
        return url
    try:
        host = urlsplit(url.value if "//" in url.value else f"//{url.value}").hostname
    except ValueError:
        host = None
    if not host or "." not in host:
        return Missing(f"{url.value} is no address of the web", False, url.fields)
    return replace(url, value=host)


def _disagreements(kind: Contradiction) -> Callable[[Facts], Fact]:
    """What the paper says twice and differently, in that way; may be none, where it does so in another way."""

    def derive(facts: Facts) -> Fact:
        said_twice = facts["disagreements"]
        if isinstance(said_twice, Missing):
            return said_twice
        return replace(said_twice, value=tuple(d for d in said_twice.value if d.kind is kind))

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


DERIVED: dict[str, Callable[[Facts], Fact]] = {
    "legibility": _legibility,
    "start_date": _start_date,
    "last_date": _last_date,
    "cycle": _cycle,
    "known_standard": _known_standard,
    "known_edition": _known_edition,
    "known_certification_body": _known_certification_body,
    "known_accreditation_body": _known_accreditation_body,
    "relatives": _relatives,
    "cycle_years": _key_of("known_standard", "cycle_years"),
    "series": _series,
    "sub_scope": _key_of("known_standard", "sub_scope"),
    "recorded_accreditations": _key_of("known_certification_body", "accreditations"),
    "number_prefixes": _key_of("known_certification_body", "certificate_number_prefixes"),
    "issuer_domains": _key_of("known_certification_body", "domains"),
    "number_formats": _key_of("known_accreditation_body", "number_formats"),
    "number_parts": _number_parts,
    "number_standards": _key_of("number_parts", "standards"),
    "vouchers": _vouchers,
    "recognised_in": _recognised_in,
    "adoption": _adoption,
    "known_marks": _known_marks,
    "known_notified_body": _known_notified_body,
    "verification_host": _verification_host,
    "between_languages": _disagreements(Contradiction.LANGUAGES),
    "against_picture": _disagreements(Contradiction.PICTURE),
    "other_holders": _other_holders,
    "file_history": lambda facts: file_history(facts.certificate.file),
    "programs": lambda facts: programs(facts.certificate.file),
    "signatures": lambda facts: signatures(facts.certificate.file),
    "file_created": lambda facts: file_created(facts.certificate.file),
    **REGISTER_FACTS,
}
"""What follows from the fields, by the name under which a rule asks for it."""

FILE_FACTS = frozenset({"file_created", "file_history", "programs", "signatures"})
"""Facts about the file, which is not read but has them or not."""

FACT_NAMES = frozenset(FIELD_NAMES) | frozenset(DERIVED)
"""Everything that a rule may name as an input."""
