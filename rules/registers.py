"""What registers say of a certificate: which of the entries under its number are its own, and where the two agree.

A comparison answers None where nobody can tell, as where one side is silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rules.circumstances import RegisterEntry, RegisterSnapshot
from rules.finding import Finding, Outcome
from rules.names.compare import Likeness, compare
from rules.reference.bodies import CertificationBody
from rules.reference.load import Reference, fold
from rules.reference.standard import Standard

ACTIVE = "active"
_AGREES = {Likeness.SAME: True, Likeness.DIFFERENT: False, Likeness.UNSURE: None}
NOT_LISTED, CONFIRMED = "REG008", "REG009"
"""The rules that say whether a register has a certificate at all, and whether it says the same."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the registers that were asked say of one certificate."""

    asked: tuple[RegisterSnapshot, ...]
    entries: tuple[RegisterEntry, ...]

    @property
    def said(self) -> str:
        """The entries' statuses, for messages: `withdrawn (CNCA of 2026-09-01)`."""
        return self._each(lambda e: f"{e.status or 'no status'} ({_day(e)})")

    @property
    def holders(self) -> str:
        """The holders that the entries name, for messages."""
        return self._each(lambda e: f"{e.holder} ({_day(e)})" if e.holder else "")

    @property
    def standards(self) -> str:
        """The standards that the entries name, for messages."""
        return self._each(lambda e: f"{e.standard} ({_day(e)})" if e.standard else "")

    @property
    def expiry_dates(self) -> str:
        """The last days that the entries give, for messages."""
        return self._each(lambda e: f"{e.expiry_date} ({_day(e)})" if e.expiry_date else "")

    def _each(self, say: Callable[[RegisterEntry], str]) -> str:
        return ", ".join(dict.fromkeys(words for entry in self.entries if (words := say(entry))))

    def __str__(self) -> str:
        return " and ".join(map(str, self.asked))


def _day(entry: RegisterEntry) -> str:
    return str(RegisterSnapshot(entry.register, entry.taken_on))


def own(entries: Iterable[RegisterEntry], agrees: Callable[[RegisterEntry], bool | None]) -> tuple[RegisterEntry, ...]:
    """The entries that agree with the certificate; all of them where none does, so that the difference is seen."""
    every = tuple(entries)
    return tuple(entry for entry in every if agrees(entry)) or every


def not_others(
    entries: Iterable[RegisterEntry], agrees: Callable[[RegisterEntry], bool | None]
) -> tuple[RegisterEntry, ...]:
    """The entries without those that are plainly another's: two bodies may give out the same number."""
    return tuple(entry for entry in entries if agrees(entry) is not False)


def is_for_standard(entry: RegisterEntry, value: Standard, reference: Reference) -> bool | None:
    """Is the entry about this standard?"""
    listed = reference.standard(entry.standard) if entry.standard else None
    return None if listed is None else listed.id == value.id


def is_of_body(entry: RegisterEntry, value: CertificationBody, reference: Reference) -> bool | None:
    """Is the entry of this certification body?"""
    if not entry.certification_body:
        return None
    names = {fold(name) for name in value.names}
    listed = fold(entry.certification_body)
    if any(listed in name or name in listed for name in names if name):
        return True
    return False if reference.certification_bodies_named(entry.certification_body) else None


def ends_on(entry: RegisterEntry, value: dt.date, reference: Reference) -> bool | None:
    """Does the entry end on that day?"""
    return entry.expiry_date == value if entry.expiry_date else None


def is_same_holder(holder: str, other: str) -> bool | None:
    """Are these two names of one organization?

    >>> is_same_holder("ACME Valves Ltd.", "Acme Valves Limited"), is_same_holder("Acme Valves Ltd", "Borealis Foods AG")
    (True, False)
    """
    return _AGREES[compare(holder, other).likeness]


def is_same_registration(number: str, other: str) -> bool | None:
    """Are these numbers of one organization? The older nine digits of China are part of the newer eighteen.

    >>> is_same_registration("91320594MA1MXXXX0A", "MA1MXXXX-0"), is_same_registration("91320594MA1MXXXX0A", "123456789")
    (True, False)
    """
    a, b = sorted((fold(number), fold(other)), key=len, reverse=True)
    if not b:
        return None
    return a == b or (len(a) == 18 and len(b) == 9 and a[8:17] == b)


def register_status(findings: Iterable[Finding]) -> str | None:
    """`confirmed`, `contradicted` or `not_found`; None where no register was asked, or where it does not decide."""
    outcomes = {finding.rule_id: finding.outcome for finding in findings if finding.rule_id.startswith("REG")}
    if outcomes.get(NOT_LISTED) is Outcome.FAIL:
        return "not_found"
    if Outcome.FAIL in outcomes.values():
        return "contradicted"
    return "confirmed" if outcomes.get(CONFIRMED) is Outcome.PASS else None
