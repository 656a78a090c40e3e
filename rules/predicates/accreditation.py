"""Questions about the chain above the issuer: who accredits it, and who recognises that."""

from __future__ import annotations

import datetime as dt
import re

from rules.reference.bodies import AccreditationBody, CertificationBody, NumberLetters
from rules.reference.load import Reference, bare_number
from rules.reference.marks import RecognitionMark
from rules.reference.row import first_day, last_day
from rules.reference.standard import Oversight, Standard


def is_unlisted_accreditation_body(accreditation_body: str, reference: Reference) -> bool:
    """The reference data do not know the accreditation body."""
    return reference.accreditation_body(accreditation_body) is None


def is_outside_arrangement(known_accreditation_body: AccreditationBody, as_of: dt.date) -> bool | None:
    """Not found among the signatories for management systems. Undecided where nobody has confirmed it either way."""
    arrangement = known_accreditation_body.arrangement
    if known_accreditation_body.standing == "not-found":
        return True
    if arrangement.signatory is None:
        return None
    if arrangement.signatory:
        return arrangement.until is not None and as_of > last_day(arrangement.until)
    return arrangement.until is None or as_of >= first_day(arrangement.until)


def has_standing(known_accreditation_body: AccreditationBody, standings: list[str]) -> bool:
    """Its place among the accreditation bodies is one of `standings`."""
    return known_accreditation_body.standing in standings


def had_ended(known_accreditation_body: AccreditationBody, last_date: dt.date) -> bool:
    """The accreditation body was gone, or had another name, when the paper was issued."""
    ended = known_accreditation_body.ended
    return ended is not None and last_date > last_day(ended)


def is_outside_sub_scope(known_accreditation_body: AccreditationBody, known_standard: Standard, as_of: dt.date) -> bool:
    """All its sub-scopes are on record, and this standard's is not one of them on the day of judgement."""
    arrangement = known_accreditation_body.arrangement
    if not arrangement.is_complete:
        return False
    begun = (s for s in arrangement.sub_scopes if s.since is None or first_day(s.since) <= as_of)
    return known_standard.sub_scope not in {scope.code for scope in begun}


def is_accredited_on_record(
    issuer_group: tuple[CertificationBody, ...], known_accreditation_body: AccreditationBody, as_of: dt.date
) -> bool:
    """That accreditation body has accredited the issuer, or a company of its group, by the record of the day."""
    return any(known_accreditation_body.acronym in _recorded(body, as_of) for body in issuer_group)


def is_not_accredited_on_record(
    issuer_group: tuple[CertificationBody, ...], known_accreditation_body: AccreditationBody, as_of: dt.date
) -> bool:
    """Nothing is on record by which that accreditation body has accredited the issuer or a company of its group."""
    return not is_accredited_on_record(issuer_group, known_accreditation_body, as_of)


def is_foreign(known_certification_body: CertificationBody, known_accreditation_body: AccreditationBody) -> bool:
    """Nothing is on record of who accredits the issuer, and the mark is not of an accreditation body of its country."""
    is_on_record = bool(known_certification_body.accreditations)
    return not is_on_record and known_certification_body.country not in known_accreditation_body.countries


def differs_from_record(
    known_certification_body: CertificationBody,
    known_accreditation_body: AccreditationBody,
    accreditation_number: str,
    reference: Reference,
    as_of: dt.date,
) -> bool:
    """With this accreditation body another number is on record for the issuer, or this one for somebody else alone."""
    acronym = known_accreditation_body.acronym
    number = _recorded(known_certification_body, as_of).get(acronym)
    if number is not None and bare_number(number) != bare_number(accreditation_number):
        return True
    holders = reference.holders(acronym, accreditation_number, as_of)
    return bool(holders) and not set(holders) & set(reference.group(known_certification_body))


def is_cnas_number_of_another_body(
    accreditation_number: str, known_accreditation_body: AccreditationBody, number_prefixes: tuple[str, ...]
) -> bool:
    """A CNAS number whose digits are not the last three of the issuer's approval. Other marks say nothing of it."""
    return known_accreditation_body.acronym == "CNAS" and bare_number(accreditation_number) not in map(
        bare_number, number_prefixes
    )


def is_in_another_form(accreditation_number: str, number_formats: tuple[str, ...]) -> bool | None:
    """Its letters and digits follow one another as in none of the forms on record, in whole or in part.

    Undecided where all that is on record is how such numbers begin.

    >>> is_in_another_form("AB-0026-YS", ("AB-nnnn-YS",)), is_in_another_form("0026", ("AB-nnnn-YS",))
    (False, False)
    >>> is_in_another_form("12-QX-34-Z", ("AB-nnnn-YS",))
    True
    """
    shapes = [shape for form in number_formats if "0" in (shape := _shape(_DIGITS.sub("0", form)))]
    return not any(_shape(accreditation_number) in shape for shape in shapes) if shapes else None


def has_letters_of_another_activity(
    accreditation_number: str, number_letters: tuple[NumberLetters, ...], activity: str
) -> bool:
    """Letters in the number say what the accreditation is for, and it is not for `activity`."""
    printed = {letters.upper() for letters in re.findall(r"[^\W\d_]+", accreditation_number)}
    found = {row.covers for row in number_letters if row.letters in printed}
    return bool(found) and activity not in found


def is_mark_of_another_activity(known_marks: tuple[RecognitionMark, ...], activity: str) -> bool:
    """None of the marks is for `activity`."""
    return all(mark.covers and activity not in mark.covers for mark in known_marks)


def predates_mark(known_marks: tuple[RecognitionMark, ...], last_date: dt.date) -> bool:
    """Everything on the paper was decided before one of the marks existed."""
    return any(mark.first_on is not None and last_date < first_day(mark.first_on) for mark in known_marks)


def outlasts_mark(known_marks: tuple[RecognitionMark, ...], last_date: dt.date) -> bool:
    """Was issued after the last day of one of the marks."""
    return any(mark.last_on is not None and last_date > last_day(mark.last_on) for mark in known_marks)


def is_signed_elsewhere(known_accreditation_body: AccreditationBody, countries: list[str]) -> bool | None:
    """No signatory of the arrangement in one of the countries. Undecided where one is there that nobody has confirmed."""
    if not set(known_accreditation_body.countries) & set(countries):
        return True
    signatory = known_accreditation_body.arrangement.signatory
    return None if signatory is None else not signatory


def is_notified_body_of_others(
    known_notified_body: CertificationBody, known_certification_body: CertificationBody, reference: Reference
) -> bool:
    """The number is designated to a body outside the issuer's group."""
    return known_notified_body not in reference.group(known_certification_body)


def is_overseen_by(known_standard: Standard, oversight: str) -> bool:
    """Who vouches for those who certify to the standard is `oversight`, not the arrangement."""
    return known_standard.oversight == Oversight(oversight)


_DIGITS = re.compile(r"(?<![a-z])n+(?![a-z])")
"""Runs of `n` in a form on record: each stands for a digit."""


def _shape(number: str) -> str:
    """Runs of letters and of digits, one sign each.

    >>> _shape("D-ZM-16006-05-04"), _shape("C046-M")
    ('aa000', 'a0a')
    """
    return "".join("0" if run[0].isdigit() else "a" for run in re.findall(r"\d+|[^\W\d_]+", number))


def _recorded(body: CertificationBody, day: dt.date) -> dict[str, str | None]:
    return {row.accreditation_body: row.number for row in body.accreditations if row.holds_on(day)}
