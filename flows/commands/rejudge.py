"""`certsweep rejudge` and `certsweep diff`: another day's judgement of what was read, and what has changed since."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from flows.commands import options
from flows.commands.options import Exit, epilog


@click.command(
    epilog=epilog(
        "certsweep rejudge --out out --as-of 2026-12-31",
        "certsweep rejudge --out out --profile toys --suppliers suppliers.xlsx",
    )
)
@options.out
@options.terms
@options.reference
@click.option("--plain", is_flag=True, help="Without the list, the profile and the rows that the last run was given.")
@options.wait
@options.as_json
def rejudge(
    out: Path,
    as_of: dt.datetime | None,
    suppliers: Path | None,
    profile: str | None,
    reference: Path | None,
    plain: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Judges what is in the folder DIR again, for another day or by newer rules, without reading anything.

    All tables are published anew, as a sweep does. The list of suppliers, the profile and the rows of your own that the
    last run was given are used again where no others are given.
    """
    from flows.doors import open_doors
    from flows.files import Locked
    from flows.judging import NotRead
    from flows.rejudge import NothingRead
    from flows.rejudge import rejudge as run
    from flows.settings import Settings
    from flows.terms import Given, last_given, open_terms

    given = Given.of(suppliers, profile, reference)
    on = given if plain else given.or_else(last_given(out))
    if on != given:
        if gone := [path for path in (on.suppliers, on.reference) if path and not Path(path).exists()]:
            options.stop(Exit.USAGE, f"The last run was given {gone[0]}, which is gone: give another, or --plain.")
        click.echo(f"certsweep: on the terms of the last run: {on}", err=True)
    try:
        terms = open_terms(options.day(as_of), on.suppliers, on.profile, registers=out)
        doors = open_doors("auto", Path(on.reference) if on.reference else None)
        summary = run(out, terms, doors, lambda: dt.datetime.now(dt.UTC), Settings(), wait)
        on.keep(out)
    except Locked:
        options.stop(Exit.LOCKED, f"A sweep is at work in {out}. Give it time with --wait.")
    except NothingRead:
        options.stop(Exit.USAGE, f"Nothing has been swept into {out} yet: see `certsweep sweep`.")
    except NotRead as missing:
        message = f"Document {missing.document_id} was not read by this version of certsweep: sweep again first."
        options.stop(Exit.USAGE, message)
    if as_json:
        options.print_json(summary.as_json())
    else:
        click.echo("\n".join(summary.lines()))
    sys.exit(Exit.FAULT if +summary.faults else Exit.OK)


@click.command(
    epilog=epilog("certsweep diff --out out 2026-09-30", "certsweep diff --out out --json 2026-09-30-001"),
)
@options.out
@options.as_json
@click.argument("since")
def diff(out: Path, since: str, as_json: bool) -> None:
    """Lists what has changed since a day: new, renewed and expired certificates, those about to expire, cover lost.

    SINCE is a day as YYYY-MM-DD, for the last run of that day or before it, or a run by its name in DIR/history.
    """
    from flows.diff import difference
    from flows.history import NoSnapshot

    try:
        found = difference(out, since)
    except NoSnapshot as missing:
        there = ", ".join(missing.names) or "none yet; every sweep leaves one"
        options.stop(Exit.USAGE, f"Nothing is known of {since} in {out}. Known runs: {there}.")
    except FileNotFoundError:
        options.stop(Exit.USAGE, f"Nothing has been swept into {out} yet: see `certsweep sweep`.")
    if as_json:
        options.print_json(found.as_json())
    else:
        click.echo("\n".join(found.lines()))
