"""Questions about the chain above the issuer: who accredits it, and who recognises that."""

from __future__ import annotations

import datetime as dt
import re

from rules.reference.bodies import AccreditationBody, CertificationBody
from rules.reference.load import Reference, fold
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


def is_outside_sub_scope(known_accreditation_body: AccreditationBody, known_standard: Standard) -> bool:
    """All its confirmed sub-scopes are known, and this standard's is not one of them."""
    arrangement = known_accreditation_body.arrangement
    if not arrangement.sub_scopes or arrangement.sub_scopes_unverified:
        return False
    return known_standard.sub_scope not in {scope.code for scope in arrangement.sub_scopes}


def is_not_on_record(known_certification_body: CertificationBody, known_accreditation_body: AccreditationBody) -> bool:
    """The accreditations on record for the issuer name other accreditation bodies only."""
    return known_accreditation_body.acronym not in _recorded(known_certification_body)


def differs_from_record(
    known_certification_body: CertificationBody, known_accreditation_body: AccreditationBody, accreditation_number: str
) -> bool:
    """The number under the mark is another one than that on record for the issuer and this accreditation body."""
    number = _recorded(known_certification_body).get(known_accreditation_body.acronym)
    return number is not None and _bare(number) != _bare(accreditation_number)


def is_overseen_by(known_standard: Standard, oversight: str) -> bool:
    """Who vouches for those who certify to the standard is `oversight`, not the arrangement."""
    return known_standard.oversight == Oversight(oversight)


def _recorded(body: CertificationBody) -> dict[str, str | None]:
    return {accreditation.accreditation_body: accreditation.number for accreditation in body.accreditations}


def _bare(number: str) -> str:
    """What tells one body from another in an accreditation number: its longest run of digits, without zeros in front.

    Printers add the rest: the accreditation body's name, the scheme's letters, the annex.

    >>> _bare("UKAS 0005"), _bare("005"), _bare("C046-M"), _bare("D-ZM-16006-05-04")
    ('5', '5', '46', '16006')
    """
    runs = re.findall(r"\d+", number)
    return max(runs, key=len).lstrip("0") if runs else fold(number)
