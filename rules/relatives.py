"""What the certificates in hand say about each other: copies, rescans, re-issues, renewals, and numbers used twice.

Papers are gathered by what they print (standard, number, holder, issuer), put in order of time, and each is compared
with the one before it. Where that leaves doubt nothing is said: two papers that are not told apart cost a look, and a
valid certificate that is called superseded costs a supplier. The work grows with the number of papers, not its square.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from extractors.certificate import Absent, Certificate, Field
from extractors.parse.certificate_numbers import decode
from rules.circumstances import Kinship, Relatives
from rules.names.compare import Likeness, compare
from rules.reference.load import fold

TEXT_LAYER = "text_layer"
"""How what was not scanned is read."""
SURE = 0.7
"""Least confidence of a value by which papers are told apart. Less than the catalogue's `firm`: no rejection rests on it."""
SAME_NAME = 90
"""Likeness (0 to 100) of two readings of one name; a slip in a name of ten letters leaves 90."""
OTHER_NAME = 60
"""Below this two names need no closer look: they are not written alike."""
NEXT_CYCLE = dt.timedelta(days=300)
"""A cycle lasts a year at least. An expiry moved by less is the same cycle, extended."""
RESTORED = dt.timedelta(days=183)
"""How long before or after the old expiry a new cycle begins: ISO/IEC 17021-1, 9.6.3.2.5 grants six months."""
_FEW = 24
"""Candidates that one paper is compared with. More of them would tell nobody which is meant."""
_ALIKE = str.maketrans("oilszbgq", "01152869")
"""Letters and digits that scans take for each other, in numbers."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is compared of a certificate. None where it is absent or too weakly read to tell papers apart."""

    certificate_id: str
    standard: str
    number: str | None
    holder: str | None
    body: str | None
    address: str | None
    scope: str | None
    revision: str | None
    first_granted: dt.date | None
    issued: dt.date | None
    effective: dt.date | None
    expiry: dt.date | None
    is_scan: bool

    @property
    def start(self) -> dt.date | None:
        """Start of the cycle, as far as the paper says."""
        return self.effective or self.issued

    @property
    def dates(self) -> tuple[dt.date | None, ...]:
        """What must agree if two papers are one."""
        return self.first_granted, self.issued, self.effective, self.expiry

    @classmethod
    def of(cls, certificate: Certificate) -> Paper:
        """The paper of a certificate."""
        return cls.from_values(
            certificate.certificate_id,
            lambda name: _sure(certificate.field(name)),
            is_scan=any(e.method != TEXT_LAYER for e in certificate.standard.evidence),
        )

    @classmethod
    def from_values(cls, certificate_id: str, sure: Callable[[str], Any], is_scan: bool) -> Paper:
        """The paper with these values: `sure` gives that of a field, or None where it is absent or below `SURE`."""
        body = sure("certification_body_id") or sure("certification_body")
        address, scope = sure("organization_address"), sure("scope")
        return cls(
            certificate_id=certificate_id,
            standard=sure("standard") or "",
            number=sure("certificate_number"),
            holder=sure("certified_organization"),
            body=body and fold(body),
            address=address and fold(address),
            scope=scope and fold(scope),
            revision=sure("certificate_revision"),
            first_granted=sure("initial_certification_date"),
            issued=sure("issue_date"),
            effective=sure("effective_date"),
            expiry=sure("expiry_date"),
            is_scan=is_scan,
        )


@dataclass(slots=True)
class _Family:
    """Papers of one certification: one standard, one holder, and a number that is the same or follows."""

    papers: list[Paper]

    @property
    def first(self) -> Paper:
        return self.papers[0]


def find_relatives(papers: Iterable[Paper]) -> dict[str, Relatives]:
    """What the others say about each paper, by `certificate_id`.

    Args:
        papers: all certificates in hand, those that came in first first: the later one is the copy.

    Returns:
        Only papers that have relatives.
    """
    known = list(papers)
    found: dict[str, Relatives] = {}
    for family in _joined_by_holder(_by_number(known)):
        found.update(_told_apart(family))
    for certificate_id, names in _other_holders(known):
        base = found.get(certificate_id, Relatives())
        found[certificate_id] = Relatives(base.kinship, base.of, base.replaced_by, names)
    return found


