"""What dates must be like beside each other, and what a date is whose label nobody could read.

First granted, issued, in force, ended: in this order, and mostly a whole number of years apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from extractors.fields._date_claims import KINDS, Claim
from extractors.fields._date_order import CYCLES, Order, whole_years
from extractors.fields._paper import Candidate, DateOnPage, Paper, Sheet
from extractors.pages.layout import same_row
from extractors.parse.certificate_numbers import ChineseNumber

ByKind: TypeAlias = dict[str, list[Candidate[dt.date]]]

STARTS = ("issue_date", "effective_date", "initial_certification_date")
_YEAR_DAYS = 366
_ALMOST_A_YEAR = 300
_MONTH_DAYS = 31
_DAYS = 2
_UNFITTING = 0.8
"""Weak evidence: numbers are kept over renewals by some bodies, and years begin in January."""
_FEW_LETTERS, _PLACE_LETTERS = 30, 80
_NEAR = 60
"""Points: the dates of a certificate stand together, one that is farther away is of something else."""


def unlabelled(paper: Paper, claims: list[Claim], by_kind: ByKind, order: Order) -> None:
    """Gives the dates that no label claimed to the fields that they can only be of."""
    left = [(sheet, found) for sheet in paper.sheets[:1] for found in _left(sheet, claims)]
    _ends(by_kind, left, order)
    left = [(sheet, found) for sheet, found in left if not _is_anniversary(order.best(found), by_kind)]
    _firsts(by_kind, left, order)
    _signatures(by_kind, left, order)


def consistent(by_kind: ByKind) -> None:
    """Candidates that break the order of time lose half their score; whole cycles win a little."""
    expiries = sorted(by_kind["expiry_date"], key=lambda c: -c.score)[:1]
    for kind in STARTS:
        by_kind[kind] = [_halved(c, any(c.value > e.value for e in expiries)) for c in by_kind[kind]]
    begun = [c.value for kind in STARTS[:2] for c in sorted(by_kind[kind], key=lambda c: -c.score)[:1]]
    first = "initial_certification_date"
    by_kind[first] = [_halved(c, bool(begun) and (c.value - max(begun)).days > _MONTH_DAYS) for c in by_kind[first]]
    starts = [c for kind in STARTS for c in by_kind[kind]]
    by_kind["expiry_date"] = [
        _raised(c, any(whole_years(s.value, c.value) for s in starts)) for c in by_kind["expiry_date"]
    ]
    for kind in STARTS:
        by_kind[kind] = [_raised(c, any(whole_years(c.value, e.value) for e in expiries)) for c in by_kind[kind]]


def fitting(by_kind: ByKind, number: ChineseNumber | None) -> None:
    """Weakens what contradicts a Chinese certificate number: its year, and how often it says to have been renewed."""
    if number is None:
        return
    begun, first = range(number.year - 1, number.year + 5), number.year
    fits: dict[str, Callable[[int], bool]] = {
        "issue_date": lambda year: year in begun,
        "effective_date": lambda year: year in begun,
        "expiry_date": lambda year: year in begun,
        "initial_certification_date": lambda year: abs(year - first) <= 1 if number.renewals == 0 else year < first,
    }
    for kind, fit in fits.items():
        by_kind[kind] = [c if fit(c.value.year) else replace(c, score=c.score * _UNFITTING) for c in by_kind[kind]]


def _halved(candidate: Candidate[dt.date], wrong: bool) -> Candidate[dt.date]:
    return replace(candidate, score=candidate.score * 0.5) if wrong else candidate


def _raised(candidate: Candidate[dt.date], whole: bool) -> Candidate[dt.date]:
    return replace(candidate, score=min(1.0, candidate.score + 0.05)) if whole else candidate


def _left(sheet: Sheet, claims: list[Claim]) -> Iterator[DateOnPage]:
    """Whole dates that no label claimed, without much text beside them."""
    claimed = {c.found.span for c in claims if c.sheet is sheet}
    for found in sheet.dates:
        if found.span in claimed or not found.date.whole or found.date.misread:
            continue
        text = sheet.lines[found.span.line].text
        before, after = text[: found.span.start].rstrip(), text[found.span.end :].strip(" .")
        place = before.endswith(",") and not after  # `Tarnwick Certification Ltd, Leeds, 4 June 2024`
        if len(before) + len(after) <= (_PLACE_LETTERS if place else _FEW_LETTERS):
            yield found


def _best(by_kind: ByKind, kind: str) -> dt.date | None:
    best = max(by_kind[kind], key=lambda c: c.score, default=None)
    return best.value if best else None


def _is_anniversary(day: dt.date, by_kind: ByKind) -> bool:
    """Does a day lie whole years into the cycle, about a year or more before its end? Then it is of an audit."""
    end = _best(by_kind, "expiry_date")
    starts = [(start, _MONTH_DAYS) for kind in STARTS[:2] if (start := _best(by_kind, kind))]
    first = _best(by_kind, STARTS[2])
    starts = starts or ([(first, _DAYS)] if first else [])
    if end is None or (end - day).days < _ALMOST_A_YEAR:
        return False
    return any(
        start < day and whole_years(start, day, slack) and whole_years(day, end, slack) for start, slack in starts
    )


def _has_unread_label(sheet: Sheet, found: DateOnPage) -> bool:
    """Does something that ends in a colon, or a cell of words, stand before the date on its row?"""
    line = sheet.lines[found.span.line]
    before = line.text[: found.span.start].rstrip()
    if before:
        return before[-1] in ":：" and any(c.isalpha() for c in before)
    row = [n for n in sheet.lines if n is not line and n.flat.x1 <= line.flat.x0 + 2 and same_row(n.flat, line.flat)]
    nearest = max(row, key=lambda n: n.flat.x1, default=None)
    dated = {d.span.line for d in sheet.dates}
    return (
        nearest is not None
        and not any(sheet.lines[n] is nearest for n in dated)
        and sum(c.isalpha() for c in nearest.text) >= 3
        and line.flat.x0 - nearest.flat.x1 < 0.6 * sheet.page.width
    )


def _firsts(by_kind: ByKind, left: list[tuple[Sheet, DateOnPage]], order: Order) -> None:
    """Long before the cycle and under a label that could not be read: when certification was first granted."""
    starts = [day for kind in STARTS[:2] if (day := _best(by_kind, kind))]
    end = _best(by_kind, "expiry_date")
    if end is not None and not starts:
        starts = [end - dt.timedelta(days=3 * _YEAR_DAYS)]
    if by_kind["initial_certification_date"] or not starts:
        return
    known = [(e.page, e.box) for kind in KINDS for c in by_kind[kind] for e in c.evidence]
    for sheet, found in left:
        near = any(abs(box.y0 - found.box.y0) < _NEAR for page, box in known if page == sheet.page.number)
        day = order.best(found)
        if near and (min(starts) - day).days > _ALMOST_A_YEAR and _has_unread_label(sheet, found):
            by_kind["initial_certification_date"].append(
                Candidate(day, sheet.evidence(found.spans), 0.42, ("by elimination",))
            )


def _ends(by_kind: ByKind, left: list[tuple[Sheet, DateOnPage]], order: Order) -> None:
    """Three years after the issue, or after another date that nothing claims: the end, though its label is unread."""
    if by_kind["expiry_date"]:
        return
    starts = [day for kind in STARTS for day in (_best(by_kind, kind),) if day] + [order.best(d) for _, d in left]
    for sheet, found in left:
        day = order.best(found)
        slack = _MONTH_DAYS if _has_unread_label(sheet, found) else _DAYS
        if any((day - start).days > 2 * _YEAR_DAYS and whole_years(start, day, slack) for start in starts):
            by_kind["expiry_date"].append(Candidate(day, sheet.evidence(found.spans), 0.5, ("by elimination",)))
    for candidate in by_kind["certification_date"]:
        if any(
            (candidate.value - start).days > 2 * _YEAR_DAYS and whole_years(start, candidate.value) for start in starts
        ):
            by_kind["expiry_date"].append(replace(candidate, score=candidate.score * 0.6))


def _is_of_another_cycle(day: dt.date, by_kind: ByKind) -> bool:
    """Is a day farther from the end than any certificate runs?"""
    end = _best(by_kind, "expiry_date")
    return end is not None and (end - day).days > (CYCLES[-1] + 1) * _YEAR_DAYS


def _signatures(by_kind: ByKind, left: list[tuple[Sheet, DateOnPage]], order: Order) -> None:
    """A date without any label is, on most papers, the day it was signed."""
    if by_kind["issue_date"]:
        return
    kinds = ("expiry_date", "audit_date", "surveillance_dates", "initial_certification_date")
    taken = {c.value for kind in kinds for c in by_kind[kind]}
    for sheet, found in left:
        if not any(day in taken for day in found.date.readings) and not _is_of_another_cycle(
            order.best(found), by_kind
        ):
            score = 0.45 * (0.8 if _has_unread_label(sheet, found) else 1.0)
            by_kind["issue_date"].append(
                Candidate(order.best(found), sheet.evidence(found.spans), score, ("unlabelled",))
            )
