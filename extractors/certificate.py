"""What a certificate says, and where on the page it says so.

This is the one type that the reading room hands on. Rules judge it, flows
write it to tables; neither ever sees the PDF again. Standard library only, so
that judging never loads an OCR engine.

Geometry: PDF points (1/72 inch), origin at the top left of the page *as
displayed* (rotation applied), pages counted from 1. An image has no points of
its own: its long side counts as 842 points, the height of an A4 page.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the page's top left corner.

    Raises:
        ValueError: the corners are in the wrong order.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 <= self.x1 and self.y0 <= self.y1):
            raise ValueError(f"corners in the wrong order: {self}")

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place on one page that a value was read from.

    `as_read` is the text exactly as the text layer or the OCR engine gave it;
    `method` names which (`text_layer`, `ocr:rapidocr@3.10.0`, `barcode:qr`).
    """

    page: int
    box: Box
    as_read: str
    method: str


@dataclass(frozen=True, slots=True)
class Rival(Generic[T_co]):
    """Another reading of the same field that lost, kept so that a person can choose."""

    value: T_co
    as_read: str
    confidence: float


@dataclass(frozen=True, slots=True)
class FieldValue(Generic[T_co]):
    """A value in its normal form, with the evidence for it.

    Raises:
        ValueError: no evidence, or a confidence outside 0 to 1.
    """

    value: T_co
    evidence: tuple[Evidence, ...]
    confidence: float
    rivals: tuple[Rival[T_co], ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a value without evidence: {self.value!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not between 0 and 1")

    @property
    def as_read(self) -> str:
        """The text as read, its parts joined by a space."""
        return " ".join(e.as_read for e in self.evidence)


class AbsentReason(enum.StrEnum):
    """Why a field has no value."""

    NOT_FOUND = "not_found"
    """The pages were read well and do not say it."""
    AMBIGUOUS = "ambiguous"
    """Several readings, and nothing on the paper decides between them."""
    UNREADABLE = "unreadable"
    """The place is there, the characters could not be read."""


@dataclass(frozen=True, slots=True)
class Absent:
    """No value, and why."""

    reason: AbsentReason
    pages_searched: tuple[int, ...]


Field: TypeAlias = FieldValue[T_co] | Absent


@dataclass(frozen=True, slots=True)
class Site:
    """One place that a certificate covers, as a row of its annex or an address behind a label of its own says it.

    Each part is None where it is not printed; `evidence` is where the whole entry stands.
    """

    name: str | None
    address: str | None
    scope: str | None
    evidence: tuple[Evidence, ...]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.address, self.scope) if part)


class Contradiction(enum.StrEnum):
    """How a paper can say two things at once."""

    LANGUAGES = "languages"
    """Its halves in two languages differ."""
    PICTURE = "picture"
    """The text in the file is not what the page shows."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field that the paper states twice, and differently; `evidence` is where both stand."""

    kind: Contradiction
    field: str
    values: tuple[str, str]
    evidence: tuple[Evidence, ...]

    def __str__(self) -> str:
        return f"{self.field}: {self.values[0]} / {self.values[1]} ({self.kind})"


