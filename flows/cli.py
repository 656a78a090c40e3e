"""The command line. Results go to stdout, talk to stderr; each command imports only what it needs.

`read` and `check` start neither Prefect nor pandas: they are for one file, now.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click


class Exit(enum.IntEnum):
    """Exit codes. A code keeps its meaning."""

    OK = 0
    UNREAD = 1
    USAGE = 2
    LOCKED = 3
    FAULT = 4


_EXIT_CODES = """
\b
Exit codes:
  0  done; certificates that are rejected do not change it
  1  read, check: a file could not be read
  2  the command was not understood, or a file or folder is not there
  3  another sweep is at work in the output folder
  4  a fault of certsweep's own; a sweep has published its tables all the same
"""


def _epilog(*examples: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples) + "\n" + _EXIT_CODES


_EXISTING = click.Path(exists=True, path_type=Path, resolve_path=True)
_files = click.argument("files", nargs=-1, required=True, type=_EXISTING)
_ocr = click.option(
    "--ocr",
    type=click.Choice(["auto", "rapidocr", "tesseract", "none"]),
    default="auto",
    show_default=True,
    help="Engine for scans and photos; auto reads with RapidOCR and asks Tesseract where in doubt.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
_as_of = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Date of judgement. [default: today]"
)


class _Commands(click.Group):
    """Gives a fault of our own an exit code of its own; Python's would be that of a file that was not read."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            _stop(Exit.FAULT, f"{error}. What was done is kept: put this right, and run the same command again.")
        except Exception:
            traceback.print_exc()
            _stop(Exit.FAULT, "This is a fault of certsweep's; please report it. What was done is kept.")


@click.group(cls=_Commands, epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="certsweep", prog_name="certsweep")
def main() -> None:
    """Reads the ISO certificates that suppliers send, judges them, and writes tables."""


@main.command(epilog=_epilog("certsweep read certificate.pdf", "certsweep read --json mail.eml"))
@_files
@_ocr
@_as_json
def read(files: tuple[Path, ...], ocr: str, as_json: bool) -> None:
    """Says what certificates state, and where on the page.

    FILES are PDFs, pictures, zips or mails; folders are read whole.
    """
    from flows.one_file import read_files
    from flows.show import reading_json, show_readings

    results = read_files(files, ocr)
    if as_json:
        _print_json([reading_json(result) for result in results])
    else:
        show_readings(results)
    sys.exit(Exit.OK if all(result.is_read for result in results) else Exit.UNREAD)


@main.command(epilog=_epilog("certsweep check certificate.pdf", "certsweep check --as-of 2026-03-31 certificate.pdf"))
@_files
@_as_of
@_ocr
@_as_json
def check(files: tuple[Path, ...], as_of: dt.datetime | None, ocr: str, as_json: bool) -> None:
    """Reads certificates and judges them: accept, review or reject, with reasons."""
    from flows.one_file import check_files
    from flows.show import checked_json, show_readings

    results = check_files(files, ocr, _day(as_of))
    if as_json:
        _print_json([checked_json(result) for result in results])
    else:
        show_readings(results)
    sys.exit(Exit.OK if all(result.is_read for result in results) else Exit.UNREAD)


@main.command(epilog=_epilog("certsweep sweep supplier-files/ --out out", "certsweep sweep a.zip mail.eml --out out"))
@click.argument("sources", nargs=-1, required=True, type=_EXISTING)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path, resolve_path=True))
@_as_of
@_ocr
@_as_json
def sweep(sources: tuple[Path, ...], out: Path, as_of: dt.datetime | None, ocr: str, as_json: bool) -> None:
    """Sweeps folders, zips and mails into tables in the folder OUT.

    What is in OUT already is added to: a sweep that was stopped goes on, and nothing is read twice.
    """
    if any(source == out or out in source.parents for source in sources):
        _stop(Exit.USAGE, f"The source is inside the output folder {out}. Choose another --out.")
    from flows.command_sweep import run_sweep

    summary, code = run_sweep(sources, out, _day(as_of), ocr)
    if summary is None:
        _stop(code, f"Another sweep is at work in {out}. Wait for it, or choose another --out.")
    if as_json:
        _print_json(summary.as_json())
    else:
        click.echo("\n".join(summary.lines()))
    sys.exit(code)


@main.group(epilog=_EXIT_CODES)
def rules() -> None:
    """The rules that certificates are judged by."""


@rules.command("list", epilog=_epilog("certsweep rules list"))
@_as_json
def list_rules(as_json: bool) -> None:
    """Lists all rules."""
    from rules.rulebook import load_rulebook

    bound = load_rulebook().bound
    if as_json:
        _print_json([b.rule.model_dump(mode="json", exclude={"cases"}) for b in bound])
        return
    for b in bound:
        click.echo(f"{b.rule.id}  {b.rule.severity.value:<7} {b.rule.status.value:<8} {b.rule.title}")


@rules.command(epilog=_epilog("certsweep rules explain VAL001"))
@click.argument("rule_id", metavar="ID")
def explain(rule_id: str) -> None:
    """Prints the page of one rule: what it checks, why, and what to do."""
    from rules.explain import explain as page_of

    try:
        page = page_of(rule_id)
    except KeyError:
        _stop(Exit.USAGE, f"There is no rule {rule_id!r}. `certsweep rules list` shows all of them.")
    click.echo(page, nl=False)


def _day(as_of: dt.datetime | None) -> dt.date:
    """The date of judgement. This is where a command reads the clock, and nothing after it does."""
    return as_of.date() if as_of else dt.datetime.now().astimezone().date()


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _stop(code: Exit, message: str) -> NoReturn:
    click.echo(f"certsweep: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
