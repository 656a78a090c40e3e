"""Sweeps hostile files as a user would, from outside, and counts what came of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from flows.codes import codes
from tests.faults.hostile import Hostile
from tests.faults.watch import Watch

OUR_OWN = {"reader_error", "intake_error"}
"""Codes by which certsweep says that it does not know what happened."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What hostile files did."""

    files: int
    families: dict[str, int]
    outcomes: dict[str, dict[str, int]]
    """Statuses and codes by family."""
    exit_code: int
    lost: int
    """Files without a final status."""
    unclassified: int
    """Files with a code of certsweep's own, or one that is on no list."""
    slowest_kill: float
    """Seconds after its deadline by which the last of a document's readers was gone; 0 where none had to be killed."""
    own_peak: int
    child_peak: int
    """Bytes in memory."""


def known_codes() -> set[str]:
    """Every code that has a cause and a remedy, but for those of certsweep's own faults."""
    return {code.word for code in codes()} - OUR_OWN


def sweep_hostile(files: Iterable[Hostile], folder: Path, seconds: float = 20.0, ocr: str = "none") -> Harm:
    """Puts files in a folder and sweeps it in another process; `seconds` is what each document may take."""
    families: dict[str, str] = {}
    for n, file in enumerate(files):
        name = f"{n:05}-{file.name}"
        place = folder / "in" / file.family / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
        families[name] = file.family
    out = folder / "out"
    command = [sys.executable, "-m", "flows.cli", "sweep", str(folder / "in"), "--out", str(out), "--ocr", ocr]
    limits = {"CERTSWEEP_DOCUMENT_SECONDS": str(seconds), "CERTSWEEP_DOCUMENT_CPU_SECONDS": str(seconds)}
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen([*command, "--as-of", "2026-11-22"], env=os.environ | limits, stdout=log, stderr=log)
        with Watch(process.pid) as watch:
            exit_code = process.wait()
    return _harm(out, families, exit_code, seconds, watch)


def _harm(out: Path, families: dict[str, str], exit_code: int, seconds: float, watch: Watch) -> Harm:
    rows = pq.read_table(out / "intake").to_pylist()
    came_in = [row for row in rows if row["container_uri"] is None]
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in came_in:
        family = row["supplier_id"]
        outcomes[family][" ".join(filter(None, (row["status"], row["code"])))] += 1
    known = known_codes()
    timed_out = pq.read_table(out / "documents", columns=["code", "read_seconds"]).to_pylist()
    late = [row["read_seconds"] - seconds for row in timed_out if row["code"] == "timed_out"]
    return Harm(
        files=len(families),
        families=dict(Counter(families.values())),
        outcomes={family: dict(counts.most_common()) for family, counts in sorted(outcomes.items())},
        exit_code=exit_code,
        lost=len(families) - len({row["source_uri"] for row in came_in if row["status"]}),
        unclassified=sum(row["code"] is not None and row["code"] not in known for row in rows),
        slowest_kill=max([0.0, *late]),
        own_peak=watch.own_peak,
        child_peak=watch.child_peak,
    )
