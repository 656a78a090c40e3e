"""How often each document was begun and not finished: what breaks its reader, or the whole sweep, is not tried for ever."""

from __future__ import annotations

from pathlib import Path

MOST = 3
"""Times that a document may kill the process that reads it. Once may be bad luck, twice a coincidence."""


class Attempts:
    """A byte for each attempt, `<folder>/<sha256>`: on the disk, as the sweep itself may die of a document."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, document_id: str) -> None:
        """Notes that a document is being read.

        Raises:
            OSError: the disk is full, say, which is no fault of the document.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / document_id).open("ab") as notes:
            notes.write(b".")

    def count(self, document_id: str) -> int:
        """Times that it was begun since it was last done."""
        try:
            return (self._folder / document_id).stat().st_size
        except FileNotFoundError:
            return 0

    def done(self, document_id: str) -> None:
        """Forgets its attempts: there is an outcome, or whoever ran the sweep stopped it."""
        (self._folder / document_id).unlink(missing_ok=True)
