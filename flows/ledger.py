"""All that ever came in: what the last sweep published, and what this one found.

A sweep adds to its output folder: mails are filed away and drop folders emptied once they have been swept, and
what came in with them stays in the tables. The published `intake` is the record; there is no other.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from flows.intake import Arrival
from flows.originals import Original, Originals
from flows.rows import Row
from flows.sources.containers import CONTAINERS
from flows.sources.errors import CannotOpen, NoExtractor, Unforeseen
from flows.sources.folder import open_file
from flows.sources.incoming import Incoming, Published
from flows.sources.naming import address_of_rest

_A_MOMENT = dt.timedelta(microseconds=1)
"""The least that two times in the tables can be apart."""
_ROWS_AT_ONCE = 10_000
_WITH_FOLDERS = ("file://", "sftp://")
"""Where a row may be that of a folder; elsewhere `a` is a file, also where there is an `a/b`."""


def published_arrivals(out: Path, originals: Originals) -> list[Arrival]:
    """The arrivals in the published `intake`; none where nothing has been published yet."""
    table = out / "intake" / "intake.parquet"
    if not table.exists():
        return []
    with pq.ParquetFile(table) as file:  # as rows all at once they would take more memory than all that follows
        return [_arrival(row, originals) for batch in file.iter_batches(_ROWS_AT_ONCE) for row in batch.to_pylist()]


def published_files(out: Path) -> Published:
    """Which files are in the published `intake` with everything that was in them.

    One that certsweep itself tripped over is not: it stays where it is, for a certsweep that does not.
    """
    rows = pq.read_table(out / "intake", columns=["source_uri", "document_id", "code"]).to_pylist()
    tripped = {_outermost(row["source_uri"]) for row in rows if row["code"] == Unforeseen.code}
    whole = {(row["source_uri"], row["document_id"]) for row in rows if row["source_uri"] not in tripped}
    return lambda source_uri, sha256: (source_uri, sha256) in whole


class Kept:
    """Containers of earlier sweeps, from the originals, that a program may have been installed for since.

    Trying costs next to nothing; and where they came from they may have been filed away long ago.
    """

    def __init__(self, before: Iterable[Arrival]) -> None:
        arrivals = list(before)
        locked = {a.container_uri for a in arrivals if a.code == NoExtractor.code}
        self._containers = [a for a in arrivals if a.original is not None and a.source_uri in locked]

    def files(self) -> Iterator[Incoming]:
        """Each container, under the address that it came in by."""
        for arrival in self._containers:
            original = arrival.original
            if original is not None and original.path.exists():
                yield Incoming(
                    source_uri=arrival.source_uri,
                    container_uri=arrival.container_uri,
                    file_name=arrival.file_name,
                    supplier_id=arrival.supplier_id,
                    open=partial(open_file, original.path),
                    is_from_sender="@" in (arrival.supplier_id or ""),
                    media_type=original.media_type,
                )

    def acknowledge(self, published: Published) -> None:
        """Nothing: originals stay."""

    def __str__(self) -> str:
        return "originals"


def _outermost(source_uri: str) -> str:
    return source_uri.partition("!/")[0]


def merge(before: Iterable[Arrival], now: Iterable[Arrival]) -> list[Arrival]:
    """Each file once, in order of its address: as it is now, but with the time when it was first seen.

    A file is the same if both address and content are. One that was not taken has no content to tell it by, and
    whatever is now at its address takes its place; one that stood for no file goes (`_no_files`). A copy of what came
    in before is always later than that, though somebody may have set the clock back: a document is named after its
    first arrival, and keeps its name.
    """
    latest = {_key(arrival): arrival for arrival in now}
    before = list(before)
    replaced = {arrival.source_uri for arrival in latest.values()} | _no_files(before, latest)
    merged: dict[tuple[str, str], Arrival] = {}
    for arrival in before:
        if arrival.original is not None or arrival.source_uri not in replaced:
            merged[_key(arrival)] = arrival
    known = _latest_by_content(merged.values())
    for key, arrival in latest.items():
        old, earlier = merged.get(key), known.get(key[1])
        if old:
            merged[key] = dataclasses.replace(arrival, received_at=old.received_at)
        elif earlier and arrival.received_at <= earlier:
            merged[key] = dataclasses.replace(arrival, received_at=earlier + _A_MOMENT)
        else:
            merged[key] = arrival
    return [merged[key] for key in sorted(merged)]


def _no_files(before: Collection[Arrival], now: Collection[tuple[str, str]]) -> set[str]:
    """Addresses of rows that stood for no file, as this sweep shows.

    A folder that could not be listed, and now is; and what a document did not let out, where that very document was
    taken apart again and nothing is left in it.
    """
    versions, contents = Counter(uri for uri, sha256 in map(_key, before) if sha256), set(map(_key, before))
    addresses = sorted(uri for uri, _ in now)
    rests = {address_of_rest(uri) for uri, sha256 in now if versions[uri] == 1 and sha256 and (uri, sha256) in contents}
    folders = {a.source_uri for a in before if a.code == CannotOpen.code and a.source_uri.startswith(_WITH_FOLDERS)}
    return rests | {uri for uri in folders if "!/" not in uri and _has_below(addresses, f"{uri}/")}


def _has_below(addresses: list[str], folder: str) -> bool:
    place = bisect.bisect_left(addresses, folder)
    return place < len(addresses) and addresses[place].startswith(folder)


def _key(arrival: Arrival) -> tuple[str, str]:
    return arrival.source_uri, arrival.original.sha256 if arrival.original else ""


def _latest_by_content(arrivals: Iterable[Arrival]) -> dict[str, dt.datetime]:
    latest: dict[str, dt.datetime] = {}
    for arrival in arrivals:
        if arrival.original is not None:
            sha256 = arrival.original.sha256
            latest[sha256] = max(arrival.received_at, latest.get(sha256, arrival.received_at))
    return latest


def _arrival(row: Row, originals: Originals) -> Arrival:
    original = None
    if row["document_id"] is not None:
        path = originals.path(row["document_id"], row["media_type"])
        original = Original(row["document_id"], row["media_type"], row["byte_size"], path)
    is_document = original is not None and original.media_type not in CONTAINERS and row["status"] != "unpacked"
    return Arrival(
        source_uri=row["source_uri"],
        container_uri=row["container_uri"],
        file_name=row["file_name"],
        supplier_id=row["supplier_id"],
        received_at=row["received_at"],
        original=original,
        status=None if is_document else row["status"],
        code=None if is_document else row["code"],
        detail=None if is_document else row["detail"],
    )
