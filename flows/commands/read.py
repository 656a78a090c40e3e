"""`certsweep read` and `certsweep check`: some files, now, without tables."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flows.commands import options
from flows.commands.options import Exit, epilog

if TYPE_CHECKING:
    from flows.one_file import FileResult


@click.command(epilog=epilog("certsweep read certificate.pdf", "certsweep read --json mail.eml"))
@options.files
@options.reference
@options.ocr
@options.as_json
def read(files: tuple[Path, ...], reference: Path | None, ocr: str, as_json: bool) -> None:
    """Says what certificates state, and where on the page.

    FILES are PDFs, pictures, zips or mails; folders are read whole.
    """
    from flows.one_file import read_files
    from flows.show import reading_json, show_readings

    results = read_files(files, ocr, reference=reference)
    if as_json:
        options.print_json([reading_json(result) for result in results])
    else:
        show_readings(results)
    _end(results)


@click.command(
    epilog=epilog("certsweep check certificate.pdf", "certsweep check --as-of 2026-03-31 --profile food a.pdf")
)
@options.files
@options.terms
@options.registers
@options.reference
@options.ocr
@options.as_json
def check(
    files: tuple[Path, ...],
    as_of: dt.datetime | None,
    suppliers: Path | None,
    profile: str | None,
    registers: Path | None,
    reference: Path | None,
    ocr: str,
    as_json: bool,
) -> None:
    """Reads certificates and judges them: accept, review or reject, with reasons."""
    from flows.one_file import check_files
    from flows.show import checked_json, show_readings

    terms = options.opened(as_of, suppliers, profile, registers)
    results = check_files(files, ocr, terms, reference=reference)
    if as_json:
        options.print_json([checked_json(result) for result in results])
    else:
        show_readings(results)
    _end(results)


def _end(results: Sequence[FileResult]) -> NoReturn:
    if not results:
        click.echo("certsweep: nothing to read is inside.", err=True)
    sys.exit(Exit.OK if all(result.is_read for result in results) else Exit.UNREAD)
