"""Reading and judging files at once, without Prefect, tables or a trace on the disk."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.certificate import Reading
from flows.attempts import Attempts
from flows.doors import Doors, judge_safely, open_doors
from flows.intake import Arrival, Intake
from flows.originals import Originals
from flows.readers import readers
from flows.reading import Failure
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
        settings = Settings()
        intake = Intake(Originals(Path(folder)), settings, dt.datetime.min.replace(tzinfo=dt.UTC))
        arrivals = [arrival for path in files for arrival in intake.take(local(path))]
        originals = {a.original.sha256: a.original for a in arrivals if a.status is None and a.original is not None}
        with readers(doors.read_document, settings, Attempts(Path(folder) / "attempts")) as started:
            outcomes = {done.original.sha256: done.outcome for done in started.read(originals.values())}
        return list(_results(arrivals, outcomes))


def check_files(
    files: Sequence[Path], ocr: str, terms: Terms, doors: Doors | None = None, reference: Path | None = None
) -> list[FileResult]:
    """Reads every document in the files and judges each certificate on these terms."""
    doors = doors or open_doors(ocr, reference)
    return [_judged(result, doors, terms) for result in read_files(files, ocr, doors)]


def _results(arrivals: Iterable[Arrival], outcomes: Mapping[str, Reading | Failure]) -> Iterator[FileResult]:
    for arrival in arrivals:
        if arrival.status is None and arrival.original is not None:
            yield FileResult(arrival, outcomes[arrival.original.sha256])
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
