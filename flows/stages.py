"""The stages of a sweep as plain functions of one object: take in, read, judge and publish.

Prefect (`flows/sweep.py`) only says when; everything here runs without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from extractors.certificate import Reading
from flows.doors import Doors, judge_safely
from flows.intake import Arrival, Intake
from flows.journal import Journal
from flows.ledger import merge, published_arrivals, published_files
from flows.originals import Original, Originals
from flows.progress import Progress
from flows.publish import Publication
from flows.reading import Failure, ReadDocument, ReadRecord, failure, read_safely
from flows.rows import (
    Cover,
    Judged,
    certificate_row,
    document_row,
    field_rows,
    finding_rows,
    intake_row,
    site_rows,
    supplier_rows,
    value_of,
)
from flows.settings import Settings
from flows.sources.incoming import Source, SourceLost
from flows.summary import Summary
from flows.terms import Terms
from flows.workers import Lost, WorkerLimits, Workers

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep of one output folder, which it holds the lock of."""

    out: Path
    run_id: str
    clock: Clock
    settings: Settings
    doors: Doors
    progress: Progress
    originals: Originals = field(init=False)
    journal: Journal = field(init=False)
    troubles: list[str] = field(default_factory=list)
    """Sources that could not be reached, or not acknowledged, and why."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "originals", Originals(self.out / "originals"))
        object.__setattr__(self, "journal", Journal(self.out / "readings"))


def take_in(sweep: Sweep, sources: Iterable[Source]) -> list[Arrival]:
    """Stores what is in the sources; returns all that is there now and all that came in before."""
    sweep.originals.clear_incoming()
    intake = Intake(sweep.originals, sweep.settings, sweep.clock())
    now = list(sweep.progress.taking_in(_taken(sweep, intake, sources)))
    return merge(published_arrivals(sweep.out, sweep.originals), now)


def _taken(sweep: Sweep, intake: Intake, sources: Iterable[Source]) -> Iterator[Arrival]:
    for source in sources:
        try:
            yield from intake.take(source)
        except SourceLost as lost:  # the others are swept; this one's files come in with the next sweep
            sweep.troubles.append(str(lost))


def unread(sweep: Sweep, arrivals: Iterable[Arrival]) -> list[Original]:
    """The documents that have still to be read, each content once."""
    limits = {
        "timed_out": sweep.settings.document_seconds,
        "out_of_memory": float(sweep.settings.document_memory_bytes),
    }
    key = sweep.doors.reader_key
    return [o for o in _documents(arrivals).values() if not sweep.journal.is_read(o.sha256, key, limits)]


@contextmanager
def readers(sweep: Sweep) -> Iterator[Workers[Original, Reading | Failure]]:
    """The processes that read."""
    settings = sweep.settings
    limits = WorkerLimits(
        processes=settings.processes,
        seconds=settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
        tasks_each=settings.documents_per_worker,
    )
    with Workers(partial(_read, read_document=sweep.doors.read_document), limits) as workers:
        yield workers


def _read(original: Original, read_document: ReadDocument) -> Reading | Failure:
    return read_safely(original.path, read_document)


def read_batch(sweep: Sweep, workers: Workers[Original, Reading | Failure], batch: Sequence[Original]) -> int:
    """Reads documents and keeps a record of each as soon as it is done. Returns how many."""
    for done in workers.run(batch):
        outcome = done.result
        if isinstance(outcome, Lost):
            limit = sweep.settings.document_seconds if outcome.loss == "timed_out" else None
            outcome = failure(outcome.loss.value, outcome.detail, limit)
        record = ReadRecord(
            document_id=done.task.sha256,
            media_type=done.task.media_type,
            byte_size=done.task.byte_size,
            key=sweep.doors.reader_key,
            outcome=outcome,
            read_seconds=round(done.seconds, 3),
            read_at=sweep.clock(),
            run_id=sweep.run_id,
        )
        sweep.journal.save(record)
        sweep.progress.read(record)
    return len(batch)


def judge_and_publish(sweep: Sweep, arrivals: Sequence[Arrival], terms: Terms, read_now: int) -> Summary:
    """Judges everything that has been read and writes all tables, document by document."""
    summary = Summary(sweep.out, terms.as_of.isoformat(), read_now, troubles=sweep.troubles)
    first_arrival = _first_arrivals(arrivals)
    suppliers = _suppliers(arrivals)
    covers: list[Cover] = []
    with Publication(sweep.out) as publication:
        publication.add("intake", _intake_rows(sweep, arrivals, summary))
        for document_id in sorted(first_arrival):
            record = _record(sweep, document_id)
            arrival = first_arrival[document_id]
            publication.add("documents", [document_row(record, arrival.file_name)])
            for judged in _judged(sweep, record, arrival, terms):
                summary.count_certificate(judged)
                publication.add("certificates", [certificate_row(judged)])
                publication.add("fields", field_rows(judged.certificate))
                publication.add("sites", site_rows(judged.certificate))
                publication.add("findings", finding_rows(judged))
                covers += _covers(judged, suppliers.get(document_id, ()))
        publication.add("suppliers", supplier_rows(covers, terms.as_of))
        publication.publish()
    return summary


def acknowledge(sweep: Sweep, sources: Iterable[Source]) -> None:
    """Has each source file away what is published by now: only after `judge_and_publish`."""
    sweep.originals.sync()
    published = published_files(sweep.out)
    for source in sources:
        try:
            source.acknowledge(published)
        except SourceLost as lost:
            sweep.troubles.append(str(lost))


def _documents(arrivals: Iterable[Arrival]) -> dict[str, Original]:
    return {a.original.sha256: a.original for a in arrivals if a.original is not None and a.status is None}


def _first_arrivals(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """For each document the arrival that its row is named after: the earliest, then the first by address."""
    first: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.received_at, a.supplier_id is None, a.source_uri)):
        if arrival.original is not None and arrival.status is None:
            first.setdefault(arrival.original.sha256, arrival)
    return first


def _suppliers(arrivals: Iterable[Arrival]) -> dict[str, tuple[str, ...]]:
    """Everyone who sent each document."""
    senders: dict[str, dict[str, None]] = {}
    for arrival in arrivals:
        if arrival.original is not None and arrival.supplier_id is not None:
            senders.setdefault(arrival.original.sha256, {})[arrival.supplier_id] = None
    return {document_id: tuple(names) for document_id, names in senders.items()}


def _intake_rows(sweep: Sweep, arrivals: Iterable[Arrival], summary: Summary) -> Iterator[dict[str, object]]:
    for arrival in arrivals:
        is_document = arrival.original is not None and arrival.status is None
        row = intake_row(arrival, _record(sweep, arrival.original.sha256) if is_document and arrival.original else None)
        summary.count_file(row["status"], row["code"])
        yield row


def _record(sweep: Sweep, document_id: str) -> ReadRecord:
    record = sweep.journal.load(document_id)
    if record is None:
        raise LookupError(f"no record of {document_id}: somebody else is writing to {sweep.out}")
    return record


def _judged(sweep: Sweep, record: ReadRecord, arrival: Arrival, terms: Terms) -> Iterator[Judged]:
    if isinstance(record.outcome, Failure):
        return
    for certificate in sorted(record.outcome.certificates, key=lambda c: c.ordinal):
        circumstances = terms.circumstances(certificate, arrival.supplier_id)
        verdict = judge_safely(sweep.doors.judge, certificate, terms.as_of, circumstances)
        yield Judged(certificate, verdict, arrival.supplier_id, sweep.doors.reference_version)


def _covers(judged: Judged, suppliers: Iterable[str]) -> Iterator[Cover]:
    certificate = judged.certificate
    for supplier in suppliers:
        yield Cover(
            supplier_id=supplier,
            standard=certificate.standard.value,
            certificate_id=certificate.certificate_id,
            verdict=judged.verdict.decision.value,
            expiry_date=value_of(certificate.expiry_date),
        )
