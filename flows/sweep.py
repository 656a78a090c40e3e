"""The sweep as a Prefect flow: sources to originals, read in batches, judged, published.

Prefect sees to order, logs and, later, schedules. Each task is a few lines round a plain function of
`flows/stages.py`; what needs thought is there.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows import stages
from flows.doors import Doors, open_doors
from flows.files import hold
from flows.intake import Arrival
from flows.originals import Original
from flows.prefect_home import share_end_with_server
from flows.progress import progress
from flows.readers import Readers
from flows.rejudge import rejudge as judge_again
from flows.settings import Settings
from flows.sources.address import open_sources
from flows.sources.incoming import Source
from flows.stages import Sweep
from flows.summary import Summary
from flows.terms import Given, Terms, open_terms


@flow(name="certsweep-sweep", validate_parameters=False)
def sweep(
    sources: list[str],
    out: str,
    as_of: str | None = None,
    ocr: str = "auto",
    doors: Doors | None = None,
    suppliers: str | None = None,
    profile: str | None = None,
    wait: float = 0.0,
    reference: str | None = None,
) -> Summary:
    """Sweeps sources into an output folder.

    Args:
        sources: folders, files of any kind, or addresses of mailboxes, drop folders and remote folders.
        out: the output folder; what is in it is added to.
        as_of: the date of judgement as YYYY-MM-DD; today where none is given.
        ocr: `auto`, `rapidocr`, `tesseract` or `none`.
        doors: what reads and judges; the real rooms where none are given.
        suppliers: the buyer's list of suppliers, a CSV, Excel or Parquet file.
        profile: what is bought: the name of a profile, or the path of the buyer's own.
        wait: seconds to wait for another sweep of `out` to end.
        reference: a folder of the user's own rows, laid over the reference data.

    Raises:
        BadAddress: a source is not understood; nothing has been done.
        DataError: the list, the profile, a row of `reference` or a snapshot of a register is wrong.
        Locked: another sweep is still at work in `out`.
    """
    share_end_with_server()
    folder = Path(out).resolve()
    day = dt.date.fromisoformat(as_of) if as_of else _now().astimezone().date()
    own_rows = Path(reference) if reference else None
    terms = open_terms(day, suppliers, profile, registers=folder)
    settings = Settings()
    opened = open_sources(sources, settings, folder)
    with hold(folder, wait), progress() as told:
        run_id = str(flow_run.id or uuid.uuid4())
        job = Sweep(folder, run_id, _now, settings, doors or open_doors(ocr, own_rows), told)
        arrivals = take_in(job, opened)
        read_now = _read_all(job, stages.unread(job, arrivals))
        summary = judge_and_publish(job, arrivals, terms, read_now)
        Given.of(suppliers, profile, reference).keep(folder)
        acknowledge(job, opened)
        return summary


@flow(name="certsweep-rejudge", validate_parameters=False)
def rejudge(
    out: str,
    as_of: str | None = None,
    suppliers: str | None = None,
    profile: str | None = None,
    reference: str | None = None,
    wait: float = 0.0,
) -> Summary:
    """Judges everything in an output folder again, for schedules; the command does so without Prefect.

    Args:
        out: the output folder of earlier sweeps.
        as_of: the date of judgement as YYYY-MM-DD; today where none is given.
        suppliers: the buyer's list of suppliers, a CSV, Excel or Parquet file.
        profile: what is bought: the name of a profile, or the path of the buyer's own.
        reference: a folder of the user's own rows, laid over the reference data.
        wait: seconds to wait for a sweep of `out` to end.

    Raises:
        DataError: the list, the profile, a row of `reference` or a snapshot of a register is wrong.
        Locked: a sweep is still at work in `out`.
        NothingRead: nothing has been published there yet.
    """
    share_end_with_server()
    folder = Path(out).resolve()
    day = dt.date.fromisoformat(as_of) if as_of else _now().astimezone().date()
    terms = open_terms(day, suppliers, profile, registers=folder)
    doors = open_doors("auto", Path(reference) if reference else None)
    summary = judge_again(folder, terms, doors, _now, Settings(), wait)
    Given.of(suppliers, profile, reference).keep(folder)
    return summary


def _read_all(job: Sweep, documents: list[Original]) -> int:
    job.progress.to_read(len(documents))
    with stages.readers(job) as readers:
        return sum(read_batch(job, readers, batch) for batch in _batches(documents, job.settings.batch_documents))


@task(name="take-in", cache_policy=NO_CACHE)
def take_in(job: Sweep, sources: Sequence[Source]) -> list[Arrival]:
    """Sources to stored originals."""
    return stages.take_in(job, sources)


@task(name="read-batch", cache_policy=NO_CACHE)
def read_batch(job: Sweep, readers: Readers, batch: Sequence[Original]) -> int:
    """Originals to records."""
    return stages.read_batch(job, readers, batch)


@task(name="judge-and-publish", cache_policy=NO_CACHE)
def judge_and_publish(job: Sweep, arrivals: Sequence[Arrival], terms: Terms, read_now: int) -> Summary:
    """Records to tables."""
    return stages.judge_and_publish(job, arrivals, terms, read_now)


@task(name="acknowledge", cache_policy=NO_CACHE)
def acknowledge(job: Sweep, sources: Sequence[Source]) -> None:
    """Published mails are flagged, published drops filed away."""
    stages.acknowledge(job, sources)


def _batches(documents: Sequence[Original], size: int) -> Iterator[tuple[Original, ...]]:
    rest = iter(documents)
    while batch := tuple(itertools.islice(rest, size)):
        yield batch


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
