"""A connection that may break: made when it is needed, and a question is asked again after passing faults only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.settings import Settings
from flows.sources.incoming import SourceLost

C = TypeVar("C")
T = TypeVar("T")


class Unanswered(Exception):
    """The other side is there, and still does not answer this one question."""


@dataclass(frozen=True, slots=True)
class Ways(Generic[C]):
    """How one kind of connection is made and ended, and what its library raises.

    `faults` are the errors that are no bugs of ours; `is_passing` tells those that may be gone in a moment; `words`
    says one in plain English, without anything secret.
    """

    connect: Callable[[], C]
    close: Callable[[C], None]
    faults: tuple[type[Exception], ...]
    is_passing: Callable[[Exception], bool]
    words: Callable[[Exception], str]


class Link(Generic[C]):
    """One connection at a time to one place."""

    def __init__(self, address: str, ways: Ways[C], settings: Settings) -> None:
        self._address = address
        self._ways = ways
        self._tries = settings.source_tries
        self._pause = settings.source_pause_seconds
        self._connection: C | None = None

    def ask(self, question: Callable[[C], T]) -> T:
        """The answer; where a passing fault comes between, it is asked again after a pause, on a new connection.

        Raises:
            SourceLost: there is no connection to be had.
            Unanswered: there is, and the answer is a refusal or breaks off each time.
        """
        for attempt in range(1, self._tries + 1):
            try:
                if self._connection is None:
                    self._connection = self._ways.connect()
            except self._ways.faults as error:
                if attempt == self._tries or not self._ways.is_passing(error):
                    raise SourceLost(f"{self._address} cannot be reached: {self._ways.words(error)}") from error
            else:
                try:
                    return question(self._connection)
                except self._ways.faults as error:
                    self.close()
                    if attempt == self._tries or not self._ways.is_passing(error):
                        raise Unanswered(self._ways.words(error)) from error
            time.sleep(self._pause * 2 ** (attempt - 1))
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Ends the connection, if there is one; the next question makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._ways.close(connection)
