"""What is known beside the paper: for what it is needed, from whom it came, what registers and other papers say.

Nothing here is on the page, and none of it is needed: a certificate judged alone gets every rule that the paper itself
can answer, and the others are not applicable.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from rules.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Supplier:
    """One row of the buyer's list of suppliers. Empty where the list says nothing."""

    supplier_id: str
    """The buyer's own name or number for it; what `supplier_id` is in the tables."""
    name: str
    aliases: tuple[str, ...] = ()
    """Other names, in any script; mail addresses and folder names under which its files come in."""
    country: str | None = None
    """ISO 3166 alpha-2."""
    goods: tuple[str, ...] = ()
    """What is bought from it, in the buyer's words."""
    markets: tuple[str, ...] = ()
    """Where the goods are sold: ISO 3166 alpha-2 codes, or `EU`."""
    required_standards: tuple[str, ...] = ()
    """Designations that it must show, beside those of the profile."""


@dataclass(frozen=True, slots=True)
class RegisterSnapshot:
    """One register as it was on one day."""

    register: str
    """The register's name: `IAF CertSearch`."""
    taken_on: dt.date

    def __str__(self) -> str:
        return f"{self.register} of {self.taken_on}"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What one register says of one certificate and standard, on the day when the snapshot was taken."""

    register: str
    """The register's name, as its snapshot has it."""
    taken_on: dt.date
    certificate_number: str
    status: str | None = None
    """One of `active`, `suspended`, `withdrawn`, `cancelled`, `expired`; None where the register does not say."""
    holder: str | None = None
    certification_body: str | None = None
    standard: str | None = None
    """A designation without the year, as `Certificate.standard` has it, where the reference data know it."""
    expiry_date: dt.date | None = None
    holder_registration_number: str | None = None
    """The holder's number in its country's register: the Chinese unified social credit code, or the older nine digits."""


class Kinship(enum.StrEnum):
    """How a certificate relates to the earlier one that it is most like."""

    COPY = "copy"
    """The same paper again, in another file."""
    RESCAN = "rescan"
    """The same paper, scanned or photographed again: what both say is the same but for slips of reading."""
    REISSUE = "reissue"
    """The same certification cycle on a newer paper."""
    RENEWAL = "renewal"
    """The cycle after it."""


@dataclass(frozen=True, slots=True)
class Relatives:
    """What the other certificates in hand say about this one."""

    kinship: Kinship | None = None
    """How it relates to `of`; None where it is the first of its kind."""
    of: str | None = None
    """The `certificate_id` of the earlier one."""
    replaced_by: str | None = None
    """The `certificate_id` of a newer paper for the same certification; None where there is none."""
    other_holders: tuple[str, ...] = ()
    """Holders, plainly different from this one's, on other papers with this number."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a judgement may use beside the paper and the reference data; None where it is not known."""

    profile: Profile | None = None
    supplier: Supplier | None = None
    registers: tuple[RegisterSnapshot, ...] = ()
    """The registers that were asked, so that "not found" can be told from "not asked"."""
    entries: tuple[RegisterEntry, ...] = ()
    """What they say of this certificate's number."""
    relatives: Relatives = field(default_factory=Relatives)


ALONE = Circumstances()
"""The paper by itself."""
