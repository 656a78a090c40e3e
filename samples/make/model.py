"""What a sample says, before anyone has drawn it.

The names are those of the certificate that the reading room hands on, so that
a sample's YAML, its truth and the tables all speak the same words.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Shape = Literal["bars", "ring", "peak", "hexagon", "wave", "leaf", "none"]


class Strict(BaseModel):
    """Data from our own YAML: a key that we do not know is a typing mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(Strict):
    """A certification body; `brand` is the short name beside its mark."""

    id: str
    name: str
    brand: str
    native: str | None = None
    address: str = ""
    website: str | None = None
    colour: str = "#1f3a5f"
    shape: Shape = "ring"
    accreditation_body: str | None = None
    accreditation_number: str | None = None
    signatory: str = "Head of Certification"


class Site(Strict):
    """A row of an annex."""

    name: str
    address: str
    scope: str


class Organization(Strict):
    """A holder. `scope` is what it does, by language."""

    id: str
    name: str
    address: str
    country: str
    scope: dict[str, str]
    native: str | None = None
    address_native: str | None = None
    credit_code: str | None = None
    sector: str | None = None
    sites: tuple[Site, ...] = ()


class Standard(Strict):
    """One standard as truth names it, and as this paper prints it.

    In YAML a plain `ISO 9001:2015` will do where the paper prints just that.
    """

    number: str
    edition: int | None
    printed: str

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(.+?):(\d{4})", value)
        number, edition = match.groups() if match else (value, None)
        return {"number": number, "edition": edition and int(edition), "printed": value}

    @property
    def national(self) -> str | None:
        """The national designation with its year, where one is printed: before the international one, or all of it."""
        first = re.split(r"\s*/\s*(?=ISO)", self.printed)[0]
        return None if first.startswith(("ISO", "IATF", "OHSAS")) or not re.search(r"\d{4}$", first) else first


class Paper(Strict):
    """One certificate, or one near-miss: a layout and what it is filled with.

    A value stands in the truth only where the layout prints it.
    """

    layout: str
    body: str
    organization: str
    standards: tuple[Standard, ...] = ()
    certificate_number: str | None = None
    initial_certification_date: dt.date | None = None
    issue_date: dt.date | None = None
    effective_date: dt.date | None = None
    expiry_date: dt.date | None = None
    surveillance_dates: tuple[dt.date, ...] = ()
    recertification_date: dt.date | None = None
    certificate_revision: str | None = None
    statement_of_applicability: str | None = None
    notified_body_number: str | None = None
    recognition_marks: tuple[str, ...] = ()
    copy_words: dict[str, str] = {}
    """What runs across the page, by the English word for it: `{SAMPLE: MUSTER}`."""
    stamped: bool = False
    """These words stand level beside the title, in red, instead."""
    accredited: bool = True
    scope: str | None = None
    extra: dict[str, str | None] = {}
    """Further placeholders of this layout, and exceptions to the usual ones; null leaves one out."""
    translation: bool = False
    """The paper before this one once more, in another language: both are one certificate."""


class Document(Strict):
    """One file: its papers in order, and what has happened to it since."""

    name: str
    papers: tuple[Paper, ...]
    kind: Literal["certificate", "other"] = "certificate"
    format: Literal["pdf", "jpg", "png", "tiff", "webp", "heic"] = "pdf"
    damage: tuple[dict[str, Any], ...] = ()
    """Steps of `samples.make.damage`, in order: `{skew: 1.5}`."""
    quality: Literal["born-digital", "scan", "photo", "low-res"] = "born-digital"
    edits: tuple[dict[str, Any], ...] = ()
    """What was done to the file afterwards, in order: steps of `samples.make.edits`."""
    notes: str = ""


class Layout(Strict):
    """A page design: decoration of every page, then blocks from top to bottom.

    `dates` is a Babel pattern, written in the language of `locale`; the scope
    is printed in `languages[0]` and, as `{scope_native}`, in `native`.
    """

    id: str
    languages: tuple[str, ...]
    locale: str
    dates: str
    native: str | None = None
    landscape: bool = False
    margin: float = 60
    spread: float = 1
    """Stretches the distances below text, so that a short paper still fills its page."""
    text: dict[str, Any] = Field(default_factory=dict)
    """Options of every text block, unless a block says otherwise."""
    decor: tuple[dict[str, Any], ...] = ()
    blocks: tuple[dict[str, Any], ...]