class Seal(enum.StrEnum):
    """What a digital signature says of the bytes that it covers."""

    INTACT = "intact"
    BROKEN = "broken"
    """The bytes that were signed are not those in the file."""
    UNVERIFIABLE = "unverifiable"
    """Of a kind, or so damaged, that nothing can be said."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature in a PDF. Whether its signer is to be trusted is for nobody here to say."""

    signer: str | None
    """Common name in the signer's certificate."""
    signed_at: dt.datetime | None
    """As the signer claims."""
    seal: Seal
    is_changed_since: bool
    """Something was added to the file after it was signed, other than more signatures."""

    def __str__(self) -> str:
        when = self.signed_at.isoformat(timespec="seconds") if self.signed_at else None
        changed = "changed since" if self.is_changed_since else None
        return ", ".join(part for part in (self.signer, when, self.seal.value, changed) if part)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says of its own making. Anybody can write these, so they are reasons to look and no proofs."""

    producer: str | None = None
    """The program that made it, by its own word: `Adobe Photoshop 21.0`, a PDF's /Producer or a picture's Software."""
    creator: str | None = None
    """The program that the page was drawn in."""
    created_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    revisions: int = 1
    """How often it was saved; each save after the first adds to a PDF's end (incremental update)."""
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate for one standard (a combined certificate makes one a standard).

    Each field's docstring is its glossary entry.
    """

    document_id: str
    """SHA-256 of the document's bytes, in hexadecimal."""
    ordinal: int
    """Place among the certificates of this document, from 1."""
    page_first: int
    page_last: int
    legibility: float
    """How well its pages were read, 0 to 1: 1 for a text layer, the engine's
    own word confidence for a scan, the worst page counts. A rule about absence
    asks for this: an unread page proves nothing."""

    standard: FieldValue[str]
    """International designation, without the year: `ISO 9001`, `ISO/IEC 27001`."""
    standard_edition: Field[int]
    """Year of the international edition: 2015. A national edition is mapped to it."""
    certificate_number: Field[str]
    """The unique identification code (ISO/IEC 17021-1, 8.2.2 d), as printed."""
    certified_organization: Field[str]
    """The holder: the certified client."""
    certified_organization_native: Field[str]
    """The holder in its own script, where both are printed."""
    organization_address: Field[str]
    """Main or head office, in one line, without the name."""
    organization_country: Field[str]
    """ISO 3166 alpha-2, printed or beyond doubt from the address."""
    scope: Field[str]
    """What is certified: activities, products, services."""
    certification_body: Field[str]
    """Who issued the certificate, as printed."""
    certification_body_id: Field[str]
    """The issuer's id in the reference data, where it is known there."""
    accreditation_body: Field[str]
    """Acronym of the body that accredits the certification body: `UKAS`, `CNAS`."""
    accreditation_number: Field[str]
    """The certification body's number under its accreditation mark."""
    initial_certification_date: Field[dt.date]
    """When certification was first granted."""
    issue_date: Field[dt.date]
    """Date of this paper or this issue."""
    effective_date: Field[dt.date]
    """Start of this cycle's validity, where printed as such."""
    expiry_date: Field[dt.date]
    """End of validity."""
    surveillance_dates: Field[tuple[dt.date, ...]]
    """Surveillance audits printed as due or done, in order."""
    sector_codes: Field[tuple[str, ...]]
    """IAF, EA, NACE or ISO 22003 codes, as printed."""
    verification_url: Field[str]
    """Where the paper says it can be checked: its QR code, or a printed address."""
    organization_registration_number: Field[str]
    """The holder's number in its country's register, only where its check characters fit: the Chinese unified social
    credit code, or the organization code of before 2016."""
    sites: Field[tuple[Site, ...]]
    """Places covered, as the paper lists them; the head office among them where the list has it."""
    national_standard: Field[str]
    """The national adoption printed beside the designation, with its own year: `GB/T 19001-2016`."""
    certificate_revision: Field[str]
    """What tells a revised paper from the one that it replaced: `Revision 3`, `Issue 2` (ISO/IEC 17021-1, 8.2.2 i)."""
    recertification_date: Field[dt.date]
    """Day by which recertification is due, where it is printed beside an expiry date."""
    statement_of_applicability: Field[str]
    """Version or date of the statement of applicability that an information security certificate refers to."""
    recognition_marks: Field[tuple[str, ...]]
    """Marks of the international arrangements: `IAF MLA`, `ILAC MRA`, `Global ACI MRA`."""
    notified_body_number: Field[str]
    """Four digits of a European notified body, where the paper prints them as such."""
    copy_words: Field[tuple[str, ...]]
    """Words across the page, beside the title or behind `Status:` by which it says that it is no original or not in force:
    `DRAFT`, `SAMPLE`, `COPY`, `VOID`, `SUSPENDED`."""
    disagreements: Field[tuple[Disagreement, ...]]
    """What the paper says twice, and differently."""

    standard_version: str | None = None
    """What the edition is called where it goes without a year, printed with the standard: `D` of AS9100, `5.1` of FSSC 22000."""
    file: FileFacts = FileFacts()
    """What the file that it came in says of its own making."""

    @property
    def certificate_id(self) -> str:
        """Stable id: the document and the place in it."""
        return id_of(self.document_id, self.ordinal)

    @property
    def confidence(self) -> float:
        """As sure as the weakest of the fields that every certificate needs; an absent one counts 0."""
        return min(_confidence(getattr(self, name)) for name in NEEDED)

    def field(self, name: str) -> Field[Any]:
        """The field called `name`.

        Raises:
            KeyError: there is no such field.
        """
        if name not in _NAMES:
            raise KeyError(name)
        value: Field[Any] = getattr(self, name)
        return value


def id_of(document_id: str, ordinal: int) -> str:
    """The `certificate_id` of the certificate at a place in a document."""
    return f"{document_id[:16]}-{ordinal:02d}"


NEEDED = ("standard", "certificate_number", "certified_organization", "certification_body", "expiry_date")
"""Fields without which no certificate can be relied on."""

FIELD_NAMES: tuple[str, ...] = tuple(
    f.name
    for f in dataclasses.fields(Certificate)
    if f.name not in {"document_id", "ordinal", "page_first", "page_last", "legibility", "standard_version", "file"}
)
"""Every field of a certificate, in the order of the tables."""
_NAMES = frozenset(FIELD_NAMES)  # asked for some hundred times a certificate


def _confidence(value: Field[Any]) -> float:
    return value.confidence if isinstance(value, FieldValue) else 0.0


class DocumentType(enum.StrEnum):
    """What kind of paper a document is; only `certificate` yields rows in `certificates`."""

    CERTIFICATE = "certificate"
    TEST_REPORT = "test_report"
    DECLARATION = "declaration"
    LICENCE = "licence"
    PRODUCT_MARK = "product_mark"
    TRAINING = "training"
    AWARD = "award"
    LETTER = "letter"
    BROCHURE = "brochure"
    INVOICE = "invoice"
    LOGO = "logo"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that went wrong while reading, kept as data: a stable code, and what to do about it."""

    code: str
    detail: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document says: what `extractors.read.read` returns.

    `text_source` is `text_layer`, `ocr`, `mixed` or `none`; `languages` are ISO 639-1 codes, most used first.
    """

    document_id: str
    media_type: str
    byte_size: int
    page_count: int
    document_type: DocumentType
    text_source: str
    ocr_engine: str | None
    languages: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    issues: tuple[Issue, ...]
    file: FileFacts = FileFacts()
