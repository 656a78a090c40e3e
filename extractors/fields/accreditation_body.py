"""Who accredits the certification body: the acronym of the mark or name printed.

The mark is mostly artwork: `UKAS MANAGEMENT SYSTEMS 0005`, `中国认可 … CNAS
C269-M`, `DAkkS Deutsche Akkreditierungsstelle D-ZM-16031-01-00`. A short
acronym counts only as written, and more where its own kind of number stands near.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from pathlib import Path

from extractors.certificate import Field
from extractors.fields import _bodies
from extractors.fields._labels import load
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.parse.fold import folded

_TALK = re.compile(r"accredit|akkredit|acredit|accrédit|akredit|认可|認可|認定|인정|công nhận|διαπίστευσ|аккредит|акредит", re.IGNORECASE)
_COMMON = ("SA", "LA", "NA", "AA", "DA", "PAO", "DAP", "BAS", "SAS", "SAC", "GAB", "ATC", "CIA", "NAC", "RAB", "ATS", "GAC", "EAS", "JAS", "IAS", "HAA", "PCA", "NAT", "NCA", "EVS", "CCN", "ACB", "DAC", "DAR", "TGA", "CRL", "OAE", "DPA")
"""Acronyms that are also words or other bodies: they need a number or the word `accreditation` near."""


def find(paper: Paper) -> Field[str]:
    """The acronym with its evidence."""
    return settle(paper, candidates(paper))  # type: ignore[return-value]


@functools.lru_cache(maxsize=8)
def candidates(paper: Paper) -> list[Candidate]:
    """Every accreditation body that the paper may name, with its score."""
    scores: dict[str, list[tuple[float, Sheet, Span]]] = defaultdict(list)
    for named in _bodies.accreditation_bodies(paper):
        scores[named.body.key].append((_worth(named), named.sheet, named.span))
    for sheet in paper.sheets:
        for number, line in enumerate(sheet.lines):
            for key, pattern in distinctive_patterns().items():
                match = pattern.search(line.text)
                if match:
                    scores[key].append((0.55, sheet, Span(number, match.start(), match.end())))
    found = []
    for key, rows in scores.items():
        best, sheet, span = max(rows, key=lambda r: r[0])
        kinds = len({round(r[0], 2) for r in rows})
        score = min(0.97, best + 0.12 * (kinds - 1))
        engine = sheet.lines[span.line].confidence
        found.append(Candidate(key, sheet.evidence([span]), score * (0.6 + 0.4 * engine)))
    return found


def _worth(named: _bodies.Named) -> float:
    line = named.sheet.lines[named.span.line]
    text = line.text
    short = len(folded(named.name)) <= 6
    alone = len(text.strip()) - (named.span.end - named.span.start) <= 14
    score = 0.62 if short else 0.85
    if short and named.name in _COMMON:
        score = 0.28
        near = " ".join(other.text for other in named.sheet.lines if abs(other.flat.y0 - line.flat.y0) < 60)
        pattern = patterns().get(named.body.key)
        score += 0.3 if _TALK.search(near) else 0.0
        score += 0.3 if pattern and pattern.search(near) else 0.0
        return score
    score += 0.1 if alone else 0.0
    score += 0.1 if _TALK.search(text) else 0.0
    return score


@functools.cache
def patterns() -> dict[str, re.Pattern[str]]:
    """How each accreditation body prints the numbers that it gives."""
    table = load(Path(__file__).with_name("accreditation_number.yaml"))["patterns"]
    return {key: re.compile(pattern) for key, pattern in table.items()}


@functools.cache
def distinctive_patterns() -> dict[str, re.Pattern[str]]:
    """The patterns that name their body by themselves."""
    return {k: p for k, p in patterns().items() if k in ("DAkkS", "CNAS", "TÜRKAK", "IAS", "KAB", "ENAC", "NAH", "KAN", "ACCREDIA")}
