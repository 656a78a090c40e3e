"""The national adoption printed beside the designation, with its own year: `GB/T 19001-2016`, `DIN EN ISO 9001:2015`.

What is certified is the standard; by which of its national texts, and of which year, is told apart here, because a
national text of another edition than the international one beside it is a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.certificate import Field
from extractors.fields._paper import Candidate, Paper, Sheet, Span, StandardOnPage, settle
from extractors.parse.fold import folded

_COUNTRY = (
    r"(?:GB\s?/?\s?T|YY\s?/?\s?T|CNS|DIN|BS|UNI|CEI|UNE|NF|NP|NEN|NBN|TS|PN|ČSN|CSN|STN|MSZ|SR|SN|ÖNORM|ONORM|SS|DS|NS|SFS|EVS"
    r"|LVS|LST|BDS|SRPS|HRN|SIST|ELOT|ΕΛΟΤ|ГОСТ|GOST|ДСТУ|СТБ|JIS\s?Q|KS\s?[QAI]|ABNT|NBR|NTC|NCh|NTP|IRAM|NMX|INTE|UNIT"
    r"|SNI|TCVN|MS|AS|NZS|SANS|IS(?=[\s/]))"
)
_BEFORE = re.compile(rf"(?<![\w])(?:{_COUNTRY}[\s/+-]{{0,3}}){{1,3}}(?:P\s|Р\s)?(?:EN[\s/-]{{0,2}})?$")
_OWN = re.compile(rf"{_COUNTRY}(?=[\s\d/-])")
_YEAR = re.compile(r"^(.*?)([\s:：;.,‐‑–—/_-]*)((?:19|20)\d\d)$")
_LETTERS = 16


def find(paper: Paper, standard: str) -> Field[str]:
    """The national designation of `standard` with its year, blanks and dashes set right, with its evidence."""
    found = [
        candidate
        for n, sheet in enumerate(paper.sheets[:2])
        for printed in sheet.standards
        if printed.standard.standard == standard
        for candidate in _national(sheet, printed, 0.9 if n == 0 else 0.8)
    ]
    return settle(paper, found)


def _national(sheet: Sheet, printed: StandardOnPage, score: float) -> Iterator[Candidate[str]]:
    text = sheet.lines[printed.span.line].text
    start = printed.span.start
    before = _BEFORE.search(text, max(0, start - _LETTERS), start)
    if before is None and _OWN.match(text, start) is None:
        return
    span = Span(printed.span.line, before.start() if before else start, printed.span.end)
    parts = _YEAR.match(sheet.text(span).strip())
    if parts is not None and folded(parts[1]) != folded(printed.standard.standard):
        engine = sheet.lines[span.line].confidence
        yield Candidate(_spelled(*parts.groups()), sheet.evidence([span]), score * (0.5 + 0.5 * engine))


def _spelled(name: str, between: str, year: str) -> str:
    """`GB/T19001—` and 2016 as `GB/T 19001-2016`: a dash stays a dash, and all else is a colon."""
    name = re.sub(r"(?<=[^\W\d])(?=\d)", " ", re.sub(r"\s+", " ", name)).strip()
    name = re.sub(r"^(GB|YY)\s?/?\s?T\s?", r"\1/T ", name)
    dashed = name.startswith(("GB", "YY")) or any(c in between for c in "-‐‑–—")
    return f"{name}-{year}" if dashed else f"{name}:{year}"
