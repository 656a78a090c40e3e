"""Reads the buyer's list of suppliers: CSV in any usual encoding, Excel or Parquet.

Headers are known by the names that buyers give them (`suppliers.yaml`); a cell may hold several values parted by
semicolons or lines. Every fault of the file is listed at once, with its row as a spreadsheet counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import Locale

from extractors.parse import country
from flows.suppliers_file import Row, read_rows
from rules.circumstances import Supplier
from rules.errors import DataError
from rules.reference.load import Reference, fold, load_reference

_NAMES = Path(__file__).with_name("suppliers.yaml")
_BETWEEN = re.compile(r"[;；|\n、]")
_BETWEEN_WORDS = re.compile(r"[;；|\n、,，]")
"""Goods, markets and standards hold no comma; a company's name does: `Acme Co., Ltd.`"""
_YEAR = re.compile(r"[:：-]\s*(?:19|20)\d\d\s*$")
EUROPE = "EU"


def read_suppliers(path: Path) -> tuple[Supplier, ...]:
    """The suppliers of a list, in its order.

    Args:
        path: a `.csv`, `.tsv`, `.txt`, `.xlsx` or `.parquet` file with a header.

    Raises:
        DataError: the list cannot be used; the message lists every fault with its row.
    """
    rows = read_rows(path)
    header, reader = _columns(path, rows)
    faults: list[str] = []
    suppliers = [s for row in rows[header + 1 :] if any(row.cells) and (s := reader.supplier(row, faults))]
    if not suppliers and not faults:
        faults.append(f"{path.name}: there is no supplier below the header")
    faults += _twice(path, suppliers)
    if faults:
        raise DataError(faults)
    return tuple(supplier for _, supplier in suppliers)


@functools.cache
def _known_columns() -> dict[str, str]:
    table = yaml.load(_NAMES.read_text("utf-8"), yaml.CSafeLoader)["columns"]
    return {fold(name): column for column, lists in table.items() for names in lists for name in names}


def _columns(path: Path, rows: Sequence[Row]) -> tuple[int, _Reader]:
    """The place of the header among the rows, and who reads those below it."""
    if not rows:
        raise DataError([f"{path.name}: the file is empty"])
    found = [[_known_columns().get(fold(cell)) for cell in row.cells] for row in rows[:10]]
    place = next((i for i, names in enumerate(found) if "name" in names), None)
    if place is None:
        known = ", ".join(dict.fromkeys(_known_columns().values()))
        seen = ", ".join(cell for cell in rows[0].cells if cell) or "nothing"
        raise DataError([f"{path.name}: no column `name` or `supplier`; the first row has {seen}. Columns: {known}"])
    places: dict[str, list[int]] = {}
    for i, name in enumerate(found[place]):
        if name:
            places.setdefault(name, []).append(i)
    return place, _Reader(path.name, places, load_reference())


Found = tuple[int, Supplier]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns rows into suppliers; two columns of one meaning (name in English, name in Chinese) are read as one."""

    file: str
    places: dict[str, list[int]]
    reference: Reference

    def supplier(self, row: Row, faults: list[str]) -> Found | None:
        """The supplier of a row; None where it has a fault, which goes to `faults`."""
        own: list[str] = []
        names = self._list(row, "name", _BETWEEN)
        if not names:
            own.append("name: is empty")
        countries = [self._country(text, "country", own) for text in self._list(row, "country", _BETWEEN_WORDS)[:1]]
        markets = [self._country(text, "markets", own) for text in self._list(row, "markets", _BETWEEN_WORDS)]
        standards = [self._standard(text, own) for text in self._list(row, "required_standards", _BETWEEN_WORDS)]
        faults += [f"{self.file}, row {row.number}: {fault}" for fault in own]
        if own:
            return None
        ids = self._list(row, "supplier_id", _BETWEEN)
        return row.number, Supplier(
            supplier_id=ids[0] if ids else names[0],
            name=names[0],
            aliases=_once([*names[1:], *self._list(row, "aliases", _BETWEEN)]),
            country=countries[0] if countries else None,
            goods=_once(self._list(row, "goods", _BETWEEN_WORDS)),
            markets=_once(markets),
            required_standards=_once(standards),
        )

    def _list(self, row: Row, column: str, between: re.Pattern[str]) -> list[str]:
        cells = [row.cells[i] for i in self.places.get(column, []) if i < len(row.cells)]
        return [part for cell in cells for text in between.split(cell) if (part := " ".join(text.split()))]

    def _country(self, text: str, column: str, faults: list[str]) -> str:
        code = _code(text)
        if code is None or (code == EUROPE and column == "country"):
            faults.append(f"{column}: {text!r} is no country; write its name or its two letters, as in `DE`")
        return code or ""

    def _standard(self, text: str, faults: list[str]) -> str:
        bare = _YEAR.sub("", text).strip()
        row = next(filter(None, map(self.reference.standard, (text, bare, f"ISO {bare}", f"ISO/IEC {bare}"))), None)
        if row is None:
            faults.append(f"required_standards: {text!r} is not in the reference data; write it as in `ISO 9001`")
        return row.designation if row else ""


def _code(text: str) -> str | None:
    """ISO 3166 alpha-2, or `EU`, of what a cell says."""
    bare = text.strip().upper()
    if bare in {EUROPE, "EUROPE", "EUROPEAN UNION", "EEA"} or fold(text) in {"europaischeunion", "欧盟", "歐盟"}:
        return EUROPE
    if len(bare) == 2 and bare in Locale("en").territories:
        return bare
    found = country.find(text) if country.names_country(text) else None
    return found[0] if found else None


def _once(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _twice(path: Path, suppliers: Sequence[Found]) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, supplier in suppliers:
        key = supplier.supplier_id.casefold()
        if key in first:
            yield f"{path.name}, row {number}: {supplier.supplier_id!r} is there already, in row {first[key]}"
        first.setdefault(key, number)
