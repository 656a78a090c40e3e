"""Questions about what a certificate number says by itself.

Chinese bodies number their certificates `04625Q15304R1M`: the last three digits of their CNCA approval, the year, a
letter for the system, a serial, `R` with the number of renewals, and the holder's size (S, M, L), perhaps `/3502` for
a branch.
"""

from __future__ import annotations

import datetime as dt
import re

from rules.reference.bodies import CertificationBody

_CHINESE = re.compile(r"(?P<body>\d{3})(?P<year>\d{2})[A-Z]{1,4}\d*R(?P<renewals>\d+)[SML]?\b")


def is_number_of_another_body(certificate_number: str, known_certification_body: CertificationBody) -> bool:
    """A number in the Chinese form that does not begin with the issuer's own digits."""
    number = _CHINESE.match(_compact(certificate_number))
    return number is not None and number["body"] not in known_certification_body.certificate_number_prefixes


def is_renewal_count_wrong(certificate_number: str, initial_certification_date: dt.date) -> bool:
    """The number counts its renewals otherwise than the first certification date does.

    A year is granted: a certificate decided in January may carry the number of the audit in December.

    >>> is_renewal_count_wrong("04625Q15304R0M", dt.date(2019, 5, 6))
    True
    >>> is_renewal_count_wrong("04625Q15304R1M", dt.date(2022, 5, 6))
    False
    """
    number = _CHINESE.match(_compact(certificate_number))
    if number is None:
        return False
    years = 2000 + int(number["year"]) - initial_certification_date.year
    return abs(years) > 1 if number["renewals"] == "0" else years < 1


def _compact(number: str) -> str:
    return number.replace(" ", "").upper()
