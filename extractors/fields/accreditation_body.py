"""Who accredits the certification body: the acronym of the mark or name printed.

The mark is mostly artwork: `UKAS MANAGEMENT SYSTEMS 0005`, `中国认可 … CNAS
C269-M`, `DAkkS Deutsche Akkreditierungsstelle D-ZM-16031-01-00`. A short
acronym counts only as written, and more where its own kind of number stands near.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from extractors.certificate import Field
from extractors.fields import _bodies
from extractors.fields._labels import load
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.pages.layout import Line
from extractors.parse.fold import folded

_TALK = re.compile(
    r"accredit|akkredit|acredit|accrédit|akredit|认可|認可|認定|인정|công nhận|διαπίστευσ|аккредит|акредит",
    re.IGNORECASE,
)
_FILE = Path(__file__).with_name("accreditation_number.yaml")
_ALONE = re.compile(r"[A-Z]{3,6}")


@functools.lru_cache(maxsize=8)
def find(paper: Paper) -> Field[str]:
    """The acronym with its evidence."""
    return settle(paper, candidates(paper))


@functools.lru_cache(maxsize=8)
def candidates(paper: Paper) -> list[Candidate[str]]:
    """Every accreditation body that the paper may name, with its score."""
    seen: dict[str, list[tuple[float, str, Sheet, tuple[Span, ...]]]] = defaultdict(list)
    for named in _bodies.accreditation_bodies(paper):
        if _in_a_brand(named):
            continue
        seen[named.body.key].append((_worth(named), _acronym(named), named.sheet, named.spans))
    for sheet in paper.sheets:
        for number, line in enumerate(sheet.lines):
            for key, pattern in distinctive_patterns().items():
                match = pattern.search(line.text)
                if match:
                    seen[key].append((0.55, _plain(key), sheet, (Span(number, match.start(), match.end()),)))
    found = [_candidate(rows) for rows in seen.values()]
    return found + ([] if any(c.score > 0.5 for c in found) else _unknown(paper))


def _candidate(rows: list[tuple[float, str, Sheet, tuple[Span, ...]]]) -> Candidate[str]:
    best, value, sheet, spans = max(rows, key=lambda r: r[0])
    kinds = len({round(r[0], 2) for r in rows})
    score = min(0.97, best + 0.12 * (kinds - 1))
    engine = min(sheet.lines[s.line].confidence for s in spans)
    return Candidate(value, sheet.evidence(spans), score * (0.6 + 0.4 * engine))


def _in_a_brand(named: _bodies.Named) -> bool:
    """Is the acronym the beginning of the issuer's own name, as its web address spells it (`UKAS CERT`)?"""
    line = folded(named.sheet.lines[named.span.line].text)
    own = len(folded(named.name))
    return own < len(line) <= own + 8 and any(
        f"{dot}{line}." in other.text.lower() for other in named.sheet.lines for dot in ("www.", "@")
    )


def _acronym(named: _bodies.Named) -> str:
    """The acronym as printed where an acronym is printed (`INMETRO`), else the body's own (`Cgcre`)."""
    name = named.name
    printed = len(name) <= 8 and name.isascii() and name.isupper() and name.isalpha()
    return _plain(name if printed else named.body.key)


def _plain(acronym: str) -> str:
    """Without accents: marks are set in capitals, and `TURKAK` is also how papers write it."""
    return "".join(c for c in unicodedata.normalize("NFKD", acronym) if not unicodedata.combining(c))


def _unknown(paper: Paper) -> list[Candidate[str]]:
    """An acronym that the gazetteer lacks, standing alone beside the word `accredited` or the like."""
    found = []
    for sheet in paper.sheets[:1]:
        talk = [line for line in sheet.lines if _TALK.search(line.text) and len(line.text) < 40]
        for number, line in enumerate(sheet.lines):
            text = line.text.replace(" ", "")  # a mark's letters are set wide
            if (
                not _ALONE.fullmatch(text)
                or text in _list("no_accreditors")
                or _bodies.is_certification_body(paper, text)
            ):
                continue
            near = any(_close(line, other) for other in talk if other is not line)
            if near:
                span = Span(number, 0, len(line.text))
                text = _misread(text, paper) or text
                found.append(Candidate(text, sheet.evidence([span]), 0.45 * (0.6 + 0.4 * line.confidence)))
    return found


def _misread(text: str, paper: Paper) -> str | None:
    """The one known acronym that is a single letter away (`REAR`: RENAR); None where none is, or several are."""
    keys = [b.key for b in paper.gazetteer.accreditation_bodies if len(b.key) >= 4]
    if len(text) == 3:  # the first letter of a mark is often drawn
        drawn = [k for k in keys if len(k) == 4 and k[1:].upper() == text]
        return drawn[0] if len(drawn) == 1 else None
    near = [k for k in keys if Levenshtein.distance(text, k.upper(), score_cutoff=1) == 1]
    return near[0] if len(near) == 1 and len(text) >= 4 else None


def _close(line: Line, other: Line) -> bool:
    dx = max(0.0, max(line.box.x0 - other.box.x1, other.box.x0 - line.box.x1))
    dy = max(0.0, max(line.box.y0 - other.box.y1, other.box.y0 - line.box.y1))
    return dx < 15 and dy < 45


def _worth(named: _bodies.Named) -> float:
    line = named.sheet.lines[named.span.line]
    text = line.text
    short = len(folded(named.name)) <= 6
    alone = len(text.strip()) - (named.span.end - named.span.start) <= 14
    score = 0.62 if short else 0.85
    if short and named.name in _list("common"):
        score = 0.28
        near = " ".join(other.text for other in named.sheet.lines if abs(other.flat.y0 - line.flat.y0) < 60)
        pattern = patterns().get(named.body.key)
        score += 0.3 if _TALK.search(near) else 0.0
        score += 0.3 if pattern and pattern.search(near) else 0.0
        return score
    score += 0.1 if alone else 0.0
    score += 0.1 if _TALK.search(text) else 0.0
    return score


def _list(name: str) -> list[str]:
    """A list of acronyms from the YAML file."""
    acronyms: list[str] = load(_FILE)[name]
    return acronyms


@functools.cache
def patterns() -> dict[str, re.Pattern[str]]:
    """How each accreditation body prints the numbers that it gives."""
    table = load(_FILE)["patterns"]
    return {key: re.compile(pattern) for key, pattern in table.items()}


def pattern_of(acronym: str) -> re.Pattern[str] | None:
    """The pattern of the body with this acronym, accents or not."""
    return next((p for key, p in patterns().items() if folded(key) == folded(acronym)), None)


@functools.cache
def distinctive_patterns() -> dict[str, re.Pattern[str]]:
    """The patterns that name their body by themselves."""
    return {k: p for k, p in patterns().items() if k in _list("distinctive")}
