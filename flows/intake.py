"""From sources to stored originals: every file in becomes one `Arrival`, whatever happens to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from extractors.errors import DocumentError, TooLarge
from extractors.pages.triage import MAIL, ZIP
from flows.originals import NotReadable, Original, Originals, OverLimit
from flows.settings import Settings
from flows.sources.archive import list_zip
from flows.sources.errors import CannotOpen, ExpandsTooMuch, TooDeep, Unforeseen, explain, status_of
from flows.sources.incoming import Container, Incoming, Source, SourceLost
from flows.sources.mail import list_mail

_MEMBERS: dict[str, Callable[[Container, Settings], Iterator[Incoming]]] = {ZIP: list_zip, MAIL: list_mail}
"""How each kind of container lists what is in it."""
CONTAINERS = frozenset(_MEMBERS)
"""Media types of files that are not read but taken apart."""


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
class _Budget:
    """What one file from outside may still unpack to."""

    left: int


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
        for incoming in source.files():
            yield from self._take(incoming, 0, _Budget(self._settings.expanded_bytes))

    def _take(self, incoming: Incoming, depth: int, budget: _Budget) -> Iterator[Arrival]:
        try:
            with _foreseen():
                original = self._store(incoming, depth, budget)
        except DocumentError as error:
            yield self._not_taken(incoming, None, error)
            return
        members = _MEMBERS.get(original.media_type)
        if members is None:
            yield self._arrival(incoming, original)
        else:
            yield from self._unpack(members, Container(original.path, incoming), original, depth, budget)

    def _unpack(
        self,
        members: Callable[[Container, Settings], Iterator[Incoming]],
        container: Container,
        original: Original,
        depth: int,
        budget: _Budget,
    ) -> Iterator[Arrival]:
        try:
            if depth >= self._settings.archive_depth:
                raise TooDeep(f"More than {self._settings.archive_depth} containers inside one another.")
            with _foreseen():
                for member in members(container, self._settings):
                    yield from self._take(member, depth + 1, budget)
        except DocumentError as error:
            yield self._not_taken(container.incoming, original, error)
        else:
            yield self._arrival(container.incoming, original, status="unpacked")

    def _store(self, incoming: Incoming, depth: int, budget: _Budget) -> Original:
        def limit_of(kind: str) -> int:
            return min(self._limit(kind)[1], budget.left) if depth else self._limit(kind)[1]

        try:
            with _open(incoming) as stream:
                original = self._originals.add(stream, limit_of, incoming.media_type)
        except OverLimit as error:
            raise self._over(error, budget, depth) from error
        except NotReadable as error:
            raise CannotOpen(f"{error}.") from error
        if depth:
            budget.left -= original.byte_size
        return original

    def _limit(self, kind: str) -> tuple[str, int]:
        settings = self._settings
        if kind == ZIP:
            return "CERTSWEEP_CONTAINER_BYTES", settings.container_bytes
        if kind == MAIL:
            return "CERTSWEEP_MAIL_BYTES", settings.mail_bytes
        return "CERTSWEEP_FILE_BYTES", settings.file_bytes

    def _over(self, error: OverLimit, budget: _Budget, depth: int) -> DocumentError:
        if depth and error.limit == budget.left:
            budget.left = 0  # what follows in the same container is refused too, row by row
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
    except (DocumentError, OSError, SourceLost):
        raise
    except Exception as error:
        raise Unforeseen(f"{type(error).__name__}: {error}.") from error
