"""Rows on what else is printed or known: marks of the arrangements, where to look up, and facts for people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rules.reference.row import Activity, PartialDate, Row, RowId


class RecognitionMark(Row):
    """A mark of an arrangement between accreditation bodies: it says that an accreditation counts in all countries."""

    id: RowId
    name: str
    """As `Certificate.recognition_marks` has it: `IAF MLA`."""
    names: tuple[str, ...] = ()
    """Other ways in which it is printed."""
    covers: tuple[Activity, ...] = ()
    """What an accreditation under it is for; empty where nobody knows."""
    first_on: PartialDate | None = None
    """First day on which a paper can carry it; None where it is older than any paper."""
    last_on: PartialDate | None = None
    note: str | None = None


class VerificationHost(Row):
    """A host on which the certificates of many bodies can be looked up."""

    id: RowId
    host: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    what: str


class Statement(Row):
    """Something that a person who judges should know; no rule asks it."""

    id: RowId
    about: tuple[str, ...]
    """Names by which it is looked up: `Global ACI`, `UKAS`."""
    statement: Annotated[str, Field(min_length=1)]
