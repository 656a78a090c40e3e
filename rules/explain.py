"""Renders rules as pages for people: `python -m rules.explain > docs/rules.md`, or one rule with its examples.

The rule's YAML file is its page; nothing is written here that is not there.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

from rules.finding import Severity
from rules.rule import AppliesWhen, Case
from rules.rulebook import BoundRule, Rulebook, load_rulebook

_HEAD = """\
# Rules

Generated from `rules/catalogue/` by `python -m rules.explain > docs/rules.md`; change the YAML, not this page.
`certsweep rules explain ID` prints one rule with its examples.

Every rule is asked of every certificate and gives one outcome: `pass`, `fail`, `unknown` (an input is absent,
ambiguous or too weakly read), `not_applicable`, or `error` (the rule itself broke). A failed reject rule makes the
verdict `reject`; a failed review rule, or a reject or review rule that is unknown, makes it `review`; else it is
`accept`, with the notes attached. A reject that rests on a reference row which nobody has confirmed becomes a review.
"""

_VERDICT = {
    Severity.REJECT: "a failure rejects the certificate",
    Severity.REVIEW: "a failure asks a person to look",
    Severity.NOTE: "a failure is noted and does not count",
}


def explain(rule_id: str, rulebook: Rulebook | None = None) -> str:
    """One rule's page, with its examples.

    Raises:
        KeyError: there is no such rule.
    """
    bound = (rulebook or load_rulebook()).rule(rule_id)
    return "\n".join([*_page(bound, level="#"), "", *_examples(bound)]) + "\n"


def catalogue(rulebook: Rulebook | None = None) -> str:
    """All rules on one page: a table of them, then each in short."""
    bound = (rulebook or load_rulebook()).bound
    lines = [_HEAD, "| id | defect | severity | what is checked |", "|---|---|---|---|"]
    lines += [f"| {b.rule.id} | {b.rule.title} | {b.rule.severity} | {b.rule.checks} |" for b in bound]
    group = ""
    for rule in bound:
        if rule.group != group:
            group = rule.group
            lines += ["", f"## {group.capitalize()}"]
        lines += ["", *_page(rule, level="###")]
    return "\n".join(lines) + "\n"


def _page(bound: BoundRule, level: str) -> Iterator[str]:
    rule = bound.rule
    yield f"{level} {rule.id} {rule.title}"
    yield ""
    yield f"- **Severity:** {rule.severity}: {_VERDICT[rule.severity]}; {rule.status} since {rule.since}"
    yield f"- **Checks:** {rule.checks}"
    yield f"- **Why:** {rule.why}"
    yield f"- **What to do:** {rule.remedy}"
    yield f"- **Basis:** [{rule.basis.text}]({rule.basis.url})"
    yield f"- **How:** {'. '.join(_how(bound))}"


def _how(bound: BoundRule) -> Iterator[str]:
    rule = bound.rule
    arguments = "".join(f", {name} = {_plain(value)}" for name, value in rule.arguments.items())
    question = (inspect.getdoc(bound.predicate) or "").partition("\n")[0].rstrip(".")
    yield f"fails on `{rule.predicate}`{arguments}: {question}"
    yield f"Needs {', '.join(f'`{name}` at {least:.2f}' for name, least in bound.inputs)}"
    if conditions := "; ".join(_conditions(rule.applies_when)):
        yield f"Applies to {conditions}"


def _conditions(when: AppliesWhen) -> Iterator[str]:
    if when.present:
        yield f"what has {', '.join(f'`{name}`' for name in when.present)}"
    if when.standards:
        yield f"certificates to {', '.join(when.standards)}"
    if when.kinds:
        yield f"standards of the kind {', '.join(when.kinds)}"
    if when.oversight:
        yield f"standards under the oversight of: {', '.join(when.oversight)}"


def _examples(bound: BoundRule) -> Iterator[str]:
    yield "| outcome | as of | the paper says | because |"
    yield "|---|---|---|---|"
    for outcome, cases in bound.rule.cases.items():
        for case in cases:
            yield f"| {outcome} | {case.as_of} | {_paper(case)} | {case.trap} |"


def _paper(case: Case) -> str:
    said = "; ".join(f"{name} = {_plain(value)}" for name, value in case.certificate.items()) or "nothing of this"
    beside = "; ".join(f"{name} = {_plain(value)}" for name, value in case.circumstances.items())
    return f"{said}; beside the paper: {beside}" if beside else said


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        if "absent" in value:
            return f"({value['absent']})"
        if "value" in value:
            return f"{_plain(value['value'])} (confidence {value.get('confidence')})"
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items() if part is not None)
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return " and ".join(f"({_plain(part)})" for part in value)
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    sys.stdout.write(explain(sys.argv[1]) if len(sys.argv) > 1 else catalogue())
