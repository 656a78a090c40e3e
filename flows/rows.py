"""From records and verdicts to rows of the tables. Pure functions: a row is a mapping by column name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from extractors.certificate import FIELD_NAMES, Absent, Certificate, Evidence, FieldValue, FileFacts, Reading
from flows.intake import Arrival
from flows.reading import ReadRecord
from rules.circumstances import Relatives
from rules.finding import Verdict
from rules.registers import register_status

Row: TypeAlias = dict[str, Any]

OWN_TABLES = {"sites"}
"""Fields that have a table of their own, because they are lists of records."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A certificate with its verdict, and the supplier that sent it first."""

    certificate: Certificate
    verdict: Verdict
    supplier_id: str | None
    reference_version: str
    reader_version: str
    relatives: Relatives = field(default_factory=Relatives)


class Fate(NamedTuple):
    """What became of a file: its status, and the problem if there was one."""

    status: str | None
    code: str | None
    detail: str | None


def intake_row(arrival: Arrival, read: Fate | None) -> Row:
    """A file that came in; what became of a document was seen when it was read."""
    fate = read or arrival
    original = arrival.original
    return {
        "source_uri": arrival.source_uri,
        "container_uri": arrival.container_uri,
        "received_at": arrival.received_at,
        "document_id": original.sha256 if original else None,
        "supplier_id": arrival.supplier_id,
        "status": fate.status,
        "code": fate.code,
        "detail": fate.detail,
        "file_name": arrival.file_name,
        "media_type": original.media_type if original else None,
        "byte_size": original.byte_size if original else None,
    }


def document_row(record: ReadRecord, file_name: str) -> Row:
    """A distinct content, read or not."""
    reading = record.outcome if isinstance(record.outcome, Reading) else None
    return {
        "document_id": record.document_id,
        "file_name": file_name,
        "media_type": record.media_type,
        "byte_size": record.byte_size,
        "page_count": reading.page_count if reading else None,
        "document_type": reading.document_type.value if reading else None,
        "text_source": reading.text_source if reading else None,
        "ocr_engine": reading.ocr_engine if reading else None,
        "languages": list(reading.languages) if reading else None,
        "status": record.status,
        "code": record.code,
        "detail": record.detail,
        "reader_version": record.key.reader_version,
        "read_seconds": record.read_seconds,
        "run_id": record.run_id,
        "read_at": record.read_at,
        **_file_columns(reading.file if reading else None),
    }


def _file_columns(file: FileFacts | None) -> Row:
    """What the file says of its own making; nothing where it could not be read."""
    return {
        "file_producer": file and file.producer,
        "file_creator": file and file.creator,
        "file_created_at": file and file.created_at,
        "file_modified_at": file and file.modified_at,
        "file_revisions": file and file.revisions,
        "signatures": [str(signature) for signature in file.signatures] if file else None,
    }


def certificate_row(judged: Judged) -> Row:
    """A certificate with its verdict."""
    certificate, verdict = judged.certificate, judged.verdict
    absent = [(name, certificate.field(name)) for name in FIELD_NAMES]
    return {
        "certificate_id": certificate.certificate_id,
        "document_id": certificate.document_id,
        "page_first": certificate.page_first,
        "page_last": certificate.page_last,
        "standard_as_printed": certificate.standard.as_read,
        **{name: _plain(certificate.field(name)) for name in FIELD_NAMES if name not in OWN_TABLES},
        "supplier_id": judged.supplier_id,
        "confidence": certificate.confidence,
        "verdict": verdict.decision.value,
        "reasons": list(verdict.reasons),
        "as_of": verdict.as_of,
        "legibility": certificate.legibility,
        "absent_fields": [{"field": n, "reason": v.reason.value} for n, v in absent if isinstance(v, Absent)],
        "rulebook_version": verdict.rulebook_version,
        "reference_version": judged.reference_version,
        "register_status": register_status(verdict.findings),
        "reader_version": judged.reader_version,
        "kinship": judged.relatives.kinship and judged.relatives.kinship.value,
        "kin_of": judged.relatives.of,
        "replaced_by": judged.relatives.replaced_by,
        "next_step": verdict.next_step,
    }


def field_rows(certificate: Certificate) -> Iterator[Row]:
    """Every value of a certificate, with its evidence, in order of name; its sites have a table of their own."""
    for name in sorted(set(FIELD_NAMES) - OWN_TABLES):
        value = certificate.field(name)
        if isinstance(value, FieldValue):
            yield {"certificate_id": certificate.certificate_id, "field": name, **_value_columns(value)}


def site_rows(certificate: Certificate) -> Iterator[Row]:
    """The places that a certificate covers, in the order of the paper."""
    sites = certificate.sites
    if not isinstance(sites, FieldValue):
        return
    for ordinal, site in enumerate(sites.value, start=1):
        yield {
            "certificate_id": certificate.certificate_id,
            "ordinal": ordinal,
            "name": site.name,
            "address": site.address,
            "scope": site.scope,
            **_evidence_columns(site.evidence),
            "confidence": sites.confidence,
        }


def _evidence_columns(evidence: Sequence[Evidence]) -> Row:
    """What stands on several lines has the box that holds all of them on the first page that it is on."""
    first = evidence[0]
    box = first.box
    for other in evidence[1:]:
        if other.page == first.page:
            box = box.union(other.box)
    return {
        "as_read": " ".join(e.as_read for e in evidence),
        "page": first.page,
        "x0": box.x0,
        "y0": box.y0,
        "x1": box.x1,
        "y1": box.y1,
        "method": first.method,
    }


def _value_columns(value: FieldValue[Any]) -> Row:
    return {
        "value": text_of(value.value),
        **_evidence_columns(value.evidence),
        "confidence": value.confidence,
        "rivals": [{"value": text_of(r.value), "as_read": r.as_read, "confidence": r.confidence} for r in value.rivals],
    }


def value_of(value: FieldValue[Any] | Absent) -> Any:
    """The value in its normal form; None where there is none."""
    return value.value if isinstance(value, FieldValue) else None


def _plain(value: FieldValue[Any] | Absent) -> Any:
    plain = value_of(value)
    if not isinstance(plain, tuple):
        return plain
    return [str(item) if dataclasses.is_dataclass(item) else item for item in plain]


def text_of(value: object) -> str:
    """A value as text: dates in ISO 8601, lists parted by `; `.

    >>> text_of((dt.date(2024, 1, 31), dt.date(2025, 1, 31)))
    '2024-01-31; 2025-01-31'
    """
    if isinstance(value, tuple):
        return "; ".join(text_of(item) for item in value)
    return str(value)
