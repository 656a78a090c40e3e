"""Child processes that do one thing at a time and can be killed: what parses hostile input runs here.

The standard library's pool loses everything when one child dies and cannot stop one that hangs; the pools that can
measure by the wall clock and share one pipe, so that a child killed at the wrong moment takes the pool with it.
Here each child has its own pipe and its own process group: a crash, a hang or too much memory costs one task.
"""

from __future__ import annotations

import ctypes
import enum
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_START_SECONDS = 120.0
"""Time for a child to import what it needs: 5 s on a quiet machine, and machines are not always quiet."""
_START_TRIES = 3
"""Children in a row that may die while starting before this is our mistake and not bad luck."""
_CRASH_TRIES = 2
"""A task whose child died is tried once more: the system may have killed the child for another's memory."""
_GOODBYE_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1


class Loss(enum.StrEnum):
    """Why there is no result. The words are stable codes."""

    TIMED_OUT = "timed_out"
    CRASHED = "reader_crashed"


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result."""

    loss: Loss
    detail: str


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A task, what came of it, and how long that took."""

    task: T
    result: R | Lost
    seconds: float


class WorkersBroken(RuntimeError):
    """Children cannot even be started: nothing to do with any task."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How many children, and what each may use."""

    processes: int
    seconds: float
    memory_bytes: int
    tasks_each: int


@dataclass(slots=True, eq=False)
class _Worker(Generic[T]):
    process: BaseProcess
    connection: Connection[Any, Any]
    deadline: float
    ready: bool = False
    tasks_done: int = 0
    task: T | None = None
    tries: int = 0
    started: float = field(default=0.0)

    def give(self, task: T, tries: int, seconds: float) -> None:
        self.task, self.tries, self.started = task, tries, time.monotonic()
        self.deadline = self.started + seconds
        self.connection.send(task)

    def kill(self) -> None:
        """Kills the child and whatever it started."""
        try:
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # it had not made its own group yet, or is gone
            self.process.kill()
        self.process.join()
        self.connection.close()


class Workers(Generic[T, R]):
    """A few children that run `work`. Use as a context manager; not for several threads.

    `work` is pickled by name and runs in a fresh interpreter; it should return its errors and not raise them.
    """

    def __init__(self, work: Callable[[T], R], limits: WorkerLimits) -> None:
        self._work = work
        self._limits = limits
        self._workers: list[_Worker[T]] = []
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def run(self, tasks: Iterable[T]) -> Iterator[Done[T, R]]:
        """Every task once, in the order in which they are done.

        Raises:
            WorkersBroken: children die before they have begun.
        """
        waiting = deque((task, 1) for task in tasks)
        while waiting or any(worker.task is not None for worker in self._workers):
            self._hire(len(waiting))
            for worker in self._idle():
                if waiting:
                    self._give(worker, waiting)
            yield from self._listen(waiting)

    def _hire(self, waiting: int) -> None:
        busy = sum(worker.task is not None for worker in self._workers)
        while len(self._workers) < min(self._limits.processes, busy + waiting):
            self._workers.append(self._start())

    def _start(self) -> _Worker[T]:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_child, args=(theirs, self._limits.memory_bytes), daemon=True)
        process.start()
        theirs.close()
        worker: _Worker[T] = _Worker(process, ours, time.monotonic() + _START_SECONDS)
        ours.send(self._work)
        return worker

    def _idle(self) -> list[_Worker[T]]:
        return [worker for worker in self._workers if worker.ready and worker.task is None]

    def _give(self, worker: _Worker[T], waiting: deque[tuple[T, int]]) -> None:
        task, tries = waiting.popleft()
        try:
            worker.give(task, tries, self._limits.seconds)
        except (BrokenPipeError, ConnectionResetError):  # it died while idle: the task is not to blame
            waiting.appendleft((task, tries))
            self._dismiss(worker)

    def _listen(self, waiting: deque[tuple[T, int]]) -> Iterator[Done[T, R]]:
        active = {worker.connection: worker for worker in self._workers if not worker.ready or worker.task is not None}
        if not active:
            return
        patience = min(worker.deadline for worker in active.values()) - time.monotonic()
        heard = wait(list(active), timeout=max(0.0, patience))
        for connection, worker in active.items():
            if connection in heard:
                yield from self._hear(worker, waiting)
            elif time.monotonic() >= worker.deadline:
                yield from self._give_up(worker)

    def _hear(self, worker: _Worker[T], waiting: deque[tuple[T, int]]) -> Iterator[Done[T, R]]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, waiting)
            return
        if not worker.ready:
            self._welcome(worker, message)
            return
        task, worker.task = worker.task, None
        worker.tasks_done += 1
        seconds = time.monotonic() - worker.started
        if worker.tasks_done >= self._limits.tasks_each:
            self._retire(worker)
        yield Done(task, message, seconds)  # type: ignore[arg-type]  # a worker that answers had a task

    def _welcome(self, worker: _Worker[T], message: str | None) -> None:
        if message is not None:
            raise WorkersBroken(f"A reading process cannot start:\n{message}")
        worker.ready, self._failed_starts = True, 0

    def _bury(self, worker: _Worker[T], waiting: deque[tuple[T, int]]) -> Iterator[Done[T, R]]:
        seconds = time.monotonic() - worker.started
        self._dismiss(worker)
        detail = _how_it_ended(worker.process.exitcode)
        if worker.task is None:
            self._failed_starts += not worker.ready
            if self._failed_starts >= _START_TRIES:
                raise WorkersBroken(f"Reading processes die while they start: {detail}")
        elif worker.tries < _CRASH_TRIES:
            waiting.appendleft((worker.task, worker.tries + 1))
        else:
            yield Done(worker.task, Lost(Loss.CRASHED, detail), seconds)

    def _give_up(self, worker: _Worker[T]) -> Iterator[Done[T, R]]:
        self._dismiss(worker)
        if worker.task is None:
            raise WorkersBroken(f"A reading process was not ready after {_START_SECONDS:.0f} s.")
        detail = f"Stopped after {self._limits.seconds:g} s."
        yield Done(worker.task, Lost(Loss.TIMED_OUT, detail), time.monotonic() - worker.started)

    def _dismiss(self, worker: _Worker[T]) -> None:
        worker.kill()
        self._workers.remove(worker)

    def _retire(self, worker: _Worker[T]) -> None:
        worker.connection.close()  # the child reads the end of its pipe, and leaves
        worker.process.join(_GOODBYE_SECONDS)
        self._dismiss(worker)


def _how_it_ended(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"The process that read it was ended by {signal.Signals(-exitcode).name}."
    return f"The process that read it ended with code {exitcode}."


def _child(connection: Connection[Any, Any], memory_bytes: int) -> None:
    _settle(memory_bytes)
    try:
        work = connection.recv()  # importing whatever it needs, now that the environment is set
    except Exception:
        connection.send(traceback.format_exc())
        return
    connection.send(None)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(work(task))


def _settle(memory_bytes: int) -> None:
    """Makes this process one that can be killed as a whole, dies with its parent, and stays within its share."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # a process a core is the parallelism; more threads than that only wait for one another
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT"):
        os.environ[name] = "1"
    silence = os.open(os.devnull, os.O_WRONLY)  # engines print; the terminal belongs to the progress bar
    os.dup2(silence, 1)
    os.dup2(silence, 2)
