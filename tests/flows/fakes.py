"""Stand-ins for the other two rooms: a reader that understands plain text, and a judge that knows one rule.

A file of theirs is lines of `key: value` (`standard: ISO 9001`, `expiry_date: 2027-01-31`); a line alone
(`!hang`, `!crash`, `!bug`, `!locked`) makes it misbehave. Everything is at module level, so that it can go to other
processes by name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

from extractors.certificate import (
    FIELD_NAMES,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    DocumentType,
    Evidence,
    Field,
    FieldValue,
    Issue,
    Reading,
    Rival,
)
from extractors.errors import EncryptedDocument, UnsupportedType
from flows.doors import Doors
from flows.reading import WHOLE, Plan, ReaderKey
from rules.circumstances import ALONE, Circumstances
from rules.finding import Decision, Finding, Outcome, Severity, Verdict

AS_OF = dt.date(2026, 6, 30)


def evidence(text: str, page: int = 1) -> tuple[Evidence, ...]:
    return (Evidence(page, Box(10.0, 20.0, 110.5, 32.25), text, "text_layer"),)


def certificate(document_id: str, ordinal: int = 1, **values: Any) -> Certificate:
    """A certificate with these values; every other field is absent."""
    fields: dict[str, Field[Any]] = {name: Absent(AbsentReason.NOT_FOUND, (1,)) for name in FIELD_NAMES}
    for name, value in values.items():
        fields[name] = FieldValue(value, evidence(str(value)), 0.9, (Rival(value, "rival", 0.2),))
    return Certificate(document_id, ordinal, 1, 1, 1.0, **fields)  # type: ignore[arg-type]


def read_text(path: Path, plan: Plan = WHOLE, log: Path | None = None, seconds: float = 0.0) -> Reading:
    """Reads a file of `key: value` lines; notes in `log` that it did."""
    data = path.read_bytes()
    if log is not None:
        with log.open("a") as out:
            out.write(path.stem + "\n")
    time.sleep(seconds)
    _misbehave(data)
    document_id = hashlib.sha256(data).hexdigest()
    values = dict(line.split(": ", 1) for line in data.decode().splitlines() if ": " in line)
    issues = (Issue("low_legibility", "Page 1 is hard to read."),) if b"!blurred" in data else ()
    certificates = (certificate(document_id, 1, **_typed(values)),) if "standard" in values else ()
    kind = DocumentType.CERTIFICATE if certificates else DocumentType.OTHER
    return Reading(document_id, "text/plain", len(data), 1, kind, "text_layer", None, ("en",), certificates, issues)


def _misbehave(data: bytes) -> None:
    if b"!hang" in data:
        time.sleep(600)
    if b"!crash" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"!bug" in data:
        raise ZeroDivisionError("a bug")
    if b"!locked" in data:
        raise EncryptedDocument
    if b"PK" in data[:2]:
        raise UnsupportedType


def _typed(values: dict[str, str]) -> dict[str, Any]:
    return {name: dt.date.fromisoformat(v) if name.endswith("_date") else v for name, v in values.items()}


def judge(certificate: Certificate, as_of: dt.date, circumstances: Circumstances = ALONE) -> Verdict:
    """One rule: is it expired?"""
    expiry = certificate.expiry_date
    outcome = Outcome.UNKNOWN
    if isinstance(expiry, FieldValue):
        outcome = Outcome.FAIL if expiry.value < as_of else Outcome.PASS
    decision = {Outcome.PASS: Decision.ACCEPT, Outcome.FAIL: Decision.REJECT, Outcome.UNKNOWN: Decision.REVIEW}[outcome]
    finding = Finding("VAL001", outcome, Severity.REJECT, "m", "b", ("expiry_date",), as_of, "rules-1")
    reasons = () if outcome is Outcome.PASS else ("VAL001",)
    return Verdict(certificate.certificate_id, decision, reasons, (finding,), as_of, "rules-1")


def doors(log: Path | None = None, seconds: float = 0.0, version: str = "reader-1") -> Doors:
    return Doors(partial(read_text, log=log, seconds=seconds), ReaderKey(version, "auto", "names-1"), judge, "ref-1")


def paper(standard: str = "ISO 9001", expiry: str = "2027-01-31", **more: str) -> bytes:
    """A document that `read_text` takes for a certificate."""
    lines = {"standard": standard, "expiry_date": expiry, **more}
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode()
