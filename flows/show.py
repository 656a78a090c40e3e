"""Readings and verdicts for people (a table on stdout) and for machines (plain data)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.certificate import FIELD_NAMES, Absent, Certificate, Field, Reading
from flows.one_file import FileResult
from flows.reading import Failure
from flows.rows import text_of
from flows.sources.errors import status_of
from rules.finding import Outcome, Verdict
from rules.registers import CONFIRMED

_PIPE_WIDTH = 160
"""Columns where stdout is a file or a pipe: wide enough for an address in one line."""
_TELLING = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR)


def show_readings(results: Iterable[FileResult]) -> None:
    """Prints what each file says and, where it was judged, the verdict and what to do next."""
    console = _console()
    for result in results:
        _show_reading(console, result)


def _text(shown: str, style: str = "") -> Text:
    """Text for a terminal: what a paper or a name says can neither move the cursor nor turn the line round."""
    return Text("".join(c if _is_shown(c) else "\N{REPLACEMENT CHARACTER}" for c in shown), style=style)


def _is_shown(character: str) -> bool:
    # other scripts' spaces count as not printable in Python
    return character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def _show_reading(console: Console, result: FileResult) -> None:
    console.print(_text(result.arrival.source_uri, style="bold"))
    if isinstance(result.outcome, Failure):
        console.print(_text(f"  not read ({result.outcome.code}): {result.outcome.detail}\n"))
        return
    reading = result.outcome
    console.print(_text(f"  {_about(reading)}"))
    for issue in reading.issues:
        console.print(_text(f"  {issue.code}: {issue.detail}"))
    for place, certificate in enumerate(reading.certificates):
        console.print(_field_table(certificate))
        if result.verdicts:
            _show_verdict(console, result.verdicts[place])


def _about(reading: Reading) -> str:
    kind = reading.document_type.value.replace("_", " ")
    languages = ", ".join(reading.languages) or "unknown"
    engine = f" by {reading.ocr_engine}" if reading.ocr_engine else ""
    source = f"{reading.text_source.replace('_', ' ')}{engine}"
    return f"{kind}, {reading.page_count} page(s), {len(reading.certificates)} certificate(s); {source}; {languages}"


def _field_table(certificate: Certificate) -> Table:
    table = Table("field", "value", "page", "confidence", "as read", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[2].justify = table.columns[3].justify = "right"
    for name in FIELD_NAMES:
        table.add_row(*(_text(cell) for cell in _cells(name, certificate.field(name))))
    return table


def _cells(name: str, value: Field[Any]) -> tuple[str, str, str, str, str]:
    if isinstance(value, Absent):
        return name, f"({value.reason.value.replace('_', ' ')})", "", "", ""
    return name, text_of(value.value), str(value.evidence[0].page), f"{value.confidence:.2f}", value.as_read


def _show_verdict(console: Console, verdict: Verdict) -> None:
    console.print(_text(f"  {verdict.decision.value.upper()} as of {verdict.as_of}", style="bold"))
    for finding in verdict.findings:
        what = f"  {finding.rule_id} {finding.severity.value}, {finding.outcome.value}: {finding.message}"
        if finding.outcome in _TELLING:
            console.print(_text(f"{what} {finding.remedy}".rstrip()))
        elif finding.rule_id == CONFIRMED and finding.outcome is Outcome.PASS:
            console.print(_text(what))
    console.print(_text(f"  Next: {verdict.next_step}\n"))


def reading_json(result: FileResult) -> dict[str, Any]:
    """What one file says, as plain data."""
    head = {"source_uri": result.arrival.source_uri}
    if isinstance(result.outcome, Failure):
        return {
            **head,
            "status": status_of(result.outcome.code),
            "code": result.outcome.code,
            "detail": result.outcome.detail,
        }
    from pydantic import TypeAdapter

    reading = TypeAdapter(Reading).dump_python(result.outcome, mode="json")
    for plain, certificate in zip(reading["certificates"], result.outcome.certificates, strict=True):
        plain["certificate_id"], plain["confidence"] = certificate.certificate_id, certificate.confidence
    return {**head, "status": "partial" if result.outcome.issues else "read", **reading}


def checked_json(result: FileResult) -> dict[str, Any]:
    """What one file says and how it was judged, as plain data."""
    from pydantic import TypeAdapter

    data = reading_json(result)
    for plain, verdict in zip(data.get("certificates", ()), result.verdicts, strict=True):
        plain["verdict"] = TypeAdapter(Verdict).dump_python(verdict, mode="json")
    return data
