"""What a person does next about a verdict, in one plain sentence."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from rules.errors import DataError, describe, read_yaml
from rules.finding import Decision, Finding, Outcome
from rules.reference.row import Part

FILE = Path(__file__).parent / "catalogue" / "next_steps.yml"


class NextSteps(Part):
    """The sentences of `next_steps.yml`."""

    accept: str
    review: str
    doubt: str
    """For a review whose worst finding could not be judged."""
    error: str
    reject: str


@functools.cache
def load_next_steps(path: Path = FILE) -> NextSteps:
    """The sentences, checked.

    Raises:
        DataError: one is missing, or the file cannot be parsed.
    """
    faults: list[str] = []
    content = read_yaml(path, faults)
    try:
        return NextSteps.model_validate(content)
    except ValidationError as error:
        raise DataError([*faults, *describe(error, path.name)]) from error


def next_step(decision: Decision, reasons: tuple[str, ...], findings: Iterable[Finding]) -> str:
    """What to do next: for an accept what the paper cannot prove, else what its worst finding asks for."""
    steps = load_next_steps()
    if decision is Decision.ACCEPT:
        return steps.accept
    worst = next(finding for finding in findings if finding.rule_id == reasons[0])
    if decision is Decision.REJECT:
        sentence = steps.reject
    else:
        sentence = {Outcome.UNKNOWN: steps.doubt, Outcome.ERROR: steps.error}.get(worst.outcome, steps.review)
    fields = " and ".join(name.replace("_", " ") for name in worst.inputs) or "doubtful place"
    return sentence.format(remedy=worst.remedy[:1].lower() + worst.remedy[1:], fields=fields)
