"""Dates until which something must be done: months without a day, recertification, surveillance."""

from __future__ import annotations

import pytest

from extractors.certificate import FieldValue
from extractors.fields import (
    effective_date,
    expiry_date,
    issue_date,
    recertification_date,
    surveillance_dates,
)
from tests.extractors.papers import line, paper

FINDERS = {
    "issue": issue_date.find,
    "start": effective_date.find,
    "end": expiry_date.find,
    "recertification": recertification_date.find,
}


def read(*texts: str) -> dict[str, str]:
    """The dates on a paper of these lines, under a number and a standard."""
    lines = [line(text, y=100 + 20 * n) for n, text in enumerate(("Certificate No. QM-12345", "ISO 9001:2015", *texts))]
    found = {kind: find(paper(tuple(lines))) for kind, find in FINDERS.items()}
    return {kind: str(field.value) for kind, field in found.items() if isinstance(field, FieldValue)}


MONTHS = [
    ("an end holds for the whole month", "Valid until: 03/2027", {"end": "2027-03-31"}),
    ("a month's name", "Expiry date: March 2027", {"end": "2027-03-31"}),
    ("a Chinese month", "有效期至：2027年3月", {"end": "2027-03-31"}),
    ("February of a leap year", "Valid until: 02.2028", {"end": "2028-02-29"}),
    ("a start is the month's first day", "Issue date: 03/2027", {"issue": "2027-03-01"}),
    ("a range from month to month", "Validity: 03/2024 - 02/2027", {"start": "2024-03-01", "end": "2027-02-28"}),
    ("a day that is printed stays", "Valid until: 05.03.2027", {"end": "2027-03-05"}),
]


@pytest.mark.parametrize(("text", "found"), [case[1:] for case in MONTHS], ids=[case[0] for case in MONTHS])
def test_months_without_a_day(text: str, found: dict[str, str]) -> None:
    assert read(text) == found


def test_recertification_due_in_a_month_may_be_done_on_its_last_day() -> None:
    assert read("Recertification due: 03/2027", "Expiry date: 15 May 2027")["recertification"] == "2027-03-31"


RECERTIFICATIONS = [
    (
        "due shortly before the end",
        ("Recertification: 01-Feb-2028", "Expiry date: 28-Feb-2028"),
        {"recertification": "2028-02-01", "end": "2028-02-28"},
    ),
    (
        "due on the last day, under a Spanish word",
        ("Renovación: 28-02-2028", "Fecha de vencimiento: 28-02-2028"),
        {"recertification": "2028-02-28", "end": "2028-02-28"},
    ),
    (
        "done a cycle before the end",
        ("Recertification: 29-Feb-2024", "Expiry date: 28-Feb-2027"),
        {"issue": "2024-02-29", "end": "2027-02-28"},
    ),
    (
        "done long before the end, though no whole years",
        ("Recertificación: 10-01-2024", "Fecha de vencimiento: 25-03-2027"),
        {"issue": "2024-01-10", "end": "2027-03-25"},
    ),
    (
        "done a year before the end of a paper for one year",
        ("Ricertificazione: 15-03-2026", "Data di scadenza: 14-03-2027"),
        {"issue": "2026-03-15", "end": "2027-03-14"},
    ),
    (
        "done, on a paper without an end",
        ("Date de renouvellement : 15-03-2026",),
        {"issue": "2026-03-15"},
    ),
    (
        "due, on a paper without an end that was issued years before",
        ("Issue date: 16-03-2023", "Recertification: 15-03-2026"),
        {"issue": "2023-03-16", "end": "2026-03-15"},
    ),
]


@pytest.mark.parametrize(
    ("texts", "found"), [case[1:] for case in RECERTIFICATIONS], ids=[case[0] for case in RECERTIFICATIONS]
)
def test_recertification_is_due_or_done(texts: tuple[str, ...], found: dict[str, str]) -> None:
    assert read(*texts) == found


SURVEILLANCE = [
    ("an abbreviation", ("1st Surve. Due: 07/02/2026 2nd Surve. Due: 17/02/2027",), ["2026-02-07", "2027-02-17"]),
    ("Roman numbers run into the ending", ("IInd Surveillance on or before: 13/01/2028",), ["2028-01-13"]),
    ("another label's words behind it", ("Surveillance 1 Audit Date: 20.04.2027",), ["2027-04-20"]),
    ("behind the date", ("2025年10月07日前通过监督",), ["2025-10-07"]),
    (
        "a list",
        ("Surveillance audits: 24.03.2025, 24.03.2026, 24.03.2027",),
        ["2025-03-24", "2026-03-24", "2027-03-24"],
    ),
    ("year and month", ("Surveillance: 2025.03",), ["2025-03-31"]),
    ("month and year", ("Surveillance: 03-2025",), ["2025-03-31"]),
    ("what a camera does", ("CCTV Surveillance, since 12.03.2019",), []),
    ("an authority", ("国家市场监督管理总局 2024年10月07日",), []),
]


@pytest.mark.parametrize(
    ("texts", "found"), [case[1:] for case in SURVEILLANCE], ids=[case[0] for case in SURVEILLANCE]
)
def test_surveillance_in_a_bodys_own_words(texts: tuple[str, ...], found: list[str]) -> None:
    lines = [line(text, y=100 + 20 * n) for n, text in enumerate(texts)]
    field = surveillance_dates.find(paper(tuple(lines)))
    assert [str(day) for day in field.value] == found if isinstance(field, FieldValue) else not found


def test_squares_for_the_years_hold_the_month_above_the_year() -> None:
    squares = [
        line("03-", x=300, y=94),
        line("2025", x=297, y=105),
        line("03-", x=340, y=94),
        line("2026", x=337, y=105),
    ]
    field = surveillance_dates.find(paper((line("Annual surveillance:", x=60, y=100), *squares)))
    assert isinstance(field, FieldValue)
    assert [str(day) for day in field.value] == ["2025-03-31", "2026-03-31"]
