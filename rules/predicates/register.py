"""Questions about what registers say of a certificate. Not being found there is never a defect of the certificate."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from extractors.certificate import Certificate, FieldValue
from rules.circumstances import RegisterEntry
from rules.reference.load import Reference
from rules.reference.standard import Standard
from rules.registers import ACTIVE, Listing, is_for_standard, is_same_holder, is_same_registration

NEXT_DAY = 1
"""Days by which a last day may differ: some registers give the day after it."""


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


def is_listed_as_ended(
    register_statuses: Listing,
    certificate: Certificate,
    reference: Reference,
    as_of: dt.date,
    statuses: list[str],
    days: int,
) -> bool | None:
    """The register has it so. Undecided also where the paper ends later than the entry: it may have been renewed since."""
    is_listed = is_listed_as(register_statuses, certificate, reference, as_of, statuses, days)
    may_be_renewed = any(_ends_before(entry, certificate) for entry in register_statuses.entries)
    return None if is_listed and may_be_renewed else is_listed


def may_be_out_of_force(
    register_statuses: Listing, certificate: Certificate, reference: Reference, as_of: dt.date, days: int
) -> bool:
    """An entry says so, but its snapshot is older than `days`, or several entries or holders answer to the number."""
    entries = register_statuses.entries
    is_out = any(entry.status != ACTIVE for entry in entries)
    return is_out and not _is_clear(entries, certificate, reference, as_of, days)


def is_listed_for_another_holder(register_holders: Listing, certificate: Certificate) -> bool | None:
    """All that one register has names another holder than the paper. Undecided where no register's names can be compared."""
    return _differ_somewhere(register_holders.entries, certificate)


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
        ends = [_ends_on(entry, certificate.expiry_date.value, NEXT_DAY) for entry in entries if entry.expiry_date]
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
    """Do the entries speak of another holder or standard? Undecided where one of them may; False where they name none."""
    standard = reference.standard(certificate.standard.value)
    named = [entry for entry in entries if entry.standard]
    for_other = _differ(is_for_standard(entry, standard, reference) if standard else None for entry in named)
    holders = [entry for entry in entries if entry.holder or entry.holder_registration_number]
    of_other = _differ_somewhere(holders, certificate)
    if for_other or of_other:
        return True
    is_one_anothers = any(_agrees_in_holder(entry, certificate) is False for entry in holders)
    return None if for_other is None or of_other is None or is_one_anothers else False


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


def _differ_somewhere(entries: Iterable[RegisterEntry], certificate: Certificate) -> bool | None:
    """Does a register know other holders only? Undecided where one may, and none names the holder of the paper."""
    of_register = defaultdict(list)
    for entry in entries:
        of_register[entry.register].append(_agrees_in_holder(entry, certificate))
    found = [_differ(agreements) for agreements in of_register.values()]
    if True in found:
        return True
    return False if False in found or not found else None


def _differ(agreements: Iterable[bool | None]) -> bool | None:
    """Does nothing agree? Undecided where something may; False where there is nothing to compare."""
    found = list(agreements)
    if any(found) or not found:
        return False
    return None if None in found else True


def _ends_on(entry: RegisterEntry, day: dt.date, days: int) -> bool | None:
    return abs((entry.expiry_date - day).days) <= days if entry.expiry_date else None


def _ends_before(entry: RegisterEntry, certificate: Certificate) -> bool:
    ends = certificate.expiry_date
    if not isinstance(ends, FieldValue) or entry.expiry_date is None:
        return False
    return (ends.value - entry.expiry_date).days > NEXT_DAY


def _age(entry: RegisterEntry, as_of: dt.date) -> int:
    return (as_of - entry.taken_on).days
