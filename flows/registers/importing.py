"""Taking in a register's file as a dated snapshot: all of it, or nothing and a list of every fault.

What a register says in words that its map does not know is kept as given, counted, and decides nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.parse.standard_numbers import StandardFinder
from flows.files import write_atomically
from flows.registers.entries import Entry, NotUnderstood, day_of, read_entries, text_of
from flows.registers.maps import Column, RegisterMap
from flows.registers.snapshots import SCHEMA, path_of
from rules.errors import DataError
from rules.reference.load import fold

_ROWS_AT_ONCE = 50_000


@dataclass(slots=True)
class Import:
    """What came of an import, in numbers."""

    register: str
    taken_on: dt.date
    path: Path
    entries: int = 0
    """Rows of the file, each of which is in the snapshot."""
    rows: int = 0
    """Rows of the snapshot: one for each standard of an entry."""
    missing_columns: tuple[str, ...] = ()
    statuses: Counter[str] = field(default_factory=Counter)
    unknown_statuses: Counter[str] = field(default_factory=Counter)
    unknown_standards: Counter[str] = field(default_factory=Counter)
    replaced: bool = False

    def lines(self) -> list[str]:
        """The import for people; what is not understood is said, with its count."""
        said = ", ".join(f"{count:,} {status}" for status, count in self.statuses.most_common())
        lines = [
            f"{self.register} of {self.taken_on}: {self.entries:,} {_entries(self.entries)}{' (in place of the one there)' * self.replaced}",
            f"statuses: {said or 'none given'}",
        ]
        if self.missing_columns:
            lines.append(f"not in the file: {', '.join(self.missing_columns)}; nothing is judged by them")
        lines += _unknown("statuses that the map does not know, kept as unknown", self.unknown_statuses)
        lines += _unknown("standards that the reference data do not know, kept as unknown", self.unknown_standards)
        return [*lines, f"snapshot: {self.path}"]


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _unknown(what: str, words: Counter[str]) -> Iterator[str]:
    if words:
        shown = ", ".join(f"{word!r} ({count:,})" for word, count in words.most_common(10))
        yield f"{what}: {words.total():,} {_entries(words.total())}: {shown}{', …' * (len(words) > 10)}"


def import_register(
    path: Path, out: Path, register_map: RegisterMap, register: str, taken_on: dt.date, finder: StandardFinder
) -> Import:
    """Writes a register's file as a snapshot, in place of one of the same register and day.

    Args:
        path: the register's file; see `flows/registers/entries.py` for formats.
        out: the output folder.
        register_map: what its columns are called.
        register: what the register is called.
        taken_on: the day on which the register said so.
        finder: finds standards in text.

    Raises:
        DataError: the file has faults; every one is listed with its rows, and nothing is written.
    """
    done = Import(register, taken_on, path_of(out, register, taken_on))
    rows = _Rows(register_map, finder, done)
    table = rows.table(path)
    if rows.faults:
        raise DataError(f"{path.name}: {fault}" for fault in rows.fault_lines())
    about = {"register": register, "taken_on": str(taken_on), "map": register_map.name, "file": path.name}
    table = table.sort_by([("number_key", "ascending"), ("row", "ascending")]).replace_schema_metadata(about)
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    done.rows, done.replaced = table.num_rows, done.path.exists()
    write_atomically(done.path, buffer.getvalue())
    return done


class _Rows:
    """From a file's entries to rows of the snapshot, with all faults gathered by kind."""

    def __init__(self, register_map: RegisterMap, finder: StandardFinder, done: Import) -> None:
        self.faults: dict[str, list[int]] = defaultdict(list)
        self._map, self._finder, self._done = register_map, finder, done
        self._columns: dict[Column, str] = {}
        self._statuses: dict[str, str | None] = {}
        self._standards: dict[str, list[str]] = {}
        self._day_of = functools.lru_cache(maxsize=65_536)(day_of)

    def fault_lines(self) -> Iterator[str]:
        """One line for each kind of fault, with the numbers of its rows."""
        for fault, numbers in self.faults.items():
            yield f"{fault}: {_ranges(numbers)}" if numbers != [0] else fault

    def table(self, path: Path) -> pa.Table:
        batches: list[pa.RecordBatch] = []
        rows: list[dict[str, Any]] = []
        try:
            for number, entry in read_entries(path, self._map):
                if not self._done.entries:
                    self._find_columns(entry)
                self._done.entries += 1
                rows += self._rows(number, entry)
                if len(rows) >= _ROWS_AT_ONCE:
                    batches.append(pa.RecordBatch.from_pylist(rows, SCHEMA))
                    rows.clear()
        except NotUnderstood as error:
            self.faults[str(error).removeprefix(f"{path.name}: ")] = [0]
        if not self._done.entries and not self.faults:
            self.faults["holds no entry"] = [0]
        return pa.Table.from_batches([*batches, pa.RecordBatch.from_pylist(rows, SCHEMA)], SCHEMA)

    def _find_columns(self, entry: Entry) -> None:
        self._columns = self._map.columns_of(entry)
        self._done.missing_columns = tuple(name for name in self._map.columns if name not in self._columns)
        if "certificate_number" not in self._columns:
            names = ", ".join(self._map.columns["certificate_number"])
            self.faults[f"has no column for the certificate number ({names}); choose another --map"] = [0]

    def _rows(self, number: int, entry: Entry) -> Iterator[dict[str, Any]]:
        given = {column: entry.get(heading) for column, heading in self._columns.items()}
        text = {column: text_of(value) for column, value in given.items()}
        printed = text.get("certificate_number", "")
        if not fold(printed) and "certificate_number" in self._columns:
            self.faults["no certificate number"].append(number)
        row = {
            "number_key": fold(printed),
            "certificate_number": printed,
            "status": self._status(text.get("status", "")),
            "holder": text.get("holder") or None,
            "holder_registration_number": text.get("holder_registration_number") or None,
            "certification_body": text.get("certification_body") or None,
            "expiry_date": self._day(number, given.get("expiry_date")),
            "status_as_given": text.get("status") or None,
            "standard_as_given": text.get("standard") or None,
            "row": number,
        }
        standards = self._standard(text.get("standard", ""))
        yield from ({**row, "standard": standard} for standard in standards or (None,))

    def _status(self, word: str) -> str | None:
        if word not in self._statuses:
            self._statuses[word] = self._map.status_of(word)
        status = self._statuses[word]
        if word and status is None:
            self._done.unknown_statuses[word] += 1
        self._done.statuses[status or ("unknown" if word else "not given")] += 1
        return None if status == "none" else status

    def _standard(self, text: str) -> list[str]:
        if text not in self._standards:
            named = self._map.standards.get(text, text)
            self._standards[text] = list(dict.fromkeys(found.standard for found in self._finder.find(named)))
        standards = self._standards[text]
        if text and not standards:
            self._done.unknown_standards[text] += 1
        return standards

    def _day(self, number: int, value: object) -> dt.date | None:
        try:
            return self._day_of(value, self._map.dates)
        except (ValueError, TypeError):
            formats = ", ".join(self._map.dates)
            self.faults[f"expiry dates that are not of the form {formats}"].append(number)
            return None


def _ranges(numbers: list[int]) -> str:
    """Rows for people, all of them.

    >>> _ranges([2, 3, 4, 9])
    'rows 2-4, 9'
    """
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return "rows " + ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
