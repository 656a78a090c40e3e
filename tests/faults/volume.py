"""Ten thousand documents in one sweep: what the sweeping process holds in memory while that goes on.

The documents are small texts, read by a stand-in, as reading ten thousand pages would take hours. All else is what
real ones go through: the flow, intake, reading processes that are recycled, records, the real rules, and tables.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.faults.watch import Watch
from tests.flows import fakes

_MIB = 1 << 20
_ROOT = Path(__file__).parents[2]
_RUN = """
import dataclasses, sys
from pathlib import Path
from flows.commands.sweep import run_sweep
from flows.doors import open_doors
from tests.flows import fakes
if __name__ == "__main__":
    source, out = sys.argv[1:]
    doors = dataclasses.replace(open_doors("none"), read_document=fakes.doors().read_document)
    sys.exit(run_sweep([source], Path(out), fakes.AS_OF, "none", doors=doors)[1])
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """What was measured."""

    documents: int
    rows: int
    read: int
    exit_code: int
    seconds: float
    own_peak: int
    child_peak: int
    curve: list[tuple[float, float]]
    """Seconds since the start, and MiB of the sweeping process; some two hundred points."""
    first_half: float
    second_half: float
    """Most MiB in each half of the time that was spent reading."""


def sweep_many(folder: Path, count: int) -> dict[str, Any]:
    """Sweeps `count` PDFs in another process, as a user would."""
    for n in range(count):
        place = folder / "in" / f"Supplier {n // 50:03}" / f"{n:05}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(fakes.paper(certificate_number=f"EX-{n:06}", certified_organization=f"Example Works {n} Ltd"))
    out = folder / "out"
    script = folder / "run.py"
    script.write_text(_RUN)
    started = time.monotonic()
    with (folder / "log.txt").open("wb") as log:
        command = [sys.executable, str(script), str(folder / "in"), str(out)]
        process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(_ROOT)}, stdout=log, stderr=log)
        with Watch(process.pid) as watch:
            exit_code = process.wait()
    rows = pq.read_table(out / "intake", columns=["status"]).to_pylist()
    curve = [(seconds, round(size / _MIB, 1)) for seconds, size in watch.curve]
    return asdict(
        Volume(
            documents=count,
            rows=len(rows),
            read=sum(row["status"] in {"read", "partial"} for row in rows),
            exit_code=exit_code,
            seconds=round(time.monotonic() - started, 1),
            own_peak=watch.own_peak,
            child_peak=watch.child_peak,
            curve=curve[:: max(1, len(curve) // 200)],
            first_half=max((size for seconds, size in curve if seconds <= curve[-1][0] / 2), default=0.0),
            second_half=max((size for seconds, size in curve if seconds > curve[-1][0] / 2), default=0.0),
        )
    )
