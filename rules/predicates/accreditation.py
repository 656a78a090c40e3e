"""Questions about the chain above the issuer: who accredits it, and who recognises that."""

from __future__ import annotations

import datetime as dt
import re

from rules.reference.bodies import AccreditationBody, CertificationBody
from rules.reference.load import Reference, fold
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


def had_ended(known_accreditation_body: AccreditationBody, last_date: dt.date) -> bool:
    """The accreditation body was gone, or had another name, when the paper was issued."""
    ended = known_accreditation_body.ended
    return ended is not None and last_date > last_day(ended)


def is_outside_sub_scope(known_accreditation_body: AccreditationBody, known_standard: Standard, as_of: dt.date) -> bool:
    """All its confirmed sub-scopes are known, and this standard's is not one of them on the day of judgement."""
    arrangement = known_accreditation_body.arrangement
    if not arrangement.sub_scopes or arrangement.sub_scopes_unverified:
        return False
    begun = (s for s in arrangement.sub_scopes if s.since is None or first_day(s.since) <= as_of)
    return known_standard.sub_scope not in {scope.code for scope in begun}


def is_sub_scope_off_record(known_accreditation_body: AccreditationBody, known_standard: Standard) -> bool:
    """It signed, its record is not complete, and neither a source nor hearsay names this standard's sub-scope in it."""
    arrangement = known_accreditation_body.arrangement
    is_complete = bool(arrangement.sub_scopes) and not arrangement.sub_scopes_unverified
    if is_complete or not arrangement.signatory:
        return False
    named = {scope.code for scope in arrangement.sub_scopes}
    return known_standard.sub_scope not in named | set(arrangement.sub_scopes_unverified)


def is_not_on_record(
    known_certification_body: CertificationBody,
    known_accreditation_body: AccreditationBody,
    reference: Reference,
    as_of: dt.date,
) -> bool:
    """The accreditations on record for the issuer and its group, on the day of judgement, name other bodies only."""
    group = reference.group(known_certification_body)
    return not any(known_accreditation_body.acronym in _recorded(body, as_of) for body in group)


def differs_from_record(
    known_certification_body: CertificationBody,
    known_accreditation_body: AccreditationBody,
    accreditation_number: str,
    as_of: dt.date,
) -> bool:
    """The number under the mark is another one than that on record for the issuer and this accreditation body."""
    number = _recorded(known_certification_body, as_of).get(known_accreditation_body.acronym)
    return number is not None and _bare(number) != _bare(accreditation_number)


def is_cnas_number_of_another_body(
    accreditation_number: str, known_accreditation_body: AccreditationBody, number_prefixes: tuple[str, ...]
) -> bool:
    """A CNAS number whose digits are not the last three of the issuer's approval. Other marks say nothing of it."""
    return known_accreditation_body.acronym == "CNAS" and _bare(accreditation_number) not in map(_bare, number_prefixes)


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


def predates_mark(known_marks: tuple[RecognitionMark, ...], last_date: dt.date) -> bool:
    """Everything on the paper was decided before one of the marks existed."""
    return any(mark.first_on is not None and last_date < first_day(mark.first_on) for mark in known_marks)


def outlasts_mark(known_marks: tuple[RecognitionMark, ...], last_date: dt.date) -> bool:
    """Was issued after the last day of one of the marks."""
    return any(mark.last_on is not None and last_date > last_day(mark.last_on) for mark in known_marks)


def has_no_european_recognition(
    vouchers: tuple[AccreditationBody | CertificationBody, ...], countries: list[str]
) -> bool | None:
    """Neither accredited by a signatory in one of the countries nor designated in the European Union.

    Undecided where the accreditation body is in one of them, and nobody has confirmed that it signed.
    """
    accreditors = [v for v in vouchers if isinstance(v, AccreditationBody) and set(v.countries) & set(countries)]
    designated = any(isinstance(v, CertificationBody) and v.eu_notified_body is not None for v in vouchers)
    if designated or any(body.arrangement.signatory for body in accreditors):
        return False
    return None if any(body.arrangement.signatory is None for body in accreditors) else True


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


def _bare(number: str) -> str:
    """What tells one body from another in an accreditation number: its longest run of digits, without zeros in front.

    Printers add the rest: the accreditation body's name, the scheme's letters, the annex.

    >>> _bare("UKAS 0005"), _bare("005"), _bare("C046-M"), _bare("D-ZM-16006-05-04")
    ('5', '5', '46', '16006')
    """
    runs = re.findall(r"\d+", number)
    return max(runs, key=len).lstrip("0") if runs else fold(number)
