"""Watches a process and all that it starts from outside: how much memory each had at most, and how that went on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

_PAGE_BYTES = 4096
_EVERY_SECONDS = 0.05


@dataclass(slots=True)
class Watch:
    """Use as a context manager round the life of a process."""

    pid: int
    own_peak: int = 0
    """Most bytes in memory of the process itself."""
    child_peak: int = 0
    """Most bytes in memory of any single process below it."""
    curve: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the start, and bytes of the process itself; once a second."""
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        started = time.monotonic()
        while not self._over.wait(_EVERY_SECONDS):
            own = resident(self.pid)
            self.own_peak = max(self.own_peak, own)
            self.child_peak = max([self.child_peak, *map(resident, below(self.pid))])
            seconds = time.monotonic() - started
            if own and (not self.curve or seconds - self.curve[-1][0] >= 1.0):
                self.curve.append((round(seconds, 1), own))


def resident(pid: int) -> int:
    """Bytes in memory; 0 where the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def below(pid: int) -> list[int]:
    """All processes that it started, and those that they started."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        try:
            listed = [path.read_text().split() for path in Path(f"/proc/{waiting.pop()}/task").glob("*/children")]
        except OSError:
            continue
        children = [int(number) for numbers in listed for number in numbers]
        found += children
        waiting += children
    return found
