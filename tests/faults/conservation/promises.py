"""What has to hold of an output folder, whatever happens: looked at while faults go on, after each, and at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from flows.tables import TABLES

OF_THE_RUN = ["received_at", "read_at", "run_id", "read_seconds"]
"""Columns that say when and by which run, and so differ between two output folders."""
REFERS = {
    "intake": ("document_id", "documents"),
    "suppliers": ("certificate_id", "certificates"),
    "findings": ("certificate_id", "certificates"),
    "sites": ("certificate_id", "certificates"),
    "fields": ("certificate_id", "certificates"),
    "certificates": ("document_id", "documents"),
    "documents": ("document_id", "documents"),
}
"""Whose rows each table's rows point at, in the order in which a reader has to load them to find all of those."""


@dataclass(slots=True)
class Counts:
    """What is counted over a series of faults; all but `faults` and `looks` have to be 0."""

    faults: int = 0
    looks: int = 0
    """Times that all tables were loaded while faults went on."""
    unreadable: int = 0
    without_status: int = 0
    doubled: int = 0
    acknowledged_without_rows: int = 0
    different_end: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """Promises broken."""
        return (
            self.unreadable + self.without_status + self.doubled + self.acknowledged_without_rows + self.different_end
        )

    def note(self, detail: object) -> None:
        """Keeps the first few details of what went wrong."""
        if len(self.details) < 20:
            self.details.append(str(detail)[:800])


def load(out: Path) -> dict[str, pd.DataFrame]:
    """All tables, as an analyst loads them who wants to find what every row points at."""
    return {name: pd.read_parquet(out / name) for name in REFERS}


def dangling(frames: dict[str, pd.DataFrame]) -> list[str]:
    """Rows that point at rows which are not there."""
    lost = []
    for name, (column, other) in REFERS.items():
        wanted = frames[name]
        if name == "intake":
            wanted = wanted[
                wanted.status.isin(["read", "partial", "failed", "quarantined"]) & wanted.document_id.notna()
            ]
            wanted = wanted[~wanted.file_name.str.endswith(".zip")]
        if missing := set(wanted[column].dropna()) - set(frames[other][column]):
            lost.append(f"{name} points at {len(missing)} rows that are not in {other}")
    return lost


@dataclass(slots=True)
class Promises:
    """The tables of an output folder, and what is counted of them."""

    out: Path
    counts: Counts

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Loads all tables over and over as long as the block runs, if there are any to begin with."""
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(over,), daemon=True)
        if self.out.exists():
            thread.start()
        try:
            yield
        finally:
            over.set()
            if thread.ident:
                thread.join()

    def _look(self, over: threading.Event) -> None:
        while not over.wait(0.2):
            self.counts.looks += 1
            try:
                lost = dangling(load(self.out))
            except Exception as error:
                lost = [f"{type(error).__name__}: {error}"]
            if lost:
                self.counts.unreadable += 1
                self.counts.note("; ".join(lost))

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables, none of whose rows is there twice or points at nothing; none where none were published yet."""
        if not (self.out / "intake" / "intake.parquet").exists():
            return {}  # also while the very first ones are put in place
        frames = load(self.out)
        for name, frame in frames.items():
            if twice := int(frame.duplicated(list(TABLES[name].key)).sum()):
                self.counts.doubled += twice
                self.counts.note(f"{twice} rows twice in {name}")
        for detail in dangling(frames):
            self.counts.unreadable += 1
            self.counts.note(detail)
        return frames

    def compare(self, whole: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """With the tables of a sweep that nothing disturbed. Returns those that there are."""
        frames = self.tables()
        for name, expected in whole.items():
            kept = expected.columns.difference(OF_THE_RUN, sort=False)
            try:
                pd.testing.assert_frame_equal(frames[name][kept], expected[kept])
            except (AssertionError, KeyError) as error:
                self.counts.different_end += 1
                self.counts.note(f"{name}: {error!r}")
        return frames
