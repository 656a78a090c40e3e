"""What a sweep says while it runs, on stderr: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from flows.reading import ReadRecord

T = TypeVar("T")

_SECONDS_BETWEEN_LINES = 10.0
"""Often enough to see that it lives, seldom enough that a night's log can be read."""


class Progress(Protocol):
    """Told by the stages how far they are."""

    def taking_in(self, arrivals: Iterable[T]) -> Iterator[T]:
        """Passes arrivals through, counting them."""
        ...

    def to_read(self, total: int) -> None:
        """How many documents will be read."""
        ...

    def read(self, record: ReadRecord) -> None:
        """One more is done."""
        ...


class Silence:
    """Says nothing."""

    def taking_in(self, arrivals: Iterable[T]) -> Iterator[T]:
        yield from arrivals

    def to_read(self, total: int) -> None:
        pass

    def read(self, record: ReadRecord) -> None:
        pass


class Lines(Silence):
    """A line when a stage begins, every ten seconds of reading, and at its end."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._spoken = 0.0

    def taking_in(self, arrivals: Iterable[T]) -> Iterator[T]:
        count = 0
        for arrival in arrivals:
            count += 1
            yield arrival
        _say(f"took in {count} files")

    def to_read(self, total: int) -> None:
        self._total = total
        self._spoken = time.monotonic()
        _say(f"reading {total} documents")

    def read(self, record: ReadRecord) -> None:
        self._done += 1
        now = time.monotonic()
        if self._done == self._total or now - self._spoken >= _SECONDS_BETWEEN_LINES:
            self._spoken = now
            _say(f"read {self._done} of {self._total} documents")


class Terminal(Silence):
    """A bar that moves."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._reading: TaskID | None = None

    def taking_in(self, arrivals: Iterable[T]) -> Iterator[T]:
        task = self._bar.add_task("taking in", total=None)
        for arrival in arrivals:
            self._bar.advance(task)
            yield arrival
        self._bar.remove_task(task)

    def to_read(self, total: int) -> None:
        self._reading = self._bar.add_task("reading", total=total)

    def read(self, record: ReadRecord) -> None:
        if self._reading is not None:
            self._bar.advance(self._reading)


@contextmanager
def progress() -> Iterator[Progress]:
    """What suits stderr as it is now."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        yield Terminal(bar)


def _say(text: str) -> None:
    print(f"certsweep: {text}", file=sys.stderr, flush=True)
