"""One sweep without Prefect, here or in a process of its own that can be killed at any moment or at a chosen one."""

from __future__ import annotations

import datetime as dt
import errno
import importlib
import itertools
import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from flows import intake, stages
from flows.confine import Confines
from flows.files import Locked, hold
from flows.originals import Original
from flows.progress import Silence
from flows.readers import ReadDone
from flows.reading import read_safely
from flows.settings import Settings
from flows.sources.address import open_source
from flows.sources.incoming import Bounds, Member, Source
from flows.stages import Sweep
from flows.summary import Summary
from flows.terms import Terms
from flows.unpacking import Patience, Unpackers
from rules.reference.load import load_reference
from tests.flows import fakes

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """A sweep, in a form that can be sent to another process."""

    out: Path
    sources: tuple[str, ...]
    processes: int = 0
    """Reading processes; with 0, the sweep reads and unpacks by itself, as starting them takes longer than all the rest."""
    seconds: float = 0.0
    """What reading a document takes."""
    clock: int | None = None
    """A clock that jumps, differently for each number; else it ticks."""
    wait: float = 60.0
    settings: dict[str, Any] = field(default_factory=dict)


class _Unpackers:
    """Takes containers apart without starting a process."""

    def __init__(self, confines: Confines) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def members(self, module: str, path: Path, bounds: Bounds, patience: Patience) -> Generator[Member, None, None]:
        yield from importlib.import_module(module).members(path, bounds)


class _Inline:
    def __init__(self, seconds: float) -> None:
        self._read = fakes.doors(seconds=seconds).read_document

    def read(self, batch: Iterable[Original]) -> Iterator[ReadDone]:
        for original in batch:
            yield ReadDone(original, read_safely(original.path, self._read), 0.0)


def sweep(job: Job, wrap: Callable[[Source], Source] = lambda source: source) -> Summary:
    """What the flow does, without Prefect; `wrap` may put something round each source."""
    quick = {"settle_seconds": 0.0, "source_pause_seconds": 0.01, "source_seconds": 20.0}
    settings = Settings(**(quick | {"processes": max(1, job.processes)} | job.settings))
    sources = [wrap(open_source(source, settings, job.out)) for source in job.sources]
    clock = ticking() if job.clock is None else jumping(job.clock)
    setattr(intake, "Unpackers", Unpackers if job.processes else _Unpackers)  # noqa: B010 - mypy would ask why
    work = Sweep(job.out, "run", clock, settings, fakes.doors(seconds=job.seconds), Silence())
    with hold(job.out, job.wait):
        arrivals = stages.take_in(work, sources)
        documents = stages.unread(work, arrivals)
        if job.processes:
            with stages.readers(work) as readers:
                read_now = stages.read_batch(work, readers, documents)
        else:
            read_now = stages.read_batch(work, _Inline(job.seconds), documents)  # type: ignore[arg-type]
        summary = stages.judge_and_publish(work, arrivals, Terms(fakes.AS_OF), read_now)
        stages.acknowledge(work, sources)
        return summary


def ticking() -> Callable[[], dt.datetime]:
    """A clock that never shows the same time twice."""
    ticks = itertools.count()
    return lambda: NOON + dt.timedelta(seconds=next(ticks))


def jumping(seed: int) -> Callable[[], dt.datetime]:
    """A clock that somebody sets each time that it is looked at: up to ten years back or forth."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return lambda: NOON + dt.timedelta(seconds=chance.uniform(-3e8, 3e8))


@dataclass(frozen=True, slots=True)
class AtTouch:
    """What happens just before the sweep changes the disk for the n-th time: it is killed, or the disk is full."""

    number: int
    error: int = 0
    """An error number; the process is killed where there is none."""

    def arm(self, below: Path) -> list[int]:
        """Begins to count the changes below a folder. Returns the count, which goes on."""
        count, place = [0], str(below)

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            if _changes(event, arguments, place):
                count[0] += 1
                if count[0] == self.number:
                    self._strike()

        sys.addaudithook(hear)
        return count

    def _strike(self) -> None:
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        os.kill(os.getpid(), signal.SIGKILL)


def _changes(event: str, arguments: tuple[Any, ...], place: str) -> bool:
    path = str(arguments[0]) if arguments else ""
    if event == "open":
        return path.startswith(place) and bool(arguments[2] & os.O_CREAT)
    return event in _CHANGES and (path.startswith(place) or not path.startswith("/"))  # by name within an open folder


load_reference()  # once here, and not in every process that is forked from this one
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.faults.conservation.sweeping"])


def start(job: Job, strike: AtTouch | None = None) -> BaseProcess:
    """The sweep in a process of its own, which has everything imported already."""
    process = _FORKED.Process(target=_run, args=(job, strike))
    process.start()
    return process


FULL, LOCKED, WENT_ON = 28, 3, 5
"""How a sweep ends that the disk stopped, one that found another at work, and one that got over its fault."""


def _run(job: Job, strike: AtTouch | None) -> None:
    sys.stderr = (job.out.parent.parent / "log.txt").open("a", buffering=1)
    count = strike.arm(job.out.parent) if strike else []
    try:
        sweep(job)
    except Locked:
        sys.exit(LOCKED)
    except OSError as error:
        sys.exit(FULL if error.errno == errno.ENOSPC else 1)
    if strike and count[0] >= strike.number:
        sys.exit(WENT_ON)
