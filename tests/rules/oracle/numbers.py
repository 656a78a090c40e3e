"""What a Chinese certificate number says by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.rules.oracle.concern import Concern, Paper, Weight, graded
from tests.rules.oracle.facts import ISSUERS, SYSTEM_LETTERS
from tests.rules.oracle.standards import kind_of


def chinese_number(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 6: the issuer's digits, the year, the system's letter, and how often it was renewed."""
    number = paper.get("certificate_number")
    if number is None or len(number) < 14 or not number[:5].isdigit() or "R" not in number:
        return
    sureness = paper.sure("certificate_number")
    known = ISSUERS.get(paper.get("certification_body_id"))
    if known and known.digits and not number.startswith(known.digits):
        yield from graded("number of another", min(sureness, paper.sure("certification_body_id")), Weight.LOOK)
    if SYSTEM_LETTERS[number[5]] != paper.get("standard"):
        weight = Weight.LOOK if paper.get("standard") in SYSTEM_LETTERS.values() else Weight.MAYBE
        yield from graded("number of another standard", min(sureness, paper.sure("standard")), weight)
    if paper.dates:
        yield from _year(2000 + int(number[3:5]), paper, sureness)
    first = paper.get("initial_certification_date")
    if first is not None:
        yield from _renewals(number, first, min(sureness, paper.sure("initial_certification_date")))


def _year(year: int, paper: Paper, sureness: float) -> Iterator[Concern]:
    if year > max(paper.dates).year + 1 and not paper.lacks("expiry_date"):
        weight = Weight.LOOK if kind_of(paper) == "system" else Weight.MAYBE
        yield from graded("number of another time", min(sureness, paper.sure(*paper.begins)), weight)
    elif year != min(paper.dates).year or paper.lacks("expiry_date") or paper.get("expiry_date").year > year + 3:
        yield Concern("number of another time", Weight.MAYBE)


def _renewals(number: str, first: dt.date, sureness: float) -> Iterator[Concern]:
    year, renewals = 2000 + int(number[3:5]), int(number[number.index("R") + 1])
    if (renewals == 0 and abs(first.year - year) > 1) or (renewals > 0 and first.year >= year):
        yield from graded("renewals", sureness, Weight.LOOK)
    elif (renewals == 0 and first.year != year) or (renewals > 0 and abs(year - first.year - 3 * renewals) > 0):
        yield Concern("renewals", Weight.MAYBE)
