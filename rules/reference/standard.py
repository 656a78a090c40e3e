"""A row on a standard: its editions, their transitions, and how countries print it."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import re
from typing import Annotated, Literal

from pydantic import Field

from rules.reference.row import PartialDate, Row, RowId, first_day, last_day

LONGEST_TRANSITION = dt.timedelta(days=5 * 365)
"""No transition in the data took longer than three years; five leave room for one that did."""
_PRINTED_YEAR = re.compile(r"(?:19|20)\d\d$")
"""A year of our calendar at the end of a designation; Thailand prints 2559 for 2016."""


class Kind(enum.StrEnum):
    """What kind of document conformity to a standard can be shown by."""

    MANAGEMENT_SYSTEM = "management-system"
    SCHEME = "scheme"
    """A product, process or service scheme, mostly with an owner of its own."""
    PRODUCT_TEST = "product-test"
    GUIDELINE = "guideline-not-certifiable"
    ACCREDITATION = "accreditation-not-certification"


class Oversight(enum.StrEnum):
    """Who vouches for the bodies that certify to a standard."""

    ARRANGEMENT = "arrangement"
    """Accreditation bodies of the international arrangement (IAF MLA, since 2026 Global ACI MRA)."""
    SCHEME_OWNER = "scheme-owner"
    """The owner of the scheme keeps its own list: IATF, IAQG OASIS, SAAS, FSC."""
    NONE = "none"


class Proof(enum.StrEnum):
    """What a buyer can rightly be shown for a standard."""

    CERTIFICATE = "certificate"
    TEST_REPORT = "test-report"
    ACCREDITATION = "accreditation"
    STATEMENT = "statement"
    """A verification statement, or a line on the certificate to another standard."""
    NONE = "none"


class Standing(enum.StrEnum):
    """Where an edition stands on a day."""

    UNPUBLISHED = "unpublished"
    CURRENT = "current"
    IN_TRANSITION = "in-transition"
    ENDED = "ended"
    UNDECIDED = "undecided"
    """Replaced, but the last day of its certificates is not known."""


class Transition(Row):
    """How long certificates to a replaced edition last."""

    ends: PartialDate | None = None
    """Last day on which a certificate to the edition can still be valid."""
    last_new_certificates: PartialDate | None = None
    """Last day on which a new certificate to the edition could be issued."""


class Amendment(Row):
    """A corrigendum or amendment; it does not make an edition."""

    designation: str
    published: PartialDate | None = None


class Edition(Row):
    """One edition or version of a standard."""

    designation: str
    """As printed in full: `ISO 9001:2015`, `FSSC 22000 Version 6`."""
    year: int | None = None
    """Of an edition that has a version and no year, the year in which it was published."""
    version: str | None = None
    """What it is called where no year is printed: `D` of AS9100, `5.1` of FSSC 22000."""
    ordinal: str | None = None
    published: PartialDate
    status: Literal["current", "superseded", "withdrawn"]
    """On the row's `as_of`; a judgement asks `Standard.standing`, which knows the day."""
    catalogue_status: str | None = None
    transition: Transition | None = None
    amendments: tuple[Amendment, ...] = ()
    note: str | None = None

    @property
    def published_on(self) -> dt.date:
        """The earliest day on which it can have been published."""
        return first_day(self.published)

    @property
    def ends_on(self) -> dt.date | None:
        """Last day on which a certificate to it can be valid, where known."""
        return last_day(self.transition.ends) if self.transition and self.transition.ends else None

    @property
    def last_new_on(self) -> dt.date | None:
        """Last day for new certificates to it, where known."""
        ends = self.transition.last_new_certificates if self.transition else None
        return last_day(ends) if ends else None

    @property
    def ending(self) -> str:
        """Its last day in words, for messages."""
        return str(self.ends_on) if self.ends_on else "a day that is not recorded"

    @property
    def is_weak(self) -> bool:
        """An edition is as sure as its transition."""
        return super().is_weak or (self.transition is not None and self.transition.is_weak)


class Adoption(Row):
    """A national or regional standard with the same content, as printed with its own year."""

    printed: str
    name: str
    """Without the year: `GB/T 45001`."""
    edition: int | None = None
    """Year of the international edition that it adopts."""
    degree: Literal["identical", "modified", "unstated"] = "unstated"
    published: PartialDate | None = None
    implemented: PartialDate | None = None
    status: str | None = None
    note: str | None = None

    @functools.cached_property
    def published_from(self) -> dt.date | None:
        """The first day on which it may have been published: by `published`, else by the year that it prints."""
        known = self.published or next(iter(_PRINTED_YEAR.findall(self.printed)), None)
        return first_day(known) if known else None


class Standard(Row):
    """A standard or scheme that supplier certificates name."""

    id: RowId
    designation: str
    """International designation without the year, as `Certificate.standard` has it."""
    title: str
    kind: Kind
    certifiable: bool
    proof: Proof
    oversight: Oversight
    sub_scope: str | None = None
    """Sub-scope of the international arrangement that covers it: QMS, EMS, OHSMS, ISMS, FSMS, EnMS, MDMS."""
    cycle_years: int | None = None
    """How long its certificates last; None where that is not known or varies."""
    sector: str
    names: tuple[str, ...] = ()
    """Other ways in which the designation is printed, without years."""
    keywords: tuple[str, ...] = ()
    """Words that point to the standard without naming it: `ISMS`, `质量管理体系认证`."""
    adoption_groups: tuple[str, ...] = ()
    """Groups of `adoption_prefixes.yaml` under which it is printed."""
    adoptions: tuple[Adoption, ...] = ()
    editions: tuple[Edition, ...] = ()
    notes: str | None = None

    def edition(self, year: int) -> Edition | None:
        """The edition of that year."""
        return next((e for e in self.editions if e.year == year), None)

    def version(self, version: str) -> Edition | None:
        """The edition of that version."""
        return next((e for e in self.editions if e.version == version), None)

    def successor(self, edition: Edition) -> Edition | None:
        """The edition that was published next after it."""
        later = (e for e in self.editions if e.published_on > edition.published_on)
        return min(later, key=lambda e: e.published_on, default=None)

    def standing(self, edition: Edition, as_of: dt.date) -> Standing:
        """Where `edition` stands on `as_of`."""
        return standing(edition, self.editions, as_of)


def standing(edition: Edition, series: tuple[Edition, ...], as_of: dt.date) -> Standing:
    """Where `edition` stands on `as_of` among the editions of its standard."""
    if as_of < edition.published_on:
        return Standing.UNPUBLISHED
    if edition.ends_on and as_of > edition.ends_on:
        return Standing.ENDED
    successor = min((e.published_on for e in series if e.published_on > edition.published_on), default=None)
    if successor and as_of < successor:
        return Standing.CURRENT
    if edition.ends_on:
        return Standing.IN_TRANSITION
    if edition.status == "current":
        return Standing.CURRENT
    if successor:
        is_over = as_of > successor + LONGEST_TRANSITION
    else:
        is_over = edition.status == "withdrawn" and as_of >= first_day(edition.as_of)
    return Standing.ENDED if is_over else Standing.UNDECIDED


class AdoptionPrefix(Row):
    """How a group of countries prints an ISO designation as its own."""

    group: str
    template: Annotated[str, Field(pattern=r"\{(tail|number)\}")]
    """`{tail}` is what follows `ISO` (` 9001`, `/IEC 27001`), `{number}` only the number (`9001`)."""
    applies_to: str
