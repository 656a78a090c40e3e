"""Questions about what a certificate number says by itself: numbers in the Chinese form, taken apart as they are read."""

from __future__ import annotations

import datetime as dt

from extractors.parse.certificate_numbers import ChineseNumber
from rules.reference.bodies import CertificationBody
from rules.reference.standard import Standard


def is_number_of_another_body(number_parts: ChineseNumber, known_certification_body: CertificationBody) -> bool:
    """Its digits are not the issuer's own; letters in their place say nothing."""
    digits = number_parts.approval_digits
    return digits is not None and digits not in known_certification_body.certificate_number_prefixes


def is_renewal_count_wrong(number_parts: ChineseNumber, initial_certification_date: dt.date) -> bool:
    """The number counts its renewals otherwise than the first certification date does.

    A year is granted: a certificate decided in January may carry the number of the audit in December.

    >>> from extractors.parse.certificate_numbers import decode
    >>> is_renewal_count_wrong(decode("04625Q15304R0M"), dt.date(2019, 5, 6))
    True
    >>> is_renewal_count_wrong(decode("04625Q15304R1M"), dt.date(2022, 5, 6))
    False
    >>> is_renewal_count_wrong(decode("04625Q15304R3M"), dt.date(2022, 5, 6))
    True
    """
    years = number_parts.year - initial_certification_date.year
    return abs(years) > 1 if number_parts.renewals == 0 else years < max(1, 3 * (number_parts.renewals - 1))


def is_number_of_another_time(
    number_parts: ChineseNumber, last_date: dt.date, expiry_date: dt.date, cycle_years: int
) -> bool:
    """Numbered in a year after the paper's date, or so early that the cycle is over before the paper ends.

    >>> from extractors.parse.certificate_numbers import decode
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
