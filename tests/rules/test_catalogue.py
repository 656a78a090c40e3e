"""Every rule proves itself by the examples in its own file."""

from __future__ import annotations

import pytest

from rules.cases import build_certificate, build_circumstances
from rules.finding import Outcome
from rules.judge import judge
from rules.reference.load import load_reference
from rules.rule import Case
from rules.rulebook import BoundRule, Rulebook, load_rulebook

RULEBOOK = load_rulebook()
CASES = [
    pytest.param(bound, outcome, case, id=f"{bound.rule.id}-{outcome}-{case.trap}")
    for bound in RULEBOOK.bound
    for outcome, cases in bound.rule.cases.items()
    for case in cases
]


@pytest.mark.parametrize(("bound", "outcome", "case"), CASES)
def test_rule_says_what_its_own_case_says(bound: BoundRule, outcome: Outcome, case: Case) -> None:
    alone = Rulebook((bound,), "test")
    circumstances = build_circumstances(case.circumstances)
    verdict = judge(build_certificate(case.certificate), load_reference(), case.as_of, circumstances, alone)
    (finding,) = verdict.findings
    assert finding.outcome is outcome, finding.message
    assert (case.message or "") in finding.message


def test_every_rule_is_filed_under_its_group() -> None:
    groups = {"VAL": "validity", "STD": "standard", "ACC": "accreditation", "ISS": "issuer", "CON": "content"}
    groups |= {"CNS": "consistency", "PAP": "paper", "BUY": "buyer", "REG": "register", "TIM": "time"}
    assert {b.rule.id: b.group for b in RULEBOOK.bound} == {b.rule.id: groups[b.rule.id[:3]] for b in RULEBOOK.bound}


def test_messages_are_short_and_name_a_remedy() -> None:
    for rule in RULEBOOK.rules:
        assert len(rule.message) < 160, rule.id
        assert rule.remedy.endswith("."), rule.id
        assert rule.checks.endswith("."), rule.id


def test_no_reject_rests_on_a_merely_fair_reading() -> None:
    levels = {r.id: set(r.inputs.values()) for r in RULEBOOK.rules if r.severity == "reject"}
    assert levels
    assert all(found == {"firm"} for found in levels.values()), levels


def test_every_field_that_every_certificate_needs_is_asked_for() -> None:
    asked = {name for rule in RULEBOOK.rules for name in (*rule.inputs, *map(str, rule.arguments.values()))}
    assert {"expiry_date", "certification_body", "certificate_number", "certified_organization", "standard"} <= asked
    assert {"is_scope_printed", "organization_address"} <= asked
