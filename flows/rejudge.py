"""Judging again what was read: for another day, by newer rules, on other terms. No page is read and Prefect not started."""

from __future__ import annotations

from pathlib import Path

from flows import stages
from flows.doors import Doors
from flows.files import hold
from flows.ledger import published_arrivals
from flows.progress import Silence
from flows.settings import Settings
from flows.stages import Clock, Sweep
from flows.summary import Summary
from flows.terms import Terms


class NothingRead(LookupError):
    """No sweep has published anything in the output folder."""


def rejudge(out: Path, terms: Terms, doors: Doors, clock: Clock, settings: Settings, wait: float = 0.0) -> Summary:
    """Judges everything in an output folder again and publishes all tables, as a sweep of nothing new does.

    Args:
        out: the output folder of earlier sweeps.
        terms: the day, and what is known beside the papers.
        doors: only what judges is used.
        clock: the time now, which decides whether the day is history.
        settings: how many processes judge.
        wait: seconds to wait for a sweep of `out` to end.

    Raises:
        Locked: a sweep is still at work in `out`.
        NothingRead: nothing has been published there yet.
        NotRead: a document has no record that this version can use.
    """
    if not (out / "intake" / "intake.parquet").exists():
        raise NothingRead(str(out))
    with hold(out, wait):
        job = Sweep(out, "rejudge", clock, settings, doors, Silence())
        return stages.judge_and_publish(job, published_arrivals(out, job.originals), terms, read_now=0)
