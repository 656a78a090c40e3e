"""What tells a revised paper from the one that it replaced (ISO/IEC 17021-1, 8.2.2 i): `Revision 3`, `Issue No. 02`, 版本：A/1.

It stands right behind its label, or in the cell beside or below it, and is short: a year, a date and a long code are
something else. `Form QF-23 Rev. 2` is the revision of the form that the certificate was filled in on, and not its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Field
from extractors.fields._blocks import at_statement, block, neighbour
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.fields._phrases import phrases_in
from extractors.fields.statement_of_applicability import named_on
from extractors.parse.fold import folded

_NUMBER = r"(?:[A-Z]{1,2}\s?[-/.]?\s?\d{1,3}|\d{1,3}(?:[./]\d{1,2})?|[A-Z](?:/\d{1,2})?)"
_BEHIND = re.compile(
    rf"(?i:\s?(?:n[°ºo.]{{0,2}}|nr\.?|no\.?|#|№)?)[\s.:：#°º]*({_NUMBER})(?!\w|[/-]\w|[.,]\d)"
)  # a letter is a capital: `Issue a new certificate`
_ALONE = re.compile(rf"\s*({_NUMBER})\s*(?:(?:of|/|\(|,|;|[-–]).*)?")
_CODE = re.compile(r"\b[A-Z]{1,6}[-./ ]?\d[\w./-]*|\b(?:[Ff]orm|FORM|[Ff]ormular|[Tt]emplate|[Dd]oc)\b")
"""What stands before the revision of a form: its code."""
_FILE = Path(__file__).with_suffix(".yaml")
_SHORT = 60
_FOOT, _SMALL = 0.93, 0.8
"""A revision in small print at the page's foot is mostly the form's."""
_ON_LINE, _BESIDE, _WEAK, _LATER_PAGE = 0.85, 0.75, 0.8, 0.7


def find(paper: Paper) -> Field[str]:
    """Label and number as printed, on one line, with their evidence."""
    found = [c for n, sheet in enumerate(paper.sheets) for c in _on(sheet, 1.0 if n == 0 else _LATER_PAGE)]
    return settle(paper, found)


def _on(sheet: Sheet, worth: float) -> Iterator[Candidate[str]]:
    yield from _unlabelled(sheet, worth)
    for hit in sheet.hits:
        if hit.kind != "certificate_revision" or hit.role is not Role.LABEL or _is_of_another(sheet, hit):
            continue
        sure = worth * (1.0 if hit.strong else _WEAK)
        behind = _behind(sheet, hit)
        if behind is not None:
            yield _candidate(sheet, hit, behind, sure * _ON_LINE)
        elif hit.strong and not any(c.isalnum() for c in sheet.lines[hit.line].text[hit.end :]):
            for span in block(sheet, hit, at_statement, most=1, tail=False):
                match = _ALONE.fullmatch(sheet.text(span))
                if match and not _is_dated(sheet, span):
                    end = span.start + match.end(1)
                    yield _candidate(sheet, hit, Span(span.line, span.start + match.start(1), end), sure * _BESIDE)


def _unlabelled(sheet: Sheet, worth: float) -> Iterator[Candidate[str]]:
    """`Rev. 2` behind the certificate's number, or alone on a line."""
    for number, line in enumerate(sheet.lines):
        if len(line.text) > _SHORT or any(h.kind == "certificate_revision" for h in sheet.hits_in(number)):
            continue
        for phrase in phrases_in(line.text, _FILE):
            label = Span(number, phrase.start, phrase.end)
            value = _behind(sheet, label)
            if value is not None and not _is_of_another(sheet, label):
                yield _candidate(sheet, label, value, worth * _WEAK * _ON_LINE)


def _behind(sheet: Sheet, label: Hit | Span) -> Span | None:
    match = _BEHIND.match(sheet.lines[label.line].text, label.end)
    span = match and Span(label.line, *match.span(1))
    return span if span and not _is_dated(sheet, span) else None


def _is_dated(sheet: Sheet, span: Span) -> bool:
    return any(d.span.line == span.line and d.span.start < span.end and span.start < d.span.end for d in sheet.dates)


def _is_of_another(sheet: Sheet, hit: Hit | Span) -> bool:
    """Is it the revision of the form, of the statement of applicability, or of the standard before it?"""
    line, above = sheet.lines[hit.line], neighbour(sheet, hit.line, -1)
    small = line.size < _SMALL * sheet.page.body_size and line.flat.y0 > _FOOT * sheet.page.height
    if any(named for n in (above, hit.line) if n is not None for named in named_on(sheet, n)):
        return True
    if any(s.span.line == hit.line and s.span.start < hit.start for s in sheet.standards):
        return True
    numbered = any(h.kind == "certificate_number" and h.start < hit.start for h in sheet.hits_in(hit.line))
    return small or (not numbered and _CODE.search(line.text[: hit.start]) is not None)


def _candidate(sheet: Sheet, hit: Hit | Span, value: Span, score: float) -> Candidate[str]:
    label = Span(hit.line, hit.start, hit.end)
    spans = [Span(hit.line, hit.start, value.end)] if value.line == hit.line else [label, value]
    engine = min(sheet.lines[span.line].confidence for span in spans)
    name = sheet.text(label).strip(" .:：#")
    number = re.sub(r"\s", "", sheet.text(value))
    text = f"{name}{number}" if folded(name) and ord(name[-1]) > 0x2E80 else f"{name} {number}"
    return Candidate(text, sheet.evidence(spans), score * (0.5 + 0.5 * engine))
