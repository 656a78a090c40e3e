"""Who vouches for it, and who for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tests.rules.oracle.concern import FAIR, Concern, Paper, Weight, graded
from tests.rules.oracle.doubts import ACCREDITATION
from tests.rules.oracle.facts import (
    ACCREDITORS,
    ELSEWHERE,
    HOME,
    ISO_ITSELF,
    ISSUERS,
    LABORATORIES,
    LEGAL_FORMS,
    STANDARDS,
)
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
        # Notes, 7.2: with nobody else to oversee the standard, an unaccredited issuer is worth less still.
        is_certified_to = kind_of(paper) in {"system", "scheme"} and paper.sure("standard") >= FAIR
        yield from graded(
            "unproven issuer", paper.sure("certification_body_id"), Weight.LOOK if is_certified_to else Weight.MAYBE
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
        yield from _misleading(paper)
        yield from _number_of_another(paper)
        return
    acronym, sureness = paper.get("accreditation_body"), paper.sure("accreditation_body")
    if acronym is None:
        yield Concern("accreditation", Weight.LOOK)
        return
    row = ACCREDITORS.get(acronym)
    yield from _accreditor(paper, day, acronym, sureness)
    since = row.since.get(standard.sub_scope or "", 0) if row else 0
    if row and (standard.sub_scope not in row.sub_scopes or day.year < since):
        yield from graded("sub-scope", sureness, _sub_scope(paper, acronym, standard.sub_scope))
    elif day.year == since:
        yield Concern("sub-scope", Weight.MAYBE)
    yield from _for_something_else(paper, acronym)
    yield from _mark_of_another(paper, acronym)
    yield from _number_of_another(paper)


def _for_something_else(paper: Paper, acronym: str) -> Iterator[Concern]:
    """Notes, 1 g and 3: a laboratory's or a product's number or mark says nothing of a management system."""
    if any(part in (paper.get("accreditation_number") or "") for part in ELSEWHERE.get(acronym, ())):
        sureness = paper.sure("accreditation_body", "accreditation_number")
        yield from graded("accreditation number", sureness, Weight.LOOK)


def arrangements(paper: Paper, day: dt.date) -> Iterator[Concern]:
    """Reference, recognition marks: that for laboratories alone on a certificate of a management system."""
    if paper.get("recognition_marks") == [LABORATORIES] and kind_of(paper) == "system":
        sureness = paper.sure("recognition_marks", "standard")
        yield from graded("mark for laboratories", sureness, Weight.LOOK)


def _sub_scope(paper: Paper, acronym: str, sub_scope: str | None) -> Weight:
    """What no record names is missing, and never accepted; but of a body that is known to accredit the issuer, a gap
    in an open record says nothing against the paper."""
    row, issuer = ACCREDITORS[acronym], ISSUERS.get(paper.get("certification_body_id"))
    is_open = not row.signed or sub_scope is None
    is_known = issuer is not None and (acronym in issuer.marks or issuer.is_of_a_group) and not row.is_complete
    return Weight.MAYBE if is_open or is_known else Weight.LOOK


def _misleading(paper: Paper) -> Iterator[Concern]:
    """Notes, 1 g and 7.2: where no mark is needed, one that counts nowhere misleads all the same."""
    row = ACCREDITORS.get(paper.get("accreditation_body"))
    if row and row.misleads and kind_of(paper) != "unknown":
        yield from graded("accreditor", min(paper.sure("accreditation_body"), paper.sure("standard")), Weight.LOOK)


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
    if known is None:
        return
    if known.digits and not known.marks and acronym in ACCREDITORS and acronym != HOME["CN"]:
        sureness = paper.sure("certification_body_id", "accreditation_body")
        yield from graded("foreign mark", sureness, Weight.LOOK)
    if known.digits and not known.marks and acronym == HOME["CN"] and number and known.digits not in number:
        yield Concern(
            "accreditation number", Weight.MAYBE
        )  # reference, cnca_rule: its digits are those of its approval
    if not known.marks:
        return
    if acronym not in known.marks:
        sureness = paper.sure("certification_body_id", "accreditation_body")
        is_open = known.is_of_a_group or acronym not in ACCREDITORS
        yield from graded("foreign mark", sureness, Weight.MAYBE if is_open else Weight.LOOK)
    elif number and known.marks[acronym] and number != known.marks[acronym]:
        sureness = paper.sure("certification_body_id", "accreditation_body", "accreditation_number")
        yield from graded("accreditation number", sureness, Weight.LOOK)


def _number_of_another(paper: Paper) -> Iterator[Concern]:
    """Reference, certification_bodies: the number is on record, with this accreditation body, for another issuer."""
    acronym, number = paper.get("accreditation_body"), paper.get("accreditation_number")
    issuer_id = paper.get("certification_body_id")
    if issuer_id not in ISSUERS or number is None:
        return
    holders = {key for key, row in ISSUERS.items() if row.marks.get(acronym) == number}
    if holders and issuer_id not in holders:
        sureness = paper.sure("certification_body_id", "accreditation_body", "accreditation_number")
        yield from graded("accreditation number", sureness, Weight.LOOK)
