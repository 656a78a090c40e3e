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


@click.command(
    epilog=epilog(
        "certsweep sweep supplier-files/ --out out",
        "certsweep sweep a.zip mail.eml --out out",
        "certsweep sweep imaps://certificates@mail.example/INBOX --out out",
        "certsweep sweep 'imaps://me@mail.example/INBOX?password=block:mail&move=Done' --out out",
        "certsweep sweep drop:///srv/drop s3://bucket/folder sftp://user@host/folder --out out",
    )
)
@options.sources
@options.out
@options.terms
@options.reference
@options.ocr
@options.wait
@options.as_json
def sweep(
    sources: tuple[str, ...],
    out: Path,
    as_of: dt.datetime | None,
    suppliers: Path | None,
    profile: str | None,
    reference: Path | None,
    ocr: str,
    wait: float,
    as_json: bool,
) -> None:
    """Sweeps folders, mailboxes, object stores, zips and mails into tables in the folder DIR.

    What is in DIR already is added to: a sweep that was stopped goes on, and nothing is read twice.

    A mailbox's password is taken from CERTSWEEP_IMAP_PASSWORD, or from where ?password= says: env:NAME or
    block:NAME, a Prefect Secret block. Mails get the keyword $CertsweepDone, or are moved to the folder in ?move=,
    once their rows are published. So are files in a drop folder, to its folder _archive.
    """
    from flows.terms import Given, last_given
    from rules.reference.load import load_reference

    options.check_sources(sources, out)
    terms = options.opened(as_of, suppliers, profile)  # here, so that a fault of theirs shows before Prefect starts
    load_reference(reference)
    given, last = Given.of(suppliers, profile, reference), last_given(out)
    if given.or_else(last) != given:
        click.echo(
            f"certsweep: judged without what the last run was given: {last}. Give it again to have it.", err=True
        )
    summary, code = run_sweep(
        sources, out, terms.as_of, ocr, suppliers=suppliers, profile=profile, wait=wait, reference=reference
    )
    if summary is None:
        options.stop(code, f"Another sweep is at work in {out}. Give it time with --wait, or choose another --out.")
    if as_json:
        options.print_json(summary.as_json())
    else:
        click.echo("\n".join(summary.lines()))
    sys.exit(code)


def run_sweep(
    sources: Sequence[str],
    out: Path,
    as_of: dt.date,
    ocr: str,
    doors: Doors | None = None,
    suppliers: Path | None = None,
    profile: str | None = None,
    wait: float = 0.0,
    reference: Path | None = None,
) -> tuple[Summary | None, Exit]:
    """Runs the flow; no summary where another sweep holds the output folder."""
    from flows.files import Locked, hold
    from flows.prefect_home import settle_prefect, stoppable
    from flows.settings import Settings
    from flows.terms import Given

    try:
        with hold(out, wait):
            pass  # to say so at once where it is taken, before Prefect has started; the flow takes it for good
        settle_prefect(Settings().cache)
        from flows.sweep import sweep as flow

        given = Given.of(suppliers, profile, reference)
        with stoppable():
            summary = flow(
                list(sources), str(out), as_of.isoformat(), ocr, doors, given.suppliers, profile, wait, given.reference
            )
    except Locked:
        return None, Exit.LOCKED
    if +summary.faults:
        return summary, Exit.FAULT
    return summary, Exit.UNREAD if summary.troubles else Exit.OK
