"""One rule, as its YAML file states it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from extractors.certificate import FIELD_NAMES
from rules.facts import FACT_NAMES
from rules.file_facts import FILE_FACTS
from rules.finding import Outcome, Severity
from rules.reference.row import Part
from rules.reference.standard import Kind, Oversight

Text = Annotated[str, Field(min_length=1)]


class Status(enum.StrEnum):
    """Where a rule stands in its life."""

    PREVIEW = "preview"
    """Reports, but does not count."""
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    """Kept so that its id is never used again; not run."""


class Basis(Part):
    """What the rule rests on."""

    text: Text
    """The standard and clause, or the source, in a few words."""
    url: Annotated[str, Field(pattern=r"^https?://")]


class AppliesWhen(Part):
    """Where a rule has something to say. Every condition given must hold.

    A fact that the paper does not print, or that the reference does not list, makes the rule not applicable: another
    rule reports the gap. A fact that nobody could read leaves it applicable, and its outcome unknown.
    """

    present: tuple[str, ...] = ()
    """Facts that the paper prints, or that the reference data list."""
    standards: tuple[Text, ...] = ()
    """Designations of standards."""
    kinds: tuple[Kind, ...] = ()
    """Kinds of standard."""
    oversight: tuple[Oversight, ...] = ()
    """Who vouches for the bodies that certify to the standard."""

    @model_validator(mode="after")
    def _only_facts(self) -> AppliesWhen:
        if wrong := set(self.present) - FACT_NAMES:
            raise ValueError(f"present: no fact called {', '.join(sorted(wrong))}")
        return self


class Case(Part):
    """An example in the rule's own file: a tiny certificate, a day, and by its place the outcome."""

    trap: Text
    """What the example guards against."""
    as_of: dt.date
    certificate: dict[str, Any]
    circumstances: dict[str, Any] = Field(default_factory=dict)
    """What is known beside the paper, by the names of `Circumstances`."""
    message: str | None = None
    """Words that the finding's message must hold."""

    @model_validator(mode="after")
    def _only_fields(self) -> Case:
        if wrong := self.certificate.keys() - set(FIELD_NAMES) - {"legibility", "standard_version", "file"}:
            raise ValueError(f"certificate: no field called {', '.join(sorted(wrong))}")
        return self


class Rule(Part):
    """A rule: what it checks, why, on what grounds, and its own examples."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$")]
    title: Text
    """Names the defect: `Expired`."""
    status: Status
    since: Text
    """Version of certsweep that brought it."""
    severity: Severity
    checks: Text
    why: Text
    remedy: Text
    """What we ask of the supplier, as one sentence."""
    basis: Basis
    applies_when: AppliesWhen = AppliesWhen()
    inputs: Annotated[dict[str, Literal["firm", "fair", "legible"]], Field(min_length=1)]
    """Facts that the predicate needs, each with a level of `confidence.yml`."""
    predicate: Text
    arguments: dict[str, Any] = Field(default_factory=dict)
    message: Text
    """What was found, with `{inputs}`, `{arguments}` and `{as_of}` filled in."""
    passes: Text | None = None
    """What was found where there is no defect, filled in likewise; where none is given, `checks` is said."""
    undecided: Text | None = None
    """What was found where well-read inputs do not decide, filled in likewise; where none is given, `checks` is said."""
    cases: dict[Outcome, tuple[Case, ...]]

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if wrong := self.inputs.keys() - FACT_NAMES:
            raise ValueError(f"inputs: no fact called {', '.join(sorted(wrong))}")
        # What a file says of itself is there or not, and never badly read.
        third = Outcome.NOT_APPLICABLE if self.inputs.keys() <= FILE_FACTS.keys() else Outcome.UNKNOWN
        if missing := {Outcome.PASS, Outcome.FAIL, third} - {o for o, cases in self.cases.items() if cases}:
            raise ValueError(f"cases: give at least one {' and one '.join(sorted(missing))}")
        return self

    def says(self, outcome: Outcome) -> str:
        """What is said once the predicate has answered, to be filled in."""
        checks = self.checks.replace("{", "{{").replace("}", "}}")
        if outcome is Outcome.FAIL:
            return self.message
        if outcome is Outcome.UNKNOWN:
            return f"Not decided: {self.undecided or checks}"
        return self.passes or f"Checked: {checks}"
