"""What is good is not turned away: every issuer with an accreditation on record, every standard, on many days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from rules.cases import build_certificate
from rules.finding import Decision
from rules.judge import judge
from rules.reference.load import load_reference
from tests.rules.adversarial.papers import GOOD

D = dt.date
REFERENCE = load_reference()
EDITIONS = {
    # Standard, edition and the days between which a certificate to it was nothing unusual (reference, standards).
    ("ISO 9001", 2008): (D(2010, 1, 1), D(2015, 9, 14)),
    ("ISO 9001", 2015): (D(2016, 1, 1), D(2026, 9, 15)),
    ("ISO 9001", 2026): (D(2026, 12, 1), D(2032, 1, 1)),
    ("ISO 14001", 2004): (D(2010, 1, 1), D(2015, 9, 14)),
    ("ISO 14001", 2015): (D(2016, 1, 1), D(2026, 4, 14)),
    ("ISO 45001", 2018): (D(2018, 6, 1), D(2032, 1, 1)),
    ("ISO 13485", 2016): (D(2016, 6, 1), D(2032, 1, 1)),
    ("ISO/IEC 27001", 2013): (D(2014, 1, 1), D(2022, 10, 24)),
    ("ISO/IEC 27001", 2022): (D(2023, 1, 1), D(2032, 1, 1)),
    ("ISO 22000", 2018): (D(2018, 9, 1), D(2032, 1, 1)),
    ("ISO 50001", 2018): (D(2018, 12, 1), D(2032, 1, 1)),
}
LEAP_DAY = D(2024, 2, 29)


def papers() -> Iterator[tuple[dict[str, Any], dt.date]]:
    """Each issuer under each mark on its record, for two standards in turn, on the first, a middle and the last day."""
    editions = list(EDITIONS.items())
    place = 0
    for body in REFERENCE.certification_bodies:
        for held in body.accreditations or ():
            for _ in range(2):
                (standard, edition), (first, last) = editions[place % len(editions)]
                begin = LEAP_DAY if place % 7 == 0 and first <= LEAP_DAY <= last else first + (last - first) / 3
                end = begin.replace(year=begin.year + 3, day=min(begin.day, 28))
                paper = GOOD["quality-gb"] | {
                    "standard": standard,
                    "standard_edition": edition,
                    "certification_body": body.name,
                    "certification_body_id": body.id,
                    "accreditation_body": held.accreditation_body,
                    "accreditation_number": held.number,
                    "initial_certification_date": begin,
                    "issue_date": begin,
                    "expiry_date": end,
                    "statement_of_applicability": "Version 3",
                }
                yield from ((paper, day) for day in (begin, begin + dt.timedelta(200), end))
                place += 1


def test_no_good_certificate_is_rejected_and_most_are_accepted() -> None:
    decided = dict.fromkeys(Decision, 0)
    for paper, day in papers():
        given = {name: value for name, value in paper.items() if value is not None}
        verdict = judge(build_certificate(given), REFERENCE, day)
        assert verdict.decision is not Decision.REJECT, (paper, day, verdict.reasons)
        decided[verdict.decision] += 1
    assert sum(decided.values()) >= 500
    assert decided[Decision.ACCEPT] > 0.8 * sum(decided.values())
