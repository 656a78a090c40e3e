"""The four digits of a European notified body: `Notified Body 0123`, `Benannte Stelle Nr. 0123`, `CE 0123`.

Certificates for medical devices print them beside the issuer's name. Four digits are also a year and half a telephone
number, so they count only where they can be no year, right behind the words or the letters `CE`. `NB` alone, without a colon, is
also a Canadian province.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Field
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.fields._phrases import phrases_in

_FILE = Path(__file__).with_suffix(".yaml")
_BEHIND = re.compile(
    r"[^\w\n]{0,4}(?:n[°ºo.]{0,2}|nr\.?|no\.?|number|nummer)?[\s.:：#(°º]{0,4}(?:NB\s?)?(\d{4})(?![\d/.-]*\d)",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?<!\w)(?:CE[\s-]{0,2}|NB\s?[:：]\s?)(\d{4})(?![\d/.:-]*\d)")
_YEARS = range(1980, 2050)
_WORDS, _CE = 0.9, 0.75


def find(paper: Paper) -> Field[str]:
    """The four digits with their evidence."""
    return settle(paper, [candidate for sheet in paper.sheets for candidate in _on(sheet)])


def _on(sheet: Sheet) -> Iterator[Candidate[str]]:
    for number, line in enumerate(sheet.lines):
        for phrase in phrases_in(line.text, _FILE):
            match = _BEHIND.match(line.text, phrase.end)
            if match and int(match[1]) not in _YEARS:
                yield _candidate(sheet, Span(number, *match.span(1)), _WORDS)
        for match in _MARK.finditer(line.text):
            if int(match[1]) not in _YEARS:
                yield _candidate(sheet, Span(number, *match.span(1)), _CE)


def _candidate(sheet: Sheet, span: Span, score: float) -> Candidate[str]:
    engine = sheet.lines[span.line].confidence
    return Candidate(sheet.text(span), sheet.evidence([span]), score * (0.5 + 0.5 * engine))
