"""The rules and an expert who has not read them come to the same conclusions, on certificates of every kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, seed, settings

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
A_ROUND, MOST_ROUNDS = 700, 12
"""Papers in a round, and rounds after which what has not come up never will."""


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


@dataclass
class Seen:
    """What came up in the papers so far, and which rules the expert would have missed."""

    papers: Counter[str]
    missed: set[str]

    @property
    def gaps(self) -> set[str]:
        """Topics that no paper was about, and rules that nobody would notice if they were gone."""
        counting = {rule.id for rule in load_rulebook().rules if rule.severity is not Severity.NOTE}
        unasked = {topic for topic in RULES if not self.papers[topic]} - NEVER_A_MUST
        return unasked | ((counting & MAPPED) - self.missed - NEVER_ALONE)


def compare_notes(number: int, seen: Seen) -> None:
    """One round of papers, of its own for each number."""

    @seed(number)
    @settings(max_examples=A_ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases())
    def agree(case: Case) -> None:
        opinion = consult(case.paper, case.day)
        verdict = judge(build_certificate(case.paper), REFERENCE, case.day)
        assert objections(opinion, verdict) == [], (opinion, verdict.reasons)
        seen.papers.update(["all", verdict.decision, *opinion.must_name])
        seen.papers["left open"] += len(opinion.decisions) > 1
        seen.missed.update(rule for rule in verdict.reasons if objections(opinion, without(verdict, rule)))

    agree()


@pytest.mark.parametrize("rounds", [3, pytest.param(28, marks=pytest.mark.slow)])
def test_the_expert_and_the_rules_agree(rounds: int) -> None:
    """Which papers a seed makes changes with any code, as Hypothesis tries its constants: a gap asks for more rounds."""
    seen = Seen(Counter(), set())
    for number in range(max(rounds, MOST_ROUNDS)):
        if number < rounds or seen.gaps:
            compare_notes(number, seen)
    assert seen.papers["all"] >= 0.9 * rounds * A_ROUND
    assert seen.papers["left open"] < seen.papers["all"] / 3, "an expert who leaves all open agrees with anybody"
    assert min(seen.papers[decision] for decision in Decision) > 150
    assert seen.gaps == set(), "the expert would not notice if these were gone"
