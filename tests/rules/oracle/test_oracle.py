"""The rules and an expert who has not read them come to the same conclusions, on certificates of every kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from rules.cases import build_certificate
from rules.finding import Decision, Severity, Verdict
from rules.judge import decide, judge
from rules.reference.load import load_reference
from rules.rulebook import load_rulebook
from tests.rules.oracle.opinion import Opinion, consult
from tests.rules.oracle.papers import Case, cases
from tests.rules.oracle.topics import MAPPED, RULES, topics_of

REFERENCE = load_reference()
NEVER_A_MUST = {"address", "surveillance"}
"""Topics that the notes leave to the buyer."""
NEVER_ALONE = {"ACC015", "VAL008"}
"""Rules whose topic another rule speaks of, too: a paper from the future is not valid yet."""


def objections(opinion: Opinion, verdict: Verdict) -> list[str]:
    """What the expert has to say against a verdict: a wrong decision, a reason not named, or one made up."""
    found = []
    if verdict.decision not in opinion.decisions:
        found.append(f"{verdict.decision} instead of {' or '.join(sorted(opinion.decisions))}")
    for topic in sorted(opinion.must_name):
        if not RULES[topic] & set(verdict.reasons):
            found.append(f"{topic} is no reason")
    for rule_id in verdict.reasons:
        if rule_id in MAPPED and not topics_of(rule_id) & opinion.may_name:
            found.append(f"{rule_id} is a reason")
    return found


def without(verdict: Verdict, rule_id: str) -> Verdict:
    """The verdict as it would be if somebody had forgotten a rule."""
    findings = tuple(finding for finding in verdict.findings if finding.rule_id != rule_id)
    decision, reasons = decide(list(findings))
    return replace(verdict, decision=decision, reasons=reasons, findings=findings)


@pytest.mark.parametrize("certificates", [2500, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_expert_and_the_rules_agree(certificates: int) -> None:
    seen: Counter[str] = Counter()
    missed: set[str] = set()

    @settings(max_examples=certificates, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(cases())
    def agree(case: Case) -> None:
        opinion = consult(case.paper, case.day)
        verdict = judge(build_certificate(case.paper), REFERENCE, case.day)
        assert objections(opinion, verdict) == [], (opinion, verdict.reasons)
        seen.update(["all", verdict.decision, *opinion.must_name])
        seen["left open"] += len(opinion.decisions) > 1
        missed.update(rule for rule in verdict.reasons if objections(opinion, without(verdict, rule)))

    agree()
    assert seen["all"] >= 2000
    assert seen["left open"] < seen["all"] / 3, "an expert who leaves everything open agrees with anybody"
    assert min(seen[decision] for decision in Decision) > 150
    assert not [topic for topic in RULES if not seen[topic] and topic not in NEVER_A_MUST]
    counting = {rule.id for rule in load_rulebook().rules if rule.severity is not Severity.NOTE}
    assert counting & MAPPED - missed <= NEVER_ALONE, "the expert would not notice if these were gone"
