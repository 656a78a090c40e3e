"""Prefect's own settings and server for a sweep from the command line: quiet, private, and patient.

Prefect reads the environment when it is first imported, so `settle_prefect` comes before. What the user has set stays.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.confine import die_with_parent

_START_SECONDS = 120.0
_SERVED_BY = "CERTSWEEP_SERVED_BY"


def settle_prefect(cache: Path, talks: bool = False) -> None:
    """Sets what is not set, and makes Prefect's folder; Prefect `talks` where it runs for days, and is silent else."""
    silence = {
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what goes wrong is raised to the command, which says it once
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    for name, value in {
        "PREFECT_HOME": str(cache / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # nothing about suppliers' files leaves this machine
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": f"{_START_SECONDS:.0f}",  # the default of 20 is too short under load
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        **({} if talks else silence),
    }.items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes one level, and no more


@functools.cache
def end_server_with_us() -> None:
    """Sees to it that the server that Prefect started for this process ends with it, even if it is killed.

    Nothing happens where the user runs a server of their own. A run of `certsweep serve` ends with that command in turn:
    an orphan would hold the output folder.
    """
    from prefect.server.api.server import SubprocessASGIServer

    if os.environ.get(_SERVED_BY) == str(os.getppid()):
        die_with_parent()
    process = SubprocessASGIServer().server_process
    if process is not None:
        _end_with_us(process)


def _end_with_us(process: subprocess.Popen[Any]) -> None:
    """Has a process ended when we end, however we do.

    Prefect stops its server when Python exits, and a `kill -9` would leave it running for good. A pipe is closed however
    a process ends, and a shell waits for that.
    """
    ours, _open_until_we_end = os.pipe()
    # a shell gives what it runs in the background an empty stdin, so the pipe needs a number of its own
    script = 'exec 3<&0; { cat <&3; kill "$0"; } >/dev/null 2>&1 &'
    subprocess.run(["sh", "-c", script, str(process.pid)], stdin=ours, check=True)
    os.close(ours)


class NoServer(RuntimeError):
    """A Prefect server that was started does not answer."""


@contextmanager
def server(port: int) -> Iterator[None]:
    """A Prefect server with a clock: the user's own, or else one on this port that ends with us.

    Raises:
        NoServer: it does not answer, as where another program has the port.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    os.environ[_SERVED_BY] = str(os.getpid())  # for the runs, which are processes of their own
    if PREFECT_API_URL.value():
        yield
        return
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            _end_with_us(process)
            _await(process, f"{url}/health")
            with temporary_settings({PREFECT_API_URL: url}):
                yield
        finally:
            process.terminate()


def _await(process: subprocess.Popen[Any], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own machine
            return
        time.sleep(0.2)
    raise NoServer(f"No Prefect server answers at {url}. Is the port taken? Choose another --port.")
