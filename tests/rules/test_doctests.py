"""The examples in the docstrings of this room are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

RULES = Path(__file__).parents[2] / "rules"
MODULES = [
    ".".join(path.relative_to(RULES.parent).with_suffix("").parts)
    for path in sorted(RULES.rglob("*.py"))
    if ">>>" in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
