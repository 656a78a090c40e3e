"""What came in with one sweep, and what of it a person has to see to: read from the tables that it published."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.rows import Row

DONE = frozenset({"read", "unpacked"})
"""Statuses of files that need nobody."""


@dataclass(frozen=True, slots=True)
class News:
    """Rows for people: each a file or a certificate, in the order of the tables."""

    came_in: list[Row]
    for_a_person: list[Row]

    def lines(self, limit: int) -> list[str]:
        """A short text: what came in, and the first few things to see to."""
        counts = Counter(str(row["status"]) for row in self.came_in)
        listed = ", ".join(f"{count} {status}" for status, count in counts.most_common())
        more = len(self.for_a_person) - limit
        return [
            f"{len(self.came_in)} files came in ({listed})." if self.came_in else "Nothing new came in.",
            *(f"- {row['what']}: {row['why']} ({row['source']})" for row in self.for_a_person[:limit]),
            *([f"- and {more} more"] if more > 0 else []),
        ]


def news(out: Path, since: dt.datetime) -> News:
    """What the sweep that began at `since` found new in the sources.

    A file needs a person if it was not read, or not all of it; a certificate, unless its verdict is `accept`: somebody
    has to look at the page, or to ask the supplier for another one.
    """
    new = pq.read_table(out / "intake", filters=pc.field("received_at") >= since).to_pylist()
    documents = {row["document_id"]: row for row in reversed(new) if row["document_id"]}
    certificates = pq.read_table(
        out / "certificates",
        filters=pc.field("document_id").isin(pa.array(list(documents), pa.string())),
        columns=_CERTIFICATE,
    ).to_pylist()
    verdicts: dict[str, list[str]] = {}
    for row in certificates:
        verdicts.setdefault(row["document_id"], []).append(f"{row['standard']}: {row['verdict']}")
    return News(
        came_in=[_file(row, verdicts.get(row["document_id"], [])) for row in new],
        for_a_person=[
            *(_unread(row) for row in new if row["status"] not in DONE),
            *(_doubtful(row, documents[row["document_id"]]) for row in certificates if row["verdict"] != "accept"),
        ],
    )


_CERTIFICATE = ["document_id", "standard", "certified_organization", "verdict", "reasons"]


def _file(row: Row, verdicts: list[str]) -> Row:
    return {
        "file": row["file_name"],
        "supplier": row["supplier_id"],
        "status": row["status"],
        "certificates": "; ".join(verdicts),
        "source": row["source_uri"],
    }


def _unread(row: Row) -> Row:
    return {"what": row["file_name"], "why": row["detail"] or row["status"], "source": row["source_uri"]}


def _doubtful(row: Row, file: Row) -> Row:
    holder = row["certified_organization"] or "no holder read"
    return {
        "what": f"{row['standard']} of {holder}",
        "why": f"{row['verdict']}: {', '.join(row['reasons'] or [])}",
        "source": file["source_uri"],
    }
