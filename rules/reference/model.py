"""One row of reference data: a standard, a certification body, an accreditation body.

Every row, and every smaller claim inside a row that can be true or false by itself, says where it comes from
(`source`), when that was looked at (`as_of`) and how far to trust it (`confidence`). The people who edit the YAML
are the readers of this module: an unknown key is refused, so that a slip of the pen is found and not ignored.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

GENERAL_KNOWLEDGE = "general knowledge, unverified"
"""The source of a row that nobody has looked up; it may ask for a review, never reject."""

LONGEST_TRANSITION = dt.timedelta(days=5 * 365)
"""No transition in the data took longer than three years; five leave room for one that did."""

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _partial_date(text: str) -> str:
    if not _PARTIAL_DATE.fullmatch(text):
        raise ValueError("write a date as YYYY, YYYY-MM or YYYY-MM-DD")
    first_day(text)
    return text


def first_day(partial: str) -> dt.date:
    """The earliest day that a year, a month or a day may mean.

    >>> first_day("2008-11")
    datetime.date(2008, 11, 1)
    """
    year, month, day = (int(part) for part in (partial + "-01-01")[:10].split("-"))
    return dt.date(year, month, day)


def last_day(partial: str) -> dt.date:
    """The latest day that a year, a month or a day may mean.

    >>> last_day("2008-11"), last_day("2009")
    (datetime.date(2008, 11, 30), datetime.date(2009, 12, 31))
    """
    year, month = int(partial[:4]), int(partial[5:7] or 12)
    return first_day(partial) if len(partial) == 10 else dt.date(year, month, calendar.monthrange(year, month)[1])


# YAML reads an unquoted 2015-09-15 as a date and 2015 as a number: both are what the author meant.
PartialDate = Annotated[str, BeforeValidator(str), AfterValidator(_partial_date)]
Confidence = Literal["high", "medium", "low", "unknown"]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
RowId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class Part(BaseModel):
    """The base of all models here: frozen, and no key that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(Part):
    """A claim about the world, with where it comes from."""

    source: Annotated[str, Field(min_length=1)]
    as_of: PartialDate
    confidence: Confidence

    @model_validator(mode="after")
    def _doubt_what_nobody_looked_up(self) -> Row:
        if self.source == GENERAL_KNOWLEDGE and not self.is_weak:
            raise ValueError(f"a row whose source is '{GENERAL_KNOWLEDGE}' has confidence low or unknown")
        return self

    @property
    def is_weak(self) -> bool:
        """Too weak to reject a certificate on."""
        return self.confidence in {"low", "unknown"}


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
    """None where editions have version numbers, not years."""
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

    def successor(self, edition: Edition) -> Edition | None:
        """The edition that was published next after `edition`."""
        later = [e for e in self.editions if e.published_on > edition.published_on]
        return min(later, key=lambda e: e.published_on, default=None)

    def standing(self, edition: Edition, as_of: dt.date) -> Standing:
        """Where `edition` stands on `as_of`."""
        if as_of < edition.published_on:
            return Standing.UNPUBLISHED
        if edition.ends_on and as_of > edition.ends_on:
            return Standing.ENDED
        successor = self.successor(edition)
        if successor and as_of < successor.published_on:
            return Standing.CURRENT
        if edition.ends_on:
            return Standing.IN_TRANSITION
        if edition.status == "current":
            return Standing.CURRENT
        if successor:
            over = as_of > successor.published_on + LONGEST_TRANSITION
        else:
            over = edition.status == "withdrawn" and as_of >= first_day(edition.as_of)
        return Standing.ENDED if over else Standing.UNDECIDED


class AdoptionPrefix(Row):
    """How a group of countries prints an ISO designation as its own."""

    group: str
    template: Annotated[str, Field(pattern=r"\{(tail|number)\}")]
    """`{tail}` is what follows `ISO` (` 9001`, `/IEC 27001`), `{number}` only the number (`9001`)."""
    applies_to: str


class Accreditation(Row):
    """That an accreditation body has accredited a certification body."""

    accreditation_body: str
    number: str | None = None


class Link(Part):
    """An address, and where it was found."""

    url: str
    source: str


class NotifiedBody(Part):
    """Designation under European product law (not an accreditation for ISO 13485)."""

    number: Annotated[str, Field(pattern=r"^\d{4}$")]
    regulations: str
    source: str


class CertificationBody(Row):
    """A body that issues certificates: one legal entity where that is known."""

    id: RowId
    name: str
    native_name: str | None = None
    aliases: tuple[str, ...] = ()
    possible_names: tuple[str, ...] = ()
    """Names that it may carry today; nobody has confirmed them."""
    former_names: tuple[str, ...] = ()
    country: CountryCode | None = None
    domains: tuple[str, ...] = ()
    accreditations: tuple[Accreditation, ...] = ()
    accreditation_status: Literal["sourced", "unverified", "none-found", "cnca-approved", "association", "unchecked"]
    cnca_approval_number: str | None = None
    certificate_number_prefixes: tuple[str, ...] = ()
    """What its certificate numbers begin with. Chinese bodies: the last three digits of the CNCA approval."""
    certificate_lookup: Link | None = None
    eu_notified_body: NotifiedBody | None = None
    parent: RowId | None = None
    parent_as_listed: str | None = None
    name_may_have_changed: bool = False
    note: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it may be printed under, the chief one first."""
        chief = (self.name, *([self.native_name] if self.native_name else []))
        return tuple(dict.fromkeys((*chief, *self.aliases, *self.former_names, *self.possible_names)))


class SubScope(Part):
    """A sub-scope of the arrangement that a source confirms."""

    code: str
    since: PartialDate | None = None
    source: str
    note: str | None = None


class Arrangement(Row):
    """Whether an accreditation body signed the international arrangement for management systems."""

    signatory: bool | None = None
    """None: not confirmed, which is not the same as no."""
    since: PartialDate | None = None
    until: PartialDate | None = None
    sub_scopes: tuple[SubScope, ...] = ()
    sub_scopes_unverified: tuple[str, ...] = ()


class AccreditationBody(Row):
    """A body that accredits certification bodies, or says that it does."""

    acronym: str
    name: str
    native_name: str | None = None
    aliases: tuple[str, ...] = ()
    number_formats: tuple[str, ...] = ()
    """What its accreditation numbers look like in print; `n` is a digit."""
    countries: tuple[CountryCode, ...] = ()
    domains: tuple[str, ...] = ()
    standing: Literal["listed", "unconfirmed", "outside", "terminated", "succeeded", "not-found"]
    """`not-found`: not found among members; never say more than that of it."""
    ended: PartialDate | None = None
    successor: str | None = None
    arrangement: Arrangement
    laboratories_signatory: bool | None = None
    """ILAC arrangement for laboratories; says nothing about management systems."""
    note: str | None = None

    @property
    def country(self) -> str | None:
        """Its first country."""
        return self.countries[0] if self.countries else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it may be printed under, acronym first."""
        chief = (self.acronym, self.name, *([self.native_name] if self.native_name else []))
        return tuple(dict.fromkeys((*chief, *self.aliases)))

    @property
    def is_weak(self) -> bool:
        """As sure as what is known of its place in the arrangement."""
        return super().is_weak or self.arrangement.is_weak