def _by_number(papers: list[Paper]) -> list[_Family]:
    """Papers of one standard and number, as far as their holders and issuers agree; in order of arrival."""
    families: list[_Family] = []
    of_number: dict[tuple[str, str], list[_Family]] = defaultdict(list)
    for paper in papers:
        if not (paper.standard and paper.number and paper.holder):
            continue
        candidates = of_number[paper.standard, fold(paper.number).translate(_ALIKE)]
        family = next((f for f in candidates[:_FEW] if _is_same_client(f.first, paper)), None)
        if family is None:
            family = _Family([])
            families.append(family)
            candidates.append(family)
        family.papers.append(paper)
    return families


def _is_same_client(a: Paper, b: Paper) -> bool:
    if a.body and b.body and a.body != b.body:
        return False
    one, other = fold(a.holder or ""), fold(b.holder or "")
    likeness = fuzz.ratio(one, other)
    if (a.is_scan or b.is_scan) and likeness >= SAME_NAME:
        return True
    return one == other or (likeness >= OTHER_NAME and _likeness(a, b) is Likeness.SAME)


def _likeness(a: Paper, b: Paper) -> Likeness:
    return compare(a.holder or "", b.holder or "").likeness


def _joined_by_holder(families: list[_Family]) -> list[_Family]:
    """Families whose number changed at a renewal, joined. Only where each has one successor and one predecessor."""
    of_holder: dict[tuple[str, str, str], list[_Family]] = defaultdict(list)
    for family in families:
        if family.first.body and family.first.holder:
            of_holder[family.first.standard, family.first.body, fold(family.first.holder)].append(family)
    heir: dict[int, _Family] = {}
    for group in of_holder.values():
        if 1 < len(group) <= _FEW:
            heir.update(_heirs(group))
    heirs = {id(family) for family in heir.values()}
    return [_Family(list(_line(f, heir))) for f in families if id(f) not in heirs]


def _line(family: _Family, heir: dict[int, _Family]) -> Iterator[Paper]:
    while family is not None:
        yield from family.papers
        family = heir.get(id(family))  # type: ignore[assignment]  # None ends it


def _heirs(group: list[_Family]) -> dict[int, _Family]:
    pairs = [(old, new) for old, new in itertools.permutations(group, 2) if _continues(old, new)]
    before, after = ([id(pair[side]) for pair in pairs] for side in (0, 1))
    return {id(o): n for o, n in pairs if before.count(id(o)) == 1 and after.count(id(n)) == 1}


def _continues(old: _Family, new: _Family) -> bool:
    """Does the certification of `old` go on in `new`, under another number?"""
    last = max(old.papers, key=lambda p: p.expiry or dt.date.min)
    first = min(new.papers, key=lambda p: p.expiry or dt.date.max)
    if not (_is_next_cycle(last, first) and first.start and last.expiry):
        return False
    if abs(first.start - last.expiry) > RESTORED:
        return False
    if last.first_granted and first.first_granted and last.first_granted != first.first_granted:
        return False
    chinese = decode(last.number or ""), decode(first.number or "")
    if chinese[0] and chinese[1]:
        return chinese[1].renewals == chinese[0].renewals + 1 and chinese[1].body == chinese[0].body
    is_granted_once = last.first_granted is not None and last.first_granted == first.first_granted
    return not any(chinese) and (is_granted_once or (last.address is not None and last.address == first.address))


def _is_next_cycle(old: Paper, new: Paper) -> bool:
    """Does `new` end a cycle later, and begin later too? A misread year moves one of the two, not both."""
    if old.expiry is None or new.expiry is None or new.expiry - old.expiry < NEXT_CYCLE:
        return False
    if old.start and new.start:
        return new.start > old.start
    return not (old.is_scan or new.is_scan)


