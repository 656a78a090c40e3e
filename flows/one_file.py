"""Reading and judging files at once, without Prefect, tables or a trace on the disk."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.certificate import Reading
from flows.doors import Doors, judge_safely, open_doors
from flows.intake import Arrival, Intake
from flows.originals import Originals
from flows.reading import Failure, read_safely
from flows.settings import Settings
from flows.sources.address import local
from flows.terms import Terms
from rules.finding import Verdict


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file that came in and what it says; `verdicts` has one for each certificate, or none were asked for."""

    arrival: Arrival
    outcome: Reading | Failure
    verdicts: tuple[Verdict, ...] = ()

    @property
    def is_read(self) -> bool:
        """Could the file be read?"""
        return isinstance(self.outcome, Reading)


def read_files(
    files: Sequence[Path], ocr: str, doors: Doors | None = None, reference: Path | None = None
) -> list[FileResult]:
    """Reads every document in the files; a container counts only where it could not be opened."""
    doors = doors or open_doors(ocr, reference)
    with tempfile.TemporaryDirectory(prefix="certsweep-") as folder:
        intake = Intake(Originals(Path(folder)), Settings(), dt.datetime.min.replace(tzinfo=dt.UTC))
        return list(_read(intake, files, doors))


def check_files(
    files: Sequence[Path], ocr: str, terms: Terms, doors: Doors | None = None, reference: Path | None = None
) -> list[FileResult]:
    """Reads every document in the files and judges each certificate on these terms."""
    doors = doors or open_doors(ocr, reference)
    return [_judged(result, doors, terms) for result in read_files(files, ocr, doors)]


def _read(intake: Intake, files: Sequence[Path], doors: Doors) -> Iterator[FileResult]:
    for arrival in itertools.chain.from_iterable(intake.take(local(path)) for path in files):
        if arrival.status is None and arrival.original is not None:
            yield FileResult(arrival, read_safely(arrival.original.path, doors.read_document))
        elif arrival.code is not None:
            yield FileResult(arrival, Failure(arrival.code, arrival.detail or ""))


def _judged(result: FileResult, doors: Doors, terms: Terms) -> FileResult:
    if isinstance(result.outcome, Failure):
        return result
    sender = result.arrival.supplier_id
    verdicts = tuple(
        judge_safely(doors.judge, c, terms.as_of, terms.circumstances(c, sender)) for c in result.outcome.certificates
    )
    return FileResult(result.arrival, result.outcome, verdicts)
