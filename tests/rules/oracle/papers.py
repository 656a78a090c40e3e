"""Makes certificates of every kind, most of them nearly good, so that one flaw is seldom hidden behind another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.rules.oracle.facts import ACCREDITORS, ISO_ITSELF, ISSUERS, LABORATORIES, STANDARDS, SYSTEM_LETTERS

D = dt.date
LEAP_DAYS = [D(year, 2, 29) for year in range(2012, 2033, 4)]
DAYS = st.dates(D(2010, 1, 1), D(2032, 12, 31)) | st.sampled_from(LEAP_DAYS)
"""Days of judgement."""
GAPS = st.sampled_from([{"absent": reason} for reason in ("not_found", "ambiguous", "unreadable")])
SURENESS = st.sampled_from([0.99] * 5 + [0.96, 0.8, 0.65, 0.4, 0.1])


@dataclass(frozen=True, slots=True)
class Case:
    paper: dict[str, Any]
    day: dt.date


def one_in(count: int) -> st.SearchStrategy[bool]:
    """True once in `count` times; shrinks to False."""
    return st.integers(0, count - 1).map(lambda drawn: drawn == count - 1)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A paper and the day on which somebody asks about it."""
    day = draw(DAYS)
    paper = draw(dates(day)) | draw(standards(day)) | draw(issuers())
    paper |= draw(numbers(paper))
    paper |= {
        "certified_organization": draw(holders(paper["certification_body"])),
        "organization_address": "1 Main Street, Leeds",
        "scope": "Manufacture of valves",
    }
    if paper["standard"] == "ISO/IEC 27001" and not draw(one_in(8)):
        paper["statement_of_applicability"] = "Version 3"
    return Case(draw(spoilt(paper)), day)


@st.composite
def holders(draw: st.DrawFn, issuer: str) -> str:
    """Usually a company; now and then the issuer itself, its name written in the one way or the other."""
    if not draw(one_in(25)):
        return "Acme Valves Ltd"
    return issuer if draw(one_in(2)) else issuer.replace("Limited", "Ltd").upper()


@st.composite
def dates(draw: st.DrawFn, day: dt.date) -> dict[str, Any]:
    """Usually three years that hold the day; else any dates at all."""
    start = day - dt.timedelta(draw(st.integers(0, 1080)))
    if draw(one_in(12)):
        start = draw(DAYS)
    days = draw(st.sampled_from([1095, 1094, 1095, 1094, 1095, 364] * 3 + [1096, 1250, 1400, 1826, 2100, 3652, -20, 0]))
    found: dict[str, Any] = {"issue_date": start, "expiry_date": start + dt.timedelta(days)}
    if draw(one_in(10)):
        found["expiry_date"] = draw(st.sampled_from([day, day - dt.timedelta(1), day + dt.timedelta(1), *LEAP_DAYS]))
    if draw(one_in(3)):
        found["effective_date"] = start + dt.timedelta(draw(st.sampled_from([0, 0, -3, -300, -300, 20, 400])))
    if draw(one_in(6)):
        del found["issue_date"]
    if draw(one_in(3)):
        earlier = draw(st.sampled_from([0, 1, 2, 1095, 1096, 2191, 3287, 3650, -30]))
        found["initial_certification_date"] = start - dt.timedelta(earlier)
    if draw(one_in(5)):
        found["surveillance_dates"] = [start + dt.timedelta(360 * year) for year in (1, 2)]
    if draw(one_in(4)):
        after = draw(st.sampled_from([-300, -300, -60, 0, 200, 365, 731, 731, 1461]))
        found["recertification_date"] = found["expiry_date"] + dt.timedelta(after)
    return found


