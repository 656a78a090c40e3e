"""What is certified, in full, without its label: the words that the goods bought are compared with."""

from __future__ import annotations

import functools
import re

from extractors.certificate import Field, FieldValue
from extractors.fields import certified_organization, organization_address
from extractors.fields._blocks import block, joined, over
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.pages.layout import same_row, x_overlap
from extractors.parse import activities, country, names

_MARKS = " :;,-–(（\"“”'"
_FAR = 8.0
"""A scope is often set in the middle of an empty space: this many letter heights under its label at most."""
_FILLER = re.compile(
    r"(?:(?:products?|services?|fields?|areas?|range|or|and|of|the|[ao]ctivit\w*|ranges?|operations?|scopes?|below|following|sites?|certification|described|domeni\w+|de|activit\w*)[\s,/]*){1,8}",
    re.IGNORECASE,
)
"""Words that only carry a label on: `for the following | fields of activity`."""
_CODES = re.compile(r"\s*[(（](?:代码|code|IAF|EA|NACE)[^()（）]*[)）]\s*$", re.IGNORECASE)
_DATES = ("_date", "_dates", "_due")
"""What the kinds of labels end in that a date follows."""
_LABEL_LIKE = re.compile(r"(?:[A-ZÀ-Ž][\w'’.]*\s?){1,4}:\s*[^\s,]+(?:\s\S+){0,3}$")
"""`Certification Structure: Single Site`: a label that nobody knows, and its value."""
_SHORT_LEAD = 20
"""Letters before such a label that still belong to its sentence: `This certificate is valid until …`."""
_WITHOUT_CONTENT = re.compile(r"\bEk'?te\b|described below|following|as below|see |hereunder|перечень", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:annex\w*|appendix|anexo|allegato|anlage)\b|附件|приложени", re.IGNORECASE)
"""It stands on another page; a scope that merely mentions an annex is longer than `_POINTER` letters."""
_POINTER = 140


@functools.lru_cache(maxsize=8)
def find(paper: Paper) -> Field[str]:
    """The scope with its evidence."""
    candidates = []
    for number, sheet in enumerate(paper.sheets[:3]):
        for hit in sheet.hits:
            if hit.kind != "scope":
                continue
            base = (0.85 if number == 0 else 0.65) + (0.05 if hit.strong else -0.15)
            if hit.role is Role.CLOSING:
                candidates += _candidate(sheet, over(sheet, hit, _stop), base + 0.03)
            elif hit.strong or hit.end - hit.start > 12:
                spans = block(sheet, hit, _stop, most=25, far=_FAR, even=True)
                if spans and spans[0].line == hit.line and _FILLER.fullmatch(sheet.text(spans[0]).strip(" :.-")):
                    spans = block(sheet, hit, _stop, most=25, far=_FAR, even=True, tail=False)
                candidates += _candidate(sheet, spans, base)
    return settle(paper, candidates or _busiest(paper))


def _candidate(sheet: Sheet, spans: list[Span], base: float) -> list[Candidate[str]]:
    value = _CODES.sub("", joined(sheet.text(s) for s in spans)).strip(_MARKS)
    if sum(c.isalpha() for c in value) < 4 or (value.isascii() and " " not in value and len(value) < 8):
        return []
    score = base + (0.05 if len(value) > 25 else -0.1)
    score -= 0.8 if _WITHOUT_CONTENT.search(value) and len(value) < 90 else 0.0
    score -= 0.8 if _ELSEWHERE.search(value) and len(value) < _POINTER else 0.0
    if not activities.count(value):
        place = any(c.isdigit() for c in value) and country.find(value) is not None
        score -= 0.3 if place else 0.05
    weakest = min(sheet.lines[s.line].confidence for s in spans)
    return [Candidate(value, sheet.evidence(spans), min(0.95, score) * (0.6 + 0.4 * weakest))]


def _busiest(paper: Paper) -> list[Candidate[str]]:
    """Without any label: the run of lines under the holder that says most about what is done there."""
    sheet, holder = paper.face, certified_organization.best(paper)
    taken = _address_lines(paper)
    start = holder.spans[-1].line + 1 if holder and holder.sheet is sheet else 0
    runs: list[list[Span]] = [[]]
    for n in range(start, len(sheet.lines)):
        line = sheet.lines[n]
        breaks = (
            _stop(sheet, n) is not None
            or any(h.strong for h in sheet.hits_in(n))
            or any(s.span.line == n for s in sheet.standards)
        )
        breaks = breaks or n in taken or names.looks_like_prose(line.text)
        if (
            breaks
            or line.flat.y0 > 0.8 * sheet.page.height
            or (runs[-1] and line.flat.y0 - sheet.lines[runs[-1][-1].line].flat.y1 > 1.5 * line.size)
        ):
            runs.append([])
        if not breaks and line.flat.y0 <= 0.8 * sheet.page.height:
            runs[-1].append(Span(n, 0, len(line.text)))
    busiest = max(runs, key=lambda r: activities.count(" ".join(sheet.text(s) for s in r)))
    text = " ".join(sheet.text(s) for s in busiest)
    return _candidate(sheet, busiest, 0.38) if len(text) > 30 and activities.count(text) else []


def _address_lines(paper: Paper) -> set[int]:
    address = organization_address.find(paper)
    if not isinstance(address, FieldValue):
        return set()
    second = organization_address.second(paper)
    evidence = [*address.evidence, *(second[0].evidence(second[1]) if second else ())]
    boxes = [e.box for e in evidence if e.page == paper.face.page.number]
    return {
        n
        for n, line in enumerate(paper.face.lines)
        if any(same_row(line.box, b) and x_overlap(line.box, b) > 0.5 for b in boxes)
    }


def _stop(sheet: Sheet, line: int) -> int | None:
    """A scope is prose: it ends only at a label that stands as one, or a statement that opens its line."""
    hits = sheet.hits_in(line)
    ends = [
        h.start
        for h in hits
        if h.role is Role.LABEL and h.strong and h.start <= 2 and (h.colon or _alone(sheet, h) or h.end - h.start > 9)
    ]
    ends += [h.start for h in hits if h.role is Role.ENDING and h.start <= 2 and h.end - h.start > 9]
    ends += [
        s.span.start
        for s in sheet.standards
        if s.span.line == line and s.span.start <= 2 and 2 * s.span.end > len(sheet.lines[line].text)
    ]
    for date in (d.span for d in sheet.dates if d.span.line == line):
        begun = [h.start for h in hits if h.end <= date.start and h.kind.endswith(_DATES)]
        first = min(begun, default=date.start)
        if begun or first <= 2:
            ends.append(0 if first < _SHORT_LEAD else first)
    if _LABEL_LIKE.match(sheet.lines[line].text):
        ends.append(0)
    return min(ends, default=None)


def _alone(sheet: Sheet, hit: Hit) -> bool:
    return not any(c.isalnum() for c in sheet.lines[hit.line].text[hit.end :])
