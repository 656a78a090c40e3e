"""From records to tables: everything that was read, compared with one another and judged on the terms of the day.

Two passes over the records. The first only compares certificates; the second judges them, a batch at a time and in
several processes, and hands on Arrow tables, so that of a hundred thousand only a few hundred are in memory at once.
What comes out does not depend on how many processes there were.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

from extractors.certificate import Certificate, DocumentType, Reading
from flows.confine import die_with_parent
from flows.cover import BEST_FIRST, Cover
from flows.doors import Doors, Judge, judge_safely
from flows.findings import Findings, PackedFindings
from flows.journal import Journal
from flows.publish import to_arrow
from flows.reading import Failure, ReadRecord
from flows.rows import Fate, Judged, Row, certificate_row, document_row, field_rows, site_rows, value_of
from flows.settings import Settings
from flows.summary import Summary
from flows.tables import TABLES
from flows.terms import NO_RELATIVES, Terms
from rules.circumstances import Relatives, Supplier
from rules.finding import Verdict
from rules.relatives import Paper, find_relatives

BATCH = 500
"""Documents judged at once. They make some forty thousand findings: enough for a row group, too few to fill a memory."""


class Document(NamedTuple):
    """A document in hand, and who sent it: the first one, and everyone."""

    document_id: str
    file_name: str
    supplier_id: str | None
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Court:
    """What it takes to judge. Goes to each process once."""

    out: Path
    journal: Journal
    judge: Judge
    reference_version: str
    terms: Terms

    @classmethod
    def of(cls, out: Path, journal: Journal, doors: Doors, terms: Terms) -> Court:
        """The court of an output folder."""
        return cls(out, journal, doors.judge, doors.reference_version, terms)

    def record(self, document_id: str) -> ReadRecord:
        """What was read of a document.

        Raises:
            NotRead: there is nothing that this version can use.
        """
        record = self.journal.load(document_id)
        if record is None:
            raise NotRead(document_id)
        return record


class NotRead(LookupError):
    """A document that is in the tables has no record, or one of another version of certsweep."""

    def __init__(self, document_id: str) -> None:
        super().__init__(document_id)
        self.document_id = document_id


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """What came of some documents: their rows, covers for `suppliers`, what became of each, and counts."""

    tables: dict[str, pa.Table]
    findings: PackedFindings
    covers: list[Cover]
    test_reports: Counter[str | None]
    """How many test reports came from each supplier."""
    fates: dict[str, Fate]
    summary: Summary


@dataclass(frozen=True, slots=True)
class _Compare:
    documents: Sequence[Document]

    def run(self, court: Court) -> dict[str, list[Paper]]:
        return {d.document_id: court.journal.papers(d.document_id) for d in self.documents}


@dataclass(frozen=True, slots=True)
class _JudgeBatch:
    documents: Sequence[Document]
    relatives: dict[str, Relatives]

    def run(self, court: Court) -> JudgedBatch:
        # Step by step for all of them, not one by one: each step finds its own data in the caches, which saves a quarter.
        records = [court.record(document.document_id) for document in self.documents]
        found = [list(_judged(court, r, d, self.relatives)) for r, d in zip(records, self.documents, strict=True)]
        all_judged = [judged for of_document in found for judged, _ in of_document]
        test_reports, fates = Counter[str | None](), dict[str, Fate]()
        for document, record in zip(self.documents, records, strict=True):
            fates[document.document_id] = Fate(record.status, record.code, record.detail)
            if isinstance(record.outcome, Reading) and record.outcome.document_type is DocumentType.TEST_REPORT:
                test_reports.update(set(map(court.terms.id_of, document.senders)))
        summary, findings = Summary(court.out, court.terms.as_of.isoformat()), Findings()
        for judged in all_judged:
            summary.count_certificate(judged)
        rows: dict[str, list[Row]] = {
            "documents": [document_row(r, d.file_name) for r, d in zip(records, self.documents, strict=True)],
            "certificates": [certificate_row(judged) for judged in all_judged],
            "fields": [row for judged in all_judged for row in field_rows(judged.certificate)],
            "sites": [row for judged in all_judged for row in site_rows(judged.certificate)],
        }
        for judged in all_judged:
            findings.add(judged)
        covers = [cover for of_document in found for _, own in of_document for cover in own]
        tables = {name: to_arrow(made, TABLES[name].schema) for name, made in rows.items()}
        return JudgedBatch(tables, findings.packed(), covers, test_reports, fates, summary)


_Task: TypeAlias = _Compare | _JudgeBatch


def judge_all(court: Court, documents: Sequence[Document], settings: Settings) -> Iterator[JudgedBatch]:
    """Compares and judges documents, which come in the order in which they came in.

    Yields:
        Batches in order of `document_id`.

    Raises:
        NotRead: a document has no record.
    """
    batches = list(_batches(sorted(documents)))
    with _runner(court, min(settings.processes, len(batches))) as run:
        papers: dict[str, list[Paper]] = {}
        for found in run([_Compare(batch) for batch in batches]):
            papers |= found
        relatives = find_relatives(p for d in documents for p in papers[d.document_id])
        tasks = [_JudgeBatch(batch, _of(batch, papers, relatives)) for batch in batches]
        del papers
        yield from run(tasks)


def _batches(documents: Iterable[Document]) -> Iterator[tuple[Document, ...]]:
    rest = iter(documents)
    while batch := tuple(itertools.islice(rest, BATCH)):
        yield batch


def _of(
    batch: Iterable[Document], papers: dict[str, list[Paper]], relatives: dict[str, Relatives]
) -> dict[str, Relatives]:
    ids = (p.certificate_id for d in batch for p in papers[d.document_id])
    return {certificate_id: relatives[certificate_id] for certificate_id in ids if certificate_id in relatives}


def _judged(
    court: Court, record: ReadRecord, document: Document, relatives: dict[str, Relatives]
) -> Iterator[tuple[Judged, list[Cover]]]:
    """Each certificate, judged for whom it came from, and what it does for everyone who sent it.

    It is judged once for each row of the list of suppliers: what is good for its holder is nothing for a trader who
    sends it too. The tables show it with the supplier whom it does most for, the first one among equals.
    """
    if isinstance(record.outcome, Failure):
        return
    terms, reader = court.terms, record.key.reader_version
    senders = dict.fromkeys((document.supplier_id, *document.senders))
    for certificate in sorted(record.outcome.certificates, key=lambda c: c.ordinal):
        kin = relatives.get(certificate.certificate_id, NO_RELATIVES)
        rows = {sender: terms.supplier(sender, certificate) for sender in senders}
        verdicts: dict[Supplier | None, Verdict] = {}
        for sender, row in rows.items():
            if row not in verdicts:
                circumstances = terms.circumstances(certificate, sender, kin)
                verdicts[row] = judge_safely(court.judge, certificate, terms.as_of, circumstances)
        best = min(senders, key=lambda sender: BEST_FIRST[verdicts[rows[sender]].decision])
        names = {sender: terms.id_of(sender, certificate) for sender in senders}
        judged = Judged(certificate, verdicts[rows[best]], names[best], court.reference_version, reader, kin)
        sent = {name: sender for sender, name in names.items() if name is not None}
        yield judged, [_cover(certificate, verdicts[rows[sender]], name, kin) for name, sender in sent.items()]


def _cover(certificate: Certificate, verdict: Verdict, supplier_id: str, kin: Relatives) -> Cover:
    return Cover(
        supplier_id=supplier_id,
        standard=certificate.standard.value,
        certificate_id=certificate.certificate_id,
        verdict=verdict.decision.value,
        expiry_date=value_of(certificate.expiry_date),
        replaced_by=kin.replaced_by,
        reasons=verdict.reasons,
    )


@contextmanager
def _runner(court: Court, processes: int) -> Iterator[Callable[[Sequence[_Task]], Iterator[Any]]]:
    """What runs tasks: here if one process is enough, else in others; results come in the order of the tasks."""
    if processes <= 1:
        yield lambda tasks: (task.run(court) for task in tasks)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, _open_court, (court,)) as pool:
        yield lambda tasks: _in_order(pool, court, tasks, processes + 1)


_COURT: list[Court] = []
"""The court of a judging process, which is sent to it once and not with every task."""


def _open_court(court: Court) -> None:
    die_with_parent()
    gc.disable()  # nothing here refers to itself, and looking for what does took an eighth of the time
    _COURT.append(court)


def _run(task: _Task) -> Any:
    return task.run(_COURT[0])


def _in_order(pool: ProcessPoolExecutor, court: Court, tasks: Sequence[_Task], ahead: int) -> Iterator[Any]:
    """Results in order; at most `ahead` batches are begun and not yet taken, whoever is slower."""
    begun: deque[tuple[_Task, Future[Any] | None]] = deque()
    for task in tasks:
        begun.append((task, _begin(pool, task)))
        if len(begun) >= ahead:
            yield _result(court, *begun.popleft())
    while begun:
        yield _result(court, *begun.popleft())


def _begin(pool: ProcessPoolExecutor, task: _Task) -> Future[Any] | None:
    """The task at work in another process; nothing where there is none any more."""
    try:
        return pool.submit(_run, task)
    except BrokenProcessPool:
        return None


def _result(court: Court, task: _Task, begun: Future[Any] | None) -> Any:
    """What came of a task. Where a process was killed, for want of memory or by a hand, this one does what is left."""
    with suppress(BrokenProcessPool):
        if begun is not None:
            return begun.result()
    return task.run(court)
