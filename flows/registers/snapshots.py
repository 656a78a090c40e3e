"""Snapshots of registers in an output folder, `registers/<register>/<day>.parquet`, and how they are asked.

A snapshot is sorted by folded number, so that a look-up is a binary search: nothing is indexed when it is opened.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rules.circumstances import RegisterEntry, RegisterSnapshot
from rules.errors import DataError
from rules.reference.load import fold

FOLDER = "registers"
TEXT = pa.string()
SCHEMA = pa.schema(
    [
        ("number_key", TEXT),
        ("certificate_number", TEXT),
        ("status", TEXT),
        ("holder", TEXT),
        ("holder_registration_number", TEXT),
        ("certification_body", TEXT),
        ("standard", TEXT),
        ("expiry_date", pa.date32()),
        ("status_as_given", TEXT),
        ("standard_as_given", TEXT),
        ("row", pa.int64()),
    ]
)
"""What is kept of each entry; an entry for two standards is two rows. `row` is its place in the imported file."""
_ASKED = SCHEMA.names[: SCHEMA.names.index("status_as_given")]
_REPEATED = ["status", "certification_body", "standard"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on the disk."""

    path: Path
    register: str
    taken_on: dt.date
    row_count: int
    map_name: str
    file_name: str


def path_of(out: Path, register: str, taken_on: dt.date) -> Path:
    """Where a snapshot lies: the register's name as a folder, whatever letters it is written in."""
    slug = re.sub(r"[\W_]+", "-", register.casefold()).strip("-")
    return out / FOLDER / slug / f"{taken_on}.parquet"


def snapshots(out: Path) -> list[Snapshot]:
    """All snapshots in an output folder, by register and day.

    Raises:
        DataError: files that are none; all of them are listed.
    """
    faults: list[str] = []
    found = [s for path in sorted((out / FOLDER).glob("*/*.parquet")) if (s := _about(path, faults))]
    if faults:
        raise DataError(faults)
    return found


def _about(path: Path, faults: list[str]) -> Snapshot | None:
    try:
        file = pq.read_metadata(path)
        about = {key.decode(): value.decode() for key, value in (file.metadata or {}).items()}
        taken_on = dt.date.fromisoformat(about["taken_on"])
        return Snapshot(path, about["register"], taken_on, file.num_rows, about["map"], about["file"])
    except (OSError, ValueError, KeyError) as error:
        faults.append(f"{path}: is no snapshot of a register ({error}); remove it and import the register again")
        return None


class Registers:
    """The registers as they stood on a day: of each the newest snapshot that is not after it.

    They are opened when first asked. What goes to another process is their paths.
    """

    def __init__(self, newest: Sequence[Snapshot]) -> None:
        self.asked = tuple(RegisterSnapshot(snapshot.register, snapshot.taken_on) for snapshot in newest)
        self._newest = tuple(newest)

    def __reduce__(self) -> tuple[type[Registers], tuple[tuple[Snapshot, ...]]]:
        return Registers, (self._newest,)

    @functools.cached_property
    def _opened(self) -> list[_Opened]:
        return [_Opened(snapshot) for snapshot in self._newest]

    def entries(self, certificate_number: str) -> tuple[RegisterEntry, ...]:
        """What they say of a certificate number, written in whatever way."""
        key = fold(certificate_number)
        return tuple(entry for opened in self._opened for entry in opened.entries(key)) if key else ()


def open_registers(out: Path, as_of: dt.date) -> Registers:
    """The registers that were imported into an output folder, as of a day; none asked where there are none.

    Raises:
        DataError: a file among them is no snapshot.
    """
    newest = {s.register: s for s in sorted(snapshots(out), key=lambda s: s.taken_on) if s.taken_on <= as_of}
    return Registers([newest[register] for register in sorted(newest)])


class _Opened:
    """One snapshot in memory: a million entries take about 250 MB."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        with pq.ParquetFile(snapshot.path, read_dictionary=_REPEATED, pre_buffer=False) as file:
            table = file.read(_ASKED, use_threads=False)  # one after the other: half the memory while reading
        table = table.combine_chunks()
        self._columns: dict[str, Any] = {
            name: column.chunk(0) if column.num_chunks else pa.array([], column.type)
            for name, column in zip(table.column_names, table.columns, strict=True)
        }

    def entries(self, key: str) -> Iterator[RegisterEntry]:
        keys = self._columns["number_key"]
        place = bisect.bisect_left(keys, key, key=methodcaller("as_py"))
        while place < len(keys) and keys[place].as_py() == key:
            values = {name: column[place].as_py() for name, column in self._columns.items() if name != "number_key"}
            yield RegisterEntry(self._snapshot.register, self._snapshot.taken_on, **values)
            place += 1