def _told_apart(family: _Family) -> dict[str, Relatives]:
    """Each paper of a family by its place in time."""
    if len(family.papers) == 1:
        return {}
    sheets = sorted(_sheets(family.papers), key=_age)
    found: dict[str, Relatives] = {}
    newest: str | None = None
    for place in range(len(sheets) - 1, -1, -1):
        first, *others = sheets[place]
        before = sheets[place - 1][0] if place else None
        kinship = _kinship(before, first) if before else None
        of = before.certificate_id if before and kinship else None
        found[first.certificate_id] = Relatives(kinship, of, newest)
        for other in others:
            again = Kinship.RESCAN if first.is_scan or other.is_scan else Kinship.COPY
            found[other.certificate_id] = Relatives(again, first.certificate_id, newest)
        if kinship:
            newest = newest or first.certificate_id
        elif before is None or before.expiry is None or before.expiry != first.expiry:
            newest = None
    return {certificate_id: relatives for certificate_id, relatives in found.items() if relatives != Relatives()}


def _kinship(old: Paper, new: Paper) -> Kinship | None:
    """What `new` is to `old`, the one before it in time; None where neither is plainly newer."""
    if _is_next_cycle(old, new):
        return Kinship.RENEWAL
    if old.expiry is None or new.expiry is None:
        return None
    is_later = old.issued is not None and new.issued is not None and new.issued > old.issued
    is_revised = old.issued == new.issued and _count(new.revision) > _count(old.revision) > -1
    return Kinship.REISSUE if is_later or is_revised else None


def _sheets(papers: list[Paper]) -> list[list[Paper]]:
    """Papers that say the same put together, in order of arrival."""
    sheets: list[list[Paper]] = []
    of_dates: dict[Any, list[list[Paper]]] = defaultdict(list)
    for paper in papers:
        candidates = itertools.chain(of_dates[paper.dates][:_FEW], sheets[-_FEW:])
        sheet = next((s for s in candidates if _is_same_paper(s[0], paper)), None)
        if sheet is None:
            sheet = []
            sheets.append(sheet)
            of_dates[paper.dates].append(sheet)
        sheet.append(paper)
    return sheets


def _is_same_paper(a: Paper, b: Paper) -> bool:
    """Do both say the same, but for slips of reading where one was scanned?"""
    if not (a.is_scan or b.is_scan):
        return a.dates == b.dates and (a.number, a.holder, a.revision, a.scope) == (
            b.number,
            b.holder,
            b.revision,
            b.scope,
        )
    dates = [(x, y) for x, y in zip(a.dates, b.dates, strict=True) if x and y]
    return (
        all(x == y for x, y in dates)
        and a.expiry == b.expiry is not None
        and (a.issued == b.issued or a.effective == b.effective is not None)
        and (a.revision is None or b.revision is None or _count(a.revision) == _count(b.revision))
    )


def _age(sheet: list[Paper]) -> tuple[dt.date, dt.date, int]:
    first = sheet[0]
    return first.expiry or dt.date.min, first.issued or first.effective or dt.date.min, _count(first.revision)


def _count(revision: str | None) -> int:
    """The number in a revision's name; -1 where it has none.

    >>> _count("Revision 3"), _count("Rev. B"), _count(None)
    (3, -1, -1)
    """
    digits = re.search(r"\d+", revision or "")
    return int(digits.group()) if digits else -1


def _other_holders(papers: list[Paper]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For papers whose issuer gave their number to somebody else too: to whom."""
    groups: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.number and paper.holder and paper.body and sum(c.isdigit() for c in paper.number) >= 4:
            groups[fold(paper.number), paper.body].append(paper)
    for group in groups.values():
        names = sorted({paper.holder for paper in group if paper.holder})[:_FEW]
        if len(names) < 2:
            continue
        for paper in group:
            if others := tuple(name for name in names if _is_other_name(paper.holder or "", name)):
                yield paper.certificate_id, others


def _is_other_name(a: str, b: str) -> bool:
    """Are these plainly two companies? Never said of names in two scripts, nor where one holds the other.

    >>> _is_other_name("Acme Valves Ltd", "Northern Pumps Inc."), _is_other_name("Acme Valves Ltd", "ACME Valves Limited")
    (True, False)
    """
    one, other = fold(a), fold(b)
    if one in other or other in one or _is_latin(one) != _is_latin(other):
        return False
    return compare(a, b).likeness is Likeness.DIFFERENT


def _is_latin(name: str) -> bool:
    return sum(ord(c) < 0x250 for c in name) * 2 > len(name)


def _sure(field: Field[Any]) -> Any:
    return None if isinstance(field, Absent) or field.confidence < SURE else field.value
