"""What a score is worth as a probability: whatever the weights are, these hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.certificate import FIELD_NAMES, Absent, AbsentReason, Box, Evidence, FieldValue
from extractors.confidence import calibrated

FIELDS = st.sampled_from(FIELD_NAMES)
SCORES = st.floats(0, 1)


def value(score: float, method: str = "text_layer") -> FieldValue[str]:
    return FieldValue("x", (Evidence(1, Box(0, 0, 10, 10), "x", method),), score)


def probability(name: str, score: float, method: str = "text_layer", legibility: float = 1.0) -> float:
    found = calibrated(name, value(score, method), legibility)
    assert isinstance(found, FieldValue)
    return found.confidence


@given(FIELDS, SCORES, SCORES)
def test_a_better_score_is_never_worth_less(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert probability(name, low) <= probability(name, high)


@given(FIELDS, SCORES, st.floats(0, 1))
def test_nothing_is_certain(name: str, score: float, legibility: float) -> None:
    assert 0.0 < probability(name, score, "ocr:fake@7", legibility) < 1.0


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_what_was_hard_to_read_is_worth_less(name: str) -> None:
    printed, seen, blurred = (
        probability(name, 0.3),
        probability(name, 0.3, "ocr:fake@7", 0.95),
        probability(name, 0.3, "ocr:fake@7", 0.6),
    )
    assert printed > seen > blurred


def test_only_the_confidence_changes() -> None:
    before = value(0.8)
    after = calibrated("expiry_date", before, 1.0)
    assert isinstance(after, FieldValue)
    assert (after.value, after.evidence, after.rivals) == (before.value, before.evidence, before.rivals)


def test_an_absence_stays_one() -> None:
    absent = Absent(AbsentReason.NOT_FOUND, (1,))
    assert calibrated("expiry_date", absent, 1.0) is absent
