"""What it certifies to: can anybody be certified to that, in that edition, on that day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.rules.oracle.concern import Concern, Paper, Weight, graded
from tests.rules.oracle.facts import STANDARDS, Edition


def kind_of(paper: Paper) -> str:
    standard = STANDARDS.get(paper.get("standard"))
    return standard.kind if standard else "unknown"


def meaning(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 7.9: what nobody can be certified to; and a standard that nobody knows."""
    standard, sureness = STANDARDS.get(paper.get("standard")), paper.sure("standard")
    if standard is None:
        yield from graded("standard", sureness, Weight.LOOK)
    elif standard.kind == "guideline":
        yield from graded("guideline", sureness, Weight.REJECT if standard.is_named else Weight.AGAINST)
    elif standard.kind in {"test", "accreditation"}:
        yield from graded(f"{standard.kind} standard", sureness, Weight.AGAINST)


def edition(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 e and 7.7: the edition is printed, exists, was out when the paper was made, and still counts."""
    standard = STANDARDS.get(paper.get("standard"))
    if standard is None:
        return
    sureness = paper.sure("standard", "standard_edition")
    if paper.lacks("standard_edition"):
        yield Concern("edition", Weight.LOOK if standard.kind == "system" else Weight.MAYBE)
        return
    row = standard.editions.get(paper.get("standard_edition"))
    if row is None:
        weight = Weight.LOOK if standard.kind == "system" else Weight.MAYBE
        yield from graded("edition", sureness, weight, weight)
        return
    yield from _ended(row, day, sureness)
    if paper.dates:
        yield from _in_its_time(paper, row, sureness)


def _ended(row: Edition, day: dt.date, sureness: float) -> Iterator[Concern]:
    if row.ends is not None and day > row.ends:
        yield from graded("ended", sureness, Weight.REJECT if row.sure else Weight.AGAINST)
    elif day >= row.replaced and not row.sure:
        yield Concern("ended", Weight.MAYBE)


def _in_its_time(paper: Paper, row: Edition, sureness: float) -> Iterator[Concern]:
    sureness = min(sureness, paper.sure(*paper.begins))
    if max(paper.dates) < row.published:
        yield from graded("unpublished", sureness, Weight.AGAINST)
    elif min(paper.dates) < row.certain:
        yield Concern("unpublished", Weight.MAYBE)
    if min(paper.dates) > row.closed:
        yield from graded("closed", sureness, Weight.AGAINST)
    elif max(paper.dates) > row.closed:
        yield Concern("closed", Weight.MAYBE)


def scheme_specifics(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 h: an information security certificate names its statement of applicability."""
    if paper.get("standard") == "ISO/IEC 27001" and paper.lacks("statement_of_applicability"):
        yield from graded("statement of applicability", paper.sure("standard"), Weight.LOOK)
