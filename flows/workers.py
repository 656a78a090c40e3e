"""Child processes that do one thing at a time and can be killed: what parses hostile input runs here.

The standard library's pool loses everything when one child dies and cannot stop one that hangs; the pools that can
measure by the wall clock and share one pipe, so that a child killed at the wrong moment takes the pool with it.
Here each child has its own pipe and its own process group: a crash, a hang or too much memory costs one task.
"""

from __future__ import annotations

import enum
import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from flows.confine import Confines, allow_cpu, confine, kill_tree, memory_of
from flows.wire import REACHED, READY, RESULT, Inbox, say

T = TypeVar("T")

START_SECONDS = 120.0
"""Time for a child to import what it needs: 5 s on a quiet machine, and machines are not always quiet."""
_START_TRIES = 3
"""Children that may die while starting, with nothing done in between, before this is our mistake and not bad luck."""
_GOODBYE_SECONDS = 5.0
_FULL = 0.8
"""A child that holds this share of its memory after a task is replaced, lest the next one runs out of it."""
_SIGNALS = {number.value: number.name for number in signal.Signals}
"""Those that have a name; a process may be ended by one that has none."""

Work = Callable[[T, Callable[[int], None]], bytes]
"""What a child does with a task. It is also given a function by which to say how far it is, a number at a time."""


class Loss(enum.StrEnum):
    """Why there is no result. The words are stable codes."""

    TIMED_OUT = "timed_out"
    CRASHED = "reader_crashed"
    TOO_MUCH_OUTPUT = "too_much_output"


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result; `reached` is the last number that its child said, 0 if none."""

    loss: Loss
    detail: str
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A task, what came of it, and how long that took."""

    task: T
    result: bytes | Lost
    seconds: float


class WorkersBroken(RuntimeError):
    """Children cannot even be started: nothing to do with any task."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How many children, and what each may use."""

    processes: int
    seconds: float
    """Time by the clock a task; processor time is among the confines."""
    output_bytes: int
    """Largest result that is taken from a child."""
    tasks_each: int
    confines: Confines


@dataclass(slots=True, eq=False)
class _Worker(Generic[T]):
    process: BaseProcess
    connection: Connection[Any, Any]
    inbox: Inbox
    deadline: float
    ready: bool = False
    tasks_done: int = 0
    task: T | None = None
    reached: int = 0
    started: float = field(default=0.0)

    def give(self, task: T, seconds: float) -> None:
        self.task, self.reached, self.started = task, 0, time.monotonic()
        self.deadline = self.started + seconds
        self.connection.send(task)

    def kill(self) -> None:
        """Kills the child and whatever it started."""
        end(self.process)
        self.connection.close()


