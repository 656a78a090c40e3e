"""No flaw is accepted, alone or with another; doubt turns nobody away; and what is good is not rejected."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rules.cases import build_certificate, build_circumstances
from rules.finding import Decision, Verdict
from rules.judge import judge
from rules.reference.load import load_reference
from tests.rules.adversarial.flaws import (
    ABOUT_IT,
    CHINESE_FLAWS,
    FLAWS,
    UNOVERSEEN,
    UNOVERSEEN_FLAWS,
    WRONG_SUB_SCOPE,
    Changes,
)
from tests.rules.adversarial.harmless import HARMLESS
from tests.rules.adversarial.papers import GOOD, TODAY, Paper

REFERENCE = load_reference()
D = dt.date


def verdict(paper: Mapping[str, Any], about_it: Mapping[str, Any] | None = None) -> Verdict:
    given = {name: value for name, value in paper.items() if value is not None}
    return judge(build_certificate(given), REFERENCE, TODAY, build_circumstances(about_it or {}))


def spoilt(families: Mapping[str, Any]) -> Iterator[tuple[str, Paper, Changes]]:
    """Every flaw on every good paper that it is a flaw of: the family, the spoilt paper, the changes."""
    for (family, variants), paper in itertools.product(families.items(), GOOD.values()):
        for changes in variants:
            same = {name: value for name, value in changes.items() if paper.get(name) == value}
            if same.keys() != changes.keys():
                yield family, paper | changes, changes


def wrong_sub_scopes() -> Iterator[tuple[str, Paper, Changes]]:
    for (mark, standards), paper in itertools.product(WRONG_SUB_SCOPE.items(), GOOD.values()):
        if paper["standard"] in standards:
            changes = {"accreditation_body": mark, "accreditation_number": None}
            yield "wrong sub-scope", paper | changes, changes


def unoverseen() -> Iterator[tuple[str, Paper, Changes]]:
    for (family, variants), standard in itertools.product(UNOVERSEEN_FLAWS.items(), UNOVERSEEN):
        for changes in variants:
            yield f"{family}, {standard['standard']}", BARE | standard | changes, changes


def chinese() -> Iterator[tuple[str, Paper, Changes]]:
    paper = GOOD["quality-cn"]
    yield from ((family, paper | changes, changes) for family, all_ in CHINESE_FLAWS.items() for changes in all_)


BARE = GOOD["quality-gb"] | {"accreditation_body": None, "accreditation_number": None}
ALONE = [*spoilt(FLAWS), *wrong_sub_scopes(), *unoverseen(), *chinese()]


@pytest.mark.parametrize("name", GOOD)
def test_good_papers_are_accepted(name: str) -> None:
    assert (verdict(GOOD[name]).decision, verdict(GOOD[name]).reasons) == (Decision.ACCEPT, ())


@pytest.mark.parametrize(("name", "changes", "about_it"), HARMLESS, ids=str)
def test_what_only_looks_odd_is_accepted(name: str, changes: Changes, about_it: Changes) -> None:
    found = verdict(GOOD[name] | changes, about_it)
    assert (found.decision, found.reasons) == (Decision.ACCEPT, ())


@pytest.mark.parametrize("standard", UNOVERSEEN, ids=lambda standard: standard["standard"])
def test_a_good_body_needs_no_accreditation_where_there_is_none(standard: Changes) -> None:
    assert verdict(BARE | standard).reasons == ()


def test_no_flaw_is_accepted() -> None:
    assert len(ALONE) >= 500
    accepted = {family: changes for family, paper, changes in ALONE if verdict(paper).decision is Decision.ACCEPT}
    assert accepted == {}


def test_no_two_flaws_are_accepted() -> None:
    """Two flaws do not cancel each other out."""
    paper = GOOD["quality-gb"]
    flaws = [(family, variants[0]) for family, variants in FLAWS.items()]
    pairs = [(a, b, paper | first | second) for (a, first), (b, second) in itertools.combinations(flaws, 2)]
    assert len(pairs) >= 500
    assert [(a, b) for a, b, both in pairs if verdict(both).decision is Decision.ACCEPT] == []


@pytest.mark.parametrize("family", ABOUT_IT)
def test_nothing_is_accepted_of_which_something_else_is_known(family: str) -> None:
    for paper, about_it in itertools.product(GOOD.values(), ABOUT_IT[family]):
        assert verdict(paper, about_it).decision is not Decision.ACCEPT, about_it


def doubtful(paper: Paper, changes: Changes, confidence: float) -> Paper:
    """The paper, its changes read with no more than this confidence."""
    weak = {
        name: {"value": value, "confidence": confidence}
        for name, value in changes.items()
        if value is not None and name not in {"file", "legibility"} and not isinstance(value, dict)
    }
    return paper | weak


@pytest.mark.parametrize("confidence", [0.3, 0.65, 0.8])
def test_no_rejection_rests_on_a_weak_reading(confidence: float) -> None:
    papers = [(family, doubtful(paper, changes, confidence)) for family, paper, changes in ALONE]
    assert {family for family, paper in papers if verdict(paper).decision is Decision.REJECT} == set()


WEAK_ROWS: list[Changes] = [
    # The end of each of these editions is general knowledge, a page of a certification body, or not known at all.
    {"standard": "ISO 22000", "standard_edition": 2005, "issue_date": D(2019, 2, 11)},
    {"standard": "ISO 13485", "standard_edition": 2003, "issue_date": D(2015, 2, 11)},
    {"standard": "ISO 50001", "standard_edition": 2011, "issue_date": D(2018, 2, 11)},
    {"standard": "ISO 22301", "standard_edition": 2012, "issue_date": D(2019, 2, 11)},
    {"standard": "ISO/IEC 20000-1", "standard_edition": 2011, "issue_date": D(2018, 2, 11)},
    {"standard": "ISO 9001", "standard_edition": 1987, "issue_date": D(1990, 2, 11)},
    {"standard": "OHSAS 18001", "standard_edition": 1999, "issue_date": D(2005, 2, 11)},
    {"standard": "ISO/IEC 27701", "standard_edition": 2019},
    {"accreditation_body": "GAAS", "accreditation_number": None},
    {"accreditation_body": "NATA", "accreditation_number": None},
    {"accreditation_body": "SINCERT", "accreditation_number": None},
    {"accreditation_number": "0099"},
    {"certification_body": "QAS International Ltd", "certification_body_id": "qas-international-ltd"},
]


@pytest.mark.parametrize("changes", WEAK_ROWS, ids=lambda changes: " ".join(map(str, list(changes.values())[:2])))
def test_no_rejection_rests_on_what_is_only_said_of_the_world(changes: Changes) -> None:
    paper = GOOD["quality-gb"] | changes
    if paper["issue_date"].year < 2025:
        paper |= {"initial_certification_date": None, "expiry_date": None}  # only the edition could turn it away
    assert verdict(paper).decision is Decision.REVIEW
