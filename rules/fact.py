"""The shape of a fact: known with a confidence, or missing with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from rules.reference.row import Row

CERTAIN = 1.0
"""Confidence of what was not read: what the buyer says himself, or that well-read pages do not say a thing."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact; `fields` are the certificate's fields behind it, `confidence` that of the weakest of them.

    `rows` are the rows of the reference data that it rests on: a judgement is no surer than they are.
    """

    value: Any
    confidence: float
    fields: tuple[str, ...]
    rows: tuple[Row, ...] = ()

    def giving(self, value: object, *rows: Row) -> Known:
        """What follows from this fact alone: as sure as it is, and resting on `rows` or, without them, on its own."""
        return Known(value, self.confidence, self.fields, rows or self.rows)


@dataclass(frozen=True, slots=True)
class Missing:
    """No fact. `is_absent`: the paper does not print it or the reference does not list it; else nobody can tell."""

    why: str
    is_absent: bool
    fields: tuple[str, ...]


Fact: TypeAlias = Known | Missing


def join(value: object, *facts: Known) -> Known:
    """A fact that follows from others, as sure as the weakest of them."""
    fields = dict.fromkeys(name for fact in facts for name in fact.fields)
    rows = tuple(row for fact in facts for row in fact.rows)
    return Known(value, min(fact.confidence for fact in facts), tuple(fields), rows)
