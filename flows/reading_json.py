"""Records of readings as JSON: plain text that lasts, and that cannot run anything when it is opened."""

from __future__ import annotations

import functools
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from flows.reading import ReadRecord


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


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_clean(item) for item in value)
    return value
