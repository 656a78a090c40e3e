"""Copies, rescans, re-issues and renewals told apart; numbers used twice; and nothing said where it is not plain."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from rules.cases import build_certificate
from rules.circumstances import Kinship, Relatives
from rules.relatives import Paper, find_relatives

FIRST = Paper(
    certificate_id="first",
    standard="ISO 9001",
    number="FM 123456",
    holder="Acme Valves Ltd",
    body="bsi",
    address="1mainstreetleeds",
    scope="manufactureofvalves",
    revision=None,
    first_granted=dt.date(2016, 3, 1),
    issued=dt.date(2022, 3, 1),
    effective=None,
    expiry=dt.date(2025, 2, 28),
    is_scan=False,
)
NEXT: dict[str, Any] = {"issued": dt.date(2025, 2, 10), "expiry": dt.date(2028, 2, 28)}
LATER_ISSUE: dict[str, Any] = {"issued": dt.date(2023, 6, 1)}
CHINESE: dict[str, Any] = {"number": "04622Q15304R0M", "body": "cqc", "address": None, "first_granted": None}


def paper(certificate_id: str = "other", **changes: Any) -> Paper:
    return dataclasses.replace(FIRST, certificate_id=certificate_id, **changes)


@pytest.mark.parametrize(
    ("changes", "kinship", "trap"),
    [
        ({}, Kinship.COPY, "two files, one paper"),
        ({"is_scan": True}, Kinship.RESCAN, "the scan of a PDF that came by mail"),
        ({"is_scan": True, "number": "FM I23456"}, Kinship.RESCAN, "a letter for a digit"),
        ({"is_scan": True, "holder": "Acme Va1ves Ltd"}, Kinship.RESCAN, "a digit for a letter"),
        ({"is_scan": True, "scope": "manufactureofva1ves", "address": None}, Kinship.RESCAN, "slips elsewhere"),
        ({"is_scan": True, "first_granted": None}, Kinship.RESCAN, "a date that the scan lost"),
        (LATER_ISSUE, Kinship.REISSUE, "a move of premises within the cycle"),
        (LATER_ISSUE | {"expiry": dt.date(2025, 8, 28)}, Kinship.REISSUE, "extended by six months"),
        ({"revision": "Issue 2"}, None, "a revision's number against none"),
        (NEXT, Kinship.RENEWAL, "the number keeps"),
        (NEXT | {"is_scan": True}, Kinship.RENEWAL, "the number keeps, on a scan"),
        (NEXT | {"number": "FM 777777"}, Kinship.RENEWAL, "the number changes, first granted on the same day"),
        (NEXT | {"number": "FM 777777", "first_granted": None}, Kinship.RENEWAL, "the number changes, same address"),
        (NEXT | {"holder": "ACME VALVES LIMITED"}, Kinship.RENEWAL, "the holder written otherwise"),
        # Nothing is said where it is not plain.
        (NEXT | {"number": "FM 777777", "first_granted": None, "address": "2quayhull"}, None, "perhaps another site"),
        (NEXT | {"number": "FM 777777", "first_granted": dt.date(2019, 1, 1)}, None, "another certification"),
        (NEXT | {"number": "FM 777777", "body": None}, None, "who issued it is not known"),
        (NEXT | {"number": "FM 777777", "issued": dt.date(2027, 1, 1)}, None, "two years after the old one lapsed"),
        ({"is_scan": True, "expiry": dt.date(2026, 2, 28)}, None, "a misread year of expiry is no renewal"),
        ({"number": "FM 123457"}, None, "the next number is another certificate"),
        ({"is_scan": True, "number": "FM 123457"}, None, "and on a scan too: sites are numbered one after the other"),
        ({"holder": "Northern Pumps Inc."}, None, "another holder"),
        ({"holder": "Acme Va1ves Ltd"}, None, "no slip where nothing was scanned"),
        ({"body": "sgs"}, None, "another issuer"),
        ({"standard": "ISO 14001"}, None, "a combined certificate's other half"),
        ({"number": None}, None, "no number to tell by"),
        ({"holder": None}, None, "no holder to tell by"),
        ({"expiry": None}, None, "no expiry to order by"),
    ],
)
def test_a_second_paper_is_told_from_the_first(changes: dict[str, Any], kinship: Kinship | None, trap: str) -> None:
    found = find_relatives([FIRST, paper(**changes)]).get("other", Relatives())
    assert (found.kinship, found.of) == (kinship, "first" if kinship else None), trap


@pytest.mark.parametrize(
    ("number", "kinship", "trap"),
    [
        ("04625Q15304R1M", Kinship.RENEWAL, "R0 to R1"),
        ("04625Q20001R1M", Kinship.RENEWAL, "another serial too"),
        ("04625Q15304R2M", None, "a cycle between is not in hand"),
        ("04625Q15304R0M", None, "a first certificate again: perhaps another site"),
        ("11725Q15304R1M", None, "another body's digits"),
        ("QMS-1234", None, "two ways of numbering"),
    ],
)
def test_chinese_numbers_count_their_renewals(number: str, kinship: Kinship | None, trap: str) -> None:
    old, new = paper("first", **CHINESE), paper(**CHINESE | NEXT | {"number": number})
    assert find_relatives([old, new]).get("other", Relatives()).kinship is kinship, trap


def test_the_newest_paper_replaces_all_before_it_and_their_copies() -> None:
    family = [
        paper("renewed", **NEXT),
        paper("first"),
        paper("copy"),
        paper("reissued", **LATER_ISSUE),
        paper("second renewal", issued=dt.date(2028, 2, 1), expiry=dt.date(2031, 2, 28)),
    ]
    found = find_relatives(family)
    assert {name: (r.kinship, r.of, r.replaced_by) for name, r in found.items()} == {
        "first": (None, None, "second renewal"),
        "copy": (Kinship.COPY, "first", "second renewal"),
        "reissued": (Kinship.REISSUE, "first", "second renewal"),
        "renewed": (Kinship.RENEWAL, "reissued", "second renewal"),
        "second renewal": (Kinship.RENEWAL, "renewed", None),
    }


def test_two_sites_with_numbers_of_their_own_have_no_heir_in_common() -> None:
    sites = [paper("site a"), paper("site b", number="FM 222222")]
    heir = paper("heir", **NEXT | {"number": "FM 333333"})
    assert find_relatives([*sites, heir]) == {}


@pytest.mark.parametrize(
    ("changes", "others", "trap"),
    [
        ({"holder": "Northern Pumps Inc."}, ("Acme Valves Ltd",), "one number, two companies"),
        ({"holder": "Northern Pumps Inc.", "standard": "ISO 14001"}, ("Acme Valves Ltd",), "whatever the standard"),
        ({"holder": "ACME VALVES LIMITED"}, (), "another way to write it"),
        ({"holder": "Acme Valves Ltd Leeds Works"}, (), "a site's name"),
        ({"holder": "艾克米阀门有限公司"}, (), "perhaps the same company in its own script"),
        ({"holder": "Northern Pumps Inc.", "body": "sgs"}, (), "another issuer numbers for itself"),
        ({"holder": "Northern Pumps Inc.", "body": None}, (), "an issuer that nobody could read"),
        ({"holder": "Northern Pumps Inc.", "number": "FM I23456"}, (), "a number that only looks alike"),
    ],
)
def test_a_number_of_two_holders_is_noticed(changes: dict[str, Any], others: tuple[str, ...], trap: str) -> None:
    found = find_relatives([FIRST, paper(**changes)])
    assert found.get("other", Relatives()).other_holders == others, trap


def test_short_numbers_are_anybodys() -> None:
    assert find_relatives([paper("a", number="QM 17"), paper("b", number="QM 17", holder="Northern Pumps Inc.")]) == {}


def test_weakly_read_values_tell_nothing_apart() -> None:
    made = build_certificate({"certificate_number": {"value": "FM 123456", "confidence": 0.69}, "expiry_date": None})
    assert Paper.of(made).number is None


def test_what_came_in_first_is_the_original_whatever_its_id() -> None:
    assert find_relatives([paper("z"), paper("a")])["a"].of == "z"


def crowd(count: int) -> Iterator[Paper]:
    """Papers of the worst kinds: one number for all, one holder for all, one paper ten thousand times."""
    for n in range(count):
        yield paper(f"n{n}", holder=f"Company number {n} of the crowd")
        yield paper(f"h{n}", number=f"FM {n:06}")
        yield paper(f"s{n}", is_scan=n % 2 == 0)


def test_the_work_grows_with_the_papers_and_not_with_their_square() -> None:
    def seconds(count: int) -> float:
        papers = list(crowd(count))
        start = time.process_time()
        find_relatives(papers)
        return time.process_time() - start

    assert seconds(2000) < 12 * max(seconds(500), 0.01)
