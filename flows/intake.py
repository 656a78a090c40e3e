"""From sources to stored originals: every file in becomes one `Arrival`, whatever happens to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from extractors.errors import DocumentError, TooLarge
from flows.confine import Confines
from flows.originals import NotReadable, Original, Originals, OverLimit
from flows.settings import Settings
from flows.sources import naming
from flows.sources.containers import KINDS, Family, Kind
from flows.sources.errors import (
    CannotOpen,
    ExpandsTooMuch,
    TooDeep,
    TooManyEntries,
    Unforeseen,
    explain,
    status_of,
)
from flows.sources.incoming import Bounds, Incoming, Member, Source, SourceLost, blamed_on
from flows.unpacking import Patience, Unpackers
from flows.workers import WorkersBroken


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in: a row of `intake`.

    `status` is None for a document, whose reading will say; else `unpacked` (a container whose files have rows of
    their own), `refused` or `failed`, with `code` and `detail` saying why. `original` is None for what was not stored.
    """

    source_uri: str
    container_uri: str | None
    file_name: str
    supplier_id: str | None
    received_at: dt.datetime
    original: Original | None
    status: str | None = None
    code: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class _Outside:
    """One file from outside: who takes it apart, and what it may still unpack to and cost."""

    unpackers: Unpackers
    patience: Patience
    bytes_left: int
    entries_left: int


class Intake:
    """Takes sources in, one after the other. One object a sweep; `received_at` is when the sweep began."""

    def __init__(self, originals: Originals, settings: Settings, received_at: dt.datetime) -> None:
        self._originals = originals
        self._settings = settings
        self._received_at = received_at

    def take(self, source: Source) -> Iterator[Arrival]:
        """Every file in a source, and whatever it holds.

        Raises:
            SourceLost: the source cannot be reached, or not any more; what came before is taken.
        """
        settings = self._settings
        confines = Confines(
            cpu_seconds=settings.container_seconds,
            memory_bytes=settings.container_memory_bytes,
            file_bytes=settings.container_memory_bytes,
            open_files=settings.reader_open_files,
        )
        with Unpackers(confines) as unpackers:
            for incoming in _listed(source):
                patience = Patience(settings.container_seconds)
                outside = _Outside(unpackers, patience, settings.expanded_bytes, settings.expanded_entries)
                yield from self._take(incoming, 0, outside)

    def _take(self, incoming: Incoming, depth: int, outside: _Outside) -> Iterator[Arrival]:
        try:
            with _foreseen():
                original = self._store(incoming, depth, outside)
        except DocumentError as error:
            yield self._not_taken(incoming, None, error)
            return
        kind = KINDS.get(original.media_type)
        if kind is None:
            yield self._arrival(incoming, original)
        else:
            yield from self._unpack(kind, incoming, original, depth, outside)

    def _unpack(
        self, kind: Kind, incoming: Incoming, original: Original, depth: int, outside: _Outside
    ) -> Iterator[Arrival]:
        holds, trouble = False, None
        try:
            with _foreseen(), closing(self._members(kind, original, depth, outside)) as members:
                for member in naming.incoming(members, incoming, kind.family):
                    holds = True
                    yield from self._take(member, depth + 1, outside)
        except DocumentError as error:
            trouble = error
        if trouble and kind.is_document:  # it can still be read; what is lost has a row of its own
            yield self._not_taken(naming.rest_of(incoming), None, trouble)
        elif trouble:
            yield self._not_taken(incoming, original, trouble)
            return
        is_read = kind.family is Family.PDF or (kind.is_document and not holds)
        yield self._arrival(incoming, original, None if is_read else "unpacked")

    def _members(self, kind: Kind, original: Original, depth: int, outside: _Outside) -> Generator[Member, None, None]:
        settings = self._settings
        bounds = Bounds(settings.archive_entries, settings.archive_ratio, settings.mail_parts)
        is_mail = kind.family is Family.MAIL
        most = settings.mail_parts if is_mail else settings.archive_entries
        listed = outside.unpackers.members(kind.module, original.path, bounds, outside.patience)
        with closing(listed):
            for place, member in enumerate(listed, start=1):
                if depth >= settings.archive_depth:
                    raise TooDeep(f"More than {settings.archive_depth} containers inside one another.")
                if place > most:
                    raise TooManyEntries(
                        f"It holds more than {most} files ({'CERTSWEEP_MAIL_PARTS' if is_mail else 'CERTSWEEP_ARCHIVE_ENTRIES'})."
                    )
                outside.entries_left -= 1
                if outside.entries_left < 0:
                    total = settings.expanded_entries
                    raise TooManyEntries(f"All in one holds more than {total} files (CERTSWEEP_EXPANDED_ENTRIES).")
                yield member

    def _store(self, incoming: Incoming, depth: int, outside: _Outside) -> Original:
        def limit_of(kind: str) -> int:
            return min(self._limit(kind)[1], outside.bytes_left) if depth else self._limit(kind)[1]

        try:
            with _open(incoming) as stream:
                original = self._originals.add(stream, limit_of, incoming.media_type)
        except OverLimit as error:
            raise self._over(error, outside, depth) from error
        except NotReadable as error:
            raise CannotOpen(f"{error}.") from error
        if depth:
            outside.bytes_left -= original.byte_size
        return original

    def _limit(self, media_type: str) -> tuple[str, int]:
        settings, kind = self._settings, KINDS.get(media_type)
        if kind is None or kind.is_document:
            return "CERTSWEEP_FILE_BYTES", settings.file_bytes
        if kind.family is Family.MAIL:
            return "CERTSWEEP_MAIL_BYTES", settings.mail_bytes
        return "CERTSWEEP_CONTAINER_BYTES", settings.container_bytes

    def _over(self, error: OverLimit, outside: _Outside, depth: int) -> DocumentError:
        if depth and error.limit == outside.bytes_left:
            outside.bytes_left = 0  # what follows in the same container is refused too, row by row
            total = self._settings.expanded_bytes
            return ExpandsTooMuch(f"All that came in one file passes {total} bytes (CERTSWEEP_EXPANDED_BYTES).")
        name, limit = self._limit(error.media_type)
        return TooLarge(f"More than {limit} bytes ({name}).")

    def _not_taken(self, incoming: Incoming, original: Original | None, error: DocumentError) -> Arrival:
        return self._arrival(incoming, original, status_of(error.code), error.code, explain(error))

    def _arrival(
        self,
        incoming: Incoming,
        original: Original | None,
        status: str | None = None,
        code: str | None = None,
        detail: str | None = None,
    ) -> Arrival:
        return Arrival(
            source_uri=incoming.source_uri,
            container_uri=incoming.container_uri,
            file_name=incoming.file_name,
            supplier_id=incoming.supplier_id,
            received_at=self._received_at,
            original=original,
            status=status,
            code=code,
            detail=detail,
        )


def _listed(source: Source) -> Iterator[Incoming]:
    with blamed_on(source):  # and not what is done with a file meanwhile: a full disk is no fault of the source
        yield from source.files()


@contextmanager
def _open(incoming: Incoming) -> Iterator[BinaryIO]:
    try:
        stream = incoming.open()
    except OSError as error:
        raise CannotOpen(f"{error.strerror or error}.") from error
    with stream as opened:
        yield opened


@contextmanager
def _foreseen() -> Iterator[None]:
    """A bug of ours in one file must not cost the others; a full disk or a lost source does, and is let through."""
    try:
        yield
    except (DocumentError, OSError, SourceLost, WorkersBroken):
        raise
    except Exception as error:
        raise Unforeseen(f"{type(error).__name__}: {error}.") from error
