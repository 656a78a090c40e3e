"""A lister that misbehaves as its container says: what hostile archives do to the libraries that open them."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
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


def _message(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(8, "big") + content


LIES = {
    "begins": _message(b"+", b"x" * 999)[:12],
    "talks": 2 * _message(b"+", b'{"name": "a.pdf", "sender": null}'),
    "endless": b"+" + (10**12).to_bytes(8, "big"),
    "dict": _message(b"-", b'{"code": "broken_archive", "detail": {"a": 1}}'),
    "list": _message(b"+", b'{"name": "a.pdf", "sender": ["x"]}'),
    "nameless": _message(b"+", b'{"sender": "x"}'),
    "bytes": _message(b"+", b"\xff"),
    "deep": _message(b"+", b"[" * 100_000),
}
"""What a process that was taken over may answer when it is asked for its next member."""


def _lie(answer: bytes) -> None:
    (connection,) = (found for found in gc.get_objects() if isinstance(found, Connection))
    os.write(connection.fileno(), answer)
    time.sleep(60)


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """One good member, one that misbehaves, and one more."""
    how = path.read_text()
    if how in LIES:
        _lie(LIES[how])
    for name in ("good", how, "after"):
        yield Member(name, lambda name=name: _open(name))  # type: ignore[misc]
