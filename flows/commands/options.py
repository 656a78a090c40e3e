"""What all commands share: exit codes, options, and how they print and stop."""

from __future__ import annotations

import datetime as dt
import enum
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from pydantic import ValidationError

from rules.errors import DataError

if TYPE_CHECKING:
    from flows.terms import Terms


class Exit(enum.IntEnum):
    """Exit codes. A code keeps its meaning."""

    OK = 0
    UNREAD = 1
    USAGE = 2
    LOCKED = 3
    FAULT = 4


EXIT_CODES = """
\b
Exit codes:
  0  done; certificates that are rejected do not change it
  1  read, check: a file could not be read; sweep: a source could not be reached or acknowledged
  2  the command was not understood, or a file or folder is not there
  3  another sweep is at work in the output folder
  4  a fault of certsweep's own; a sweep has published its tables all the same,
     unless it says that Prefect's server has ended
"""


def epilog(*examples: str) -> str:
    """Examples and exit codes, as the end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples) + "\n" + EXIT_CODES


EXISTING = click.Path(exists=True, path_type=Path, resolve_path=True)
FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)


class _SourceName(click.ParamType[str]):
    name = "source"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from flows.sources.address import BadAddress, parse

        try:
            address = parse(value)
        except BadAddress as error:
            self.fail(str(error), param, ctx)
        return value if address.scheme else address.path


files = click.argument("files", nargs=-1, required=True, type=EXISTING)
out = click.option("--out", required=True, metavar="DIR", type=FOLDER, help="The output folder.")
ocr = click.option(
    "--ocr",
    type=click.Choice(["auto", "rapidocr", "tesseract", "none"]),
    default="auto",
    show_default=True,
    help="Engine for scans and photos; auto reads with RapidOCR and asks Tesseract where in doubt.",
)
sources = click.argument("sources", nargs=-1, required=True, type=_SourceName())
wait = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    metavar="SECONDS",
    help="Wait so long for another sweep of the same output folder to end.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
as_of = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Date of judgement. [default: today]"
)
suppliers = click.option(
    "--suppliers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True),
    help="Your list of suppliers (CSV, Excel, Parquet): name, aliases, country, goods, markets, required standards.",
)
profile = click.option(
    "--profile", metavar="NAME|FILE", help="What is bought: a name of `certsweep profiles list`, or a YAML of your own."
)
reference = click.option(
    "--reference",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
    help="A folder of your own rows, laid over the reference data.",
)
registers = click.option(
    "--registers",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
    help="An output folder that registers were imported into, to judge against.",
)


def terms(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options on whose terms certificates are judged: `as_of`, `suppliers` and `profile`; see `opened`."""
    return as_of(suppliers(profile(command)))


def opened(
    as_of: dt.datetime | None, suppliers: Path | None, profile: str | None, registers: Path | None = None
) -> Terms:
    """The terms that the options of `terms` and `registers` give; ends the command where a file of theirs is wrong."""
    from flows.terms import open_terms

    if registers and not (registers / "registers").is_dir():
        stop(Exit.USAGE, f"No register was imported into {registers} yet: see `certsweep registry import`.")
    try:
        return open_terms(day(as_of), suppliers, profile, registers)
    except DataError as error:
        stop(Exit.USAGE, str(error))


def check_sources(sources: Sequence[str], out: Path) -> None:
    """Ends the command where a source cannot be what is meant; nothing is connected yet."""
    from flows.settings import Settings
    from flows.sources.address import BadAddress, open_source

    try:
        for source in sources:
            open_source(source, Settings(), out)
    except BadAddress as error:
        stop(Exit.USAGE, str(error))


def day(given: dt.datetime | None) -> dt.date:
    """The date of judgement. This is where a command reads the clock, and nothing after it does."""
    return given.date() if given else dt.datetime.now().astimezone().date()


def print_json(data: object) -> None:
    """Prints plain data as JSON: letters of every script as they are, what a terminal would obey escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    click.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def stop(code: Exit, message: str) -> NoReturn:
    """Ends the command with a code, and says why on stderr."""
    click.echo(f"certsweep: {message}", err=True)
    sys.exit(code)


class Commands(click.Group):
    """Gives a fault of our own an exit code of its own; Python's would be that of a file that was not read."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except DataError as error:
            stop(Exit.USAGE, f"{error}\n{error.remedy}")
        except ValidationError as error:
            if error.title != "Settings":
                raise
            wrong = [f"CERTSWEEP_{fault['loc'][0]!s}".upper() + f": {fault['msg']}" for fault in error.errors()]
            stop(Exit.USAGE, "A setting is wrong. " + "; ".join(wrong))
        except OSError as error:
            stop(Exit.FAULT, f"{error}. What was done is kept: put this right, and run the same command again.")
        except Exception:
            traceback.print_exc()
            stop(Exit.FAULT, "This is a fault of certsweep's; please report it. What was done is kept.")
