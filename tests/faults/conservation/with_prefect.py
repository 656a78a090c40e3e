"""Sweeps as users start them, with Prefect and its server: killed or interrupted, at moments of no choosing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.conservation.promises import Counts
from tests.faults.conservation.stand import Stand
from tests.faults.watch import below

_ROOT = Path(__file__).parents[3]
_RUN = """
import sys
from pathlib import Path
from flows.commands.sweep import run_sweep
from tests.flows import fakes
if __name__ == "__main__":
    out, seconds, *sources = sys.argv[1:]
    sys.exit(run_sweep(sources, Path(out), fakes.AS_OF, "auto", doors=fakes.doors(seconds=float(seconds)))[1])
"""
_PATIENCE = 300.0


Strike = Callable[[int, int], None]
"""What is done to a flow and its server, which are given by their process numbers."""
_QUICKLY = 10.0
"""Seconds in which a sweep is gone that nothing holds any more."""


def flow_killed(folder: Path, most: int) -> Counts:
    """`kill -9` of the flow's process."""
    return _series(folder, most, lambda flow, _: os.kill(flow, signal.SIGKILL))


def server_killed(folder: Path, most: int) -> Counts:
    """`kill -9` of Prefect's server while the flow is at work."""
    return _series(folder, most, lambda _, server: os.kill(server, signal.SIGKILL))


def interrupted(folder: Path, most: int) -> Counts:
    """Ctrl-C, which a terminal gives to all processes at once."""
    return _series(folder, most, lambda flow, _: os.killpg(flow, signal.SIGINT))


def _series(folder: Path, most: int, strike: Strike) -> Counts:
    stand, chance = Stand(folder, 12, containers=True), random.Random(4)  # noqa: S311
    (folder / "run.py").write_text(_RUN)
    while stand.counts.faults < most:
        stand.restart()
        with stand.watched():
            for _ in range(min(2, most - stand.counts.faults)):
                flow = _start(folder, stand, seconds=0.2)
                stand.counts.faults += _strike(flow, folder / "log.txt", strike, chance.uniform(0.0, 3.0))
                stand.check_now()
            flow = _start(folder, stand)
            if flow.wait(_PATIENCE):
                stand.counts.different_end += 1
                stand.counts.note(f"an undisturbed sweep ended with {flow.returncode}")
            stand.check_end()
    return stand.counts


def _start(folder: Path, stand: Stand, seconds: float = 0.0) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "PYTHONPATH": str(_ROOT),
        "CERTSWEEP_CACHE": str(folder / "cache"),
        "CERTSWEEP_SETTLE_SECONDS": "0",
        "CERTSWEEP_PROCESSES": "2",
    }
    command = [sys.executable, str(folder / "run.py"), str(stand.out), str(seconds), *stand.job().sources]
    with (folder / "log.txt").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def _strike(flow: subprocess.Popen[bytes], log: Path, strike: Strike, after: float) -> bool:
    """Strikes a while after the flow has taken the files in. Whether it was still at work."""
    deadline = time.monotonic() + _PATIENCE
    while b"took in" not in log.read_bytes() and flow.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    with contextlib.suppress(subprocess.TimeoutExpired):
        flow.wait(after)
    server = next((pid for pid in below(flow.pid) if b"prefect.server" in _command(pid)), 0)
    if not server or flow.poll() is not None:
        flow.wait(_PATIENCE)
        return False
    strike(flow.pid, server)
    try:
        flow.wait(_QUICKLY)
    except subprocess.TimeoutExpired:
        flow.kill()
        raise
    return True


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
