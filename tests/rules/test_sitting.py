"""What a rule remembers: it saves work, and changes no word."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from extractors.certificate import Certificate, FieldValue
from rules.cases import build_certificate
from rules.circumstances import Circumstances
from rules.finding import Outcome
from rules.judge import judge
from rules.profiles.load import load_profile
from rules.reference.load import load_reference
from rules.rulebook import Rulebook, load_rulebook
from tests.rules.papers import GOOD, TODAY

CHANGES: list[dict[str, Any]] = [
    {},
    {"standard": "ISO 14001"},
    {"standard_edition": None},
    {"scope": None},
    {"accreditation_body": None, "accreditation_number": None},
    {"certification_body_id": None},
    {"issue_date": dt.date(2027, 1, 1)},
    {"expiry_date": dt.date(2025, 1, 1)},
    {"copy_words": ["DRAFT"]},
    {"sector_codes": ["IAF 28"]},
]


def paper(changes: dict[str, Any], **confidence: float) -> Certificate:
    given = {name: value for name, value in (GOOD | changes).items() if value is not None}
    certificate = build_certificate(given)
    for name, sure in confidence.items():
        value = certificate.field(name)
        assert isinstance(value, FieldValue)
        certificate = replace(certificate, **{name: replace(value, confidence=sure)})  # type: ignore[arg-type]
    return certificate


def fresh() -> Rulebook:
    """The rules as if nobody had asked them anything: what they remember is kept by rulebook."""
    return replace(load_rulebook())


def test_whoever_was_judged_before_a_certificate_gets_the_same_verdict() -> None:
    papers = [paper(changes, expiry_date=sure) for changes in CHANGES for sure in (0.99, 0.93, 0.898, 0.65, 0.641, 0.3)]
    random.Random(1).shuffle(papers)  # noqa: S311 - any order will do
    for _ in range(2):
        for certificate in papers:
            alone = judge(certificate, load_reference(), TODAY, rulebook=fresh())
            assert judge(certificate, load_reference(), TODAY) == alone


@pytest.mark.parametrize(("sure", "outcome"), [(0.9, Outcome.PASS), (0.899, Outcome.UNKNOWN), (0.901, Outcome.PASS)])
def test_two_confidences_that_look_alike_on_either_side_of_a_level_are_told_apart(
    sure: float, outcome: Outcome
) -> None:
    found = judge(paper({}, expiry_date=sure), load_reference(), TODAY).findings
    assert next(f for f in found if f.rule_id == "VAL001").outcome is outcome


def test_a_purchase_asked_about_in_between_leaves_no_trace() -> None:
    certificate, alone = paper({}), judge(paper({}), load_reference(), TODAY, rulebook=fresh())
    judge(certificate, load_reference(), TODAY, Circumstances(profile=load_profile("toys")))
    judge(certificate, load_reference(), TODAY + dt.timedelta(days=4000))
    assert judge(certificate, load_reference(), TODAY) == alone


def test_the_same_words_on_two_certificates_are_one_object() -> None:
    one, other = (judge(paper({"certificate_number": n}), load_reference(), TODAY).findings for n in ("FM 1", "FM 2"))
    assert sum(a is b for a, b in zip(one, other, strict=True)) > len(one) / 2
