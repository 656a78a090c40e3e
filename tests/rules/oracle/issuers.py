"""Who vouches for it, and who for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tests.rules.oracle.concern import FAIR, Concern, Paper, Weight, graded
from tests.rules.oracle.doubts import ACCREDITATION
from tests.rules.oracle.facts import ACCREDITORS, ISO_ITSELF, ISSUERS, LEGAL_FORMS, STANDARDS
from tests.rules.oracle.standards import kind_of


def issuer(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 1 g, 7.1, 7.2 and 7.5: who vouches, is it known, is it accredited, is it anybody but the holder."""
    name, sureness = paper.get("certification_body"), paper.sure("certification_body")
    if name is None:
        yield from (Concern("issuer", Weight.LOOK), Concern("unproven issuer", Weight.MAYBE))
        return
    if name in ISO_ITSELF:
        yield from graded("ISO as issuer", sureness, Weight.REJECT)
    known = ISSUERS.get(paper.get("certification_body_id"))
    if known is None:
        yield from graded("unknown issuer", sureness, Weight.LOOK)
    elif known.is_unchecked:
        yield Concern("unknown issuer", Weight.MAYBE)
    if known and known.is_unproven:
        is_arranged = kind_of(paper) == "system" and paper.sure("standard") >= FAIR
        yield from graded(
            "unproven issuer", paper.sure("certification_body_id"), Weight.LOOK if is_arranged else Weight.MAYBE
        )
    holder = paper.get("certified_organization")
    if holder is not None and _without_form(holder) == _without_form(name):
        yield from graded("self-declared", paper.sure("certified_organization", "certification_body"), Weight.LOOK)


def _without_form(name: str) -> list[str]:
    """The words of a name, without case, stops and what says what kind of company it is."""
    return [word for word in re.findall(r"\w+", name.casefold()) if word not in LEGAL_FORMS]


def accreditation(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Notes, 3: certificate, certification body, accreditation body, and a signatory for that very sub-scope."""
    standard = STANDARDS.get(paper.get("standard"))
    if standard is None or standard.kind != "system" or paper.sure("standard") < FAIR:
        yield from (Concern(topic, Weight.MAYBE) for topic in ACCREDITATION)
        return
    acronym, sureness = paper.get("accreditation_body"), paper.sure("accreditation_body")
    if acronym is None:
        yield Concern("accreditation", Weight.LOOK)
        return
    row = ACCREDITORS.get(acronym)
    yield from _accreditor(paper, day, acronym, sureness)
    since = row.since.get(standard.sub_scope or "", 0) if row else 0
    if row and (standard.sub_scope not in row.sub_scopes or day.year < since):
        # What no record names is missing, and what is missing is never accepted.
        is_asked = bool(row.signed) and standard.sub_scope is not None
        yield from graded("sub-scope", sureness, Weight.LOOK if is_asked else Weight.MAYBE)
    elif day.year == since:
        yield Concern("sub-scope", Weight.MAYBE)
    yield from _mark_of_another(paper, acronym)


def _accreditor(paper: Paper, day: dt.date, acronym: str, sureness: float) -> Iterator[Concern]:
    row = ACCREDITORS.get(acronym)
    if row is None or row.signed is False:
        yield from graded("accreditor", sureness, Weight.LOOK)
    elif sureness < FAIR:
        yield Concern("accreditor", Weight.LOOK)
    elif row.signed is None:
        is_open = row.ends < dt.date.max or (row.left is not None and day < row.left)
        yield Concern("accreditor", Weight.MAYBE if is_open else Weight.LOOK)
        if paper.dates and min(paper.dates) > row.ends:
            yield from graded("ended accreditor", min(sureness, paper.sure(*paper.begins)), Weight.LOOK)
        elif paper.dates and max(paper.dates) >= row.fades:
            yield Concern("ended accreditor", Weight.MAYBE)


def _mark_of_another(paper: Paper, acronym: str) -> Iterator[Concern]:
    known, number = ISSUERS.get(paper.get("certification_body_id")), paper.get("accreditation_number")
    if known is None or not known.marks:
        return
    if acronym not in known.marks:
        sureness = paper.sure("certification_body_id", "accreditation_body")
        is_open = known.is_of_a_group or acronym not in ACCREDITORS
        yield from graded("foreign mark", sureness, Weight.MAYBE if is_open else Weight.LOOK)
    elif number and known.marks[acronym] and number != known.marks[acronym]:
        sureness = paper.sure("certification_body_id", "accreditation_body", "accreditation_number")
        yield from graded("accreditation number", sureness, Weight.LOOK)
