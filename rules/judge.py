"""The judging room's door: every rule, on one certificate, on one day.

No rule stops another, and one that breaks becomes a finding like the rest. Missing never means pass: an input that is
absent, ambiguous or too weakly read makes the outcome `unknown`, and doubt goes to a person.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from typing import Any, NamedTuple

from extractors.certificate import Certificate
from rules.circumstances import ALONE, Circumstances
from rules.fact import Fact, Missing
from rules.facts import Facts
from rules.finding import Decision, Finding, Outcome, Severity, Verdict
from rules.next_step import next_step
from rules.reference.load import Reference
from rules.reference.row import Row
from rules.reference.standard import Standard
from rules.rule import AppliesWhen
from rules.rulebook import BoundRule, Rulebook, load_rulebook


class _Answer(NamedTuple):
    """What one rule says, before it becomes a finding."""

    outcome: Outcome
    message: str
    inputs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    """Keys of the rows of the reference data that were compared with."""
    is_weak: bool = False
    """Does it rest on a row that nobody has confirmed?"""


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
    facts = Facts(certificate, reference, circumstances)
    findings = [_finding(bound, _ask(bound, facts, as_of), as_of, rulebook.version) for bound in rulebook.bound]
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


def _ask(bound: BoundRule, facts: Facts, as_of: dt.date) -> _Answer:
    try:
        return _why_not_applicable(bound.rule.applies_when, facts) or _run(bound, facts, as_of)
    except Exception as error:  # a rule that breaks is a finding: one slip must not stop a sweep
        message = f"The rule broke ({type(error).__name__}: {error}). Judge this point by hand and report it."
        return _Answer(Outcome.ERROR, message, tuple(name for name, _ in bound.inputs))


def _why_not_applicable(when: AppliesWhen, facts: Facts) -> _Answer | None:
    for name in when.present:
        fact = facts[name]
        if isinstance(fact, Missing) and fact.is_absent:
            return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable: {fact.why}.", fact.fields)
    if when.standards or when.kinds or when.oversight:
        fact = facts["known_standard"]
        if isinstance(fact, Missing):
            return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable: {fact.why}.", fact.fields)
        if not _is_meant(when, fact.value):
            about = f"{fact.value.designation} ({fact.value.kind}, oversight: {fact.value.oversight})"
            return _Answer(Outcome.NOT_APPLICABLE, f"Not applicable to {about}.", fact.fields)
    profile = facts.circumstances.profile
    if when.profiles and (profile is None or profile.name not in when.profiles):
        return _Answer(Outcome.NOT_APPLICABLE, f"Only for purchases of {', '.join(when.profiles)}.")
    return None


def _is_meant(when: AppliesWhen, standard: Standard) -> bool:
    return (
        (not when.standards or standard.designation in when.standards)
        and (not when.kinds or standard.kind in when.kinds)
        and (not when.oversight or standard.oversight in when.oversight)
    )


def _run(bound: BoundRule, facts: Facts, as_of: dt.date) -> _Answer:
    rule = bound.rule
    values: dict[str, Any] = {**facts.given, **rule.arguments, "as_of": as_of}
    fields, doubts = bound.asked, list[str]()
    rows: tuple[Row, ...] = ()
    for name, least in bound.inputs:
        fact = facts[name]
        fields += fact.fields
        if isinstance(fact, Missing) or fact.confidence < least:
            doubts.append(_doubt(name, fact, least))
        else:
            values[name] = fact.value
            rows += fact.rows
    inputs = _each_once(fields)
    if doubts:
        return _Answer(Outcome.UNKNOWN, f"Cannot be judged: {'; '.join(doubts)}. Look at the page.", inputs)
    has_defect = bound.predicate(**{name: values[name] for name in bound.parameters})
    if has_defect:
        outcome, message = Outcome.FAIL, rule.message.format(**_spoken(values))
    elif has_defect is None:
        told = rule.undecided.format(**_spoken(values)) if rule.undecided else rule.checks
        outcome, message = Outcome.UNKNOWN, f"Not decided: {told}"
    elif rule.passes:
        outcome, message = Outcome.PASS, rule.passes.format(**_spoken(values))
    else:
        outcome, message = Outcome.PASS, f"Checked: {rule.checks}"
    if not rows:
        return _Answer(outcome, message, inputs)
    keys = _each_once(tuple([row.key for row in rows]))
    return _Answer(outcome, message, inputs, keys, any([row.is_weak for row in rows]))  # noqa: C419 - a list is faster


@functools.lru_cache(maxsize=10_000)
def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


class _Listed(tuple[Any, ...]):
    """Several values, which a message names with commas between them."""

    def __format__(self, spec: str) -> str:
        return ", ".join(map(str, self))


def _spoken(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _Listed(v) if isinstance(v, tuple | list) else v for name, v in values.items()}


def _doubt(name: str, fact: Fact, least: float) -> str:
    if isinstance(fact, Missing):
        return fact.why
    return f"{name} was read with confidence {fact.confidence:.2f}, and {least:.2f} is needed"


@functools.lru_cache(maxsize=50_000)
def _finding(bound: BoundRule, answer: _Answer, as_of: dt.date, version: str) -> Finding:
    """The finding; the same object for the same words, of which most certificates have most in common."""
    severity, message = bound.rule.severity, answer.message
    if answer.is_weak and severity is Severity.REJECT:
        severity = Severity.REVIEW  # a row that nobody has confirmed may ask for a look, never reject
        if answer.outcome is Outcome.FAIL:
            message += " (This rests on reference data that nobody has confirmed.)"
    return Finding(
        rule_id=bound.rule.id,
        outcome=answer.outcome,
        severity=severity,
        message=message,
        basis=bound.rule.basis.text,
        inputs=answer.inputs,
        as_of=as_of,
        rulebook_version=version,
        remedy=bound.rule.remedy,
        reference_rows=answer.rows,
    )
