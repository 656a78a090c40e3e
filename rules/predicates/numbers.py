"""Questions about what a certificate number says by itself: numbers in the Chinese form, taken apart as they are read."""

from __future__ import annotations

import datetime as dt

from extractors.parse.certificate_numbers import decode
from rules.reference.bodies import CertificationBody


def is_number_of_another_body(certificate_number: str, known_certification_body: CertificationBody) -> bool:
    """A number in the Chinese form that does not begin with the issuer's own digits."""
    number = decode(certificate_number)
    digits = number.approval_digits if number else None
    return digits is not None and digits not in known_certification_body.certificate_number_prefixes


def is_renewal_count_wrong(certificate_number: str, initial_certification_date: dt.date) -> bool:
    """The number counts its renewals otherwise than the first certification date does.

    A year is granted: a certificate decided in January may carry the number of the audit in December.

    >>> is_renewal_count_wrong("04625Q15304R0M", dt.date(2019, 5, 6))
    True
    >>> is_renewal_count_wrong("04625Q15304R1M", dt.date(2022, 5, 6))
    False
    """
    number = decode(certificate_number)
    if number is None:
        return False
    years = number.year - initial_certification_date.year
    return abs(years) > 1 if number.renewals == 0 else years < 1
