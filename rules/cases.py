"""Builds the tiny certificates of the rules' own examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractors.certificate import (
    FIELD_NAMES,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    Evidence,
    Field,
    FieldValue,
)

SURE = 0.99
"""Confidence of a value that an example gives without one."""

DEFAULTS: Mapping[str, Any] = {"standard": "ISO 9001"}

_BOX = Box(0, 0, 100, 10)


def build_certificate(given: Mapping[str, Any]) -> Certificate:
    """A certificate that says what `given` says, and nothing else.

    A field is a bare value, `{value: …, confidence: 0.3}`, or `{absent: ambiguous}`; what is not given was not found
    on well-read pages. `legibility` is 1 unless given.

    Raises:
        ValueError: a name is no field.
    """
    fields = {**DEFAULTS, **given}
    legibility = float(fields.pop("legibility", 1.0))
    if wrong := fields.keys() - set(FIELD_NAMES):
        raise ValueError(f"no field called {', '.join(sorted(wrong))}")
    values: dict[str, Any] = {name: _field(fields.get(name, {"absent": "not_found"})) for name in FIELD_NAMES}
    return Certificate(document_id="0" * 64, ordinal=1, page_first=1, page_last=1, legibility=legibility, **values)


def _field(given: Any) -> Field[Any]:
    confidence = SURE
    if isinstance(given, dict):
        if "absent" in given:
            return Absent(AbsentReason(given["absent"]), (1,))
        given, confidence = given["value"], given.get("confidence", SURE)
    value = tuple(given) if isinstance(given, list) else given
    return FieldValue(value, (Evidence(1, _BOX, str(value), "text_layer"),), confidence)
