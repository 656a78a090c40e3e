"""What has changed since an earlier day: new, renewed and expired certificates, those that will expire, cover lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows import history
from flows.history import State
from flows.rows import Row

SOON = (30, 60, 90)
"""Days ahead for which certificates about to expire are listed, each once, under the nearest."""
_SAME_PAPER = {"copy", "rescan"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of certificates (and of suppliers for `lost_cover`) by what became of them between two days."""

    snapshot: str
    since: dt.date
    until: dt.date
    changes: dict[str, list[Row]]
    """`new`, `renewed`, `expired`, `expires_in_30_days`, `…_60_days`, `…_90_days`, `lost_cover`; each in order."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        changes = {name: [_plain(row) for row in rows] for name, rows in self.changes.items()}
        return {"snapshot": self.snapshot, "since": str(self.since), "until": str(self.until), **changes}

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"from {self.since} (snapshot {self.snapshot}) to {self.until}"
        for name, rows in self.changes.items():
            yield f"{name.replace('_', ' '):<20} {len(rows):>5}"
            yield from (f"    {_line(row)}" for row in rows)


def difference(out: Path, since: str) -> Difference:
    """What has changed between a snapshot and the published tables.

    Args:
        out: the output folder.
        since: a day, for the last snapshot of that day or before it; or a snapshot's name.

    Raises:
        NoSnapshot: there is none.
        DamagedSnapshot: it cannot be read.
        FileNotFoundError: nothing has been published yet.
    """
    name = history.find(out, since)
    then, now = history.state_then(out, name), history.state_now(out)
    first = history.day_of(name)
    return Difference(name, first, now.as_of or first, compare(then, now, first))


def compare(then: State, now: State, since: dt.date) -> dict[str, list[Row]]:
    """What became of certificates and cover between two states.

    A paper that a newer one replaces is not missed when it expires, and a copy is the same paper again.
    """
    until = now.as_of or since
    known = {row["certificate_id"] for row in then.certificates}
    papers = [row for row in now.certificates if row["kinship"] not in _SAME_PAPER]
    fresh = [row for row in papers if row["certificate_id"] not in known]
    standing = [row for row in papers if row["expiry_date"] and not row["replaced_by"]]
    changes = {
        "new": [row for row in fresh if row["kinship"] != "renewal"],
        "renewed": [row for row in fresh if row["kinship"] == "renewal"],
        "expired": [row for row in standing if since <= row["expiry_date"] < until],
    }
    for earlier, days in zip((-1, *SOON), SOON, strict=False):
        ahead = range(earlier + 1, days + 1)
        changes[f"expires_in_{days}_days"] = [row for row in standing if (row["expiry_date"] - until).days in ahead]
    changes = {name: sorted(rows, key=_by_holder) for name, rows in changes.items()}
    return changes | {"lost_cover": list(_lost(then.suppliers, now.suppliers))}


def _lost(then: Iterable[Row], now: Iterable[Row]) -> Iterator[Row]:
    """Suppliers and standards that were covered and are not, with what there is now."""
    left = {(row["supplier_id"], row["standard"]): row for row in now}
    for row in then:
        today = left.get((row["supplier_id"], row["standard"]))
        if row["covered"] and not (today and today["covered"]):
            yield {**row, "covered": False, "status": today["status"] if today else None}


def _by_holder(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("supplier_id", "standard", "expiry_date", "certificate_id"))


def _plain(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def _line(row: Row) -> str:
    names = ("supplier_id", "certified_organization", "standard", "certificate_number")
    said = [str(row[name]) for name in names if row.get(name)]
    verdict = row.get("verdict") or row.get("status") or "no certificate"
    return ", ".join([*said, f"until {row['expiry_date'] or 'an unknown day'}", f"now {verdict}"])
