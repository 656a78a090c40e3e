"""What must be there, and what hangs on an entry that was hardly read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.rules.oracle.concern import FAIR, Concern, Paper, Weight, graded

NEEDED = {
    "certificate_number": "number",
    "certified_organization": "holder",
    "certification_body": "issuer",
    "expiry_date": "end",
    "standard": "standard",
    "scope": "scope",
}
"""Entries without which no paper can be relied on, and the topics of their absence."""

NUMBER = ("number of another", "number of another time", "number of another standard", "renewals")
BEGINNING = (
    "start",
    "not begun",
    "length",
    "order",
    "unpublished",
    "closed",
    "ended accreditor",
    "surveillance",
    "recertification",
    *NUMBER,
)
ACCREDITATION = ("accreditation", "accreditor", "ended accreditor", "sub-scope", "accreditation number", "foreign mark")
EDITION = ("edition", "ended", "unpublished", "closed")
HANGS_ON: dict[str, tuple[str, ...]] = {
    "certificate_number": ("number", *NUMBER),
    "certified_organization": ("holder", "self-declared"),
    "organization_address": ("address",),
    "scope": ("scope",),
    "standard": (
        "standard",
        "guideline",
        "test standard",
        "accreditation standard",
        *EDITION,
        *ACCREDITATION,
        "unproven issuer",
        "mark for laboratories",
        "length",
        *NUMBER,
    ),
    "standard_edition": EDITION,
    "certification_body": ("issuer", "ISO as issuer", "unknown issuer", "unproven issuer", "self-declared"),
    "certification_body_id": (
        "unknown issuer",
        "unproven issuer",
        "number of another",
        "sub-scope",
        "foreign mark",
        "accreditation number",
    ),
    "accreditation_body": ACCREDITATION,
    "accreditation_number": ("accreditation number",),
    "recognition_marks": ("mark for laboratories",),
    "issue_date": BEGINNING,
    "effective_date": BEGINNING,
    "expiry_date": ("end", "length", "order", "recertification", "number of another time"),
    "initial_certification_date": ("order", "renewals", "length"),
    "surveillance_dates": ("surveillance",),
    "recertification_date": ("recertification",),
    "statement_of_applicability": ("statement of applicability",),
}
SAID_TO_BE_MISSING = (
    "holder", "address", "number", "scope", "end", "start", "issuer", "unknown issuer", "accreditation", "edition",
    "surveillance", "statement of applicability",
)  # fmt: skip


def needed(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 a, d, f: somebody is certified for something, under a number; in doubt, look."""
    for name, topic in NEEDED.items():
        if paper.sure(name) < FAIR:
            yield Concern(topic, Weight.LOOK)
    if not paper.lacks("certificate_number") and not any(c.isdigit() for c in paper.get("certificate_number")):
        yield from graded("number", paper.sure("certificate_number"), Weight.LOOK)


def doubts(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Whatever hangs on an entry that was not firmly read may be asked about."""
    for name, topics in HANGS_ON.items():
        if paper.is_doubtful(name):
            yield from (Concern(topic, Weight.MAYBE) for topic in topics)
    if not paper.is_legible:
        yield from (Concern(topic, Weight.MAYBE) for topic in SAID_TO_BE_MISSING)
