"""What was known on earlier days: a small snapshot of the verdicts, kept whenever tables are published.

    out/history/2026-06-30-001/certificates.parquet, suppliers.parquet

History only moves forward. Judging for a day before the last snapshot, or for one that has not come yet, asks a
question and leaves none; so does a run that finds nothing changed.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.files import sync_folder
from flows.rows import Row
from rules.errors import DataError

KEPT = {
    "certificates": (
        "certificate_id",
        "supplier_id",
        "standard",
        "certificate_number",
        "certified_organization",
        "expiry_date",
        "verdict",
        "as_of",
        "kinship",
        "kin_of",
        "replaced_by",
    ),
    "suppliers": ("supplier_id", "standard", "covered", "certificate_id", "expiry_date", "status", "as_of"),
}
"""Tables and columns that a snapshot holds."""
EVERY_DAY = 100
"""Days before the last snapshot for which each day's last one is kept; of older ones each month's last is."""


class NoSnapshot(LookupError):
    """There is none for that day or of that name; `names` are those that there are."""

    def __init__(self, since: str, names: list[str]) -> None:
        super().__init__(since)
        self.names = names


class DamagedSnapshot(DataError):
    """A snapshot that is there and cannot be read."""

    code = "damaged_snapshot"
    remedy = "Compare with another day, and restore that folder from a backup or take it away."


@dataclass(frozen=True, slots=True)
class State:
    """What was known of certificates and suppliers on a day; `as_of` is None where there was nothing to judge."""

    as_of: dt.date | None
    certificates: list[Row]
    suppliers: list[Row]


def keep(out: Path, as_of: dt.date, today: dt.date) -> None:
    """Keeps a snapshot of the tables that have just been published, if it is history and says anything new."""
    names = snapshots(out)
    last = names[-1] if names else None
    if as_of > today or (last and as_of < day_of(last)):
        return
    tables = {name: pq.read_table(_published(out, name), columns=list(columns)) for name, columns in KEPT.items()}
    if last and all(_same(table, out / "history" / last / f"{name}.parquet") for name, table in tables.items()):
        return
    number = int(last.rpartition("-")[2]) + 1 if last and day_of(last) == as_of else 1
    _write(out / "history", f"{as_of}-{number:03}", tables)
    for old in _too_many(snapshots(out)):
        shutil.rmtree(out / "history" / old)


def snapshots(out: Path) -> list[str]:
    """Names of the snapshots, oldest first."""
    return sorted(path.name for path in (out / "history").glob("[0-9]*") if path.is_dir())


def day_of(name: str) -> dt.date:
    """The day of a snapshot.

    >>> day_of("2026-06-30-001")
    datetime.date(2026, 6, 30)
    """
    return dt.date.fromisoformat(name[:10])


def find(out: Path, since: str) -> str:
    """The snapshot of that name, or the last one of that day or before it.

    Raises:
        NoSnapshot: there is none.
    """
    names = snapshots(out)
    if since in names:
        return since
    try:
        day = dt.date.fromisoformat(since)
    except ValueError as error:
        raise NoSnapshot(since, names) from error
    before = [name for name in names if day_of(name) <= day]
    if not before:
        raise NoSnapshot(since, names)
    return before[-1]


def state_then(out: Path, name: str) -> State:
    """What a snapshot holds.

    Raises:
        DamagedSnapshot: it cannot be read.
    """
    try:
        return _state(out / "history" / name / f"{table}.parquet" for table in KEPT)
    except (pa.ArrowException, OSError) as error:
        raise DamagedSnapshot([f"history/{name}: {error}"]) from error


def state_now(out: Path) -> State:
    """What the published tables say.

    Raises:
        FileNotFoundError: nothing has been published yet.
    """
    return _state(_published(out, table) for table in KEPT)


def _state(paths: Any) -> State:
    certificates, suppliers = (
        pq.read_table(path, columns=list(columns)).to_pylist()
        for path, columns in zip(paths, KEPT.values(), strict=True)
    )
    as_of = max((row["as_of"] for row in (*certificates, *suppliers)), default=None)
    return State(as_of, certificates, suppliers)


def _published(out: Path, name: str) -> Path:
    return out / name / f"{name}.parquet"


def _same(table: pa.Table, path: Path) -> bool:
    try:
        return bool(table.equals(pq.read_table(path)))
    except (pa.ArrowException, OSError):  # damaged or gone: what is known now is kept beside it
        return False


def _write(folder: Path, name: str, tables: dict[str, pa.Table]) -> None:
    """Whole or not at all: written beside, then renamed."""
    beside = folder / f".{name}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for table, content in tables.items():
        with (beside / f"{table}.parquet").open("wb") as file:
            pq.write_table(content, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
    sync_folder(beside)
    beside.rename(folder / name)
    sync_folder(folder)


def _too_many(names: list[str]) -> list[str]:
    """Those that need not be kept: all but the last of a day before the newest, and all but the last of an old month."""
    newest = day_of(names[-1])
    oldest = newest - dt.timedelta(days=EVERY_DAY)

    def span(name: str) -> str:
        day = day_of(name)
        return name if day == newest else name[:10] if day >= oldest else name[:7]

    return [old for _, group in itertools.groupby(names, span) for old in list(group)[:-1]]
