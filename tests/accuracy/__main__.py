"""Measures certsweep on an eval folder, and writes `docs/accuracy.md` and its picture.

    python -m tests.accuracy EVAL_FOLDER --as-of DATE [--only STAGE ...]

Stages: read, scored, grouped, left_out, unseen, evidence, cost, rivals; the page is always written, from the figures
kept of all other stages. What was read stays in the output folder until `extractors/` changes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.accuracy.corpus import Corpus
from tests.accuracy.figures import Run
from tests.accuracy.page import markdown
from tests.accuracy.picture import svg
from tests.accuracy.reading import Readings

PAGE = Path("docs/accuracy.md")
PICTURE = Path("docs/accuracy.svg")
_RISK = 0.01


def main() -> None:
    """Reads, measures, writes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--as-of", type=dt.date.fromisoformat, required=True)
    ask.add_argument("--out", type=Path, default=Path("out/accuracy"))
    ask.add_argument("--invoice2data", type=Path, default=Path("out/rivals-venv/bin/invoice2data"))
    ask.add_argument("--only", nargs="*", default=[], help="stages to do; all where none is named")
    given = ask.parse_args()
    run = Run(Corpus(given.folder), Readings(given.out), given.invoice2data)
    unknown = set(given.only) - {"page", "read", *run.stages}
    if unknown:
        ask.error(f"no such stage: {', '.join(sorted(unknown))}")
    if not given.only or "read" in given.only:
        run.readings.sweep(given.folder / "corpus", given.as_of)
    figures = _figures(run, given.out / "figures", given.only)
    PAGE.write_text(markdown(figures, given.as_of.isoformat(), PICTURE.name), "utf-8")
    PICTURE.write_text(svg(figures["left_out"]["curve"], _RISK, figures["left_out"]["straight"]), "utf-8")
    print(f"{PAGE} and {PICTURE} are written")


def _figures(run: Run, folder: Path, only: list[str]) -> dict[str, Any]:
    """Figures of all stages: made now where asked for or not there yet, else as they were kept."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, stage in run.stages.items():
        place = folder / f"{name}.json"
        if not only or name in only or not place.exists():
            print(f"measuring: {name}", flush=True)
            place.write_text(json.dumps(stage(), ensure_ascii=False, indent=1), "utf-8")
        found[name] = json.loads(place.read_text("utf-8"))
    return found


if __name__ == "__main__":
    main()
