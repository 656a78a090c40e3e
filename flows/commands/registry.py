"""`certsweep registry`: dated snapshots of registers, for judging against."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from flows.commands import options
from flows.commands.options import EXIT_CODES, Exit, epilog


@click.group(epilog=EXIT_CODES)
def registry() -> None:
    """Registers of certificates, kept as dated snapshots to judge against."""


@registry.command(
    "import",
    epilog=epilog(
        "certsweep registry import certsearch.xlsx --out out --map iaf-certsearch --taken-on 2026-11-20",
        "certsweep registry import ours.csv --out out --map our-map.yml",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True))
@options.out
@click.option(
    "--map",
    "map_name",
    default="plain",
    show_default=True,
    metavar="NAME|FILE",
    help="What its columns are called: cnca, iaf-certsearch, ukas-certcheck, plain, or a YAML file of your own.",
)
@click.option(
    "--taken-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day on which the register said so. [default: the day on which FILE was last changed]",
)
@click.option("--register", metavar="NAME", help="What the register is called, where the map does not say so.")
@options.reference
def import_file(
    file: Path,
    out: Path,
    map_name: str,
    taken_on: dt.datetime | None,
    register: str | None,
    reference: Path | None,
) -> None:
    """Takes in a register's CSV, Excel, JSON or Parquet FILE as a snapshot of one day.

    All of it is taken, or nothing: every fault is listed with its rows. A snapshot of the same register and day is
    replaced. `sweep` and `rejudge` judge against the snapshots in their output folder.
    """
    from extractors.parse.standard_numbers import StandardFinder
    from flows.gazetteer import build_gazetteer
    from flows.registers.importing import import_register
    from flows.registers.maps import load_map
    from rules.reference.load import load_reference

    register_map = load_map(map_name)
    name = register or register_map.register_name
    if not name or not any(c.isalnum() for c in name):
        options.stop(Exit.USAGE, f"The map {register_map.name} does not name the register. Give its --register NAME.")
    day = (taken_on or dt.datetime.fromtimestamp(file.stat().st_mtime).astimezone()).date()
    finder = StandardFinder(build_gazetteer(load_reference(reference)).standards)
    done = import_register(file, out, register_map, name, day, finder)
    click.echo("\n".join(done.lines()))


@registry.command("list", epilog=epilog("certsweep registry list --out out"))
@options.out
@options.as_json
def list_snapshots(out: Path, as_json: bool) -> None:
    """Lists the snapshots in the folder DIR."""
    from flows.registers.snapshots import snapshots

    found = snapshots(out)
    if as_json:
        keys = ("register", "taken_on", "row_count", "map_name", "file_name", "path")
        options.print_json([{key: _plain(getattr(snapshot, key)) for key in keys} for snapshot in found])
        return
    for s in found:
        click.echo(f"{s.taken_on}  {s.row_count:>10,}  {s.register}  (from {s.file_name}, map {s.map_name})")
    if not found:
        click.echo(f"certsweep: no register was imported into {out} yet", err=True)


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)
