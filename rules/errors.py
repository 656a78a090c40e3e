"""What is thrown when the project's or a user's own YAML is wrong: all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError


class DataError(Exception):
    """YAML data that cannot be used; `faults` lists every one, with its file and row.

    Our own slip, or that of a user who edits rows: nothing is judged on data that is half right.
    """

    code = "bad_data"
    remedy = (
        "Correct what is listed: rules/reference/README.md, docs/registers.md and docs/rules.md describe every key."
    )

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        count = f"{len(self.faults)} fault{'s' * (len(self.faults) > 1)} in the data:"
        super().__init__("\n".join((count, *self.faults)))


def read_yaml(path: Path, faults: list[str]) -> object:
    """The content of a YAML file; None and a fault where it cannot be parsed."""
    try:
        return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)  # the safe loader, in C
    except (OSError, yaml.YAMLError) as error:
        faults.append(f"{path.name}: {' '.join(str(error).split())}")
        return None


def describe(error: ValidationError, where: str) -> list[str]:
    """One line a fault: where, which key, what is wrong with it."""
    return [f"{where}: {'.'.join(map(str, e['loc'])) or 'row'}: {e['msg']}" for e in error.errors()]


def label(row: Mapping[str, object]) -> str:
    """What a person calls a row: its id, its acronym or its template."""
    return str(row.get("id") or row.get("acronym") or row.get("template") or "a row without an id")
