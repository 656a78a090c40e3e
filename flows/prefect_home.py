"""Prefect's own settings and server for a sweep from the command line: quiet, private, and patient.

Prefect reads the environment when it is first imported, so `settle_prefect` comes before. What the user has set stays.
"""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path


def settle_prefect(cache: Path) -> None:
    """Sets what is not set, and makes Prefect's folder."""
    for name, value in {
        "PREFECT_HOME": str(cache / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # nothing about suppliers' files leaves this machine
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # the default of 20 is too short under load
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what goes wrong is raised to the command, which says it once
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }.items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes one level, and no more


@functools.cache
def end_server_with_us() -> None:
    """Sees to it that the server that Prefect started for this process ends with it, even if it is killed.

    Prefect stops its server when Python exits, and a `kill -9` leaves it running for good. A pipe is closed however
    a process ends, and a shell waits for that. Nothing happens where the user runs a server of their own.
    """
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer().server_process
    if server is None:
        return
    ours, _open_until_we_end = os.pipe()
    # a shell gives what it runs in the background an empty stdin, so the pipe needs a number of its own
    script = 'exec 3<&0; { cat <&3; kill "$0"; } >/dev/null 2>&1 &'
    subprocess.run(["sh", "-c", script, str(server.pid)], stdin=ours, check=True)
    os.close(ours)
