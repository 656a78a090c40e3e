"""Questions about what registers say of a certificate. Not being found there is never a defect of the certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from extractors.certificate import Certificate, FieldValue
from rules.circumstances import RegisterEntry
from rules.reference.load import Reference
from rules.reference.standard import Standard
from rules.registers import ACTIVE, Listing, is_for_standard, is_same_holder, is_same_registration


def is_not_listed(register_listing: Listing) -> bool:
    """None of the registers that were asked has an entry under the certificate's number."""
    return not register_listing.entries


def is_listed_as(
    register_statuses: Listing,
    certificate: Certificate,
    reference: Reference,
    as_of: dt.date,
    statuses: list[str],
    days: int,
) -> bool | None:
    """The register has it so. Undecided where its snapshot is older than `days`, or several entries or holders answer."""
    entries = register_statuses.entries
    if not any(entry.status in statuses for entry in entries):
        return False
    return True if _is_clear(entries, certificate, reference, as_of, days) else None


def may_be_out_of_force(
    register_statuses: Listing, certificate: Certificate, reference: Reference, as_of: dt.date, days: int
) -> bool:
    """An entry says so, but its snapshot is older than `days`, or several entries or holders answer to the number."""
    entries = register_statuses.entries
    is_out = any(entry.status != ACTIVE for entry in entries)
    return is_out and not _is_clear(entries, certificate, reference, as_of, days)


def is_listed_for_another_holder(register_holders: Listing, certificate: Certificate) -> bool | None:
    """All entries name another holder than the paper. Undecided where the names cannot be compared."""
    return _differ(_agrees_in_holder(entry, certificate) for entry in register_holders.entries)


def is_listed_for_another_standard(
    register_standards: Listing, known_standard: Standard, reference: Reference
) -> bool | None:
    """All entries are about another standard than the paper."""
    return _differ(is_for_standard(entry, known_standard, reference) for entry in register_standards.entries)


def is_listed_with_another_expiry(register_expiry_dates: Listing, expiry_date: dt.date, days: int) -> bool | None:
    """All entries end on another day than the paper, by more than `days`."""
    return _differ(_ends_on(entry, expiry_date, days) for entry in register_expiry_dates.entries)


def is_not_confirmed(
    register_entries: Listing, certificate: Certificate, reference: Reference, as_of: dt.date, days: int
) -> bool | None:
    """The entries say otherwise than the paper. Undecided where they are old, or silent on status or holder."""
    entries = register_entries.entries
    are_anothers = _are_anothers(entries, certificate, reference)
    if are_anothers or any(entry.status not in (None, ACTIVE) for entry in entries):
        return True
    if isinstance(certificate.expiry_date, FieldValue):
        ends = [_ends_on(entry, certificate.expiry_date.value, 1) for entry in entries if entry.expiry_date]
        if ends and not any(ends):
            return True
    sure = (e for e in entries if e.status == ACTIVE and _age(e, as_of) <= days and _agrees_in_holder(e, certificate))
    return False if any(sure) and are_anothers is False else None


def _is_clear(
    entries: tuple[RegisterEntry, ...], certificate: Certificate, reference: Reference, as_of: dt.date, days: int
) -> bool:
    """Does each register give one recent answer, all of them the same, and plainly on this certificate?"""
    registers = {entry.register for entry in entries}
    is_one = len(registers) == len(entries) and len({entry.status == ACTIVE for entry in entries}) == 1
    is_recent = all(_age(entry, as_of) <= days for entry in entries)
    return is_one and is_recent and _are_anothers(entries, certificate, reference) is False


def _are_anothers(entries: tuple[RegisterEntry, ...], certificate: Certificate, reference: Reference) -> bool | None:
    """Do the entries speak of another holder or standard? Undecided where they may; False where they name none."""
    standard = reference.standard(certificate.standard.value)
    named = [entry for entry in entries if entry.standard]
    for_other = _differ(is_for_standard(entry, standard, reference) if standard else None for entry in named)
    of_other = _differ(_agrees_in_holder(e, certificate) for e in entries if e.holder or e.holder_registration_number)
    if for_other or of_other:
        return True
    return None if for_other is None or of_other is None else False


def _agrees_in_holder(entry: RegisterEntry, certificate: Certificate) -> bool | None:
    number = certificate.organization_registration_number
    if entry.holder_registration_number and isinstance(number, FieldValue):
        return is_same_registration(entry.holder_registration_number, number.value)
    printed = (certificate.certified_organization, certificate.certified_organization_native)
    names = [name.value for name in printed if isinstance(name, FieldValue)]
    found = [is_same_holder(entry.holder, name) for name in names if entry.holder]
    if any(found):
        return True
    return None if None in found or not found else False


def _differ(agreements: Iterable[bool | None]) -> bool | None:
    """Does nothing agree? Undecided where something may; False where there is nothing to compare."""
    found = list(agreements)
    if any(found) or not found:
        return False
    return None if None in found else True


def _ends_on(entry: RegisterEntry, day: dt.date, days: int) -> bool | None:
    return abs((entry.expiry_date - day).days) <= days if entry.expiry_date else None


def _age(entry: RegisterEntry, as_of: dt.date) -> int:
    return (as_of - entry.taken_on).days
