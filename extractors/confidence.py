"""From a score to a probability: what "0.95" means is measured, not meant.

The finders' scores say which reading is the likelier; they are no
probabilities. A logistic regression over the score, how it was read, and how
close its best rival came, turns them into some. It is fitted on real papers
(`tests/accuracy/calibrate.py`, `make calibrate`) and shown on papers of
certification bodies left out; its weights are data, in `confidence.yaml`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from extractors.certificate import Field, FieldValue

T = TypeVar("T")
_FILE = Path(__file__).with_suffix(".yaml")
UNMEASURED = frozenset({
    "national_standard", "certificate_revision", "recertification_date", "statement_of_applicability",
    "recognition_marks", "notified_body_number", "copy_words", "disagreements",
})  # fmt: skip
"""Fields that the truths of real papers have no key for."""
_LEAST, _MOST = 0.005, 0.995
"""Nothing that was read is ever certain, nor certainly wrong."""


def features(value: FieldValue[Any], legibility: float) -> dict[str, float]:
    """What tells a right value from a wrong one: its score, how it was read, its best rival, its pages."""
    best_rival = max((r.confidence for r in value.rivals), default=0.0)
    return {
        "score": _logit(value.confidence),
        "seen": float(any(not e.method.startswith("text_layer") for e in value.evidence)),
        "rivalled": float(bool(value.rivals)),
        "rival": best_rival,
        "illegible": 1.0 - legibility,
    }


def calibrated(name: str, value: Field[T], legibility: float) -> Field[T]:
    """The field with its confidence as a probability; one without weights of its own shares those of all fields.

    One that no truth tells right from wrong is held back by its finder's score besides, and never surer than that.
    """
    if not isinstance(value, FieldValue):
        return value
    held_back = value.confidence if name in UNMEASURED else 1.0
    weights = _weights()
    own = weights["fields"].get(name, {"base": 0.0, "score": 0.0})
    found = features(value, legibility)
    total = weights["base"] + own["base"] + own["score"] * found["score"]
    total += sum(weights["shared"][key] * amount for key, amount in found.items())
    return replace(value, confidence=min(_MOST, max(_LEAST, held_back / (1 + math.exp(-total)))))


def _logit(score: float) -> float:
    score = min(0.999, max(0.001, score))
    return math.log(score / (1 - score))


@functools.cache
def _weights() -> dict[str, Any]:
    weights: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return weights
