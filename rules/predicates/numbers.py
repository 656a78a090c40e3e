"""Questions about what a certificate number says by itself: numbers in the Chinese form, taken apart as they are read."""

from __future__ import annotations

import datetime as dt

from extractors.parse.certificate_numbers import ChineseNumber, decode
from rules.reference.bodies import CertificationBody
from rules.reference.standard import Standard


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
    >>> is_renewal_count_wrong("04625Q15304R3M", dt.date(2022, 5, 6))
    True
    """
    number = decode(certificate_number)
    if number is None:
        return False
    years = number.year - initial_certification_date.year
    return abs(years) > 1 if number.renewals == 0 else years < max(1, 3 * (number.renewals - 1))


def is_number_of_another_time(
    number_parts: ChineseNumber, last_date: dt.date, expiry_date: dt.date, cycle_years: int
) -> bool:
    """Numbered in a year after the paper's date, or so early that the cycle is over before the paper ends.

    >>> number = decode("04625Q15304R1M")
    >>> is_number_of_another_time(number, dt.date(2025, 6, 1), dt.date(2028, 5, 31), cycle_years=3)
    False
    >>> is_number_of_another_time(number, dt.date(2024, 6, 1), dt.date(2027, 5, 31), cycle_years=3)
    True
    """
    return number_parts.year > last_date.year or expiry_date.year - number_parts.year > cycle_years + 1


def is_number_of_another_standard(number_standards: tuple[str, ...], known_standard: Standard) -> bool:
    """The letters in the number stand for other standards."""
    return known_standard.designation not in number_standards
