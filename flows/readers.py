"""Reading documents in processes of their own, and what to do when one breaks the process that reads it.

A page that hangs or crashes its reader is left out the next time, so that the others are read all the same. A
document that has killed three readers is put in quarantine: it has a row with its reason, and is not tried again.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from extractors.certificate import Reading
from flows.attempts import MOST, Attempts
from flows.confine import Confines
from flows.originals import Original
from flows.reading import Failure, Plan, ReadDocument, failure, read_safely
from flows.reading_json import dump_outcome, load_outcome
from flows.settings import Settings
from flows.stopping import last_act
from flows.workers import Done, Loss, Lost, WorkerLimits, Workers

_ENOUGH = 0.7
"""The share of its time after which a document's next page is not begun, so that those before it are kept."""


@dataclass(frozen=True, slots=True)
class ReadDone:
    """A document, what came of it, and how long that took."""

    original: Original
    outcome: Reading | Failure
    seconds: float


@dataclass(frozen=True, slots=True)
class _Task:
    original: Original
    skip: tuple[int, ...] = ()
    """Pages that broke a reader before."""


class Readers:
    """The processes that read. Use `readers` to start them."""

    def __init__(self, workers: Workers[_Task], fresh: Workers[_Task], settings: Settings, attempts: Attempts) -> None:
        self._workers, self._fresh, self._settings, self._attempts = workers, fresh, settings, attempts

    def read(self, originals: Iterable[Original]) -> Iterator[ReadDone]:
        """Every document once, in the order in which they are done."""
        tasks: list[_Task] = []
        for original in originals:
            if why_not := self._attempts.why_not(original.sha256):
                yield ReadDone(original, failure("reader_crashed", why_not), 0.0)
            else:
                tasks.append(_Task(original))
        try:
            with last_act(self._attempts.take_all_back):
                yield from self._both(tasks)
        except BaseException as ending:
            if isinstance(ending, OSError) or not isinstance(ending, Exception | GeneratorExit):
                self._attempts.take_all_back()  # the disk is full, or somebody stopped the sweep: no document is to blame
            raise

    def _both(self, tasks: Iterable[_Task]) -> Iterator[ReadDone]:
        """What ran out of memory in a process that had read others before is read again in one of its own."""
        short: list[_Task] = []
        for done in self._workers.run(tasks, self._again, self._begun):
            outcome = self._outcome(done)
            if _is_short_of_memory(outcome):
                self._attempts.take_back(done.task.original.sha256)
                short.append(done.task)
            else:
                yield ReadDone(done.task.original, outcome, done.seconds)
        for done in self._fresh.run(short, self._again, self._begun):
            yield ReadDone(done.task.original, self._outcome(done), done.seconds)

    def _begun(self, task: _Task) -> None:
        self._attempts.begin(task.original.sha256)

    def _again(self, task: _Task, lost: Lost) -> _Task | None:
        self._attempts.broke(task.original.sha256)
        count = self._attempts.broken(task.original.sha256)
        if count >= MOST or lost.loss is Loss.TOO_MUCH_OUTPUT:
            return None
        crashed = lost.loss is Loss.CRASHED
        if crashed and count == 1:
            return task  # the system may have ended the process for the sake of another's memory
        if lost.reached and lost.reached not in task.skip:
            return dataclasses.replace(task, skip=(*task.skip, lost.reached))
        return task if crashed else None  # what takes too long as a whole takes too long again

    def _outcome(self, done: Done[_Task]) -> Reading | Failure:
        result, document_id = done.result, done.task.original.sha256
        if isinstance(result, Lost):
            if result.loss is Loss.CRASHED:
                return failure("reader_crashed", f"It broke its reader {MOST} times. {result.detail}")
            limit = self._settings.document_seconds if result.loss is Loss.TIMED_OUT else None
            return failure(result.loss.value, result.detail, limit)
        try:
            return _of(document_id, load_outcome(result))
        except ValueError as error:
            return failure("reader_error", f"What its reader said cannot be understood ({type(error).__name__}).")


@contextmanager
def readers(read_document: ReadDocument, settings: Settings, attempts: Attempts) -> Iterator[Readers]:
    """Processes that read with `read_document`, started as they are needed and ended with the block."""
    limits = WorkerLimits(
        processes=settings.processes,
        seconds=settings.document_seconds,
        output_bytes=settings.document_output_bytes,
        tasks_each=settings.documents_per_worker,
        confines=Confines(
            cpu_seconds=settings.document_cpu_seconds,
            memory_bytes=settings.document_memory_bytes,
            file_bytes=settings.document_output_bytes,
            open_files=settings.reader_open_files,
        ),
    )
    work = partial(_read, read_document=read_document, settings=settings)
    alone = dataclasses.replace(limits, tasks_each=1)
    with Workers(work, limits) as workers, Workers(work, alone) as fresh:
        yield Readers(workers, fresh, settings, attempts)


def _read(task: _Task, reached: Callable[[int], None], read_document: ReadDocument, settings: Settings) -> bytes:
    enough = time.monotonic() + _ENOUGH * settings.document_seconds

    def may_begin(page: int) -> bool:
        reached(page)
        return page == 1 or time.monotonic() < enough

    plan = Plan(frozenset(task.skip), may_begin, settings.document_pages, settings.document_pixels)
    return dump_outcome(read_safely(task.original.path, read_document, plan))


def _of(document_id: str, outcome: Reading | Failure) -> Reading | Failure:
    """The outcome, where it is of that document and of no other: a reader that was taken over may say anything."""
    if isinstance(outcome, Reading):
        certificates = outcome.certificates
        named = {outcome.document_id, *(certificate.document_id for certificate in certificates)}
        if named != {document_id} or len({c.ordinal for c in certificates}) < len(certificates):
            raise ValueError("of another document")
    return outcome


def _is_short_of_memory(outcome: Reading | Failure) -> bool:
    codes = [outcome.code] if isinstance(outcome, Failure) else [issue.code for issue in outcome.issues]
    return "out_of_memory" in codes
