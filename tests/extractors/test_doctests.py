"""The examples in the docstrings of this room are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import extractors

ROOM = Path(extractors.__path__[0])
MODULES = [
    ".".join(("extractors", *path.relative_to(ROOM).with_suffix("").parts))
    for path in sorted(ROOM.rglob("*.py"))
    if ">>>" in path.read_text("utf-8")
]


def test_there_are_examples() -> None:
    assert {"extractors.parse.dates", "extractors.parse.fold", "extractors.parse.standard_numbers"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
