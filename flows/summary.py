"""What a sweep came to, in numbers."""

from __future__ import annotations

import json
import shlex
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from extractors.certificate import FIELD_NAMES, FieldValue
from flows.doors import JUDGE_ERROR
from flows.reading import OUR_FAULTS
from flows.rows import OWN_TABLES, Judged

DOUBTFUL = 0.9
"""Below this more than one value in ten is wrong, and somebody should look at the page."""
_NAMED = 5
"""Senders that are named; the rest is counted."""


@dataclass(slots=True)
class Summary:
    """Counts over everything in the tables; `read_now` is what this sweep had to read."""

    out: Path
    as_of: str
    read_now: int = 0
    files: Counter[str] = field(default_factory=Counter)
    certificates: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    values: int = 0
    doubtful_values: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """Faults of certsweep's own, by code: no document should be able to cause one."""
    unlisted: set[str] = field(default_factory=set)
    """Senders that the list of suppliers, where there is one, does not name."""
    troubles: list[str] = field(default_factory=list)
    """Sources that could not be reached, or not acknowledged, and why."""

    def count_file(self, status: str, code: str | None) -> None:
        """Counts a file that came in."""
        self.files[status] += 1
        if code in OUR_FAULTS or code == "intake_error":
            self.faults[code or ""] += 1

    def count_certificate(self, judged: Judged) -> None:
        """Counts a certificate, its verdict and its values."""
        self.certificates[judged.certificate.standard.value] += 1
        self.verdicts[judged.verdict.decision.value] += 1
        self.faults[JUDGE_ERROR] += JUDGE_ERROR in judged.verdict.reasons
        values = [judged.certificate.field(name) for name in FIELD_NAMES if name not in OWN_TABLES]
        found = [value.confidence for value in values if isinstance(value, FieldValue)]
        self.values += len(found)
        self.doubtful_values += sum(confidence < DOUBTFUL for confidence in found)

    def add(self, part: Summary) -> None:
        """Adds the counts of a part of the documents."""
        for counts in ("files", "certificates", "verdicts", "faults"):
            getattr(self, counts).update(getattr(part, counts))
        self.values += part.values
        self.doubtful_values += part.doubtful_values

    def as_json(self) -> dict[str, Any]:
        """The counts as plain data."""
        given = {part.name: getattr(self, part.name) for part in fields(self)} | {"out": str(self.out)}
        given["unlisted"] = sorted(self.unlisted)
        return {name: _sorted(value) if isinstance(value, Counter) else value for name, value in given.items()}

    def lines(self) -> list[str]:
        """The summary for people."""
        files, certificates = self.files.total(), self.certificates.total()
        return [
            f"files in      {files:>6}   {_list(self.files.most_common())}",
            f"certificates  {certificates:>6}   {_list(self.certificates.most_common())}",
            f"verdicts      {self.verdicts.total():>6}   {_list(self.verdicts.most_common())} (as of {self.as_of})",
            f"values        {self.values:>6}   {self.doubtful_values} doubtful (confidence below {DOUBTFUL})",
            *([f"faults        {self.faults.total():>6}   {_list(self.faults.most_common())}"] if +self.faults else []),
            *([f"not listed    {len(self.unlisted):>6}   senders: {_first(self.unlisted)}"] if self.unlisted else []),
            *(f"trouble              {trouble}" for trouble in self.troubles),
            f"opened now    {self.read_now:>6}   documents; all others were opened before",
            f"tables        {_near(self.out)}",
            f"open them     {_near(Path(sys.executable))} -c {shlex.quote(self._pandas())}",
        ]

    def _pandas(self) -> str:
        table, columns = (
            str(_near(self.out) / "certificates"),
            ["standard", "certified_organization", "expiry_date", "verdict"],
        )
        return f"import pandas as pd; print(pd.read_parquet({json.dumps(table)}, columns={json.dumps(columns)}))"


def _first(names: set[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(sorted(names)[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _near(path: Path) -> Path:
    """`path` as one would type it: relative where it lies under the working folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}


def _list(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts if count)
