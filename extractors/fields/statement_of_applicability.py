"""The statement of applicability that an information security certificate refers to, by its version, its date, or both.

ISO/IEC 27006-1 asks for it. It stands in a sentence (`in accordance with the Statement of Applicability, version 4.1,
dated 12 March 2024`) or behind a label (适用性声明：ISMS-SOA-01 A/2), and runs on to the line below.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Field
from extractors.fields._blocks import at_statement, block, joined, neighbour
from extractors.fields._labels import Hit, Role, load
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.parse.fold import folded

_VERSION = re.compile(
    r"\b(?:version|versione|versión|versão|versiyon|verze|wersja|ver|v|revision|revisione|revisión|rev|issue|edition"
    r"|ausgabe|edición|edizione|sürüm|stand|nr|no)\b\.?\s?(?:n[°ºo]\.?|nr\.?|no\.?)?\s?[:：#]?\s?\d[\w./-]{0,9}"
    r"|\b[Vv]\d[\w.]{0,6}|版本号?\s?[:：]?\s?[\w./-]{1,10}",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=\S*\d)[A-Z0-9][\w./()-]{1,30}(?:\s(?:[A-Z]/\d|V?\d+(?:\.\d+)*)(?!\S))?", re.IGNORECASE)
_SENTENCE, _LABEL = 0.85, 0.8
_LEAST = 8
_NEAR = 70
"""Letters: what stands farther behind the words is of something else."""
_LATER_PAGE = 0.9


def find(paper: Paper) -> Field[str]:
    """Version, date or both as printed, with their evidence."""
    found = [c for n, sheet in enumerate(paper.sheets) for c in _on(sheet, 1.0 if n == 0 else _LATER_PAGE)]
    return settle(paper, found)


def _on(sheet: Sheet, worth: float) -> Iterator[Candidate[str]]:
    for hit in sheet.hits:
        if _names_it(sheet, hit):
            spans, score = _stated(sheet, hit), _SENTENCE
            if not spans and hit.strong:
                spans, score = _labelled(sheet, hit), _LABEL
            if spans:
                engine = min(sheet.lines[span.line].confidence for span in spans)
                text = joined(sheet.text(span) for span in spans)
                yield Candidate(text, sheet.evidence(spans), worth * score * (0.5 + 0.5 * engine))


def _names_it(sheet: Sheet, hit: Hit) -> bool:
    """Is it a label of this field, or a set phrase that ends in one (`in accordance with the Statement of …`)?"""
    if hit.kind == "statement_of_applicability":
        return hit.role is Role.LABEL
    return folded(sheet.lines[hit.line].text[hit.start : hit.end]).endswith(_names())


@functools.cache
def _names() -> tuple[str, ...]:
    labels = load(Path(__file__).with_suffix(".yaml"))["labels"]
    return tuple(name for words in labels.values() for word in words if len(name := folded(word)) >= _LEAST)


def _stated(sheet: Sheet, hit: Hit) -> list[Span]:
    """From the first version or date behind the words to the last, on their line and, where it breaks, on the next."""
    spans = []
    below = neighbour(sheet, hit.line, 1)
    own = _between(sheet, Span(hit.line, hit.end, min(len(sheet.lines[hit.line].text), hit.end + _NEAR)))
    spans += [own] if own else []
    if below is not None and len(sheet.lines[hit.line].text) - hit.end < _NEAR:
        rest = _between(sheet, Span(below, 0, min(len(sheet.lines[below].text), _NEAR)))
        if rest is not None and (not own or rest.start < 8) and not any(h.strong for h in sheet.hits_in(below)):
            spans.append(rest)
    return spans


def _between(sheet: Sheet, part: Span) -> Span | None:
    text = sheet.lines[part.line].text
    found = [m.span() for m in _VERSION.finditer(text, part.start, part.end)]
    found += [
        (d.span.start, d.span.end) for d in sheet.dates if d.span.line == part.line and d.span.start >= part.start
    ]
    found = [(start, end) for start, end in found if start < part.end]
    return Span(part.line, min(s for s, _ in found), max(e for _, e in found)) if found else None


def _labelled(sheet: Sheet, hit: Hit) -> list[Span]:
    for span in block(sheet, hit, at_statement, most=1):
        match = _CODE.search(sheet.text(span))
        if match and match.start() < 4:
            return [Span(span.line, span.start + match.start(), span.start + match.end())]
    return []
