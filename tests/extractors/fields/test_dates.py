"""All dates of a paper, decided together: which label has which date, and what an open one must be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from extractors.certificate import Absent, Field, FieldValue
from extractors.fields import (
    effective_date,
    expiry_date,
    initial_certification_date,
    issue_date,
    surveillance_dates,
)
from extractors.fields._paper import Paper
from extractors.gazetteer import BodyName, Gazetteer
from extractors.pages.layout import Line
from tests.extractors.papers import STANDARDS, line, paper

FIRST, ISSUE, START, END = "initial_certification_date", "issue_date", "effective_date", "expiry_date"
FINDERS: dict[str, Callable[[Paper], Field[dt.date]]] = {
    FIRST: initial_certification_date.find,
    ISSUE: issue_date.find,
    START: effective_date.find,
    END: expiry_date.find,
}


def days(found: Paper) -> dict[str, str]:
    """The dates that have a value."""
    fields = {kind: find(found) for kind, find in FINDERS.items()}
    return {kind: str(field.value) for kind, field in fields.items() if isinstance(field, FieldValue)}


def rows(*texts: str) -> list[Line]:
    return [line(text, y=100 + 20 * n) for n, text in enumerate(texts)]


CASES: list[tuple[str, list[Line], dict[str, str]]] = [
    (
        "each on the line of its label",
        rows(
            "Certified since: 1 May 2018",
            "Issue date: 4 June 2024",
            "Valid from: 5 June 2024",
            "Expiry date: 4 June 2027",
        ),
        {FIRST: "2018-05-01", ISSUE: "2024-06-04", START: "2024-06-05", END: "2027-06-04"},
    ),
    (
        "each in the cell beside its label",
        [
            line("Issue date", x=60, y=100),
            line("2024-06-04", x=250, y=100),
            line("Expiry date", x=60, y=114),
            line("2027-06-03", x=250, y=114),
        ],
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "each below its label, in two columns",
        [
            line("Issue date", x=60, y=100),
            line("Expiry date", x=300, y=100),
            line("2024-06-04", x=60, y=114),
            line("2027-06-03", x=300, y=114),
        ],
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "each above its label, as diplomas have it",
        [
            line("2024-06-04", x=60, y=100),
            line("2027-06-03", x=300, y=100),
            line("Issue date", x=60, y=114),
            line("Expiry date", x=300, y=114),
        ],
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "two labels and two dates on one line",
        rows("Issue date: 2024-06-04 Expiry date: 2027-06-03"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "two labels share one date",
        rows("Issue date / Valid from: 2024-06-04", "Expiry date: 2027-06-03"),
        {ISSUE: "2024-06-04", START: "2024-06-04", END: "2027-06-03"},
    ),
    # ranges
    (
        "a range under one label",
        rows("Validity: 24.06.2024 - 23.06.2027"),
        {START: "2024-06-24", END: "2027-06-23"},
    ),
    (
        "a range whose dash stands close",
        rows("Validity: 04.06.2024-03.06.2027"),
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a range that breaks inside its second date",
        [
            line("Valid", x=381, y=571, size=8),
            line("October 21, 2023 - October 20,", x=381, y=583),
            line("2026", x=381, y=597),
        ],
        {START: "2023-10-21", END: "2026-10-20"},
    ),
    (
        "a range in words",
        rows("Valid from 4 June 2024 until 3 June 2027"),
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a Chinese range",
        rows("有效期：2024年6月4日至2027年6月3日"),
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a German range",
        rows("Gültig vom 04.06.2024 bis 03.06.2027"),
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a range whose second date stands in the next cell",
        [line("Validity: 04.06.2024 ~", x=60, y=100), line("03.06.2027", x=230, y=100)],
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a range whose second date stands below",
        [*rows("Validity:"), line("04.06.2024", x=60, y=114), line("- 03.06.2027", x=60, y=125)],
        {START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a sentence that breaks between label and range",
        [
            line("The management system is certified and this certificate is valid from", y=100),
            line("4 June 2024 until 3 June 2027.", y=111),
            line("Certified since May 2018", y=122),
        ],
        {FIRST: "2018-05-01", START: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "one day in two calendars is no range",
        rows("Issue date: 1445/09/12H - 2024/03/22", "Expiry date: 2027-03-21"),
        {ISSUE: "2024-03-22", END: "2027-03-21"},
    ),
    # ambiguous ones
    (
        "a cycle less a day shows that days come first",
        rows("Issue date: 04/06/2024", "Expiry date: 03/06/2027"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a cycle less a day shows that months come first",
        rows("Issue date: 06/04/2024", "Expiry date: 06/03/2027"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a date in words, a cycle away, shows that months come first",
        rows("Issue date: June 4, 2024", "Expiry date: 06/03/2027"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "issue before expiry shows that months come first",
        rows("Issue date: 02/11/2026", "Expiry date: 10 July 2026"),
        {ISSUE: "2026-02-11", END: "2026-07-10"},
    ),
    (
        "the day of another date shows that days come first",
        rows("Issue date: 04/06/2024", "Expiry date: 31/05/2027"),
        {ISSUE: "2024-06-04", END: "2027-05-31"},
    ),
    (
        "nothing shows: days come first",
        rows("Expiry date: 04/06/2027"),
        {END: "2027-06-04"},
    ),
    # dates that are of something else
    (
        "the audit's date is nobody's",
        rows("Issue date: 2024-06-04", "Audit date: 2024-03-12", "Expiry date: 2027-06-03"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "the cycle before this one",
        rows("Previous cycle expiry date: 2024-06-03", "Expiry date: 2027-06-03", "Issue date: 2024-06-04"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "recertification is not the end where an end is printed",
        rows("Recertification due: 2027-03-03", "Expiry date: 2027-06-03"),
        {END: "2027-06-03"},
    ),
    (
        "recertification is the end where no other is printed",
        rows("Issue date: 2024-06-04", "Recertification due: 2027-03-03"),
        {ISSUE: "2024-06-04", END: "2027-03-03"},
    ),
    (
        "a certification date is the issue's without a date of issue",
        rows("Certification date: 2024-06-04", "Expiry date: 2027-06-03"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a certification date is the first beside a date of issue",
        rows("Certification date: 2018-06-04", "Issue date: 2024-06-04", "Expiry date: 2027-06-03"),
        {FIRST: "2018-06-04", ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "an audit to come is no date of the certificate",
        rows("Expiry date: 2027-06-03", "1st surveillance audit: 2025-06-01"),
        {END: "2027-06-03"},
    ),
    (
        "the signature's date stands without a label",
        [line("Expiry date: 2027-06-03", y=100), line("Leeds, 4 June 2024", y=600)],
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "month and year are not the day of a signature",
        [line("Expiry date: 2027-06-03", y=100), line("Form QF, June 2019", y=800)],
        {END: "2027-06-03"},
    ),
    (
        "audits to come, under a label nobody knows, are no signature",
        [
            *rows("Valid from: 2024-06-04", "Valid until: 2027-06-04"),
            line("2025-06-04", x=300, y=100),
            line("2026-06-04", x=300, y=120),
        ],
        {START: "2024-06-04", END: "2027-06-04"},
    ),
    (
        "a renewal done a cycle before the end is this issue",
        rows("Initial certification date: 2012-12-07", "Recertification date: 2024-03-01", "Valid until: 2027-02-28"),
        {FIRST: "2012-12-07", ISSUE: "2024-03-01", END: "2027-02-28"},
    ),
    (
        "years before, under a label nobody knows, is the first one",
        rows("Zvmnlc qrtd: 2012-12-07", "Issue date: 2024-03-01", "Valid until: 2027-02-28"),
        {FIRST: "2012-12-07", ISSUE: "2024-03-01", END: "2027-02-28"},
    ),
    (
        "far from the others it is of something else",
        [*rows("Issue date: 2024-03-01", "Valid until: 2027-02-28"), line("Zvmnlc qrtd: 2012-12-07", y=700)],
        {ISSUE: "2024-03-01", END: "2027-02-28"},
    ),
    (
        "three years after the issue, under a label nobody knows, is the end",
        rows("Issue date: 2024-03-01", "Zvmnlc qrtd: 2027-02-28"),
        {ISSUE: "2024-03-01", END: "2027-02-28"},
    ),
    (
        "under labels nobody knows the three dates are told by their order and their cycle",
        [
            *(line(text, x=60, y=100 + 16 * n) for n, text in enumerate(("Zvmnlc qrtd", "Prtm", "Lkd brn"))),
            *(line(day, x=300, y=100 + 16 * n) for n, day in enumerate(("2004-11-26", "2022-11-20", "2025-11-25"))),
        ],
        {FIRST: "2004-11-26", ISSUE: "2022-11-20", END: "2025-11-25"},
    ),
    (
        "the day of signature follows the issuer's name and town",
        rows("Expiry date: 2024-10-10", "Tarnwick Certification Services Ltd, Leeds, 2021-10-11"),
        {ISSUE: "2021-10-11", END: "2024-10-10"},
    ),
    (
        "a revision's date is the issue's where no other is printed",
        rows("Revision: 2022-05-03", "Valid until: 2025-05-02"),
        {ISSUE: "2022-05-03", END: "2025-05-02"},
    ),
    (
        "certified long before the cycle began, on a paper without a date of issue",
        rows("Certification granted: 2003-04-07", "Effective date: 2021-04-07", "Expiry date: 2024-04-06"),
        {FIRST: "2003-04-07", START: "2021-04-07", END: "2024-04-06"},
    ),
    (
        "an annual date until the next surveillance is not the end",
        rows("Issue date: 2024-06-04", "Valid until next surveillance: 2025-06-04", "Expiry date: 2027-06-03"),
        {ISSUE: "2024-06-04", END: "2027-06-03"},
    ),
    (
        "a Hungarian ending is no dash of a range",
        rows("Érvényes: 2025. március 3-ig"),
        {END: "2025-03-03"},
    ),
    (
        "a certification date that began this cycle of a revised paper is not the first for sure",
        rows("Date of revision: 2022-04-12", "Date of certification: 2020-04-30", "Valid until: 2023-04-29"),
        {ISSUE: "2022-04-12", END: "2023-04-29"},
    ),
    ("nothing printed, nothing found", rows("Certificate of Approval"), {}),
    ("a label without a date", rows("Expiry date: see annex"), {}),
    ("labels that look alike", rows("Initial issue date: 2018-06-04"), {FIRST: "2018-06-04"}),
]


@pytest.mark.parametrize(("lines", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_dates_of_a_paper(lines: list[Line], found: dict[str, str]) -> None:
    assert days(paper(tuple(lines))) == found


def one(found: Paper, kind: str) -> FieldValue[dt.date]:
    value = FINDERS[kind](found)
    assert isinstance(value, FieldValue)
    return value


def test_the_evidence_of_a_date_is_the_date_alone() -> None:
    (evidence,) = one(paper((line("Expiry date: 4 June 2027", x=100),)), END).evidence
    assert evidence.as_read == "4 June 2027"
    assert (evidence.page, evidence.box.x0, evidence.box.x1) == (1, 165, 220)


def test_an_open_date_keeps_its_other_reading_and_is_doubtful() -> None:
    openly = one(paper(tuple(rows("Expiry date: 04/06/2027"))), END)
    beyond_doubt = one(paper(tuple(rows("Expiry date: 2027-06-04"))), END)
    assert [r.value for r in openly.rivals] == [dt.date(2027, 4, 6)]
    assert openly.confidence < 0.85 < beyond_doubt.confidence


def test_an_open_date_that_a_cycle_settles_keeps_its_other_reading_and_is_sure() -> None:
    settled = one(paper(tuple(rows("Issue date: 06/04/2024", "Expiry date: 06/03/2027"))), END)
    assert [r.value for r in settled.rivals] == [dt.date(2027, 3, 6)]
    assert settled.confidence > 0.85


def test_the_country_of_the_issuer_says_which_comes_first() -> None:
    words = rows("Certified by Pinewater Registrars Inc", "Expiry date: 06/03/2027")
    american = BodyName("pinewater", ("Pinewater Registrars Inc",), (), "US")
    known = replace(paper(tuple(words)), gazetteer=Gazetteer(STANDARDS, (american,)))
    assert days(known) == {END: "2027-06-03"}
    assert days(paper(tuple(words))) == {END: "2027-03-06"}
    assert one(known, END).confidence > one(paper(tuple(words)), END).confidence


def test_an_open_date_that_another_settles_has_no_rival() -> None:
    settled = one(paper(tuple(rows("Issue date: 21/05/2024", "Expiry date: 04/06/2027"))), END)
    assert settled.rivals == ()


def test_an_end_before_the_issue_is_doubtful() -> None:
    wrong = paper(tuple(rows("Issue date: 2027-06-04", "Expiry date: 2024-06-03")))
    right = paper(tuple(rows("Issue date: 2024-06-04", "Expiry date: 2027-06-03")))
    assert one(right, ISSUE).confidence > 0.85
    assert days(wrong).get(ISSUE) is None or one(wrong, ISSUE).confidence < 0.6


def test_recertification_as_the_end_is_less_sure_than_an_end() -> None:
    end = one(paper(tuple(rows("Expiry date: 2027-03-03"))), END)
    due = one(paper(tuple(rows("Recertification due: 2027-03-03"))), END)
    assert due.confidence < end.confidence


def test_badly_read_letters_make_a_doubtful_date() -> None:
    well, badly = (paper((line("Expiry date: 2027-06-03", confidence=c),)) for c in (1.0, 0.4))
    assert one(badly, END).confidence < one(well, END).confidence


def test_surveillance_audits_stand_in_order_with_all_their_places() -> None:
    found = paper(tuple(rows("2nd surveillance audit: 2026-06-01", "1st surveillance audit: 2025-06-01")))
    audits = surveillance_dates.find(found)
    assert isinstance(audits, FieldValue)
    assert audits.value == (dt.date(2025, 6, 1), dt.date(2026, 6, 1))
    assert sorted(e.as_read for e in audits.evidence) == ["2025-06-01", "2026-06-01"]


def test_an_annex_may_hold_the_date_that_the_face_lacks() -> None:
    found = paper(tuple(rows("Certificate of Approval")), tuple(rows("Expiry date: 2027-06-03")))
    assert one(found, END).evidence[0].page == 2


def test_what_is_absent_says_where_it_was_looked_for() -> None:
    missing = expiry_date.find(paper(tuple(rows("Certificate")), tuple(rows("Annex"))))
    assert isinstance(missing, Absent)
    assert missing.pages_searched == (1, 2)
