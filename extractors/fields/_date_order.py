"""Day before month, or month before day? Decided once a paper, by whatever on it decides.

First another date of the paper that can be read in one way only; then cycles: of 04/06/2024 and 03/06/2027 only one
reading makes three years; then what the issuer's country is used to. Where none of them speaks, days come first, as
in most of the world, and both readings stay.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from extractors.certificate import FieldValue
from extractors.fields import certification_body
from extractors.fields._date_claims import KINDS, Claim
from extractors.fields._paper import DateOnPage, Paper

CYCLES = (1, 2, 3, 5)
"""Years from one date of a certificate to another, less a day as a rule."""
_ORDERS = ("dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Order:
    """`dmy` or `mdy`, and what the first and the other reading of an open date are worth, 0 to 1."""

    name: str
    worth: tuple[float, float]

    def readings(self, found: DateOnPage) -> list[tuple[dt.date, float]]:
        """The readings of a date with what each is worth, likelier first."""
        date = found.date
        if len(date.readings) == 1:
            return [(date.readings[0], 1.0)]
        first = date.order.index(self.name)
        ranked = [(date.readings[first], self.worth[0]), (date.readings[1 - first], self.worth[1])]
        return [(day, worth) for day, worth in ranked if worth]

    def best(self, found: DateOnPage) -> dt.date:
        """The likelier reading."""
        return self.readings(found)[0][0]


def order_of(paper: Paper, claims: Sequence[Claim]) -> Order:
    """How this paper writes dates in numbers."""
    shown = {d.date.order[0] for s in paper.sheets for d in s.dates if len(d.date.order) == 1}
    if len(shown) == 1:
        return Order(shown.pop(), (1.0, 0.0))
    sense = {order: _sense(claims, order) for order in _ORDERS}
    if sense["dmy"] != sense["mdy"]:
        return Order(max(_ORDERS, key=lambda order: sense[order]), (0.95, 0.45))
    usual = usual_order(_home(paper))
    return Order(usual, (0.88, 0.5)) if usual else Order("dmy", (0.8, 0.6))


def whole_years(start: dt.date, end: dt.date, slack: int = 2) -> bool:
    """Are the two a whole cycle apart, give or take `slack` days?

    >>> whole_years(dt.date(2024, 6, 4), dt.date(2027, 6, 3)), whole_years(dt.date(2024, 6, 4), dt.date(2027, 3, 6))
    (True, False)
    """
    days = (end - start).days
    return any(abs(days - round(365.25 * years)) <= slack for years in CYCLES)


def _sense(claims: Sequence[Claim], order: str) -> int:
    """Pairs of dates a whole cycle apart, less those in the wrong order of time, if open dates are read that way."""
    return sum(
        whole_years(start, end) - 2 * (start > end)
        for start, end in _pairs(claims, order)
        if abs((end - start).days) > 1
    )


def _pairs(claims: Sequence[Claim], order: str) -> Iterator[tuple[dt.date, dt.date]]:
    """Each claim for an earlier kind of date with each for a later kind, where at least one of them is open."""
    for first, second in itertools.permutations(claims, 2):
        if first.kind not in KINDS or second.kind not in KINDS or KINDS.index(first.kind) >= KINDS.index(second.kind):
            continue
        if second.kind != "expiry_date" and first.kind != "initial_certification_date":
            continue  # a paper may be issued before or after its cycle begins
        dates = [claim.found.date for claim in (first, second)]
        if any(len(date.readings) > 1 for date in dates):
            start, end = (d.readings[d.order.index(order) if len(d.readings) > 1 else 0] for d in dates)
            yield start, end


def _home(paper: Paper) -> str | None:
    """The country of the issuer, where it is known."""
    found = certification_body.find_id(paper)
    if not isinstance(found, FieldValue):
        return None
    return next((b.country for b in paper.gazetteer.certification_bodies if b.key == found.value), None)


@functools.cache
def usual_order(country: str | None) -> str | None:
    """How a country (ISO 3166 alpha-2) writes short dates; None where it begins with the year, or is unknown.

    >>> usual_order("US"), usual_order("GB"), usual_order("CN")
    ('mdy', 'dmy', None)
    """
    if not country:
        return None
    try:
        pattern = Locale.parse(f"und_{country}").date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return None
    letters = "".join(dict.fromkeys(letter for letter in pattern.lower() if letter in "dmy"))
    return letters if letters in _ORDERS else None
