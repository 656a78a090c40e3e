"""What judging hands on: findings, and the verdict that they add up to. Standard library only."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


class Outcome(enum.StrEnum):
    """What a rule says of a certificate. Nothing maps to `pass` by default."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    """An input is absent, ambiguous or too weakly read."""
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"
    """The rule itself broke."""


class Severity(enum.StrEnum):
    """What a rule's failure does to the verdict."""

    REJECT = "reject"
    REVIEW = "review"
    NOTE = "note"


class Decision(enum.StrEnum):
    """The verdict in a word."""

    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one certificate; a rule that passed is a finding too.

    Whom it is about is in the `Verdict`, so that the same words on a thousand certificates are one object.
    `inputs` names the certificate's fields that decided it; their evidence is on the certificate. `reference_rows`
    are the ids of the rows of the reference data that were compared with, and `remedy` is what to do next.
    """

    rule_id: str
    outcome: Outcome
    severity: Severity
    message: str
    basis: str
    inputs: tuple[str, ...]
    as_of: dt.date
    rulebook_version: str
    remedy: str = ""
    reference_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one certificate, its reasons, and every finding.

    `reasons` are the rule ids that made it a review or a reject, worst first, in catalogue order. `next_step` is what a
    person does about it, in one sentence; for an accept it says what no certificate can prove.
    """

    certificate_id: str
    decision: Decision
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]
    as_of: dt.date
    rulebook_version: str
    next_step: str = ""
