"""Records of readings as JSON: plain text that lasts, and that cannot run anything when it is opened."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import orjson
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from extractors.certificate import Reading, id_of
from flows.reading import Failure, ReadRecord
from rules.relatives import SURE, TEXT_LAYER, Paper


@functools.cache
def _adapter() -> TypeAdapter[ReadRecord]:
    return TypeAdapter(ReadRecord)


def dump_record(record: ReadRecord) -> bytes:
    """A record as JSON in UTF-8. Half a surrogate pair, which some PDFs hold for text, becomes a question mark."""
    try:
        return _adapter().dump_json(record)
    except PydanticSerializationError:
        return _adapter().dump_json(_adapter().validate_python(_clean(_adapter().dump_python(record))))


def load_record(data: bytes) -> ReadRecord:
    """The record in `data`.

    Raises:
        ValueError: it is not one, or one of another version of certsweep.
    """
    return _adapter().validate_json(data)


def load_papers(data: bytes) -> list[Paper]:
    """What is compared of the certificates in a record, without building the rest of it.

    Raises:
        ValueError: it is no record, or one of another version of certsweep.
    """
    try:
        outcome = orjson.loads(data)["outcome"]
        return [_paper(certificate) for certificate in outcome.get("certificates", ())]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a record: {error!r}") from error


def _paper(certificate: dict[str, Any]) -> Paper:
    def sure(name: str) -> Any:
        field = certificate[name]
        if field.get("confidence", 0.0) < SURE:
            return None
        return dt.date.fromisoformat(field["value"]) if name.endswith("_date") else field["value"]

    is_scan = any(evidence["method"] != TEXT_LAYER for evidence in certificate["standard"]["evidence"])
    return Paper.from_values(id_of(certificate["document_id"], certificate["ordinal"]), sure, is_scan)


def dump_outcome(outcome: Reading | Failure) -> bytes:
    """What came of one document, as JSON in UTF-8."""
    try:
        return _outcome_adapter().dump_json(outcome)
    except PydanticSerializationError:
        plain = _clean(_outcome_adapter().dump_python(outcome))
        return _outcome_adapter().dump_json(_outcome_adapter().validate_python(plain))


def load_outcome(data: bytes) -> Reading | Failure:
    """What came of one document.

    Raises:
        ValueError: `data` does not say it.
    """
    return _outcome_adapter().validate_json(data)


@functools.cache
def _outcome_adapter() -> TypeAdapter[Reading | Failure]:
    return TypeAdapter(Reading | Failure)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_clean(item) for item in value)
    return value
