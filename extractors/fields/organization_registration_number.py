"""The number under which the holder is registered: in China the unified social credit code, GB 32100.

Chinese papers print its 18 characters under the holder (统一社会信用代码：91350100M000100Y43), papers of before 2016
the nine of the organization code (组织机构代码：M000100Y-4). Both carry check characters, so a value is given only
where these fit; then it needs no label, as the older code does.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.certificate import Field
from extractors.fields._blocks import at_statement, block
from extractors.fields._labels import Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.parse import credit_codes
from extractors.parse.credit_codes import CreditCode

_EXACT, _SET_RIGHT, _OLD = 0.95, 0.8, 0.85
_WITHOUT_LABEL = 0.85
_LATER_PAGE = 0.9


def find(paper: Paper) -> Field[str]:
    """The code in its normal form, without blanks, with its evidence as read."""
    found = [c for n, sheet in enumerate(paper.sheets) for c in _on(sheet, 1.0 if n == 0 else _LATER_PAGE)]
    return settle(paper, found)


def _on(sheet: Sheet, worth: float) -> Iterator[Candidate[str]]:
    labelled = list(_labelled(sheet))
    for number, line in enumerate(sheet.lines):
        for found in credit_codes.find(line.text):
            score = _EXACT if found.is_exact else _SET_RIGHT
            behind = any(s.line == number and s.start <= found.start for s in labelled)
            yield _candidate(sheet, number, found, score * worth * (1.0 if behind else _WITHOUT_LABEL))
    for span in labelled:
        for found in credit_codes.find_old(sheet.lines[span.line].text):
            if found.start >= span.start:
                yield _candidate(sheet, span.line, found, _OLD * worth)


def _labelled(sheet: Sheet) -> Iterator[Span]:
    for hit in sheet.hits:
        if hit.kind == "organization_registration_number" and hit.role is Role.LABEL:
            yield from block(sheet, hit, at_statement, most=1)


def _candidate(sheet: Sheet, line: int, found: CreditCode, score: float) -> Candidate[str]:
    engine = sheet.lines[line].confidence
    evidence = sheet.evidence([Span(line, found.start, found.end)])
    return Candidate(found.code, evidence, score * (0.7 + 0.3 * engine))
