"""Fits `extractors/confidence.yaml` on real papers, and shows how it does on certification bodies left out.

    python -m tests.accuracy.calibrate EVAL_FOLDER

EVAL_FOLDER holds `corpus/`, `truth/` and `score.py`, whose comparison decides what is right.
Papers are grouped by the truth's `family`: no body is both fitted on and shown on.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extractors.certificate import Certificate, FieldValue
from extractors.confidence import features
from extractors.errors import DocumentError
from extractors.read import ReadOptions, read
from flows.gazetteer import build_gazetteer
from rules.reference.load import load_reference

OUT = Path("extractors/confidence.yaml")
SHARED = ("score", "seen", "rivalled", "rival", "illegible")
_SOFTNESS = 1.0
"""Inverse strength of the penalty on large weights: with some 2,000 values, more would fit single papers."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One value read: its field, what is known of it, whether it is right, and whose paper it is from."""

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
                if isinstance(value, FieldValue) and field not in wanted.get("illegible", []):
                    known = features(value, best.legibility)
                    yield Row(field, known, _right(score, target, best, field), str(truth.get("family")))


def _right(score: ModuleType, target: dict[str, Any], certificate: Certificate, field: str) -> bool:
    value, wanted = certificate.field(field), target.get(field)
    if not isinstance(value, FieldValue) or score.missing(wanted):
        return False
    return bool(score.same(field, wanted, value.value))


def matrix(rows: Sequence[Row], fields: Sequence[str]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Shared features, then a base and a score slope of its own for each field."""
    table = np.zeros((len(rows), len(SHARED) + 2 * len(fields)))
    for i, row in enumerate(rows):
        table[i, : len(SHARED)] = [row.features[name] for name in SHARED]
        place = len(SHARED) + 2 * fields.index(row.field)
        table[i, place : place + 2] = 1.0, row.features["score"]
    return table, np.array([row.right for row in rows])


def weights(rows: Sequence[Row]) -> dict[str, Any]:
    """The fitted weights, as `extractors/confidence.py` reads them."""
    fields = sorted({row.field for row in rows})
    table, right = matrix(rows, fields)
    model = LogisticRegression(C=_SOFTNESS, max_iter=10_000).fit(table, right)
    found = [round(float(w), 4) for w in model.coef_[0]]
    own = found[len(SHARED) :]
    return {
        "values": len(rows),
        "base": round(float(model.intercept_[0]), 4),
        "shared": dict(zip(SHARED, found, strict=False)),
        "fields": {f: {"base": own[2 * i], "score": own[2 * i + 1]} for i, f in enumerate(fields)},
    }


def shown(rows: Sequence[Row]) -> str:
    """How the fit does on families left out: calibration error in ten bins, and the share that is 99 % right."""
    fields = sorted({row.field for row in rows})
    table, right = matrix(rows, fields)
    model = LogisticRegression(C=_SOFTNESS, max_iter=10_000)
    groups = [row.family for row in rows]
    chance = cross_val_predict(model, table, right, groups=groups, cv=GroupKFold(10), method="predict_proba")[:, 1]
    return f"{len(rows)} values, {right.mean():.3f} right, error {error(chance, right):.3f}, straight {straight(chance, right):.3f}"


def error(chance: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [(bins == b).mean() * abs(chance[bins == b].mean() - right[bins == b].mean()) for b in set(bins)]
    return float(sum(gaps))


def straight(chance: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The largest share of values, surest first, of which 99 in 100 are right."""
    order = np.argsort(-chance, kind="stable")
    ratio = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(ratio >= 0.99)[0]
    return float((good[-1] + 1) / len(order)) if len(good) else 0.0


def _certificates(path: Path) -> tuple[Path, tuple[Certificate, ...]]:
    try:
        reading = read(path, build_gazetteer(load_reference()), ReadOptions(calibrated=False))
    except DocumentError:
        return path, ()
    return path, reading.certificates


def collect(folder: Path, score: ModuleType) -> Iterator[Row]:
    """Reads every certificate of the folder, two at a time."""
    truths = {t["file"]: t for t in map(_json, (folder / "truth").glob("*.json"))}
    paths = [folder / "corpus" / name for name, t in sorted(truths.items()) if t["document_type"] == "certificate"]
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=40) as pool:
        for path, certificates in pool.imap(_certificates, paths):
            yield from rows_of(truths[path.name], certificates, score)


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def load_score(folder: Path) -> ModuleType:
    """The eval folder's own `score.py`."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(rows: Iterable[Row]) -> None:
    """Fits on all rows and writes the weights with what they showed on bodies left out."""
    known = list(rows)
    head = (
        "# Weights that turn a finder's score into a probability. Made by `make calibrate`; do not edit by hand.\n"
        f"# Shown on certification bodies left out of the fit, in ten groups: {shown(known)}.\n"
    )
    OUT.write_text(head + yaml.safe_dump(weights(known), sort_keys=False), "utf-8")


def main() -> None:
    """Collects, fits, writes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    folder = ask.parse_args().folder
    write(collect(folder, load_score(folder)))
    print(OUT.read_text("utf-8"))


if __name__ == "__main__":
    main()
