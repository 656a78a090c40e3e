"""`make bench`: makes a store of readings, has the command judge it, and writes what that took to `docs/speed.md`."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from flows.settings import Settings
from rules.rulebook import load_rulebook
from tests.speed.store import make_store

PAGE = Path(__file__).parents[2] / "docs" / "speed.md"
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command took; memory is the most that the process held at once, without its helpers."""

    wall_seconds: float
    cpu_seconds: float
    memory_mib: int


def main() -> None:
    """Measures, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="certificates in the store")
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--as-of", default="2026-11-22")
    given = parser.parse_args()
    store = given.out / str(given.count)
    if not (store / "intake").exists():
        shutil.rmtree(store, ignore_errors=True)
        print(f"making {given.count} readings in {store}", file=sys.stderr)
        make_store(store, given.count)
    run = measure(store, given.as_of)
    page = "\n".join(lines(store, given.count, run)) + "\n"
    if given.count >= 100_000:
        PAGE.write_text(page)
    print(page)


def measure(store: Path, as_of: str) -> Run:
    """Runs `certsweep rejudge` on a store."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    command = [sys.executable, "-m", "flows.cli", "rejudge", "--out", str(store), "--as-of", as_of]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory = 0
    while process.poll() is None:
        memory = max(memory, _peak_kib(process.pid))
        time.sleep(_POLL_SECONDS)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"the command ended with code {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, memory // 1024)


def _peak_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def lines(store: Path, count: int, run: Run) -> Iterator[str]:
    """The page."""
    findings = pq.read_metadata(store / "findings" / "findings.parquet").num_rows
    size = sum(path.stat().st_size for path in store.glob("*/*.parquet"))
    yield "# Speed"
    yield ""
    yield "Made by `make bench`; what is measured is `certsweep rejudge` on a store of made-up readings"
    yield "([tests/speed/store.py](../tests/speed/store.py)): every record loaded, compared with the others and judged by"
    yield "every rule, and all tables written, with every finding and its evidence."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| measured on | {time.strftime('%Y-%m-%d')}, {_processor()}, {Settings().processes} processes |"
    yield f"| certificates | {count:,} |"
    yield f"| rules | {len(load_rulebook().bound)} |"
    yield f"| findings written | {findings:,} |"
    yield f"| tables | {size / 2**20:,.0f} MiB |"
    yield f"| **time** | **{run.wall_seconds:.0f} s** |"
    yield f"| processor time, all processes | {run.cpu_seconds:.0f} s |"
    yield f"| a certificate | {run.cpu_seconds / count * 1e3:.2f} ms of processor time |"
    yield f"| most memory of the parent | {run.memory_mib:,} MiB |"
    yield f"| load of the machine before and during (1, 5, 15 minutes) | {', '.join(f'{n:.1f}' for n in os.getloadavg())} |"


def _processor() -> str:
    info = Path("/proc/cpuinfo").read_text()
    return next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    main()
