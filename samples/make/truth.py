"""What a person would write down who looked at the document: the form of `samples/README.md`."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from samples.make import edits, knowledge
from samples.make.draw import DrawnPaper
from samples.make.model import Document
from samples.make.wording import DATES


def truth_of(document: Document, content: bytes, file_name: str, drawn: list[DrawnPaper]) -> dict[str, Any]:
    """The truth file's content for these bytes."""
    languages = [language for d in drawn for language in knowledge.layouts()[d.paper.layout].languages]
    certificates = _certificates(document, drawn) if document.kind == "certificate" else []
    for edit in document.edits:
        certificates[0] |= edits.laid_over(edit)
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "file": file_name,
        "document_type": document.kind,
        "quality": document.quality,
        "languages": list(dict.fromkeys(languages)),
        "certificates": certificates,
        "notes": document.notes,
        "family": drawn[0].paper.body if certificates else "other",
        "layouts": list(dict.fromkeys(d.paper.layout for d in drawn)),
    }


def _certificates(document: Document, drawn: list[DrawnPaper]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for paper in drawn:
        record = _certificate(paper)
        if paper.paper.translation:
            records[-1] = _merged(records[-1], record)
        else:
            records.append(record)
    return records


def _merged(record: dict[str, Any], translation: dict[str, Any]) -> dict[str, Any]:
    """One certificate in two languages: every printed value is right, and what one page lacks the other gives."""
    lists = {"pages", "certified_organization", "organization_address", "scope", "certification_body"}
    together = {name: list(dict.fromkeys((record[name] or []) + (translation[name] or []))) for name in lists}
    filled = {name: record[name] or translation[name] for name in record.keys() - lists}
    return {name: (together | filled)[name] for name in record}


def _certificate(drawn: DrawnPaper) -> dict[str, Any]:
    paper = drawn.paper
    organization = knowledge.organizations()[paper.organization]
    address = _printed(drawn, "address", "address_native")
    accreditation = _printed(drawn, "accreditation_body")
    record = {
        "pages": list(drawn.pages),
        "standards": [{"number": s.number, "edition": s.edition} for s in paper.standards],
        "certificate_number": _one(drawn, "certificate_number"),
        "certified_organization": _printed(drawn, "organization", "organization_native"),
        "organization_address": address or None,
        "organization_country": organization.country if address else None,
        "scope": _printed(drawn, "scope", "scope_native") or None,
        "certification_body": _printed(drawn, "body", "body_native", "brand") or None,
        "accreditation_body": accreditation,
        "accreditation_number": _one(drawn, "accreditation_number"),
    }
    for name in DATES:
        record[name] = _iso(getattr(paper, name)) if name in drawn.printed else None
    shown = [day for i, day in enumerate(paper.surveillance_dates) if f"surveillance_{i + 1}" in drawn.printed]
    record["surveillance_dates"] = [_iso(day) for day in shown]
    record["national_standard"] = [s.national for s in paper.standards if s.national and "standards" in drawn.printed]
    for name in ("certificate_revision", "statement_of_applicability", "notified_body_number"):
        record[name] = _one(drawn, name)
    record["recognition_marks"] = list(paper.recognition_marks) if "recognition_marks" in drawn.printed else []
    record["copy_words"] = list(paper.copy_words)
    record["disagreements"] = [name for name in DATES if f"{name}_native" in paper.extra]
    record["verification_url"] = _one(drawn, "verification_url")
    record["organization_registration_number"] = _one(drawn, "credit_code")
    record["sites"] = [s.model_dump() for s in organization.sites] if "sites" in drawn.printed else []
    # Every sample can be read by a person: damage that hides a value would leave the truth in doubt.
    record["illegible"] = []
    return record


def _printed(drawn: DrawnPaper, *names: str) -> list[str]:
    """The values that stand on the page, without those that the paper does not have."""
    values = (drawn.values[name] for name in names if name in drawn.printed)
    return list(dict.fromkeys(value for value in values if value))


def _one(drawn: DrawnPaper, name: str) -> str | None:
    return drawn.values[name] if name in drawn.printed else None


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
