"""Writing files so that they are either the old one or the new one, whatever happens in between."""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Locked(Exception):
    """Another process holds the lock."""


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside, syncs, replaces: a reader never sees half of it, and a kill leaves the old file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last, as `fsync` on a file does for what is in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_SECONDS_BETWEEN_TRIES = 0.2


@contextmanager
def hold(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Makes an output folder and keeps other sweeps out of it for as long as the block runs.

    The system lets go of the lock when the process dies, however it dies.

    Raises:
        Locked: another process holds it, and still does after `wait` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as handle:
        _lock(handle, time.monotonic() + wait)
        yield


def _lock(handle: BinaryIO, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise Locked(handle.name) from error
        time.sleep(_SECONDS_BETWEEN_TRIES)
