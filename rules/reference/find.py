"""Which row is this? By any printed spelling, id, domain or number, with the reason; every candidate, never a guess.

Where nothing matches, `suggest` names rows that are spelt much alike. It is for people: nothing is judged by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from extractors.parse.certificate_numbers import decode
from rules.reference.bodies import AccreditationBody, CertificationBody
from rules.reference.load import Reference, fold
from rules.reference.marks import RecognitionMark, Statement, VerificationHost
from rules.reference.row import Row
from rules.reference.standard import AdoptionPrefix, Standard

KINDS: dict[type[Row], str] = {
    Standard: "standard",
    CertificationBody: "certification body",
    AccreditationBody: "accreditation body",
    AdoptionPrefix: "adoption prefix",
    RecognitionMark: "recognition mark",
    VerificationHost: "verification host",
    Statement: "statement",
}
_HOST = re.compile(r"(?:[a-z]+://)?(?:[^/@\s]*@)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/?#].*)?", re.IGNORECASE)
_LIKE = 75.0
"""Below this likeness, of 100, two names have nothing to do with each other."""
_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A row, and why it is one that was asked for."""

    row: Row
    what: str
    """What of the row matched: `alias`, `former name`, `domain`, `accreditation number with UKAS`."""
    matched: str
    """The row's own spelling of it."""
    likeness: float = 100.0
    """100 where it is the same but for case, accents, blanks and punctuation."""

    @property
    def kind(self) -> str:
        """What kind of row it is."""
        return KINDS[type(self.row)]

    @property
    def title(self) -> str:
        """What a person calls it."""
        return str(getattr(self.row, "title", None) or getattr(self.row, "name", None) or self.row.key)


def rows(reference: Reference) -> Iterator[Row]:
    """Every row of the reference data that has a key of its own."""
    yield from reference.standards
    yield from reference.accreditation_bodies
    yield from reference.certification_bodies
    yield from reference.recognition_marks
    yield from reference.verification_hosts
    yield from reference.statements


def find(reference: Reference, text: str) -> tuple[Match, ...]:
    """All rows that `text` names, each once, by the first of its names that matches."""
    wanted, host = fold(text), _HOST.fullmatch(text.strip())
    domain = host["host"].casefold() if host else None
    found: dict[int, Match] = {}
    for row in rows(reference):
        for what, name in _names(row, reference):
            is_domain = what in ("domain", "host")
            if (domain and is_domain and f".{domain}".endswith(f".{name}")) or (wanted and fold(name) == wanted):
                found.setdefault(id(row), Match(row, what, name))
    number = decode(text)
    for body in reference.certification_bodies if number else ():
        if number and number.approval_digits in body.certificate_number_prefixes:
            found.setdefault(id(body), Match(body, "beginning of certificate numbers", str(number.approval_digits)))
    return tuple(found.values())


def suggest(reference: Reference, text: str) -> tuple[Match, ...]:
    """The few rows that are spelt most like `text`, the likeliest first; none where nothing is."""
    if not any(c.isalpha() for c in text):
        return ()  # a number that is nearly another is another
    names = [(row, what, name) for row in rows(reference) for what, name in _names(row, reference)]
    likest = process.extract(fold(text), [fold(name) for _, _, name in names], scorer=fuzz.ratio, limit=50)
    found: dict[int, Match] = {}
    for _, likeness, place in likest:
        if likeness >= _LIKE and len(found) < _SUGGESTIONS:
            row, what, name = names[place]
            found.setdefault(id(row), Match(row, what, name, round(likeness, 1)))
    return tuple(found.values())


def _names(row: Row, reference: Reference) -> Iterator[tuple[str, str]]:
    """Everything that a row can be named by, with what it is."""
    if isinstance(row, Standard):
        yield from _names_of_standard(row, reference)
    elif isinstance(row, CertificationBody):
        yield from _names_of_certification_body(row)
    elif isinstance(row, AccreditationBody):
        yield "acronym", row.acronym
        yield "name", row.name
        yield from (("native name", name) for name in [row.native_name] if name)
        yield from (("alias", name) for name in row.aliases)
        yield from (("domain", name) for name in row.domains)
    elif isinstance(row, RecognitionMark):
        yield "id", row.id
        yield "name", row.name
        yield from (("alias", name) for name in row.names)
    elif isinstance(row, VerificationHost):
        yield "id", row.id
        yield "host", row.host
    elif isinstance(row, Statement):
        yield "id", row.id
        yield from (("subject", name) for name in row.about)


def _names_of_standard(row: Standard, reference: Reference) -> Iterator[tuple[str, str]]:
    yield "designation", row.designation
    yield "id", row.id
    yield "title", row.title
    yield from (("name", name) for name in row.names)
    yield from (("edition", edition.designation) for edition in row.editions)
    yield from (("national adoption", adoption.printed) for adoption in row.adoptions)
    yield from (("national or regional print", name) for name in reference.printed_names(row))
    yield from (("national or regional print", name) for name, _ in reference.national_editions(row))
    yield from (("keyword", name) for name in row.keywords)


def _names_of_certification_body(row: CertificationBody) -> Iterator[tuple[str, str]]:
    yield "id", row.id
    yield "name", row.name
    yield from (("native name", name) for name in [row.native_name] if name)
    yield from (("alias", name) for name in row.aliases)
    yield from (("former name", name) for name in row.former_names)
    yield from (("name that nobody has confirmed", name) for name in row.possible_names)
    yield from (("domain", name) for name in row.domains)
    for accreditation in row.accreditations:
        if accreditation.number:
            what = f"accreditation number with {accreditation.accreditation_body}"
            yield what, accreditation.number
            yield what, f"{accreditation.accreditation_body} {accreditation.number}"
    yield from (("CNCA approval number", number) for number in [row.cnca_approval_number] if number)
    yield from (("beginning of certificate numbers", digits) for digits in row.certificate_number_prefixes)
    if row.eu_notified_body:
        yield "European notified body number", row.eu_notified_body.number
        yield "European notified body number", f"NB {row.eu_notified_body.number}"
