"""Sector codes as printed: IAF or EA 1 to 39 (`IAF 28`, `EA Code: 17, 29`), NACE (`NACE 25.62`), ISO 22003 (`CIV`)."""

from __future__ import annotations

import re

from extractors.certificate import Field, FieldValue
from extractors.fields._paper import Paper, Span

_SCHEME = r"(?P<scheme>IAF|EAC?|NACE|EAF|CAEN|ANZSIC|NAICS|SIC)"
_CODES = re.compile(
    rf"\b{_SCHEME}\b\s*(?:[-/]\s*(?:EA|NACE|IAF))?\s*(?:codes?|scopes?|sectors?|kodu|kodları|code\(s\)|nr|no|rev\.?\s?2)?\.?\s*[:：#]?\s*"
    r"(?P<codes>\d{1,2}[a-z]?(?:\.\d{1,2}){0,2}(?:\s*[,;/&+-]\s*\d{1,2}[a-z]?(?:\.\d{1,2}){0,2})*)(?!\d)",
    re.IGNORECASE,
)


def find(paper: Paper) -> Field[tuple[str, ...]]:
    """The codes, each with its scheme, in the order printed."""
    codes: dict[str, None] = {}
    spans = []
    for sheet in paper.sheets:
        for n, line in enumerate(sheet.lines):
            for match in _CODES.finditer(line.text):
                scheme = match["scheme"].upper()
                for code in re.split(r"\s*[,;/&+-]\s*", match["codes"]):
                    codes.setdefault(f"{scheme} {code}")
                spans.append((sheet, Span(n, match.start(), match.end())))
    if not spans:
        return paper.absent()
    evidence = tuple(e for sheet, span in spans for e in sheet.evidence([span]))
    return FieldValue(tuple(codes), evidence, 0.85)
