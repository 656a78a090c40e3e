"""A lister that misbehaves as its container says: what hostile archives do to the libraries that open them."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flows.sources.incoming import Bounds, Member


@contextlib.contextmanager
def _open(how: str) -> Iterator[BinaryIO]:
    if how == "hang":
        subprocess.Popen(["sleep", "600"])
        time.sleep(600)
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "memory":
        bytearray(10**11)
    if how == "bug":
        raise KeyError("a bug of ours")
    if how == "socket":
        __import__("socket").create_connection(("127.0.0.1", 9))
    yield io.BytesIO(how.encode())


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """One good member, one that misbehaves, and one more."""
    how = path.read_text()
    for name in ("good", how, "after"):
        yield Member(name, lambda name=name: _open(name))  # type: ignore[misc]
