"""What every reference row has: where it comes from, when that was looked at, and how far to trust it.

The people who edit the YAML are the readers of these modules: an unknown key is refused, so that a slip of the pen is
found and not ignored.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

GENERAL_KNOWLEDGE = "general knowledge, unverified"
"""The source of a row that nobody has looked up; it may ask for a review, never reject."""

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _partial_date(text: str) -> str:
    if not _PARTIAL_DATE.fullmatch(text):
        raise ValueError("write a date as YYYY, YYYY-MM or YYYY-MM-DD")
    first_day(text)
    return text


@functools.lru_cache(maxsize=4096)
def first_day(partial: str) -> dt.date:
    """The earliest day that a year, a month or a day may mean.

    >>> first_day("2008-11")
    datetime.date(2008, 11, 1)
    """
    year, month, day = (int(part) for part in (partial + "-01-01")[:10].split("-"))
    return dt.date(year, month, day)


@functools.lru_cache(maxsize=4096)
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
Activity = Literal["management-systems", "products", "persons", "laboratories", "inspection"]
"""What an accreditation can be for."""
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

    @functools.cached_property
    def key(self) -> str:
        """What tells it from all others of its kind: its id, acronym, designation, print or template."""
        names = ("id", "acronym", "designation", "printed", "accreditation_body", "template")
        return next((str(value) for name in names if (value := getattr(self, name, None))), "")

    def __hash__(self) -> int:
        return hash(self.key)  # pydantic's own hashes every column anew, and rows are asked for it all the time

    @functools.cached_property
    def is_weak(self) -> bool:
        """Too weak to reject a certificate on."""
        return self.confidence in {"low", "unknown"}
