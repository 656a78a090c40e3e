"""Measures what certsweep does when things go wrong, and writes `docs/reliability.md` and its picture.

    python -m tests.faults [--only PART ...] [--places N] [--fuzz-seconds N]

Parts: conservation, mailbox, hostile, volume, fuzz; the page is always written, from the figures kept of all other
parts. All of it takes some three hours on two cores, one of which is fuzzing, which adds to what was tried before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults import hostile
from tests.faults.conservation.run import conservation, mailbox
from tests.faults.fuzzing import fuzz_all
from tests.faults.hangs import late_kills
from tests.faults.harm import sweep_hostile
from tests.faults.page import markdown
from tests.faults.picture import svg
from tests.faults.volume import sweep_many

PAGE, PICTURE = Path("docs/reliability.md"), Path("docs/reliability.svg")
_DOCUMENTS = 10_000
Keep = Callable[[dict[str, Any]], None]


def main() -> None:
    """Measures, keeps, writes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=Path("out/faults"))
    ask.add_argument("--places", type=int, default=50, help="at how many places each sample is cut off")
    ask.add_argument("--fuzz-seconds", type=int, default=3600, help="for each target, by the clock")
    ask.add_argument("--only", nargs="*", default=[], help="parts to do; all where none is named")
    given = ask.parse_args()
    parts = _parts(
        given.places, partial(fuzz_all, given.fuzz_seconds, given.out / "corpora", _kept(given.out / "fuzz.json"))
    )
    if unknown := set(given.only) - {"page", *parts}:
        ask.error(f"no such part: {', '.join(sorted(unknown))}")
    given.out.mkdir(parents=True, exist_ok=True)
    for name in given.only or parts:
        if name != "page":
            print(f"measuring: {name}", flush=True)
            parts[name](partial(_keep, given.out / f"{name}.json"))
    figures = {path.stem: json.loads(path.read_text("utf-8")) for path in given.out.glob("*.json")}
    PAGE.write_text(markdown(figures, PICTURE.name), "utf-8")
    if "volume" in figures:
        PICTURE.write_text(svg(figures["volume"]["figures"]["curve"]), "utf-8")
    print(f"{PAGE} is written")


def _parts(places: int, fuzz: Callable[[Keep], object]) -> dict[str, Callable[[Keep], object]]:
    return {
        "conservation": conservation,
        "mailbox": mailbox,
        "volume": _volume,
        "hostile": partial(_hostile, places),
        "fuzz": fuzz,
    }


def _volume(keep: Keep) -> None:
    with tempfile.TemporaryDirectory() as folder:
        keep(sweep_many(Path(folder), _DOCUMENTS))


def _hostile(places: int, keep: Keep) -> None:
    with tempfile.TemporaryDirectory() as folder:
        harm = asdict(sweep_hostile(hostile.everything(places), Path(folder, "hostile")))
        keep({**harm, "late_kills": late_kills(Path(folder, "hangs"))})


def _keep(place: Path, figures: dict[str, Any]) -> None:
    kept = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "machine": machine(), "figures": figures}
    place.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


def _kept(place: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(place.read_text("utf-8"))["figures"] if place.exists() else {}
    return figures


def machine() -> str:
    """What it was measured on, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
