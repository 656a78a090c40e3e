"""The statement of applicability that an information security certificate refers to, by its version, its date, or both.

ISO/IEC 27006-1 asks for it. It stands in a sentence (`in accordance with the Statement of Applicability, version 4.1,
dated 12 March 2024`, `version 4.1 of the SoA`) or behind a label (适用性声明：ISMS-SOA-01 A/2), and runs on to the line
below. A code with its letters in it (`Certificate No: SOA-12345`) names nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Field
from extractors.fields._blocks import at_statement, block, joined, neighbour
from extractors.fields._labels import load
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.fields._phrases import phrases_in

_FILE = Path(__file__).with_suffix(".yaml")
_IN_CODE = re.compile(r"[-_/.]?\d")
_BEFORE_CODE = re.compile(r"\w[-_/.]$")
_CODE = re.compile(r"(?=\S*\d)[A-Z0-9][\w./()-]{1,30}(?:\s(?:[A-Z]/\d|V?\d+(?:\.\d+)*)(?!\S))?", re.IGNORECASE)
_SENTENCE, _LABEL = 0.85, 0.8
_NEAR = 70
"""Letters: what stands farther behind the words is of something else."""
_LATER_PAGE = 0.9
_OTHER_THINGS = ("expiry_date", "initial_certification_date", "certificate_number")
"""Labels behind which nothing is the statement's any more."""


def find(paper: Paper) -> Field[str]:
    """Version, date or both as printed, with their evidence."""
    found = [c for n, sheet in enumerate(paper.sheets) for c in _on(sheet, 1.0 if n == 0 else _LATER_PAGE)]
    return settle(paper, found)


def named_on(sheet: Sheet, line: int) -> Iterator[Span]:
    """Where a line names the statement."""
    text = sheet.lines[line].text
    for phrase in phrases_in(text, _FILE):
        if not _IN_CODE.match(text, phrase.end) and not _BEFORE_CODE.search(text, 0, phrase.start):
            yield Span(line, phrase.start, phrase.end)


def _on(sheet: Sheet, worth: float) -> Iterator[Candidate[str]]:
    for name in (name for line in range(len(sheet.lines)) for name in named_on(sheet, line)):
        spans, score = _stated(sheet, name), _SENTENCE
        if not spans:
            spans, score = _labelled(sheet, name), _LABEL
        if spans:
            engine = min(sheet.lines[span.line].confidence for span in spans)
            text = joined(sheet.text(span) for span in spans)
            yield Candidate(text, sheet.evidence(spans), worth * score * (0.5 + 0.5 * engine))


def _stated(sheet: Sheet, name: Span) -> list[Span]:
    """From the first version or date behind the words to the last, on their line and, where it breaks, on the next.

    A version may stand before them, too: `version 4.1 of the Statement of Applicability`.
    """
    text = sheet.lines[name.line].text
    end = min((h.start for h in sheet.hits_in(name.line) if _is_of_others(name, h.start, h.kind)), default=len(text))
    spans = [m.span(1) for m in _before().finditer(text, 0, name.start) if m.end() == name.start]
    found = [Span(name.line, *span) for span in spans]
    own = _between(sheet, Span(name.line, name.end, min(end, name.end + _NEAR)))
    found += [own] if own else []
    below = neighbour(sheet, name.line, 1)
    if below is not None and end == len(text) and end - name.end < _NEAR and len(found) == bool(own):
        rest = _between(sheet, Span(below, 0, min(len(sheet.lines[below].text), _NEAR)), below=True)
        if rest is not None and (not own or rest.start < 8) and not any(h.strong for h in sheet.hits_in(below)):
            found.append(rest)
    return found


def _is_of_others(name: Span, start: int, kind: str) -> bool:
    return start >= name.end and kind in _OTHER_THINGS


def _between(sheet: Sheet, part: Span, *, below: bool = False) -> Span | None:
    text = sheet.lines[part.line].text
    found = [m.span() for m in _version(below=below).finditer(text, part.start, part.end)]
    found += [
        (d.span.start, d.span.end) for d in sheet.dates if d.span.line == part.line and d.span.start >= part.start
    ]
    found = [(start, end) for start, end in found if start < part.end]
    return Span(part.line, min(s for s, _ in found), max(e for _, e in found)) if found else None


@functools.cache
def _version(*, below: bool = False) -> re.Pattern[str]:
    """A version with its word; `No. 12` below the words is a street's."""
    words = _words("version") if below else f"{_words('version')}|{_words('number')}"
    number = r"(?:\d[\w./-]{0,9}|(?-i:[A-Z])(?:[./-]?\d[\w./]{0,6})?(?![\w'’]))"
    counted = r"\.?\s?(?:n[°ºo]\.?|nr\.?|no\.?)?\s?[:：#]?\s?"
    wide = rf"(?:{_words('wide')})\s?[:：]?\s?[\w./-]{{1,10}}"
    return re.compile(rf"\b(?:{words})\b{counted}{number}|\b[Vv]\d[\w.]{{0,6}}|{wide}", re.IGNORECASE)


@functools.cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"({_version().pattern})[\s,)]*(?:{_words('of')})?[\s\"“'’]*", re.IGNORECASE)


def _words(key: str) -> str:
    words = {str(word) for by in load(_FILE)[key].values() for word in by}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def _labelled(sheet: Sheet, name: Span) -> list[Span]:
    hits = [h for h in sheet.hits_in(name.line) if h.kind == "statement_of_applicability" and h.strong]
    for hit in (h for h in hits if h.start < name.end and name.start < h.end):
        for span in block(sheet, hit, at_statement, most=1):
            match = _CODE.search(sheet.text(span))
            if match and match.start() < 4:
                return [Span(span.line, span.start + match.start(), span.start + match.end())]
    return []
