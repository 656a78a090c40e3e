"""No value without evidence, and no certificate surer than its weakest needed field."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from extractors.certificate import (
    FIELD_NAMES,
    NEEDED,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    Evidence,
    FieldValue,
)

EVIDENCE = (Evidence(1, Box(0, 0, 10, 10), "as read", "test"),)
MISSING = Absent(AbsentReason.NOT_FOUND, (1,))


def certificate(**fields: Any) -> Certificate:
    values = dict.fromkeys(FIELD_NAMES, MISSING) | {"standard": FieldValue("ISO 9001", EVIDENCE, 0.99)} | fields
    return Certificate("ab" * 32, 2, 1, 1, 1.0, **values)


def test_a_value_without_evidence_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        FieldValue("ISO 9001", (), 0.9)


@pytest.mark.parametrize("confidence", [-0.01, 1.01, math.nan])
def test_confidence_is_between_nothing_and_certainty(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        FieldValue("ISO 9001", EVIDENCE, confidence)


def test_a_certificate_is_as_sure_as_its_weakest_needed_field() -> None:
    sure = {name: FieldValue("x", EVIDENCE, 0.9) for name in NEEDED}
    assert certificate(**sure).confidence == 0.9
    assert certificate(**sure, scope=FieldValue("x", EVIDENCE, 0.1)).confidence == 0.9  # nobody needs it
    assert certificate(**sure | {"expiry_date": FieldValue("x", EVIDENCE, 0.3)}).confidence == 0.3
    assert certificate(**sure | {"expiry_date": MISSING}).confidence == 0.0


def test_fields_are_asked_for_by_their_names() -> None:
    assert certificate().field("scope") is MISSING
    for name in ("document_id", "legibility", "colour"):
        with pytest.raises(KeyError):
            certificate().field(name)


def test_a_certificate_has_an_id_of_its_document_and_its_place() -> None:
    assert certificate().certificate_id == "ab" * 8 + "-02"


def test_parts_of_a_value_are_read_as_one_text() -> None:
    second = dataclasses.replace(EVIDENCE[0], as_read="in two lines")
    assert FieldValue("x", (*EVIDENCE, second), 0.9).as_read == "as read in two lines"
