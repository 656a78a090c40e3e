"""Documents that hang their reader: how long after its deadline each of them is killed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.faults.conservation.sweeping import Job, sweep

DEADLINE = 2.0
"""Seconds for each document."""


def late_kills(folder: Path, count: int = 20) -> list[float]:
    """Sweeps `count` documents of which none ends, and returns the seconds past the deadline of each."""
    (folder / "in").mkdir(parents=True)
    for n in range(count):
        (folder / "in" / f"{n}.txt").write_text(f"!hang {n}")
    sweep(Job(folder / "out", (str(folder / "in"),), processes=2, settings={"document_seconds": DEADLINE}))
    rows = pq.read_table(folder / "out" / "documents", columns=["code", "read_seconds"]).to_pylist()
    assert [row["code"] for row in rows] == ["timed_out"] * count
    return [round(row["read_seconds"] - DEADLINE, 3) for row in rows]
