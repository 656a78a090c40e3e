"""A mailbox saved as one file (mbox): its mails, told apart by the `From ` lines between them.

The standard library's `mailbox` first reads such a file from end to end and loads each mail whole; here it is read
once, forward, a line at a time, so that a mailbox of any size costs the memory of one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from flows.sources.incoming import CHUNK_BYTES, Bounds, Member

_LINE_BYTES = 65536
_MARK = re.compile(rb"From (?:-?\s*|.*\b\d{1,2}:\d{2}\b.*\b\d{4}\b.*)$")
"""`From sender date`, or as Thunderbird writes it. A sentence that starts with `From` after a blank line is none."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every mail in a mailbox: `1.eml`, `2.eml` and so on."""
    with path.open("rb") as stream:
        mails = _Mails(stream)
        number = 0
        while mails.go_on():
            number += 1
            yield Member(f"{number}.eml", mails.open)


class _Mails:
    """Reads a mailbox forward, a mail at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._line = stream.readline(_LINE_BYTES)
        self._is_mark = True

    def go_on(self) -> bool:
        """Leaves what is left of this mail, and says whether there is another."""
        while self.read(CHUNK_BYTES):
            pass
        if not self._line:
            return False
        self._line, self._is_mark = self._stream.readline(_LINE_BYTES), False
        return True

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The mail before which `go_on` stopped."""
        yield cast(BinaryIO, self)

    def read(self, size: int) -> bytes:
        """Some lines, about `size` bytes; none at the end of the mail."""
        out = bytearray()
        while self._line and not self._is_mark and len(out) < size:
            out += self._line
            is_blank = not self._line.strip()
            self._line = self._stream.readline(_LINE_BYTES)
            self._is_mark = is_blank and _MARK.match(self._line) is not None
        return bytes(out)
