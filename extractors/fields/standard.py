"""The standards certified, and their editions.

Printed large and alone (`ISO 9001:2015`), after a label (`Standard:`), inside
the statement (`… has been found to conform to …`), on Chinese papers beside the
national edition (`GB/T 19001-2016 / ISO 9001:2015`). Other standards stand on
the page too: the accreditation body's own (ISO/IEC 17021-1), a product's in the
scope. What is certified is what the paper gives weight to.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass

from extractors.certificate import Absent, Field, FieldValue
from extractors.fields._labels import Role
from extractors.fields._paper import Candidate, Paper, Sheet, StandardOnPage, settle

ABOUT_BODIES = (
    "ISO/IEC 17021-1", "ISO/IEC 17021", "ISO/IEC 17065", "ISO/IEC 17025", "ISO/IEC 17020", "ISO 19011",
    "ISO 15189", "ISO 17034", "ISO/IEC 17024", "ISO/IEC 17043",
)  # fmt: skip
"""Standards that bodies and laboratories follow; named on a certificate, they are not what it certifies."""
_CLOSE = 1.1
"""Standards whose weight is this much under the heaviest are certified too."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A standard that the paper certifies, with the year or the version of its edition."""

    standard: FieldValue[str]
    edition: Field[int]
    version: str | None


def find(paper: Paper) -> list[Certified]:
    """The standards certified, heaviest first; empty where none is found."""
    mentions: dict[str, list[tuple[float, Sheet, StandardOnPage]]] = defaultdict(list)
    for sheet in paper.sheets[:2]:
        for found in sheet.standards:
            weight = _weight(sheet, found) - (0.6 if sheet is not paper.face else 0.0)
            mentions[found.standard.standard].append((weight, sheet, found))
    totals = {name: max(w for w, _, _ in rows) + 0.1 * min(4, len(rows)) for name, rows in mentions.items()}
    totals = {n: w for n, w in totals.items() if n not in ABOUT_BODIES} or totals
    if not totals:
        return []
    heaviest = max(totals.values())
    kept = [n for n, w in sorted(totals.items(), key=lambda t: -t[1]) if w >= heaviest - _CLOSE and w > 0.3]
    return [_certified(paper, name, mentions[name]) for name in _without_bases(kept, totals)]


def _without_bases(names: list[str], totals: dict[str, float]) -> list[str]:
    """A named scheme beats words that merely name a kind of system beside a real standard."""
    numbered = [n for n in names if any(c.isdigit() for c in n)]
    return [n for n in names if n in numbered or not numbered or totals[n] >= max(totals[m] for m in numbered)]


def _weight(sheet: Sheet, found: StandardOnPage) -> float:
    line = sheet.lines[found.span.line]
    share = (found.span.end - found.span.start) / max(1, len(line.text))
    size = min(2.5, found.size / max(1.0, sheet.page.body_size))
    weight = 0.5 + 0.5 * (size - 1) + (0.7 if share > 0.5 else 0.2 * share)
    weight += 0.35 if found.standard.edition or found.standard.version else 0.0
    weight += 0.5 if _announced(sheet, found) else 0.0
    weight -= 0.5 if size < 0.85 and len(line.text) > 60 else 0.0
    return weight


def _announced(sheet: Sheet, found: StandardOnPage) -> bool:
    """Does a label (`Standard:`) or a statement (`conforms to`) stand just before it?"""
    lines = range(max(0, found.span.line - 2), found.span.line + 1)
    hits = [h for n in lines for h in sheet.hits_in(n) if (h.line, h.start) < (found.span.line, found.span.start)]
    return any(h.kind == "standard_label" or h.role is Role.ENDING for h in hits)


def _certified(paper: Paper, name: str, rows: list[tuple[float, Sheet, StandardOnPage]]) -> Certified:
    weight, sheet, best = max(rows, key=lambda r: r[0])
    confidence = min(0.99, 0.55 + 0.2 * weight) * (0.5 + 0.5 * sheet.lines[best.span.line].confidence)
    standard = FieldValue(name, sheet.evidence([best.span]), max(0.1, confidence))
    return Certified(standard, _edition(paper, rows), _version(rows))


def _edition(paper: Paper, rows: list[tuple[float, Sheet, StandardOnPage]]) -> Field[int]:
    candidates = []
    years = [f.standard.edition for _, _, f in rows if f.standard.edition]
    for weight, sheet, found in rows:
        year = found.standard.edition
        if year is None:
            continue
        agree = years.count(year) / len(years)
        score = 0.6 + 0.25 * agree + 0.05 * min(2.0, weight) - (0.1 if found.standard.national else 0.0)
        engine = statistics.fmean([1.0, sheet.lines[found.span.line].confidence])
        candidates.append(Candidate(year, sheet.evidence([found.span]), min(0.99, score * engine)))
    field = settle(paper, candidates)
    if isinstance(field, Absent) or not isinstance(field.value, int):
        return paper.absent()
    return field


def _version(rows: list[tuple[float, Sheet, StandardOnPage]]) -> str | None:
    """The version that all mentions agree on."""
    found = {mention.standard.version for _, _, mention in rows} - {None}
    return found.pop() if len(found) == 1 else None
