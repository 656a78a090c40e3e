"""`certsweep sweep`: starts the Prefect flow and turns what comes of it into an exit code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli import Exit
from flows.files import Locked, hold
from flows.prefect_home import settle_prefect
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.doors import Doors
    from flows.summary import Summary


def run_sweep(
    sources: Sequence[Path], out: Path, as_of: dt.date, ocr: str, doors: Doors | None = None
) -> tuple[Summary | None, Exit]:
    """Runs the flow; no summary where another sweep holds the output folder."""
    try:
        with hold(out):
            pass  # to say so at once where it is taken, before Prefect has started; the flow takes it for good
        settle_prefect(Settings().cache)
        from flows.sweep import sweep

        summary = sweep([str(source) for source in sources], str(out), as_of.isoformat(), ocr, doors)
    except Locked:
        return None, Exit.LOCKED
    return summary, Exit.FAULT if +summary.faults else Exit.OK
