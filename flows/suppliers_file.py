"""The rows of a table that a buyer keeps in CSV, Excel or Parquet, every cell as text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rules.errors import DataError

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LONE_HIGH_BYTES = re.compile(rb"(?<![\x80-\xff])(?:[\x80-\xff]|[\x80-\xff]{3})(?![\x80-\xff])")
"""An accented letter of a Western code page stands alone; Chinese ones take two bytes each."""


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


def read_rows(path: Path) -> list[Row]:
    """All rows of a file, its header among them.

    Raises:
        DataError: the file is of another kind, or broken.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError([f"{path.name}: save it as .csv, .xlsx or .parquet; {path.suffix or 'this'} is not read"])
    try:
        return [Row(i, cells) for i, cells in enumerate(_texts(reader(path)), start=1)]
    except OSError as error:
        raise DataError([f"{path.name}: {error.strerror or error}"]) from error
    except (ValueError, KeyError, csv.Error, zipfile.BadZipFile) as error:
        raise DataError([f"{path.name}: cannot be read ({' '.join(str(error).split())}); save it anew"]) from error


def _texts(rows: Iterable[Iterable[object]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple(_text(cell) for cell in row)


def _text(cell: object) -> str:
    """A cell as a person sees it: lists parted by semicolons, whole numbers without `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        return "; ".join(_text(part) for part in cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _csv(path: Path) -> list[list[str]]:
    text = _decoded(path.read_bytes())
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t|", key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _decoded(data: bytes) -> str:
    """The text of a file that does not say its encoding: UTF-8, or the code page of a Chinese or Western Windows."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if not _LONE_HIGH_BYTES.search(data):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return data.decode("cp1252", errors="replace")


def _excel(path: Path) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _parquet(path: Path) -> list[list[object]]:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    return [table.column_names, *([row[name] for name in table.column_names] for row in table.to_pylist())]


_READERS: dict[str, Callable[[Path], Iterable[Iterable[object]]]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _csv),
    **dict.fromkeys((".xlsx", ".xlsm"), _excel),
    ".parquet": _parquet,
}
"""How each kind of file is read."""
