"""The closed set of questions that rules ask.

A predicate is a small pure function in a module of this package; being there is all the registration it needs. It
states a defect: True means that the rule fails, None that even well-read inputs do not decide it. The engine fills its
parameters by name: a fact (see `rules/facts.py`), an argument of the rule, `as_of`, or `certificate` for questions
about absence. It is not called when an input is missing or too weakly read.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import MappingProxyType, ModuleType
from typing import TypeAlias

Predicate: TypeAlias = Callable[..., bool | None]


@functools.cache
def predicates() -> MappingProxyType[str, Predicate]:
    """Every predicate by its name."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return MappingProxyType({name: function for module in modules for name, function in _public(module)})


def _public(module: ModuleType) -> list[tuple[str, Predicate]]:
    functions = inspect.getmembers(module, inspect.isfunction)
    return [(n, f) for n, f in functions if f.__module__ == module.__name__ and not n.startswith("_")]
