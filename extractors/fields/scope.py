"""What is certified, in full, without its label: the words that the goods bought are compared with."""

from __future__ import annotations

import re

from extractors.certificate import Field
from extractors.fields._blocks import block
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle


def find(paper: Paper) -> Field[str]:
    """The scope with its evidence."""
    candidates = []
    for number, sheet in enumerate(paper.sheets[:3]):
        for hit in sheet.hits:
            if hit.kind == "scope" and (hit.strong or hit.end - hit.start > 12):
                candidates += _candidate(sheet, hit, 0.85 if number == 0 else 0.65)
    return settle(paper, candidates)  # type: ignore[return-value]


def _candidate(sheet: Sheet, hit: Hit, base: float) -> list[Candidate]:
    spans = block(sheet, hit, _stop, most=25)
    value = _joined([sheet.text(s) for s in spans])
    if len(value) < 4 or sum(c.isalpha() for c in value) < 4:
        return []
    score = base + (0.05 if hit.strong else -0.15) + (0.05 if len(value) > 25 else -0.1)
    weakest = min(sheet.lines[s.line].confidence for s in spans)
    return [Candidate(value, sheet.evidence(spans), min(0.95, score) * (0.6 + 0.4 * weakest))]


def _stop(sheet: Sheet, line: int) -> int | None:
    """A scope is prose: it ends only at a label that stands as one, or a statement that opens its line."""
    hits = sheet.hits_in(line)
    ends = [h.start for h in hits if h.role is Role.LABEL and h.strong and h.start <= 2 and (h.colon or _alone(sheet, h) or h.end - h.start > 9)]
    ends += [h.start for h in hits if h.role is Role.ENDING and h.start <= 2 and h.end - h.start > 9]
    ends += [d.span.start for d in sheet.dates if d.span.line == line and d.span.start <= 2]
    return min(ends, default=None)


def _alone(sheet: Sheet, hit: Hit) -> bool:
    return not any(c.isalnum() for c in sheet.lines[hit.line].text[hit.end :])


def _joined(parts: list[str]) -> str:
    text = ""
    for part in (p.strip() for p in parts):
        wide = text and part and ord(text[-1]) > 0x2E80 and ord(part[0]) > 0x2E80
        text += ("" if not text or wide else " ") + part
    return re.sub(r"\s+", " ", text).strip(" :;,-–\"“”'")


__all__ = ["Span", "find"]
