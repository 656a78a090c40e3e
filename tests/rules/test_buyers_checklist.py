"""docs/buyers-checklist.md holds: its rules, profiles and tests exist, and each line is shown by a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.cover import Cover, supplier_rows
from flows.terms import Terms
from rules.cases import build_certificate, build_circumstances
from rules.finding import Decision
from rules.judge import judge
from rules.next_step import next_step
from rules.profiles.load import load_profile, profile_names
from rules.reference.load import load_reference
from rules.rulebook import load_rulebook
from tests.rules.adversarial.papers import GOOD, TODAY
from tests.rules.checklist import LINES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "buyers-checklist.md"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the page."""

    name: str
    rules: frozenset[str]
    profiles: frozenset[str]
    tests: tuple[str, ...]


def entries() -> dict[str, Entry]:
    found = {}
    for row in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if row.startswith("| `"):
            name, _, rules, profiles, tests = cells
            named = tuple(re.findall(r"`([^`]+)`", tests))
            found[name.strip("`")] = Entry(name, frozenset(rules.split()), frozenset(profiles.split()), named)
    return found


def test_every_line_has_its_case_and_every_case_its_line() -> None:
    assert list(entries()) == list(LINES)


def test_every_rule_profile_and_test_in_it_exists() -> None:
    known = {rule.id for rule in load_rulebook().rules}
    assert {rule for entry in entries().values() for rule in entry.rules} <= known
    assert {profile for entry in entries().values() for profile in entry.profiles} == set(profile_names())
    for path, test in (test.split("::") for entry in entries().values() for test in entry.tests):
        assert f"\ndef {test}(" in (ROOT / path).read_text("utf-8")


def test_every_line_shows_each_of_its_rules_and_profiles() -> None:
    for name, entry in entries().items():
        shown = LINES[name]
        assert {rule for line in shown for rule in line.expected} == entry.rules, name
        assert {line.profile for line in shown} - {None} == entry.profiles, name
        assert shown or entry.tests, name


@pytest.mark.parametrize("name", LINES)
def test_line(name: str) -> None:
    for line in LINES[name]:
        about_it = build_circumstances(line.about_it)
        verdict = judge(build_certificate(line.given), load_reference(), TODAY, about_it)
        found = {finding.rule_id: finding for finding in verdict.findings}
        assert {rule: found[rule].outcome for rule in line.expected} == line.expected, line


def test_government_procurement_is_covered_by_all_three_or_not_at_all() -> None:
    terms = Terms(as_of=TODAY, profile=load_profile("government-procurement"))
    papers = [GOOD["quality-gb"], GOOD["environment-gb"], GOOD["safety-de"]]
    covers = [
        Cover("4711", paper["standard"], paper["certificate_number"], "accept", paper["expiry_date"])
        for paper in papers
    ]
    assert [row["covered"] for row in supplier_rows(covers[:2], terms)] == [False, False, False]
    assert [row["covered"] for row in supplier_rows(covers, terms)] == [True, True, True]


def test_an_accepted_paper_names_the_factory_audit_and_the_inspection_before_shipping() -> None:
    verdict = judge(build_certificate(GOOD["quality-gb"]), load_reference(), TODAY)
    assert verdict.decision is Decision.ACCEPT
    step = next_step(verdict.decision, verdict.reasons, verdict.findings)
    assert "audit the factory" in step
    assert re.search(r"inspect .* before shipping", step)
    assert "no proof of product quality" in step
