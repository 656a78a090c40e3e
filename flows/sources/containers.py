"""Kinds of files that hold other files: what each is called, and which module lists what is in it.

A module is named and not imported: its library parses hostile input, and is loaded only in the process that may be
killed for it (`flows/unpacking.py`). Each has one function, `members(path, bounds)`, which yields `Member`s.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from extractors.pages import triage


class Family(enum.Enum):
    """What a container is beside what it holds."""

    ARCHIVE = "nothing"
    MAIL = "a letter, whose text is not read"
    OFFICE = "a document that certsweep does not read; where it holds nothing, it is a document only"
    PDF = "a document that is read, whatever it holds"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of container."""

    module: str
    family: Family

    @property
    def is_document(self) -> bool:
        """May be read as a document."""
        return self.family in {Family.OFFICE, Family.PDF}


KINDS: dict[str, Kind] = {
    triage.ZIP: Kind("flows.sources.zips", Family.ARCHIVE),
    triage.TAR: Kind("flows.sources.tars", Family.ARCHIVE),
    triage.GZIP: Kind("flows.sources.compressed", Family.ARCHIVE),
    triage.BZIP2: Kind("flows.sources.compressed", Family.ARCHIVE),
    triage.XZ: Kind("flows.sources.compressed", Family.ARCHIVE),
    triage.SEVEN_ZIP: Kind("flows.sources.sevenzip", Family.ARCHIVE),
    triage.RAR: Kind("flows.sources.rars", Family.ARCHIVE),
    triage.MBOX: Kind("flows.sources.mbox", Family.ARCHIVE),
    triage.MAIL: Kind("flows.sources.mail", Family.MAIL),
    triage.OUTLOOK: Kind("flows.sources.outlook", Family.MAIL),
    triage.PDF: Kind("flows.sources.pdf", Family.PDF),
    triage.ODF: Kind("flows.sources.office", Family.OFFICE),
    **{name: Kind("flows.sources.office", Family.OFFICE) for name in triage.OFFICE},
    triage.OLE: Kind("flows.sources.ole", Family.OFFICE),
    **{name: Kind("flows.sources.ole", Family.OFFICE) for name in triage.OLD_OFFICE},
    triage.LOCKED_OFFICE: Kind("flows.sources.ole", Family.ARCHIVE),
}
"""By media type."""
CONTAINERS = frozenset(name for name, kind in KINDS.items() if not kind.is_document)
"""Media types of files that are never read but taken apart."""
