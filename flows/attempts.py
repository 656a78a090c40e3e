"""How often each document broke its reader, or was begun and never ended: what is fatal is not tried for ever.

A sweep that sees a reader die says so, and only then is its document to blame. One that is stopped takes back what it
had begun. One that is killed can do neither: that it had begun is all that is known, and proves little.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

MOST = 3
"""Times that a document may end the process that reads it. Once may be bad luck, twice a coincidence."""
MOST_SWEEPS = 10
"""Times that a whole sweep may end unheard while it reads a document. Power cuts and `kill -9` are no fault of its own, yet
what takes the memory of all has to be put aside in the end."""
_BEGUN, _BROKE = b".", b"x"


class Attempts:
    """A byte for each attempt, `<folder>/<sha256>`: on the disk, as the sweep itself may die of a document."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_hand: set[str] = set()

    def begin(self, document_id: str) -> None:
        """Notes that a document is being read.

        Raises:
            OSError: the disk is full, say, which is no fault of the document.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / document_id).open("ab") as notes:
            notes.write(_BEGUN)
        self._in_hand.add(document_id)

    def broke(self, document_id: str) -> None:
        """Notes that its reader ended of what was begun last, and that this process lived to see it."""
        self._end_last(document_id, _BROKE)

    def take_back(self, document_id: str) -> None:
        """As if what was begun last had not been."""
        self._end_last(document_id, b"")

    def take_all_back(self) -> None:
        """The same for all that are being read: whoever runs the sweep stops it, and no document is to blame."""
        for document_id in tuple(self._in_hand):
            self.take_back(document_id)

    def _end_last(self, document_id: str, mark: bytes) -> None:
        self._in_hand.discard(document_id)
        with suppress(FileNotFoundError), (self._folder / document_id).open("r+b") as notes:
            notes.seek(-1, os.SEEK_END)
            notes.write(mark)
            notes.truncate()

    def broken(self, document_id: str) -> int:
        """Times that it broke its reader since it was last done."""
        return self._notes(document_id).count(_BROKE)

    def why_not(self, document_id: str) -> str | None:
        """Why it should not be begun again, in plain English; None where it may be."""
        notes = self._notes(document_id)
        if notes.count(_BROKE) >= MOST:
            return f"It broke its reader {MOST} times."
        if len(notes) >= MOST_SWEEPS:
            return f"The sweep died {notes.count(_BEGUN)} times while it was being read."
        return None

    def _notes(self, document_id: str) -> bytes:
        try:
            return (self._folder / document_id).read_bytes()
        except FileNotFoundError:
            return b""

    def done(self, document_id: str) -> None:
        """Forgets its attempts: there is an outcome."""
        self._in_hand.discard(document_id)
        (self._folder / document_id).unlink(missing_ok=True)
