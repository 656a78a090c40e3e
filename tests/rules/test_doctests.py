"""The examples in the docstrings of this room are true."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "rules.predicates.accreditation",
    "rules.predicates.content",
    "rules.predicates.dates",
    "rules.predicates.identity",
    "rules.predicates.numbers",
    "rules.reference.load",
    "rules.reference.row",
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
