"""Values that were read, each right or wrong, and how sure certsweep may be of them.

Whatever is fitted is shown on certification bodies left out: papers are put into ten groups, no body in two of them,
and the values of each group get their confidence from a fit on the other nine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extractors.certificate import Certificate, FieldValue
from extractors.confidence import features

SHARED = ("score", "seen", "rivalled", "rival", "illegible")
GROUPS = 10
_SOFTNESS = 1.0
"""Inverse strength of the penalty on large weights: with some 2,000 values, more would fit single papers."""
_LEAST, _MOST = 0.005, 0.995
"""As in `extractors/confidence.py`: nothing is certain."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """One value read: where it is, what is known of it, whether it is right, and whose paper it is from."""

    certificate_id: str
    field: str
    features: dict[str, float]
    right: bool
    family: str


def rows_of(truth: dict[str, Any], certificates: Sequence[Certificate], score: ModuleType) -> Iterator[Row]:
    """The values of one document against its truth, paired as the score pairs them."""
    left = list(certificates)
    for wanted in truth["certificates"]:
        for standard in wanted["standards"]:
            key = score.standard_key(standard["number"])
            target = {**wanted, "standard_edition": standard.get("edition")}
            same = [c for c in left if score.standard_key(c.standard.value) == key]
            if not same:
                continue
            best = max(same, key=lambda c: sum(_right(score, target, c, f) for f in score.FIELDS))
            left.remove(best)
            for field in score.FIELDS:
                value = best.field(field)
                if isinstance(value, FieldValue) and field not in _not_scored(wanted):
                    known = features(value, best.legibility)
                    right = _right(score, target, best, field)
                    yield Row(best.certificate_id, field, known, right, str(truth.get("family")))


def _not_scored(wanted: dict[str, Any]) -> set[str]:
    illegible = set(wanted.get("illegible", []))
    return illegible | ({"standard_edition"} if "standard" in illegible else set())


def _right(score: ModuleType, target: dict[str, Any], certificate: Certificate, field: str) -> bool:
    value, wanted = certificate.field(field), target.get(field)
    if not isinstance(value, FieldValue) or score.missing(wanted):
        return False
    return bool(score.same(field, wanted, value.value))


def matrix(rows: Sequence[Row], fields: Sequence[str]) -> tuple[Floats, Flags]:
    """Shared features, then a base and a score slope of its own for each field."""
    table = np.zeros((len(rows), len(SHARED) + 2 * len(fields)))
    for i, row in enumerate(rows):
        table[i, : len(SHARED)] = [row.features[name] for name in SHARED]
        place = len(SHARED) + 2 * fields.index(row.field)
        table[i, place : place + 2] = 1.0, row.features["score"]
    return table, np.array([row.right for row in rows])


def weights(rows: Iterable[Row]) -> dict[str, Any]:
    """The weights fitted on all rows, as `extractors/confidence.py` reads them."""
    known = list(rows)
    fields = sorted({row.field for row in known})
    table, right = matrix(known, fields)
    model = LogisticRegression(C=_SOFTNESS, max_iter=10_000).fit(table, right)
    found = [round(float(w), 4) for w in model.coef_[0]]
    own = found[len(SHARED) :]
    return {
        "values": len(known),
        "base": round(float(model.intercept_[0]), 4),
        "shared": dict(zip(SHARED, found, strict=False)),
        "fields": {f: {"base": own[2 * i], "score": own[2 * i + 1]} for i, f in enumerate(fields)},
    }


def left_out(rows: Sequence[Row], seed: int | None = None) -> tuple[Floats, Flags]:
    """For each row its confidence from a fit that saw no paper of its certification body, and whether it is right.

    Bodies are parted evenly by their values, or by the chance of a `seed`.
    """
    table, right = matrix(rows, sorted({row.field for row in rows}))
    model = LogisticRegression(C=_SOFTNESS, max_iter=10_000)
    groups = [row.family for row in rows]
    parts = GroupKFold(GROUPS, shuffle=seed is not None, random_state=seed)
    chance = cross_val_predict(model, table, right, groups=groups, cv=parts, method="predict_proba")[:, 1]
    return np.clip(chance, _LEAST, _MOST), right


@dataclass(frozen=True, slots=True)
class Bin:
    """Values with a confidence between `low` and `high`: how many, how sure on average, and how many are right."""

    low: float
    high: float
    values: int
    confidence: float
    right: float


def bins(chance: Floats, right: Flags) -> list[Bin]:
    """Ten bins of equal width; empty ones are left out."""
    place = np.minimum((chance * 10).astype(int), 9)
    return [
        Bin(b / 10, (b + 1) / 10, int(m.sum()), float(chance[m].mean()), float(right[m].mean()))
        for b in range(10)
        if (m := place == b).any()
    ]


def error(chance: Floats, right: Flags) -> float:
    """Expected calibration error over the ten bins: how far confidence is from the share that is right, on average."""
    return sum(b.values * abs(b.confidence - b.right) for b in bins(chance, right)) / max(1, len(chance))


def curve(chance: Floats, right: Flags) -> tuple[Floats, Floats]:
    """Risk against coverage: the share of values taken, surest first, and the share of those that is wrong.

    Values of the same confidence are taken together, since nothing tells them apart.
    """
    order = np.argsort(-chance, kind="stable")
    taken = np.arange(1, len(order) + 1)
    risk = 1 - np.cumsum(right[order]) / taken
    last = np.append(np.diff(chance[order]) != 0, True)
    return (taken / max(1, len(order)))[last], risk[last]


def straight(chance: Floats, right: Flags, wrong: float = 0.01) -> float:
    """The largest share of values, surest first, of which no more than `wrong` are wrong."""
    coverage, risk = curve(chance, right)
    good = coverage[risk <= wrong + 1e-12]
    return float(good[-1]) if len(good) else 0.0
