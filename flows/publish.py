"""Writing the tables so that a reader sees the old ones or the new ones, and never half of one.

Everything is written and checked in a folder beside the tables; only then does each file take its place, in one
step. A kill before that leaves the old tables, and the next sweep writes the new ones. What is pointed at takes its
place before what points at it: who loads `intake` first and `documents` last finds every row that is spoken of, even
in the moment of change. `intake`, the record of what came in, is last, so that nothing counts as swept too early.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from flows.files import sync_folder
from flows.rows import Row
from flows.tables import TABLES, Table

_ROWS_AT_ONCE = 20_000
"""Rows held before they are written, so that ten thousand documents take no more memory than a hundred."""
_IN_PLACE = (*(name for name in TABLES if name != "intake"), "intake")
"""The order in which tables take their places."""
_COMPRESSION = {"compression": "zstd", "compression_level": 1}


class NotPublished(RuntimeError):
    """A table that was just written does not read back as it was written; the old tables stay."""


class Publication:
    """All tables of one sweep, being written. Use as a context manager; without `publish` nothing changes."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._beside = out / ".publishing"
        self._files: dict[str, _TableFile] = {}

    def __enter__(self) -> Self:
        shutil.rmtree(self._beside, ignore_errors=True)  # what a killed sweep left; the lock is ours
        self._beside.mkdir(parents=True)
        try:
            for name, table in TABLES.items():
                self._files[name] = _TableFile(self._beside / f"{name}.parquet", table)
        except OSError:
            self._leave()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._leave()

    def _leave(self) -> None:
        for file in self._files.values():
            file.abandon()
        shutil.rmtree(self._beside, ignore_errors=True)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Adds rows, which have to come in the order of the table's key."""
        rest = iter(rows)
        while some := list(itertools.islice(rest, _ROWS_AT_ONCE)):
            self._files[table].add(to_arrow(some, TABLES[table].schema))

    def add_table(self, name: str, table: pa.Table) -> None:
        """Adds rows that are Arrow already, in the order of the table's key."""
        self._files[name].add(table)

    def publish(self) -> dict[str, int]:
        """Checks what was written and puts it in place. Returns the rows of each table.

        Raises:
            NotPublished: a file does not hold what was written to it.
        """
        for file in self._files.values():
            file.close()
            file.check()
        for name in _IN_PLACE:
            folder = self._out / name
            folder.mkdir(exist_ok=True)
            self._files[name].path.replace(folder / f"{name}.parquet")
            sync_folder(folder)
        sync_folder(self._out)
        return {name: file.row_count for name, file in self._files.items()}


class _TableFile:
    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self.row_count = 0
        self._table = table
        self._waiting: list[pa.Table] = []
        self._writer: Any = pq.ParquetWriter(path, table.schema, **_COMPRESSION)

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        if sum(table.num_rows for table in self._waiting) >= _ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        if self._writer is None:
            return
        self._flush()
        self._writer.close()
        self._writer = None
        with self.path.open("rb") as written:
            os.fsync(written.fileno())

    def abandon(self) -> None:
        """Lets go of a file that will not be published; a disk that is full must not be told again."""
        if self._writer is not None:
            with contextlib.suppress(OSError, pa.ArrowException):
                self._writer.close()
            self._writer.is_open = False  # else it tries again when it is collected, and complains on stderr
            self._writer = None

    def check(self) -> None:
        metadata = pq.read_metadata(self.path)
        if metadata.num_rows != self.row_count:
            raise NotPublished(f"{self.path.name} holds {metadata.num_rows} rows, {self.row_count} were written")
        if not pq.read_schema(self.path).equals(self._table.schema, check_metadata=True):
            raise NotPublished(f"{self.path.name} has lost its schema")

    def _flush(self) -> None:
        rows = pa.concat_tables(self._waiting) if self._waiting else None
        if rows:
            self._writer.write_table(rows, row_group_size=rows.num_rows)
            self.row_count += rows.num_rows
        self._waiting.clear()


def to_arrow(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Rows as Arrow.

    Raises:
        ValueError: a row has a column that the table does not have, or lacks one.
    """
    names = set(schema.names)
    for row in rows:
        if row.keys() != names:
            raise ValueError(f"columns {sorted(row.keys() ^ names)} are not in both the row and the table")
    try:
        return pa.Table.from_pylist(rows, schema)
    except UnicodeEncodeError:
        return pa.Table.from_pylist([_encodable(row) for row in rows], schema)


def _encodable(value: Any) -> Any:
    """Half a surrogate pair, which names of files and texts of PDFs may hold, is not UTF-8 and stops the writer."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    return value
