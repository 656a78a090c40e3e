"""When it began, when it ends, for how long it runs, and what was due in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.rules.oracle.concern import FIRM, Concern, Paper, Weight, graded
from tests.rules.oracle.standards import kind_of

MONTH = 31
HALF_YEAR = 184
"""A renewal that is decided before the old certificate ends may carry over what is left of it (notes, 2)."""


def end(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 2: expired today is not valid today; the last day itself still counts."""
    if paper.lacks("expiry_date"):
        return
    if paper.sure("expiry_date") < FIRM:
        yield Concern("end", Weight.LOOK)
    elif paper.get("expiry_date") < day:
        yield Concern("end", Weight.REJECT)


def beginning(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 b: a day of grant or renewal, and nothing can be relied on before it."""
    if not paper.begins:
        yield Concern("start", Weight.LOOK)
        return
    for name in paper.begins:
        if paper.get(name) > day:
            yield from graded("not begun", paper.sure(name), Weight.AGAINST, Weight.AGAINST)


def length(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 2 and 7.4: three years; the project's source: at most five."""
    if not paper.begins or paper.lacks("expiry_date"):
        return
    sureness = min(paper.sure("expiry_date"), paper.sure(paper.begins[0]))
    begin, last = paper.get(paper.begins[0]), paper.get("expiry_date")
    is_first = paper.get("initial_certification_date") == begin
    carry_over = dt.timedelta(MONTH if is_first else MONTH + HALF_YEAR)
    is_system = kind_of(paper) == "system"
    issued = paper.get("issue_date")
    is_reissued = issued is not None and last <= years_after(issued, 5)
    if last > years_after(begin, 5) + (dt.timedelta(0) if is_system else carry_over):
        # Notes, 1 b: the day of grant is printed beside that of issue, and may be taken for the start of the cycle.
        yield from graded("length", sureness, Weight.LOOK if is_reissued else Weight.AGAINST)
    elif is_system and last > years_after(begin, 3) + carry_over:
        yield from graded("length", sureness, Weight.LOOK)
    elif last > years_after(begin, 5):
        yield Concern("length", Weight.OPEN)
    elif last > years_after(begin, 3 if is_system else 1):
        yield Concern("length", Weight.MAYBE)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day years later; 29 February becomes 1 March, so that nobody loses a day."""
    leaps = day.month == 2 and day.day == 29
    return dt.date(day.year + years, 3, 1) if leaps else day.replace(year=day.year + years)


def order(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 b and c: granted first, issued, then ended."""
    first, last = "initial_certification_date", "expiry_date"
    if not paper.begins:
        return
    latest = max(paper.dates)
    if not paper.lacks(last) and paper.get(last) <= latest:
        yield from graded("order", paper.sure(last, *paper.begins), Weight.LOOK)
    if not paper.lacks(first):
        begin = paper.get("effective_date") or latest
        if paper.get(first) > min(latest, begin + dt.timedelta(MONTH)):
            yield from graded("order", paper.sure(first, *paper.begins), Weight.LOOK)
        elif paper.get(first) > min(paper.dates):
            yield Concern("order", Weight.MAYBE)


def surveillance(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 2 and 6; the project's source: once a year, or validity cannot be guaranteed."""
    printed = paper.get("surveillance_dates") or ()
    behind = [due for due in printed if due <= day]
    if printed and not paper.dates:
        yield Concern("surveillance", Weight.MAYBE)
    elif any(max(paper.dates) < due < day - dt.timedelta(MONTH) for due in behind):
        sureness = paper.sure("surveillance_dates", *paper.begins)
        yield from graded("surveillance", sureness, Weight.LOOK)
    elif behind:
        yield Concern("surveillance", Weight.MAYBE)


def recertification(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 2: renewed before it ends. A paper a year is usual with some bodies, inside a cycle of several years."""
    if paper.lacks("recertification_date") or paper.lacks("expiry_date"):
        return
    due, last = paper.get("recertification_date"), paper.get("expiry_date")
    sureness = paper.sure("recertification_date", "expiry_date")
    if due < day <= last:
        yield from graded("recertification", sureness, Weight.LOOK)
    elif due > last:
        begin = paper.get(paper.begins[0]) if paper.begins else None
        if begin is None or not _is_near(last, years_after(begin, 1)):
            yield from graded("recertification", sureness, Weight.LOOK)
        elif not any(_is_near(due, years_after(begin, years)) for years in (2, 3)):
            yield Concern("recertification", Weight.MAYBE)


def _is_near(day: dt.date, other: dt.date) -> bool:
    return abs((day - other).days) < MONTH
