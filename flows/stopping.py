"""Stopping a sweep at once, from wherever it is, with a word to whoever watches and to what has to know."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

_LAST_ACTS: list[Callable[[], None]] = []


@contextmanager
def last_act(act: Callable[[], None]) -> Iterator[None]:
    """Has `act` done first where this process is stopped within the block; it should be quick."""
    _LAST_ACTS.append(act)
    try:
        yield
    finally:
        _LAST_ACTS.remove(act)


def stop(why: str, code: int) -> NoReturn:
    """Ends this process without unwinding it, which a flow would draw out for minutes."""
    for act in tuple(_LAST_ACTS):
        with suppress(OSError):
            act()
    show_cursor = "\x1b[?25h\n" if sys.stderr.isatty() else ""
    told = f"{show_cursor}certsweep: {why} What was done is kept: start it again, and it goes on from there.\n"
    os.write(sys.stderr.fileno(), told.encode())
    os._exit(code)
