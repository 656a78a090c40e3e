"""docs/verdicts.md: thirty papers, under verdicts that their rules can come to."""

from __future__ import annotations

import re
from pathlib import Path

from rules.finding import Decision, Severity
from rules.rulebook import load_rulebook

PAGE = Path(__file__).parents[2] / "docs" / "verdicts.md"
SEVERITY = {rule.id: rule.severity for rule in load_rulebook().rules}


def rows(decision: Decision) -> dict[int, list[str]]:
    """The reasons of each paper under a verdict, by its number."""
    part = PAGE.read_text("utf-8").split(f"\n## {decision.title()}\n")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if re.match(r"\| \d", line)]
    column = -1 if decision is Decision.ACCEPT else 5
    return {int(cells[0]): re.findall(r"[A-Z]{3}\d{3}", cells[column]) for cells in lines}


def test_there_are_thirty() -> None:
    assert [number for decision in Decision for number in rows(decision)] == list(range(1, 31))


def test_the_reasons_can_make_the_verdict() -> None:
    accepted, reviewed, rejected = (rows(decision).values() for decision in Decision)
    assert all(SEVERITY[rule] is Severity.NOTE for found in accepted for rule in found)
    assert all(found and {SEVERITY[rule] for rule in found} == {Severity.REVIEW} for found in reviewed)
    assert all(SEVERITY[found[0]] is Severity.REJECT for found in rejected)
