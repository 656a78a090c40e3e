"""Prefect's own settings and server for a sweep from the command line: quiet, private, patient, and gone with the sweep.

Prefect reads the environment when it is first imported, so `settle_prefect` comes before. What the user has set stays.
"""

from __future__ import annotations

import atexit
import functools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.confine import at_our_end, die_with_parent
from flows.files import hold
from flows.stopping import stop

_START_SECONDS = 120.0
_PORT_SECONDS = 15.0
"""Time for a server of ours that is about to end to let go of its port."""
_SERVED_BY = "CERTSWEEP_SERVED_BY"
_FAULT, _INTERRUPTED = 4, 128 + signal.SIGINT
"""Exit codes: the commands' own for a fault, and every shell's for Ctrl-C."""


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
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # else runs are kept for good
        **({} if talks else silence),
    }.items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes one level, and no more


@contextmanager
def stoppable() -> Iterator[None]:
    """Has Ctrl-C stop a sweep at once, as it may be stopped at any moment.

    On a terminal Ctrl-C stops Prefect's server too, and a flow that unwinds would try for a minute to reach it.
    """
    before = signal.signal(signal.SIGINT, lambda *_: stop("Stopped.", _INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@functools.cache
def share_end_with_server() -> None:
    """Sees to it that this process and the server that Prefect started for it end together, even if one is killed.

    Nothing happens where the user runs a server of their own. A run of `certsweep serve` ends with that command in turn:
    an orphan would hold the output folder.
    """
    from prefect.server.api.server import SubprocessASGIServer

    if served_by := os.environ.get(_SERVED_BY):
        die_with_parent()
        if served_by != str(os.getppid()):  # it ended before this line, and nobody will tell us
            os.kill(os.getpid(), signal.SIGKILL)
    process = SubprocessASGIServer().server_process
    if process is not None:
        _end_with_us(process)
        _end_with(process)


def _end_with(server: subprocess.Popen[Any]) -> None:
    """Has us end when the server does: without it a flow tries for minutes to tell it things."""
    we_end = threading.Event()
    atexit.register(we_end.set)  # before Prefect stops it, which has registered earlier

    def watch() -> None:
        server.wait()
        if not we_end.is_set():
            stop("Prefect's server has ended, so this sweep was stopped.", _FAULT)

    threading.Thread(target=watch, daemon=True).start()


def _end_with_us(process: subprocess.Popen[Any]) -> None:
    """Prefect stops its server when Python exits, and a `kill -9` would leave it running for good."""
    at_our_end('kill "$0"', process.pid)


def name_of(folder: Path) -> str:
    """The name of an output folder where Prefect takes small letters, digits and hyphens.

    >>> name_of(Path("/srv/Certsweep/out_2"))
    'srv-certsweep-out-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", str(folder).lower()).strip("-") or "out"


class NoServer(RuntimeError):
    """A Prefect server does not answer."""


@contextmanager
def server(port: int) -> Iterator[str]:
    """A Prefect server with a clock: the user's own, or else one on this port that ends with us. Gives its address.

    Raises:
        NoServer: it does not answer, as where another program has the port.
        Locked: another process has started one on the same folder, PREFECT_HOME.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    os.environ[_SERVED_BY] = str(os.getpid())  # for the runs, which are processes of their own
    theirs = PREFECT_API_URL.value()
    if theirs:
        _await(theirs)
        yield _page(theirs)
        return
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with hold(Path(os.environ["PREFECT_HOME"])):
        _await_port(port)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            try:
                _end_with_us(process)
                _await(url, process)
                with temporary_settings({PREFECT_API_URL: url}):
                    yield _page(url)
            finally:
                process.terminate()


def _page(url: str) -> str:
    """Where people look, without a password that may be in the address."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], path=parts.path.removesuffix("/api")).geturl()


def _await_port(port: int) -> None:
    """Whatever answers on a port that is taken is not our server, though it may look like one."""
    deadline = time.monotonic() + _PORT_SECONDS
    while True:
        try:
            return socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                raise NoServer(f"Port {port} is taken ({error.strerror}). Choose another --port.") from error
        time.sleep(0.2)


def _await(url: str, process: subprocess.Popen[Any] | None = None) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while (process is None or process.poll() is None) and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=5):  # noqa: S310  # an address of the user's
            return
        time.sleep(0.2)
    what_to_do = "" if process else " See PREFECT_API_URL."
    raise NoServer(f"No Prefect server answers at {_page(url)}.{what_to_do}")
