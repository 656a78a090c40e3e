"""`certsweep sweep`: starts the Prefect flow and turns what comes of it into an exit code."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands import options
from flows.commands.options import Exit, epilog

if TYPE_CHECKING:
    from flows.doors import Doors
    from flows.summary import Summary


@click.command(epilog=epilog("certsweep sweep supplier-files/ --out out", "certsweep sweep a.zip mail.eml --out out"))
@click.argument("sources", nargs=-1, required=True, type=options.EXISTING)
@options.out
@options.terms
@options.ocr
@options.as_json
def sweep(
    sources: tuple[Path, ...],
    out: Path,
    as_of: dt.datetime | None,
    suppliers: Path | None,
    profile: str | None,
    ocr: str,
    as_json: bool,
) -> None:
    """Sweeps folders, zips and mails into tables in the folder DIR.

    What is in DIR already is added to: a sweep that was stopped goes on, and nothing is read twice.
    """
    if any(source == out or out in source.parents for source in sources):
        options.stop(Exit.USAGE, f"The source is inside the output folder {out}. Choose another --out.")
    terms = options.opened(as_of, suppliers, profile)  # here, so that a fault of theirs shows before Prefect starts
    summary, code = run_sweep(sources, out, terms.as_of, ocr, suppliers=suppliers, profile=profile)
    if summary is None:
        options.stop(code, f"Another sweep is at work in {out}. Wait for it, or choose another --out.")
    if as_json:
        options.print_json(summary.as_json())
    else:
        click.echo("\n".join(summary.lines()))
    sys.exit(code)


def run_sweep(
    sources: Sequence[Path],
    out: Path,
    as_of: dt.date,
    ocr: str,
    doors: Doors | None = None,
    suppliers: Path | None = None,
    profile: str | None = None,
) -> tuple[Summary | None, Exit]:
    """Runs the flow; no summary where another sweep holds the output folder."""
    from flows.files import Locked, hold
    from flows.prefect_home import settle_prefect
    from flows.settings import Settings

    try:
        with hold(out):
            pass  # to say so at once where it is taken, before Prefect has started; the flow takes it for good
        settle_prefect(Settings().cache)
        from flows.sweep import sweep as flow

        listed = str(suppliers) if suppliers else None
        summary = flow([str(source) for source in sources], str(out), as_of.isoformat(), ocr, doors, listed, profile)
    except Locked:
        return None, Exit.LOCKED
    return summary, Exit.FAULT if +summary.faults else Exit.OK
