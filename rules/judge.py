"""The judging room's door: every rule, on one certificate, on one day.

No rule stops another, and one that breaks becomes a finding like the rest. Missing never means pass: an input that is
absent, ambiguous or too weakly read makes the outcome `unknown`, and doubt goes to a person.
"""

from __future__ import annotations

import datetime as dt
import itertools

from extractors.certificate import Certificate
from rules.circumstances import ALONE, Circumstances
from rules.facts import Facts
from rules.finding import Decision, Finding, Outcome, Severity, Verdict
from rules.next_step import next_step
from rules.reference.load import Reference
from rules.rulebook import Rulebook, load_rulebook
from rules.sitting import open_sitting

_TELLING = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR)


def judge(
    certificate: Certificate,
    reference: Reference,
    as_of: dt.date,
    circumstances: Circumstances = ALONE,
    rulebook: Rulebook | None = None,
) -> Verdict:
    """Judges one certificate as it stands on `as_of`.

    Args:
        certificate: what the paper says.
        reference: what is known of standards and bodies.
        as_of: the day of judgement; the same day, rulebook and reference always give the same verdict.
        circumstances: what is known beside the paper: supplier, profile, registers, other papers.
        rulebook: the rules; the project's own where none are given.
    """
    rulebook = rulebook or load_rulebook()
    sitting = open_sitting(rulebook, reference, as_of)
    findings = sitting.findings(Facts(certificate, reference, circumstances))
    counted = list(itertools.compress(findings, rulebook.counting))
    decision, reasons = decide(counted)
    step = next_step(decision, reasons, counted)
    return Verdict(certificate.certificate_id, decision, reasons, tuple(findings), as_of, rulebook.version, step)


def decide(findings: list[Finding]) -> tuple[Decision, tuple[str, ...]]:
    """The decision that findings add up to, and the ids of the rules behind it, worst first."""
    telling = [f for f in findings if f.outcome in _TELLING and f.severity is not Severity.NOTE]
    rejects = [f.rule_id for f in telling if f.outcome is Outcome.FAIL and f.severity is Severity.REJECT]
    fails = [f.rule_id for f in telling if f.outcome is Outcome.FAIL and f.severity is Severity.REVIEW]
    doubts = [f.rule_id for f in telling if f.outcome is not Outcome.FAIL]
    reasons = (*rejects, *fails, *doubts)
    if rejects:
        return Decision.REJECT, reasons
    return (Decision.REVIEW if reasons else Decision.ACCEPT), reasons
