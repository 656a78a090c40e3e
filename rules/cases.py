"""Builds the tiny certificates of the rules' own examples."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from extractors.certificate import (
    FIELD_NAMES,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    Contradiction,
    Disagreement,
    Evidence,
    Field,
    FieldValue,
    FileFacts,
    Site,
)
from rules.circumstances import Circumstances
from rules.profiles.load import load_profile

SURE = 0.99
"""Confidence of a value that an example gives without one."""

DEFAULTS: Mapping[str, Any] = {"standard": "ISO 9001"}

_EVIDENCE = (Evidence(1, Box(0, 0, 100, 10), "as an example gives it", "text_layer"),)


def build_certificate(given: Mapping[str, Any]) -> Certificate:
    """A certificate that says what `given` says, and nothing else.

    A field is a bare value, `{value: …, confidence: 0.3}`, or `{absent: ambiguous}`; what is not given was not found
    on well-read pages. `legibility` is 1 unless given, `standard_version` none; `file` holds keys of `FileFacts`, a
    disagreement those of `Disagreement` and a site those of `Site`, but for their evidence.

    Raises:
        ValueError: a name is no field.
    """
    fields = {**DEFAULTS, **given}
    legibility = float(fields.pop("legibility", 1.0))
    version = fields.pop("standard_version", None)
    file = _adapter(FileFacts).validate_python(fields.pop("file", {}))
    if wrong := fields.keys() - set(FIELD_NAMES):
        raise ValueError(f"no field called {', '.join(sorted(wrong))}")
    values: dict[str, Any] = {name: _field(fields.get(name, {"absent": "not_found"})) for name in FIELD_NAMES}
    beside: dict[str, Any] = {"legibility": legibility, "standard_version": version, "file": file}
    return Certificate("0" * 64, ordinal=1, page_first=1, page_last=1, **beside, **values)


def build_circumstances(given: Mapping[str, Any]) -> Circumstances:
    """Circumstances with what `given` says; whatever it leaves out is not known. A profile may be given by its name.

    Raises:
        ValueError: a key is none of theirs, or a value of the wrong kind.
        DataError: there is no profile of that name.
    """
    named = given.get("profile")
    profile = {"profile": load_profile(named)} if isinstance(named, str) else {}
    made: Circumstances = _adapter(Circumstances).validate_python({**given, **profile})
    return made


@functools.cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _field(given: Any) -> Field[Any]:
    confidence = SURE
    if isinstance(given, dict):
        if "absent" in given:
            return Absent(AbsentReason(given["absent"]), (1,))
        given, confidence = given["value"], given.get("confidence", SURE)
    value = tuple(map(_item, given)) if isinstance(given, list) else given
    return FieldValue(value, _EVIDENCE, confidence)


def _item(given: Any) -> Any:
    if isinstance(given, dict):
        if "kind" not in given:
            return Site(given.get("name"), given.get("address"), given.get("scope"), _EVIDENCE)
        return Disagreement(Contradiction(given["kind"]), given["field"], tuple(given["values"]), _EVIDENCE)
    return given
