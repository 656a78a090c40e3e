"""What has been read so far, a file a document: a sweep that was killed goes on from here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flows.files import write_atomically
from flows.reading import Failure, ReaderKey, ReadRecord
from flows.reading_json import dump_record, load_papers, load_record
from rules.relatives import Paper


class Journal:
    """Records by document: `<folder>/<first two digits>/<sha256>.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, document_id: str) -> ReadRecord | None:
        """The record of a document; none where there is none that this version can use."""
        try:
            return load_record(self._path(document_id).read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def papers(self, document_id: str) -> list[Paper]:
        """What is compared of a document's certificates; none where there is no record that this version can use."""
        try:
            return load_papers(self._path(document_id).read_bytes())
        except (FileNotFoundError, ValueError):
            return []

    def save(self, record: ReadRecord) -> None:
        """Keeps a record. One that says the same as the one before does not replace it, so that tables stay as they are."""
        before = self.load(record.document_id)
        if before is None or (before.key, before.outcome) != (record.key, record.outcome):
            write_atomically(self._path(record.document_id), dump_record(record))

    def is_read(self, document_id: str, key: ReaderKey, limits: Mapping[str, float]) -> bool:
        """Has it been read with this key, and would another try with these limits bring nothing new?"""
        record = self.load(document_id)
        return record is not None and record.key == key and not _worth_another_try(record, limits)

    def clear_unfinished(self) -> None:
        """Removes what a killed sweep left half written. Only for the holder of the lock."""
        for left in self._folder.glob("*/.*"):
            left.unlink()

    def _path(self, document_id: str) -> Path:
        return self._folder / document_id[:2] / f"{document_id}.json"


def _worth_another_try(record: ReadRecord, limits: Mapping[str, float]) -> bool:
    """An engine may have been installed since, or a limit raised; nothing else gets better by waiting."""
    if not isinstance(record.outcome, Failure):
        return False
    if record.outcome.code == "ocr_unavailable":
        return True
    limit = record.outcome.limit
    return limit is not None and limit < limits.get(record.outcome.code, 0.0)
