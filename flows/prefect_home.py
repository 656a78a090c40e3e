"""Prefect's own settings for a sweep from the command line: quiet, private, and patient with a slow machine.

Prefect reads the environment when it is first imported, so this comes before. Whatever the user has set stays.
"""

from __future__ import annotations

import os
from pathlib import Path


def settle_prefect(cache: Path) -> None:
    """Sets what is not set, and makes Prefect's folder."""
    for name, value in {
        "PREFECT_HOME": str(cache / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # nothing about suppliers' files leaves this machine
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # the default of 20 is too short under load
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }.items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes one level, and no more
