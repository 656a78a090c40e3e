"""Rows on the bodies of the trade: those that certify, and those that accredit them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rules.reference.row import Activity, CountryCode, Part, PartialDate, Row, RowId, first_day, last_day


class Accreditation(Row):
    """That an accreditation body has accredited a certification body."""

    accreditation_body: str
    number: str | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    """Its first and last day, where a source gives them; a judgement counts it on the days between."""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Accreditation:
        if self.valid_from and self.valid_to and first_day(self.valid_from) > last_day(self.valid_to):
            raise ValueError(f"valid_to: {self.valid_to} is before {self.valid_from}")
        return self

    def holds_on(self, day: dt.date) -> bool:
        """Can it have been in force on that day?"""
        has_begun = self.valid_from is None or first_day(self.valid_from) <= day
        return has_begun and (self.valid_to is None or day <= last_day(self.valid_to))


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
    scheme_owners_list: tuple[str, ...] = ()
    """Standards whose owner lists it among the bodies that may certify to them: no accreditation is needed for these."""
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
    is_complete: bool = False
    """Are these all its sub-scopes, as far as a source goes that lists them?"""


class NumberLetters(Part):
    """Letters in an accreditation body's numbers that say what the accreditation is for."""

    letters: str
    covers: Activity
    source: str


class AccreditationBody(Row):
    """A body that accredits certification bodies, or says that it does."""

    acronym: str
    name: str
    native_name: str | None = None
    aliases: tuple[str, ...] = ()
    number_formats: tuple[str, ...] = ()
    """What its accreditation numbers look like in print; `n` is a digit."""
    number_letters: tuple[NumberLetters, ...] = ()
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
