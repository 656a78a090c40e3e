"""Fits `extractors/confidence.yaml` on real papers, and shows how it does on certification bodies left out.

    python -m tests.accuracy.calibrate EVAL_FOLDER [--out out/accuracy] [--as-of DATE]

EVAL_FOLDER holds `corpus/`, `truth/` and `score.py`, whose comparison decides what is right.
Papers are grouped by the truth's `family`: no body is both fitted on and shown on.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from tests.accuracy.corpus import Corpus
from tests.accuracy.reading import Readings
from tests.accuracy.values import Row, error, left_out, rows_of, straight, weights

OUT = Path("extractors/confidence.yaml")


def rows(corpus: Corpus, readings: Readings) -> Iterator[Row]:
    """Every value that was read from the corpus's certificates, in order of document."""
    for kept in readings:
        truth = corpus.certificates.get(kept.raw.document_id)
        if truth is not None:
            yield from rows_of(truth, kept.raw.certificates, corpus.score_module)


def shown(known: Sequence[Row]) -> str:
    """How the fit does on families left out: calibration error in ten bins, and the share that is 99 % right."""
    chance, right = left_out(known)
    found = f"error {error(chance, right):.3f}, straight {straight(chance, right):.3f}"
    return f"{len(known)} values, {right.mean():.3f} right, {found}"


def write(known: Sequence[Row]) -> None:
    """Fits on all rows and writes the weights with what they showed on bodies left out."""
    head = (
        "# Weights that turn a finder's score into a probability. Made by `make calibrate`; do not edit by hand.\n"
        f"# Shown on certification bodies left out of the fit, in ten groups: {shown(known)}.\n"
    )
    OUT.write_text(head + yaml.safe_dump(weights(known), sort_keys=False), "utf-8")


def main() -> None:
    """Reads, fits, writes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--out", type=Path, default=Path("out/accuracy"))
    ask.add_argument("--as-of", type=dt.date.fromisoformat, required=True)
    given = ask.parse_args()
    corpus, readings = Corpus(given.folder), Readings(given.out)
    readings.sweep(given.folder / "corpus", given.as_of)
    write(list(rows(corpus, readings)))
    print(OUT.read_text("utf-8"))


if __name__ == "__main__":
    main()
