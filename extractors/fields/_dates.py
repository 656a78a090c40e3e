"""All dates of a certificate, decided together.

Each label claims the date on its line, beside it, below it or above it; each
date goes to one label (`_date_claims`). What is left open (03/04/2025) is
settled once a paper (`_date_order`), and the order of time and whole cycles of
years say the rest (`_date_sense`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections import defaultdict
from dataclasses import dataclass, replace

from extractors.certificate import Field, FieldValue
from extractors.fields import _date_sense, certificate_number
from extractors.fields._date_claims import KINDS, Claim, claims_on
from extractors.fields._date_order import Order, order_of, whole_years
from extractors.fields._date_sense import ByKind
from extractors.fields._paper import Candidate, Paper, settle

_YEAR_DAYS = 366
_REVISIONS = ("certificate_revision", "certification_cycle")
_DUE_WITHIN = 600
"""Days before the end: recertification is due in the cycle's last year, and what lies earlier was done."""
_ENDS = ("expiry_date", "recertification_date", "surveillance_dates")
"""Of these a month without a day means its last one, as of a card that is good thru 03/27; of starts, the first."""


@dataclass(frozen=True)
class Dates:
    """The four dates of a certificate by their field's name, the one beside its end, and its surveillance dates."""

    single: dict[str, Field[dt.date]]
    recertification: Field[dt.date]
    surveillance: Field[tuple[dt.date, ...]]


@functools.lru_cache(maxsize=8)
def decided(paper: Paper) -> Dates:
    """All dates of a certificate."""
    claims = [claim for sheet in paper.sheets for claim in claims_on(sheet)]
    order = order_of(paper, claims)
    by_kind: ByKind = defaultdict(list)
    for claim in claims:
        if claim.kind not in _REVISIONS or claim.found.date.whole:
            by_kind[claim.kind] += _candidates(claim, order)
    _due_or_done(by_kind)
    recertification = _recertification(by_kind)
    _certification(by_kind)
    _beginnings(by_kind)
    _date_sense.unlabelled(paper, claims, by_kind, order)
    _date_sense.consistent(by_kind)
    _date_sense.fitting(by_kind, certificate_number.decoded(paper))
    single = {kind: settle(paper, by_kind[kind]) for kind in KINDS}
    return Dates(single, settle(paper, recertification), _surveillance(paper, claims, order))


def _candidates(claim: Claim, order: Order) -> list[Candidate[dt.date]]:
    evidence = claim.sheet.evidence(claim.found.spans)
    engine = claim.sheet.lines[claim.found.span.line].confidence * (0.7 if claim.found.date.misread else 1.0)
    return [
        Candidate(_meant(claim, day), evidence, claim.strength * worth * (0.5 + 0.5 * engine), (claim.place,))
        for day, worth in order.readings(claim.found)
    ]


def _meant(claim: Claim, day: dt.date) -> dt.date:
    """The day that the label means by what is printed."""
    if claim.found.date.whole or claim.kind not in _ENDS:
        return day
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _due_or_done(by_kind: ByKind) -> None:
    """`Recertification: …` is due near the end of validity; whole years before it, or long before it, it was done.

    Beside no end it is due where the paper was issued a year and more before, and else the day of issue.
    """
    end = max(by_kind["expiry_date"], key=lambda c: c.score, default=None)
    begun = [c.value for kind in ("issue_date", "effective_date") for c in by_kind[kind]]
    for candidate in by_kind["recertification"]:
        day = candidate.value
        if end is not None:
            is_due = (end.value - day).days < _DUE_WITHIN and not whole_years(day, end.value)
        else:
            is_due = bool(begun) and (day - max(begun)).days > _YEAR_DAYS
        by_kind["recertification_date" if is_due else "issue_date"].append(candidate)


def _recertification(by_kind: ByKind) -> list[Candidate[dt.date]]:
    """When recertification is due, beside a printed end; where no other end is printed, it stands for that.

    One that lies a cycle before the end is not due but done: then this paper was issued.
    """
    due = sorted(by_kind["recertification_date"], key=lambda c: str(c.value), reverse=True)
    if not by_kind["expiry_date"]:
        by_kind["expiry_date"] = [replace(c, score=c.score * 0.7 - 0.05 * n) for n, c in enumerate(due)]
        return []
    ends = [e.value for e in by_kind["expiry_date"]]
    if not by_kind["issue_date"]:
        by_kind["issue_date"] = [
            replace(c, score=c.score * 0.8)
            for c in due
            if any((end - c.value).days > 2 * _YEAR_DAYS and whole_years(c.value, end) for end in ends)
        ]
    return [c for c in due if all((end - c.value).days < _DUE_WITHIN for end in ends)]


def _certification(by_kind: ByKind) -> None:
    """`Certification date` is the first one beside a date of issue, and the date of issue without one.

    Whole years before the end, on a paper issued later, it began this cycle, and nobody knows whether the first.
    """
    own = by_kind["certification_date"]
    if by_kind["issue_date"] and not by_kind["initial_certification_date"]:
        ends = [e.value for e in by_kind["expiry_date"]]
        issued = [c.value for c in by_kind["issue_date"]]
        by_kind["initial_certification_date"] = [
            replace(c, score=c.score * 0.8)
            for c in own
            if min(issued) <= c.value or not any(whole_years(c.value, end) for end in ends)
        ]
    elif not by_kind["issue_date"]:
        begun = [c.value for c in by_kind["effective_date"]]
        early = [c for c in own if begun and (min(begun) - c.value).days > _YEAR_DAYS]
        by_kind["initial_certification_date"] += [replace(c, score=c.score * 0.8) for c in early]
        by_kind["issue_date"] = [replace(c, score=c.score * 0.9) for c in own if c not in early]
    if not by_kind["issue_date"]:  # `Ausgabe vom 3. Mai 2022`, `Rev. 2, 2022-05-03`
        revised = [c for kind in _REVISIONS for c in by_kind[kind]]
        by_kind["issue_date"] = [replace(c, score=c.score * 0.7) for c in revised]


def _beginnings(by_kind: ByKind) -> None:
    """Beside the start of a printed validity, a much earlier `start date` is when certification began."""
    starts = by_kind["effective_date"]
    if by_kind["initial_certification_date"] or len({c.value for c in starts}) < 2:
        return
    first, last = min(c.value for c in starts), max(c.value for c in starts)
    if (last - first).days > _YEAR_DAYS:
        by_kind["initial_certification_date"] = [replace(c, score=c.score * 0.8) for c in starts if c.value == first]
        by_kind["effective_date"] = [c for c in starts if c.value != first]


def _surveillance(paper: Paper, claims: list[Claim], order: Order) -> Field[tuple[dt.date, ...]]:
    found = [c for c in claims if c.kind == "surveillance_dates"]
    if not found:
        return paper.absent()
    days = sorted({_meant(c, order.best(c.found)) for c in found})
    evidence = tuple(e for c in found for e in c.sheet.evidence(c.found.spans))
    return FieldValue(tuple(days), evidence, min(c.strength for c in found) * 0.9)
