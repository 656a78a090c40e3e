"""Who is covered: for each supplier and standard the best certificate, who asks for it, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from flows.terms import Terms
from rules.circumstances import Supplier
from rules.profiles.needs import asked_standards
from rules.profiles.profile import Requirement
from rules.reference.load import load_reference
from rules.reference.standard import Proof

Row: TypeAlias = dict[str, Any]

BEST_FIRST = {"accept": 0, "review": 1, "reject": 2}
"""Verdicts by what they do for a supplier."""
_MOST_REASONS = 5
"""Rules named in `missing`; all of them are in `findings`."""
LIST = "list of suppliers"
"""What `required_by` says where the supplier's own row asks for a standard."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What one certificate does for one supplier."""

    supplier_id: str
    standard: str
    certificate_id: str
    verdict: str
    expiry_date: dt.date | None
    replaced_by: str | None = None
    """The newer paper in hand, which counts in its place."""
    reasons: tuple[str, ...] = ()
    """Rules that made it a review or a reject."""


UNREAD = frozenset({"partial", "refused", "quarantined", "failed"})
"""Statuses of files that may hold a certificate which nobody has read."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in besides certificates, by who sent it."""

    test_reports: Counter[str | None] = field(default_factory=Counter)
    unread: Counter[str | None] = field(default_factory=Counter)
    """Files that were not read, or not all of them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One standard that a supplier has to show, and who asks for it."""

    requirement: Requirement
    by: tuple[str, ...] = ()


def supplier_rows(covers: Iterable[Cover], terms: Terms, came_in: CameIn | None = None) -> Iterator[Row]:
    """A row for each supplier and standard that is asked of it or of which a certificate came in, in order of both.

    Args:
        covers: what every certificate does for whom it came from.
        terms: the day, the profile and the list of suppliers; whoever is listed has rows even if nothing came.
        came_in: what came from whom besides certificates.
    """
    papers: dict[str, list[Cover]] = {}
    for cover in covers:
        papers.setdefault(cover.supplier_id, []).append(cover)
    listed = {supplier.supplier_id: supplier for supplier in terms.suppliers}
    came_in = came_in or CameIn()
    for supplier_id in sorted(papers.keys() | listed.keys()):
        rows = _rows_of(supplier_id, listed.get(supplier_id), papers.get(supplier_id, []), terms, came_in)
        yield from _all_together(rows, terms) if terms.profile and terms.profile.all_together else rows


def _rows_of(
    supplier_id: str,
    supplier: Supplier | None,
    papers: Sequence[Cover],
    terms: Terms,
    came_in: CameIn,
) -> list[Row]:
    asked = _asked_of(supplier, terms)
    came = {cover.standard: _Asked(Requirement(standard=cover.standard)) for cover in papers}
    rows = []
    for standard, wanted in sorted({**came, **asked}.items()):
        group = [cover for cover in papers if cover.standard in wanted.requirement.accepted]
        best = min(_standing(group), key=_rank) if group else None
        missing = _missing(wanted.requirement, best, came_in, supplier_id)
        rows.append(
            {
                "supplier_id": supplier_id,
                "standard": standard,
                "covered": missing is None,
                "certificate_id": best.certificate_id if best else None,
                "expiry_date": best.expiry_date if best else None,
                "status": best.verdict if best else None,
                "certificate_count": len(group),
                "as_of": terms.as_of,
                "required_by": list(wanted.by),
                "missing": missing,
                "supplier_name": supplier.name if supplier else None,
            }
        )
    return rows


def _asked_of(supplier: Supplier | None, terms: Terms) -> dict[str, _Asked]:
    """What the profile and the list ask of a supplier. A sender whom a list does not know is asked for nothing."""
    profile = terms.profile if supplier or not terms.suppliers else None
    own = supplier.required_standards if supplier else ()
    asked: dict[str, _Asked] = {}
    for requirement in asked_standards(profile, supplier, own=False):
        by = (f"profile {profile.name}" if profile else "", *([LIST] if requirement.standard in own else []))
        asked[requirement.standard] = _Asked(requirement, by)
    for standard in own:
        asked.setdefault(standard, _Asked(Requirement(standard=standard), (LIST,)))
    return asked


def _missing(requirement: Requirement, best: Cover | None, came_in: CameIn, supplier_id: str) -> str | None:
    """What is missing for cover, in plain English; None where nothing is."""
    standard = requirement.printed_as or requirement.standard
    row = load_reference().standard(requirement.standard)
    if row and row.proof is Proof.TEST_REPORT:
        reports = came_in.test_reports[supplier_id]
        came = f"{reports} test report(s) came in, which a person has to look at" if reports else "none came in"
        return f"{standard}: needs a test report on the product; {came}"
    if best is None:
        instead = f" (or {', '.join(requirement.or_instead)})" if requirement.or_instead else ""
        unread = came_in.unread[supplier_id]
        but = f"; {unread} of its files could not be read, or not all of them" if unread else ""
        return f"{standard}{instead}: no certificate came in{but}"
    if best.verdict == "accept":
        return None
    why = ", ".join(best.reasons[:_MOST_REASONS]) + (", …" if len(best.reasons) > _MOST_REASONS else "")
    return f"{standard}: only {'in review' if best.verdict == 'review' else 'rejected'} ({why})"


def _all_together(rows: Sequence[Row], terms: Terms) -> Iterator[Row]:
    """Rows of a purchase that is covered by all of its standards or by none."""
    by = f"profile {terms.profile.name}" if terms.profile else ""
    lacking = [row for row in rows if by in row["required_by"] and not row["covered"]]
    for row in rows:
        if lacking and row["covered"] and by in row["required_by"]:
            rest = "; ".join(str(other["missing"]) for other in lacking)
            yield {
                **row,
                "covered": False,
                "missing": f"{row['standard']} counts only together with the others: {rest}",
            }
        else:
            yield row


def _standing(group: Sequence[Cover]) -> list[Cover]:
    """Those that no newer paper of the group replaces; one that is rejected replaces nothing."""
    newer = {cover.certificate_id for cover in group if cover.verdict != "reject"}
    return [cover for cover in group if cover.replaced_by not in newer]


def _rank(cover: Cover) -> tuple[int, int, str]:
    expiry = cover.expiry_date.toordinal() if cover.expiry_date else 0
    return BEST_FIRST[cover.verdict], -expiry, cover.certificate_id
