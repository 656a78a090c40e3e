"""How the columns of a register's file are called, and what its words for a status mean.

A map is YAML: one of those beside this module, by its name, or a file of the user's own with the same keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from rules.errors import DataError, describe, read_yaml
from rules.reference.load import fold
from rules.reference.row import Row

MAPS = Path(__file__).with_name("maps")

Status = Literal["active", "suspended", "withdrawn", "cancelled", "expired", "none"]
"""`none`: a word that is known, and that says nothing about force."""
Column = Literal[
    "certificate_number",
    "status",
    "holder",
    "holder_registration_number",
    "certification_body",
    "standard",
    "expiry_date",
]
FULL_YEAR = dt.date(2026, 12, 31)


class RegisterMap(Row):
    """One register's column names, statuses, codes and date formats, each with where that is known from."""

    name: str
    register_name: str | None = None
    """What the register is called in messages; None where the map is for any register."""
    columns: dict[Column, tuple[str, ...]]
    """The headings under which each may stand; compared without case, blanks and punctuation."""
    statuses: dict[Status, tuple[str, ...]] = Field(default_factory=dict)
    standards: dict[str, str] = Field(default_factory=dict)
    """Codes of the register, and the designations that they stand for."""
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    """Formats as of `strptime`, tried in order."""
    encoding: str = "utf-8-sig"
    """Of CSV files."""
    records: tuple[str, ...] = ()
    """The keys that lead to the list of entries in a JSON file; none where the file is the list."""
    notes: str | None = None

    @model_validator(mode="after")
    def _usable(self) -> RegisterMap:
        if "certificate_number" not in self.columns:
            raise ValueError("columns: certificate_number has to be there: entries are found by it")
        words = [fold(word) for known in self.statuses.values() for word in known]
        if twice := {word for word in words if words.count(word) > 1}:
            raise ValueError(f"statuses: {', '.join(sorted(twice))} cannot mean two things")
        if wrong := [format for format in self.dates if not _is_date_format(format)]:
            raise ValueError(f"dates: {', '.join(wrong)} gives no year, month and day")
        return self

    def status_of(self, word: str) -> Status | None:
        """What a register's word for a status means; None where the map does not know it."""
        key = fold(word)
        return next((status for status, words in self.statuses.items() if key in map(fold, words)), None)

    def columns_of(self, headings: Iterable[str]) -> dict[Column, str]:
        """The heading under which each column stands in a file, where it does."""
        by_key = {fold(heading): heading for heading in reversed(list(headings))}
        found = {
            column: [by_key[fold(n)] for n in names if fold(n) in by_key] for column, names in self.columns.items()
        }
        return {column: headings[0] for column, headings in found.items() if headings}


def map_names() -> tuple[str, ...]:
    """The maps that come with certsweep."""
    return tuple(sorted(path.stem for path in MAPS.glob("*.yml")))


def load_map(name: str) -> RegisterMap:
    """The map of that name, or in that YAML file.

    Raises:
        DataError: there is none, or it is wrong; every fault is listed.
    """
    path = MAPS / f"{name}.yml" if name in map_names() else Path(name)
    if not path.is_file():
        raise DataError([f"{name}: no map and no file is called so; maps are {', '.join(map_names())}"])
    faults: list[str] = []
    content = read_yaml(path, faults)
    if faults:
        raise DataError(faults)
    try:
        return RegisterMap.model_validate(content)
    except ValidationError as error:
        raise DataError(describe(error, path.name)) from error


def _is_date_format(format: str) -> bool:
    try:
        return dt.datetime.strptime(FULL_YEAR.strftime(format), format).date() == FULL_YEAR  # noqa: DTZ007 - a day
    except ValueError:
        return False
