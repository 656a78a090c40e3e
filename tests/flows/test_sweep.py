"""The sweep as users start it: a process with Prefect in it, that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from flows.commands.options import Exit
from flows.tables import TABLES
from tests.flows import fakes

pytestmark = pytest.mark.slow

_OF_THE_RUN = {"received_at", "read_at", "run_id", "read_seconds"}
"""Columns that say when and by which run, and so differ between two output folders."""

_RUN = """
import datetime as dt, sys
from pathlib import Path
from flows.commands.sweep import run_sweep
from tests.flows import fakes
if __name__ == "__main__":
    source, out, log, seconds = sys.argv[1:]
    doors = fakes.doors(Path(log), float(seconds))
    summary, code = run_sweep([source], Path(out), fakes.AS_OF, "auto", doors=doors)
    if summary is not None:
        print("\\n".join(summary.lines()))
    sys.exit(code)
"""


def start(tmp_path: Path, source: Path, out: Path, seconds: float = 0.0) -> subprocess.Popen[str]:
    """A sweep in a process of its own, with the reader of these tests."""
    script = tmp_path / "run_sweep.py"
    script.write_text(_RUN)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "CERTSWEEP_CACHE": str(tmp_path / "cache")}
    return subprocess.Popen(
        [sys.executable, str(script), str(source), str(out), str(tmp_path / "log"), str(seconds)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    stdout, stderr = process.communicate(timeout=240)
    assert process.returncode == Exit.OK, stderr
    return stdout


def papers(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.txt").write_bytes(fakes.paper(certificate_number=f"N {n}"))
    return folder


def same_tables(a: Path, b: Path) -> None:
    for name in TABLES:
        left, right = (pd.read_parquet(out / name) for out in (a, b))
        kept = [column for column in left.columns if column not in _OF_THE_RUN]
        assert_frame_equal(left[kept], right[kept])


def test_a_sweep_killed_half_way_ends_like_one_that_ran_through(tmp_path: Path) -> None:
    source = papers(tmp_path / "in", 24)
    readings = tmp_path / "killed" / "readings"
    process = start(tmp_path, source, tmp_path / "killed", seconds=0.5)
    deadline = time.monotonic() + 120
    while len(list(readings.rglob("*.json"))) < 6 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    read_before = {path.stem for path in readings.rglob("*.json")}
    assert 6 <= len(read_before) < 24
    assert not (tmp_path / "killed" / "certificates").exists()
    assert _children_of(process.pid) == []

    (tmp_path / "log").unlink()
    finish(start(tmp_path, source, tmp_path / "killed"))
    assert not read_before & set((tmp_path / "log").read_text().split())
    finish(start(tmp_path, source, tmp_path / "whole"))
    same_tables(tmp_path / "killed", tmp_path / "whole")


def _children_of(session_leader: int) -> list[str]:
    """What a killed sweep has left running: its readers or Prefect's server."""
    for _ in range(50):
        listed = subprocess.run(["ps", "-eo", "pgid,args"], capture_output=True, text=True, check=True).stdout
        left = [line for line in listed.splitlines() if line.split()[0] == str(session_leader)]
        if not left:
            break
        time.sleep(0.1)
    return left


def test_stdout_holds_the_summary_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(tmp_path, papers(tmp_path / "in", 3), out)
    stdout, stderr = process.communicate(timeout=240)
    assert process.returncode == Exit.OK
    assert [line.split()[0] for line in stdout.splitlines()] == [
        "files",
        "certificates",
        "verdicts",
        "values",
        "read",
        "tables",
        "open",
    ]
    assert all(line.startswith("certsweep: ") for line in stderr.splitlines()), stderr
    command = next(line for line in stdout.splitlines() if line.startswith("open them")).split(maxsplit=2)[2]
    shown = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert b"ISO 9001" in shown.stdout