@st.composite
def standards(draw: st.DrawFn, day: dt.date) -> dict[str, Any]:
    """Usually a management system in an edition that is out; else any standard, any year."""
    if draw(one_in(30)):
        return {"standard": "ISO 99999", "standard_edition": 2020}
    is_system = not draw(one_in(6))
    name = draw(st.sampled_from([n for n, row in STANDARDS.items() if (row.kind == "system") == is_system]))
    editions = STANDARDS[name].editions
    alive = [year for year, row in editions.items() if row.certain <= day <= (row.ends or day)]
    years = alive if alive and not draw(one_in(6)) else [*editions, 1995, 2011, 2021]
    return {"standard": name, "standard_edition": draw(st.sampled_from(years))}


@st.composite
def issuers(draw: st.DrawFn) -> dict[str, Any]:
    """Usually a body with its own mark and number; else one that is unknown or unproven, or another's mark."""
    if draw(one_in(30)):
        name, id_ = draw(st.sampled_from([*ISO_ITSELF, "Best Certs Ltd"])), None
    else:
        is_plain = not draw(one_in(5))
        plain = [key for key, row in ISSUERS.items() if (bool(row.marks) and not row.is_unproven) == is_plain]
        id_ = draw(st.sampled_from(plain + [key for key in plain if ISSUERS[key].digits] * 2))
        name = ISSUERS[id_].name
    found: dict[str, Any] = {"certification_body": name}
    if id_ is not None:
        found["certification_body_id"] = "nobody" if draw(one_in(40)) else id_
    marks = ISSUERS[id_].marks if id_ in ISSUERS else {}
    is_own = bool(marks) and not draw(one_in(5))
    mark = draw(st.sampled_from([*marks] if is_own else [*ACCREDITORS, "ZZAF"]))
    of_others = [row.marks[mark] for row in ISSUERS.values() if row.marks.get(mark)]
    number = draw(st.sampled_from(["0099", "D-ZM-10000-01-00", *of_others])) if draw(one_in(12)) else marks.get(mark)
    if number and draw(one_in(12)):
        number = draw(st.sampled_from([number.replace("-ZM-", "-PL-").replace("C046-M", "C046-P"), "CNAS L0046"]))
    arrangement = {"recognition_marks": [LABORATORIES]} if draw(one_in(25)) else {}
    return found | {"accreditation_body": mark} | ({"accreditation_number": number} if number else {}) | arrangement


@st.composite
def numbers(draw: st.DrawFn, paper: dict[str, Any]) -> dict[str, Any]:
    """A plain number, or one in the Chinese form where a Chinese body issued the paper."""
    known = ISSUERS.get(paper.get("certification_body_id", ""))
    if not (known and known.digits):
        return {"certificate_number": draw(st.sampled_from(["FM 12345", "IS/778"] * 5 + ["CERTIFICATE"]))}
    digits = known.digits if not draw(one_in(5)) else "999"
    begin = paper.get("effective_date", paper.get("issue_date")) or D(2020, 1, 1)
    fitting = [letter for letter, name in SYSTEM_LETTERS.items() if name == paper["standard"]]
    letter = draw(st.sampled_from(fitting if fitting and not draw(one_in(4)) else [*SYSTEM_LETTERS]))
    year = begin.year + (draw(st.sampled_from([-6, 1, 3, 4])) if draw(one_in(4)) else 0)
    renewals = draw(st.sampled_from([0, 0, 1, 2]))
    return {"certificate_number": f"{digits}{year % 100:02d}{letter}10001R{renewals}M"}


@st.composite
def spoilt(draw: st.DrawFn, paper: dict[str, Any]) -> dict[str, Any]:
    """The same paper, now and then badly read: an entry missing, doubtful, or the whole page hardly legible."""
    if draw(one_in(2)):
        return paper
    paper = dict(paper)
    for name in draw(st.lists(st.sampled_from(sorted(paper)), min_size=1, max_size=2, unique=True)):
        if draw(one_in(2)) and name != "standard":
            paper[name] = draw(GAPS)
        else:
            paper[name] = {"value": paper[name], "confidence": draw(SURENESS)}
    if draw(one_in(6)):
        paper["legibility"] = draw(st.sampled_from([0.2, 0.6, 0.8]))
    return paper
