"""What children say to their parent: messages of a kind and some bytes. Nothing that arrives is ever run or unpickled."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

_READ_BYTES = 1024 * 1024

READY, REACHED, RESULT = b"S", b"P", b"R"
"""Kinds of what a child says."""
_HEAD = struct.Struct(">cQ")
"""What each message begins with: its kind, and how many bytes follow."""


class Inbox:
    """What a child says, taken as it comes: one that stops in the middle of a message keeps nobody waiting."""

    def __init__(self, handle: int, most: int) -> None:
        self._handle, self._most = handle, most
        self._unread = bytearray()

    def receive(self) -> list[tuple[bytes, bytes]]:
        """The messages that are complete now; the child must have something to read.

        Raises:
            EOFError: the child is gone.
            OverflowError: a message is longer than allowed.
        """
        try:
            part = os.read(self._handle, _READ_BYTES)
        except ConnectionError:
            part = b""
        if not part:
            raise EOFError
        self._unread += part
        return list(self._complete())

    def _complete(self) -> Iterator[tuple[bytes, bytes]]:
        while len(self._unread) >= _HEAD.size:
            kind, size = _HEAD.unpack_from(self._unread)
            if size > self._most:
                raise OverflowError(size)
            end = _HEAD.size + size
            if len(self._unread) < end:
                return
            content = bytes(self._unread[_HEAD.size : end])
            del self._unread[:end]
            yield kind, content


def say(handle: int, kind: bytes, content: bytes) -> None:
    """Sends one message, however long."""
    rest = memoryview(_HEAD.pack(kind, len(content)) + content)
    while rest:
        rest = rest[os.write(handle, rest) :]
