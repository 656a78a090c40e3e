"""The stages of a sweep as plain functions of one object: take in, read, judge and publish.

Prefect (`flows/sweep.py`) only says when; everything here runs without it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows import history
from flows.attempts import Attempts
from flows.cover import UNREAD, CameIn, Cover, supplier_rows
from flows.doors import Doors
from flows.intake import Arrival, Intake
from flows.journal import Journal
from flows.judging import Court, Document, judge_all
from flows.ledger import Kept, merge, published_arrivals, published_files
from flows.originals import Original, Originals
from flows.progress import Progress
from flows.publish import Publication
from flows.readers import Readers
from flows.readers import readers as start_readers
from flows.reading import ReadRecord
from flows.rows import Fate, Row, intake_row
from flows.settings import Settings
from flows.sources.incoming import Source, SourceBroken, SourceLost, blamed_on
from flows.summary import Summary
from flows.terms import Terms

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
    attempts: Attempts = field(init=False)
    troubles: list[str] = field(default_factory=list)
    """Sources that could not be reached, or not acknowledged, and why."""
    faults: Counter[str] = field(default_factory=Counter)
    """Faults of certsweep's own with whole sources, by code."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "originals", Originals(self.out / "originals"))
        object.__setattr__(self, "journal", Journal(self.out / "readings"))
        object.__setattr__(self, "attempts", Attempts(self.out / "attempts"))


def take_in(sweep: Sweep, sources: Iterable[Source]) -> list[Arrival]:
    """Stores what is in the sources; returns all that is there now and all that came in before."""
    sweep.originals.clear_incoming()
    sweep.journal.clear_unfinished()
    intake = Intake(sweep.originals, sweep.settings, sweep.clock())
    before = published_arrivals(sweep.out, sweep.originals)
    now = list(sweep.progress.taking_in(_taken(sweep, intake, [*sources, Kept(before)])))
    return merge(before, now)


def _taken(sweep: Sweep, intake: Intake, sources: Iterable[Source]) -> Iterator[Arrival]:
    for source in sources:
        with _apart(sweep):
            yield from intake.take(source)


@contextmanager
def _apart(sweep: Sweep) -> Iterator[None]:
    """The others are swept; what is left of this one comes in with the next sweep."""
    try:
        yield
    except SourceLost as lost:
        sweep.troubles.append(str(lost))
        sweep.faults["source_error"] += isinstance(lost, SourceBroken)


def unread(sweep: Sweep, arrivals: Iterable[Arrival]) -> list[Original]:
    """The documents that have still to be read, each content once."""
    limits = {
        "timed_out": sweep.settings.document_seconds,
        "out_of_memory": float(sweep.settings.document_memory_bytes),
    }
    key = sweep.doors.reader_key
    return [o for o in _documents(arrivals).values() if not sweep.journal.is_read(o.sha256, key, limits)]


@contextmanager
def readers(sweep: Sweep) -> Iterator[Readers]:
    """The processes that read."""
    with start_readers(sweep.doors.read_document, sweep.settings, sweep.attempts) as started:
        yield started


def read_batch(sweep: Sweep, reading: Readers, batch: Sequence[Original]) -> int:
    """Reads documents and keeps a record of each as soon as it is done. Returns how many."""
    for done in reading.read(batch):
        record = ReadRecord(
            document_id=done.original.sha256,
            media_type=done.original.media_type,
            byte_size=done.original.byte_size,
            key=sweep.doors.reader_key,
            outcome=done.outcome,
            read_seconds=round(done.seconds, 3),
            read_at=sweep.clock(),
            run_id=sweep.run_id,
        )
        sweep.journal.save(record)
        sweep.attempts.done(record.document_id)
        sweep.progress.read(record)
    return len(batch)


def judge_and_publish(sweep: Sweep, arrivals: Sequence[Arrival], terms: Terms, read_now: int) -> Summary:
    """Judges everything that has been read and writes all tables, document by document."""
    summary = Summary(sweep.out, terms.as_of.isoformat(), read_now, faults=sweep.faults, troubles=sweep.troubles)
    court = Court.of(sweep.out, sweep.journal, sweep.doors, terms)
    covers: list[Cover] = []
    test_reports: Counter[str | None] = Counter()
    fates: dict[str, Fate] = {}
    with Publication(sweep.out) as publication:
        for batch in judge_all(court, _in_hand(arrivals), sweep.settings):
            for name, table in batch.tables.items():
                publication.add_table(name, table)
            publication.add_table("findings", batch.findings.table())
            covers += batch.covers
            test_reports.update(batch.test_reports)
            fates |= batch.fates
            summary.add(batch.summary)
        came_in = CameIn(test_reports)
        publication.add("intake", _intake_rows(arrivals, fates, summary, came_in, terms))
        publication.add("suppliers", supplier_rows(covers, terms, came_in))
        publication.publish()
    history.keep(sweep.out, terms.as_of, sweep.clock().astimezone().date())
    return summary


def acknowledge(sweep: Sweep, sources: Iterable[Source]) -> None:
    """Has each source file away what is published by now: only after `judge_and_publish`."""
    sweep.originals.sync()
    published = published_files(sweep.out)
    for source in sources:
        with _apart(sweep), blamed_on(source):
            source.acknowledge(published)


def _documents(arrivals: Iterable[Arrival]) -> dict[str, Original]:
    return {a.original.sha256: a.original for a in arrivals if a.original is not None and a.status is None}


def _in_hand(arrivals: Iterable[Arrival]) -> list[Document]:
    """Every document once, in the order in which they came in: named after the earliest arrival, then the first by address."""
    first: dict[str, Arrival] = {}
    senders: dict[str, dict[str, None]] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.received_at, a.supplier_id is None, a.source_uri)):
        if arrival.original is not None and arrival.status is None:
            first.setdefault(arrival.original.sha256, arrival)
            if arrival.supplier_id is not None:
                senders.setdefault(arrival.original.sha256, {})[arrival.supplier_id] = None
    return [Document(i, a.file_name, a.supplier_id, tuple(senders.get(i, ()))) for i, a in first.items()]


def _intake_rows(
    arrivals: Iterable[Arrival], fates: dict[str, Fate], summary: Summary, came_in: CameIn, terms: Terms
) -> Iterator[Row]:
    for arrival in arrivals:
        is_document = arrival.original is not None and arrival.status is None
        row = intake_row(arrival, fates[arrival.original.sha256] if is_document and arrival.original else None)
        summary.count_file(row["status"], row["code"])
        sender = row["supplier_id"]
        came_in.unread[terms.id_of(sender)] += row["status"] in UNREAD
        if sender and terms.suppliers and terms.supplier(sender) is None:
            summary.unlisted.add(sender)
        yield row
