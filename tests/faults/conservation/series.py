"""Series of faults: each starts from the same place, is followed by an undisturbed sweep, and is checked after both."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from flows.sources.incoming import CHUNK_BYTES, Incoming, Published, Source
from tests.faults.conservation.promises import Counts
from tests.faults.conservation.stand import Stand
from tests.faults.conservation.sweeping import FULL, LOCKED, WENT_ON, AtTouch, start, sweep
from tests.faults.watch import below

Limit = int | None
"""Most faults of a series; as many as there are places for one where it is None."""


def killed_at_every_change(folder: Path, most: Limit = None, with_tables: bool = True) -> Counts:
    """`kill -9` of the whole sweep just before it changes the disk for the first, second, third … time."""
    return _at_every_change(Stand(folder, with_tables=with_tables), 0, {-signal.SIGKILL}, most)


def full_at_every_change(folder: Path, most: Limit = None) -> Counts:
    """The disk says that it is full when something is made or renamed for the first, second, third … time."""
    return _at_every_change(Stand(folder), errno.ENOSPC, {FULL, WENT_ON}, most)


def _at_every_change(stand: Stand, error: int, ends: set[int], most: Limit) -> Counts:
    number = 0
    while most is None or stand.counts.faults < most:
        number += 1
        stand.restart()
        with stand.watched():
            process = start(stand.job(), AtTouch(number, error))
            process.join()
            if process.exitcode == 0:
                break  # it does not touch the disk so often
            _expect(process.exitcode in ends, f"change {number}: ended with {process.exitcode}", stand)
            _afterwards(stand)
    return stand.counts


def _afterwards(stand: Stand, faults: int = 1) -> None:
    stand.counts.faults += faults
    stand.check_now()
    sweep(stand.job())
    stand.check_end()


def _expect(holds: bool, detail: str, stand: Stand) -> None:
    if not holds:
        stand.counts.different_end += 1
        stand.counts.note(detail)


def killed_at_any_moment(folder: Path, most: int) -> Counts:
    """`kill -9` of the whole sweep, with its readers at work and archives being unpacked, at moments of no choosing."""
    stand, chance = Stand(folder, 12, containers=True), random.Random(1)  # noqa: S311
    while stand.counts.faults < most:
        stand.restart()
        with stand.watched():
            # not for ever: a document that is there at ten deaths of its sweep is put in quarantine
            for _ in range(min(5, most - stand.counts.faults)):
                process = start(stand.job(processes=2, seconds=0.05))
                process.join(chance.uniform(0.1, 4.0))
                if process.exitcode is None:
                    process.kill()
                    process.join()
                    stand.counts.faults += 1
                stand.check_now()
            _afterwards(stand, 0)
    return stand.counts


def workers_killed(folder: Path, most: int) -> Counts:
    """`kill -9` of reading processes while they read, start or wait: one after the other in sweeps of 60 documents."""
    stand, chance = Stand(folder, 60), random.Random(2)  # noqa: S311
    while stand.counts.faults < most:
        stand.restart()
        with stand.watched():
            process = start(stand.job(processes=2, seconds=0.02))
            done = 0
            while process.exitcode is None:
                time.sleep(chance.uniform(0.01, 0.3))
                now_done = sum(1 for _ in (stand.out / "readings").glob("*/*.json"))
                # three readers in a row that die while they start are no bad luck, and end the sweep
                if now_done > done and _kill_one(process.pid or 0, stand.out / "attempts", chance):
                    stand.counts.faults += 1
                    done = now_done
            _expect(process.exitcode == 0, f"a sweep whose readers were killed ended with {process.exitcode}", stand)
            _afterwards(stand, 0)
    return stand.counts


def _kill_one(pid: int, attempts: Path, chance: random.Random) -> bool:
    """Kills one of its children, unless a document might be on its last attempt."""
    with contextlib.suppress(OSError):
        if any(path.stat().st_size > 1 for path in attempts.glob("*")):
            return False
    readers = [child for child in below(pid) if b"spawn_main" in _command(child)]
    if readers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(readers), signal.SIGKILL)
            return True
    return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass(slots=True)
class _Breaking:
    """A source of which reading breaks off at the n-th read, counted over all its files."""

    source: Source
    number: int
    reads: int = 0

    def files(self) -> Iterator[Incoming]:
        for incoming in self.source.files():
            yield Incoming(
                incoming.source_uri,
                incoming.container_uri,
                incoming.file_name,
                incoming.supplier_id,
                self._opener(incoming.open),
                incoming.is_source,
                incoming.media_type,
            )

    def acknowledge(self, published: Published) -> None:
        self.source.acknowledge(published)

    def _opener(self, open_it: Callable[[], AbstractContextManager[BinaryIO]]) -> Callable[[], Any]:
        @contextmanager
        def opened() -> Iterator[Any]:
            with open_it() as stream:
                yield _Stream(stream, self)

        return opened

    def count(self) -> None:
        self.reads += 1
        if self.reads == self.number:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


@dataclass(slots=True)
class _Stream:
    stream: BinaryIO
    owner: _Breaking

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        self.owner.count()
        return self.stream.read(min(size, 8))  # so that a small file takes several reads


def read_errors(folder: Path, most: Limit = None) -> Counts:
    """A source's disk fails at the first, second, third … read."""
    stand, number = Stand(folder), 0
    while most is None or stand.counts.faults < most:
        number += 1
        stand.restart()
        broken: list[_Breaking] = []

        def breaking(source: Source, number: int = number, broken: list[_Breaking] = broken) -> Source:
            broken.append(_Breaking(source, number - sum(b.reads for b in broken)))
            return broken[-1]

        with stand.watched():
            sweep(stand.job(), breaking)
            if all(source.reads < source.number for source in broken):
                break
            _afterwards(stand)
    return stand.counts


def clock_jumps(folder: Path, most: int) -> Counts:
    """The clock is set back or forth, by up to ten years, each time that the sweep looks at it."""
    stand = Stand(folder)
    for number in range(most):
        stand.restart()
        with stand.watched():
            sweep(stand.job(clock=number))
            _afterwards(stand)
    return stand.counts


def two_at_once(folder: Path, most: int) -> Counts:
    """Two sweeps of one output at the same time: one waits for the other, or says at once that it may not."""
    stand, chance = Stand(folder), random.Random(3)  # noqa: S311
    for number in range(most):
        stand.restart()
        wait = 60.0 if number % 2 else 0.0
        with stand.watched():
            first = start(stand.job(seconds=0.01))
            time.sleep(chance.uniform(0.0, 0.1))
            second = start(stand.job(seconds=0.01, wait=wait))
            first.join()
            second.join()
            ends = sorted([first.exitcode, second.exitcode])  # type: ignore[type-var]
            may = [[0, 0]] if wait else [[0, 0], [0, LOCKED], [LOCKED, 0]]
            _expect(ends in may, f"two sweeps at once ended with {ends}", stand)
            _afterwards(stand)
    return stand.counts
