"""Where the paper says it can be checked: its QR code's address, or one printed after `verify` and the like."""

from __future__ import annotations

import re

from extractors.certificate import Evidence, Field, FieldValue
from extractors.fields._paper import Candidate, Paper, Span, settle

_URL = re.compile(r"(?:https?://|www\.)[^\s,;，。）)]+[^\s,;，。）).]", re.IGNORECASE)
_VERIFY = re.compile(
    r"verif|check|valid|authentic|status|consult|查询|查詢|验证|prüf|doğrula|sorgula|verific|controll", re.IGNORECASE
)


def find(paper: Paper) -> Field[str]:
    """The address with its evidence; the QR code itself where there is one."""
    found: list[Candidate[str]] = []
    for sheet in paper.sheets:
        for code in sheet.page.barcodes:
            match = _URL.search(code.text)
            if match:
                evidence = Evidence(sheet.page.number, code.box, code.text, f"barcode:{code.kind}")
                found.append(Candidate(match.group(), (evidence,), 0.98))
        for n, line in enumerate(sheet.lines):
            for match in _URL.finditer(line.text):
                around = " ".join(other.text for other in sheet.lines[max(0, n - 1) : n + 1])
                score = 0.75 if _VERIFY.search(around) else 0.4
                found.append(Candidate(match.group(), sheet.evidence([Span(n, match.start(), match.end())]), score))
    field = settle(paper, found)
    return field if isinstance(field, FieldValue) else paper.absent()
