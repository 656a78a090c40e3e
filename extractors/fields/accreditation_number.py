"""The certification body's number under its accreditation mark: `0005`, `C269-M`, `D-ZM-16031-01-00`."""

from __future__ import annotations

import re

from extractors.certificate import Field, FieldValue
from extractors.fields import accreditation_body, certificate_number
from extractors.fields._labels import Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.parse.fold import folded

_DIGITS = 7
"""Bodies without letters in their numbers have no longer ones; telephones do."""
_NUMBER = re.compile(
    r"(?<![\w/])(?:[A-Z]{1,5}[-–—/ ]){0,2}(?:[A-Z]{1,5}[-–—/ ]?)?\d[\dA-Z]*(?:[-–/.][\dA-Z]+)*(?![\w/])"
)


def find(paper: Paper) -> Field[str]:
    """The number with its evidence; none without an accreditation body, whose number it is."""
    body = accreditation_body.find(paper)
    key = body.value if isinstance(body, FieldValue) else None
    found = [*_labelled(paper, key)]
    if isinstance(body, FieldValue):
        found += _by_pattern(paper, body.value) + _near_mark(paper, body) + _known(paper, body.value)
    number = certificate_number.find(paper)
    if isinstance(number, FieldValue):
        found = [c for c in found if folded(str(c.value)) not in folded(number.value)]
    return settle(paper, [c for c in found if _could_be(c.value)])


def _could_be(value: str) -> bool:
    """Telephone numbers have more digits, and OCR's scraps more letters."""
    digits, letters = sum(c.isdigit() for c in value), sum(c.isalpha() for c in value)
    return digits >= 1 and (letters > 0 or digits <= _DIGITS) and letters <= digits + 5


def _candidate(sheet: Sheet, line: int, start: int, end: int, score: float) -> Candidate[str]:
    span = Span(line, start, end)
    return Candidate(
        sheet.text(span).strip(), sheet.evidence([span]), score * (0.5 + 0.5 * sheet.lines[line].confidence)
    )


def _by_pattern(paper: Paper, key: str) -> list[Candidate[str]]:
    pattern = accreditation_body.pattern_of(key)
    if pattern is None:
        return []
    return [
        _candidate(sheet, n, *m.span("n" if "n" in pattern.groupindex else 0), 0.88)
        for sheet in paper.sheets
        for n, line in enumerate(sheet.lines)
        for m in pattern.finditer(line.text)
        if not any(d.span.line == n and d.span.start < m.end() and m.start() < d.span.end for d in sheet.dates)
    ]


def _labelled(paper: Paper, key: str | None) -> list[Candidate[str]]:
    found = []
    for sheet in paper.sheets:
        for hit in sheet.hits:
            if hit.kind == "accreditation_number" and hit.role is Role.LABEL:
                text = sheet.lines[hit.line].text
                match = _NUMBER.search(text, hit.end)
                if match and match.start() - hit.end < 12:
                    found.append(_candidate(sheet, hit.line, match.start(), match.end(), 0.85 if key else 0.6))
    return found


def _near_mark(paper: Paper, body: FieldValue[str]) -> list[Candidate[str]]:
    """A short number on the line of the mark, or in the few lines under it: `UKAS` / `MANAGEMENT SYSTEMS` / `0005`."""
    found = []
    for evidence in body.evidence:
        sheet = next(s for s in paper.sheets if s.page.number == evidence.page)
        for n, line in enumerate(sheet.lines):
            dx = max(0.0, max(line.box.x0 - evidence.box.x1, evidence.box.x0 - line.box.x1))
            dy = line.box.y0 - evidence.box.y1
            if dx > 12 or not -1.5 * evidence.box.height <= dy <= 45 or len(line.text) > 60:
                continue
            for match in _NUMBER.finditer(line.text):
                value = match.group().strip()
                if (
                    sum(c.isdigit() for c in value) >= 3
                    and not any(d.span.line == n for d in sheet.dates)
                    and not any(s.span.line == n for s in sheet.standards)
                ):
                    found.append(_candidate(sheet, n, match.start(), match.end(), 0.66 - max(0.0, dy) / 300))
    return found


def _known(paper: Paper, key: str) -> list[Candidate[str]]:
    """The number that the gazetteer gives for a certification body named on this paper, where it is printed."""
    found = []
    numbers = {
        number
        for body in paper.gazetteer.certification_bodies
        for accreditor, number in body.accreditations
        if folded(accreditor) == folded(key) and number and len(number) >= 3
    }
    for sheet in paper.sheets:
        for n, line in enumerate(sheet.lines):
            for number in numbers:
                place = line.text.find(number)
                if (
                    place >= 0
                    and len(line.text) < len(number) + 25
                    and not line.text[place + len(number) :][:1].isdigit()
                    and not line.text[max(0, place - 1) : place].isdigit()
                ):
                    found.append(_candidate(sheet, n, place, place + len(number), 0.8))
    return found