class Workers(Generic[T]):
    """A few children that run `work`. Use as a context manager; not for several threads.

    `work` is pickled by name and runs in a fresh interpreter; it should return its errors and not raise them. What
    comes back is bytes and nothing else: a child that was taken over can lie, and not run anything here.
    """

    def __init__(self, work: Work[T], limits: WorkerLimits) -> None:
        self._work = work
        self._limits = limits
        self._waiting: deque[T] = deque()
        self._workers: list[_Worker[T]] = []
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def run(
        self,
        tasks: Iterable[T],
        again: Callable[[T, Lost], T | None] = lambda _task, _lost: None,
        begun: Callable[[T], None] = lambda _task: None,
    ) -> Iterator[Done[T]]:
        """Every task, in the order in which they are done.

        Args:
            tasks: what to do.
            again: asked for each task that was lost; what it returns is done in its place, None gives it up.
            begun: told each task that a child has been given, every time; what it raises ends the run.

        Raises:
            WorkersBroken: children die before they have begun.
        """
        self._waiting = deque(tasks)
        while self._waiting or any(worker.task is not None for worker in self._workers):
            self._hire()
            for worker in self._idle():
                if self._waiting:
                    self._give(worker, begun)
            for done in self._listen():
                instead = again(done.task, done.result) if isinstance(done.result, Lost) else None
                if instead is None:
                    yield done
                else:
                    self._waiting.appendleft(instead)

    def _hire(self) -> None:
        busy = sum(worker.task is not None for worker in self._workers)
        while len(self._workers) < min(self._limits.processes, busy + len(self._waiting)):
            self._workers.append(self._start())

    def _start(self) -> _Worker[T]:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_child, args=(theirs, self._limits.confines), daemon=True)
        process.start()
        theirs.close()
        inbox = Inbox(ours.fileno(), self._limits.output_bytes)
        worker: _Worker[T] = _Worker(process, ours, inbox, time.monotonic() + START_SECONDS)
        ours.send(self._work)
        return worker

    def _idle(self) -> list[_Worker[T]]:
        return [worker for worker in self._workers if worker.ready and worker.task is None]

    def _give(self, worker: _Worker[T], begun: Callable[[T], None]) -> None:
        task = self._waiting.popleft()
        try:
            worker.give(task, self._limits.seconds)
        except (BrokenPipeError, ConnectionResetError):  # it died while idle: the task is not to blame
            self._waiting.appendleft(task)
            self._dismiss(worker)
        else:
            begun(task)

    def _listen(self) -> Iterator[Done[T]]:
        active = {worker.connection: worker for worker in self._workers if not worker.ready or worker.task is not None}
        if not active:
            return
        patience = min(worker.deadline for worker in active.values()) - time.monotonic()
        heard = wait(list(active), timeout=max(0.0, patience))
        for connection, worker in active.items():
            if time.monotonic() >= worker.deadline:  # first, as a child that talks all the time is always heard
                yield from self._give_up(worker)
            elif connection in heard:
                yield from self._hear(worker)

    def _hear(self, worker: _Worker[T]) -> Iterator[Done[T]]:
        try:
            messages = worker.inbox.receive()
        except EOFError:
            yield from self._bury(worker)
            return
        except OverflowError:
            detail = f"More than {self._limits.output_bytes} bytes came of it."
            yield from self._lose(worker, Loss.TOO_MUCH_OUTPUT, detail)
            return
        for kind, content in messages:
            if not worker.ready:
                self._welcome(worker, content)
            elif kind == REACHED:
                worker.reached = int.from_bytes(content[:4], "big")
            elif worker.task is not None:
                yield self._result(worker, worker.task, content)

    def _result(self, worker: _Worker[T], task: T, content: bytes) -> Done[T]:
        seconds = time.monotonic() - worker.started
        worker.task = None
        worker.tasks_done += 1
        self._failed_starts = 0  # where one works, others that die while starting are bad luck all the same
        is_full = memory_of(worker.process.pid or 0) > _FULL * self._limits.confines.memory_bytes
        if is_full or worker.tasks_done >= self._limits.tasks_each:
            self._retire(worker)
        return Done(task, content, seconds)

    def _welcome(self, worker: _Worker[T], message: bytes) -> None:
        if message:
            raise WorkersBroken(f"A reading process cannot start:\n{message.decode()}")
        worker.ready, self._failed_starts = True, 0

    def _bury(self, worker: _Worker[T]) -> Iterator[Done[T]]:
        worker.process.join(_GOODBYE_SECONDS)
        code = worker.process.exitcode
        loss = Loss.TIMED_OUT if code == -signal.SIGXCPU else Loss.CRASHED
        yield from self._lose(worker, loss, how_it_ended(code))

    def _give_up(self, worker: _Worker[T]) -> Iterator[Done[T]]:
        if not worker.ready:
            self._dismiss(worker)
            raise WorkersBroken(f"A reading process was not ready after {START_SECONDS:.0f} s.")
        yield from self._lose(worker, Loss.TIMED_OUT, f"Stopped after {self._limits.seconds:g} s.")

    def _lose(self, worker: _Worker[T], loss: Loss, detail: str) -> Iterator[Done[T]]:
        self._dismiss(worker)
        if worker.task is not None:
            yield Done(worker.task, Lost(loss, detail, worker.reached), time.monotonic() - worker.started)
            return
        self._failed_starts += not worker.ready
        if self._failed_starts >= _START_TRIES:
            raise WorkersBroken(f"Reading processes die while they start: {detail}")

    def _dismiss(self, worker: _Worker[T]) -> None:
        worker.kill()
        self._workers.remove(worker)

    def _retire(self, worker: _Worker[T]) -> None:
        worker.connection.close()  # the child reads the end of its pipe, and leaves
        worker.process.join(_GOODBYE_SECONDS)
        self._dismiss(worker)


def end(process: BaseProcess) -> None:
    """Kills a child and whatever it started. Of one that has ended, that is seen to; its number may be another's by now."""
    if process.exitcode is None:
        kill_tree(process.pid or 0)
    process.join()


def how_it_ended(exitcode: int | None) -> str:
    """The end of a child in plain English."""
    if exitcode == -signal.SIGXCPU:
        return "Stopped: it had used up its processor time."
    if exitcode is not None and exitcode < 0:
        return f"The process that read it was ended by {_SIGNALS.get(-exitcode, f'signal {-exitcode}')}."
    return f"The process that read it ended with code {exitcode}."


def _child(connection: Connection[Any, Any], confines: Confines) -> None:
    confine(confines)
    try:
        work = connection.recv()  # importing whatever it needs, now that the environment is set
    except Exception:
        say(connection.fileno(), READY, traceback.format_exc().encode())
        return
    say(connection.fileno(), READY, b"")

    def reached(number: int) -> None:
        say(connection.fileno(), REACHED, number.to_bytes(4, "big"))

    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        allow_cpu(confines.cpu_seconds)
        say(connection.fileno(), RESULT, work(task, reached))
