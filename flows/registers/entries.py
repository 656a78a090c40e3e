"""The rows of a register's file, whatever its format: headings first, then each row by heading, with its number.

Nothing is understood here: values are text as the file has them, or dates where the format knows dates.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from flows.registers.maps import RegisterMap

Entry: TypeAlias = dict[str, Any]
FORMATS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
_DELIMITERS = ",;\t|"


class NotUnderstood(ValueError):
    """The file cannot be taken for a list of entries."""


def read_entries(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    """Each entry with the number of its row, as a person who opens the file counts it.

    Raises:
        NotUnderstood: the file is of another format, or broken; what was given before the break stands.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise NotUnderstood(f"{path.name}: give a file of {', '.join(FORMATS)}")
    try:
        yield from read(path, register_map)
    except (OSError, ValueError, LookupError, csv.Error) as error:
        raise NotUnderstood(f"{path.name}: {' '.join(str(error).split())}") from error


def _csv(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    with path.open(encoding=register_map.encoding, newline="") as lines:
        first = lines.readline()
        lines.seek(0)
        rows = csv.reader(lines, delimiter=max(_DELIMITERS, key=first.count))
        headings = next(rows, [])
        for row in rows:
            if any(cell.strip() for cell in row):
                if len(row) > len(headings):
                    raise NotUnderstood(
                        f"row {rows.line_num} has {len(row)} cells, and there are {len(headings)} headings"
                    )
                yield rows.line_num, dict(zip(headings, row, strict=False))


def _json(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    import orjson

    content = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    for key in register_map.records:
        content = content[key]
    if not isinstance(content, list):
        raise NotUnderstood("holds no list of entries; name the keys that lead to it as `records` in the map")
    yield from enumerate(map(_object, content), start=1)


def _json_lines(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    import orjson

    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield number, _object(orjson.loads(line.removeprefix(b"\xef\xbb\xbf")))
                except ValueError as error:
                    raise NotUnderstood(f"row {number}: {error}") from error


def _parquet(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    import pyarrow.parquet as pq

    number = 0
    for batch in pq.ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield number, row


def _excel(path: Path, register_map: RegisterMap) -> Iterator[tuple[int, Entry]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except BadZipFile as error:
        raise NotUnderstood(str(error)) from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        headings = [str(cell or "") for cell in next(rows, ())]
        for number, row in enumerate(rows, start=2):
            if any(cell is not None for cell in row):
                yield number, dict(zip(headings, row, strict=False))
    finally:
        book.close()


def _object(row: Any) -> Entry:
    if not isinstance(row, dict):
        raise NotUnderstood(f"an entry has keys and values, and this is {str(row)[:40]!r}")
    return row


def text_of(value: object) -> str:
    """A cell as text: trimmed, whole numbers without a point, empty where there is nothing.

    >>> text_of(1234.0), text_of(None), text_of(" FM 1 ")
    ('1234', '', 'FM 1')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def day_of(value: object, formats: tuple[str, ...]) -> dt.date | None:
    """A cell as a day.

    Raises:
        ValueError: none of the formats fits it.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = text_of(value)
    if not text:
        return None
    for format in formats:
        try:
            return dt.datetime.strptime(text, format).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


_READERS = {
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
    ".xlsx": _excel,
}
