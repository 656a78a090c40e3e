"""Reading one document, and the record that is kept of it.

A record is written once, when its document is done, and is where `read_at`, `run_id` and `read_seconds` live: a
second sweep takes them from here, and so writes the same tables byte for byte.
"""

from __future__ import annotations

import datetime as dt
import errno
import resource
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from extractors.certificate import Reading
from extractors.errors import DocumentError, is_out_of_memory
from flows.sources.errors import explain, status_of


@dataclass(frozen=True, slots=True)
class Plan:
    """How far to go with one document."""

    skip: frozenset[int] = frozenset()
    """Pages to leave out, as they broke a reader before."""
    may_begin: Callable[[int], bool] = lambda _page: True
    """Told each page before it is read; says whether there is time for it."""
    pages: int | None = None
    """Most pages to read; the reader's own limit where none is given."""
    pixels: int | None = None
    """Largest picture to read."""


WHOLE = Plan()

ReadDocument: TypeAlias = Callable[[Path, Plan], Reading]
"""Reads one file; raises `DocumentError` for a file that cannot be read."""

REMEDIES = {
    "timed_out": "Raise CERTSWEEP_DOCUMENT_SECONDS and sweep again, or open the file by hand.",
    "reader_crashed": "Open the file by hand, with care: it broke the program that read it.",
    "out_of_memory": "Raise CERTSWEEP_DOCUMENT_MEMORY_BYTES and sweep again, or open the file by hand.",
    "too_much_output": "Open the file by hand, with care: it makes its reader write without end.",
    "reader_error": "This is a fault of certsweep's: please report it with the detail, and open the file by hand.",
}
OUR_FAULTS = frozenset({"reader_error"})
"""Codes that no document should be able to cause; a sweep that meets one ends with an exit code that says so."""


@dataclass(frozen=True, slots=True)
class ReaderKey:
    """What a reading depends on besides the bytes; a record with another key is read again."""

    reader_version: str
    ocr: str
    gazetteer_version: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read: a stable code, and in plain English why and what to do."""

    code: str
    detail: str
    limit: float | None = None
    """The limit that it ran into, where raising it is a reason to try again."""


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """What came of one document, for good."""

    document_id: str
    media_type: str
    byte_size: int
    key: ReaderKey
    outcome: Reading | Failure
    read_seconds: float
    read_at: dt.datetime
    run_id: str

    @property
    def status(self) -> str:
        """`read`; `partial` where the reading has issues; else `unsupported`, `refused`, `quarantined` or `failed`."""
        if isinstance(self.outcome, Failure):
            return status_of(self.outcome.code)
        return "partial" if self.outcome.issues else "read"

    @property
    def code(self) -> str | None:
        """The stable code of the failure, or of the first issue."""
        if isinstance(self.outcome, Failure):
            return self.outcome.code
        return self.outcome.issues[0].code if self.outcome.issues else None

    @property
    def detail(self) -> str | None:
        """The failure or all issues, in plain English."""
        if isinstance(self.outcome, Failure):
            return self.outcome.detail
        return " ".join(dict.fromkeys(issue.detail for issue in self.outcome.issues)) or None


def failure(code: str, detail: str, limit: float | None = None) -> Failure:
    """A failure that the reader itself could not report, with its remedy."""
    return Failure(code, f"{detail} {REMEDIES[code]}", limit)


def read_safely(path: Path, read_document: ReadDocument, plan: Plan = WHOLE) -> Reading | Failure:
    """Reads a file; whatever goes wrong comes back as data. The one place that catches what a document causes."""
    try:
        return read_document(path, plan)
    except DocumentError as error:
        return Failure(error.code, explain(error))
    except Exception as error:
        if is_out_of_memory(error):
            return failure("out_of_memory", "Reading it took more memory than one document may have.", _memory_limit())
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            return failure("too_much_output", "Its reader wrote more than one document may.")
        where = traceback.extract_tb(error.__traceback__)[-1]
        return failure("reader_error", f"{type(error).__name__} in {where.name}, line {where.lineno}: {error}.")


def _memory_limit() -> float:
    return float(resource.getrlimit(resource.RLIMIT_DATA)[0])
