"""The certificate's unique code, as printed, without its label.

Forms vary without end (`01 100 999001`, `99921E30001R1M`, `XX21/819900001`,
`AB/CD/9001/1001`), so what matters is where it stands: after its label, or
alone with digits in it near the title.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extractors.certificate import Evidence, Field, FieldValue
from extractors.fields import accreditation_body
from extractors.fields._labels import Hit, Role, load
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.fields._titles import is_below_title, titles
from extractors.pages.layout import same_row, x_overlap
from extractors.parse import certificate_numbers, credit_codes
from extractors.parse.certificate_numbers import ChineseNumber

_FILE = Path(__file__).with_suffix(".yaml")
_PIECE = r"[^\W_][\w\-‐–—/.\\()&+:*#]*"
_VALUE = re.compile(rf"{_PIECE}(?:\s{{1,2}}(?:[-–/]\s?)?{_PIECE}){{0,5}}")
_PREFIX = re.compile(
    r"^(?:č\.|br\.?|бр\.?|αρ\.?|n[º°oeе]\.?|no\.?:?|nr\.?|№|num\.?|number)\s+|^n\.\s*(?=\d)", re.IGNORECASE
)
_ALONE = re.compile(r"(?:N[°º]\.?\s*)?[A-Z]{1,5}[-/ ]?\d[\dA-Z\-/]{3,}")
_CODE = re.compile(r"(?=(?:[^\d]*\d){3})[A-Z0-9][A-Z0-9./\-]{4,24}")
"""A word of capitals and digits close under the title, where no label stands: it has at least three digits."""
_SIGNED = re.compile(r"(?:№|N[°º]\.?|No\.|No(?=\s)|[Nn]\.|Nr\.?|č\.|[Бб]р\.|[Bb]r\.|Αρ\.|#)\s*[^\W_](?=.*\d).{2,36}")
"""A number behind its sign and nothing else: what stands under a title that no label follows."""
_TITLE = 1.6
"""Letters this much larger than the text's make `Certificate` the title and no label."""
_CHINESE = 0.98
"""A number in the Chinese form needs no label: nothing else looks like it."""
_BESIDE_CHINESE = 0.85
"""Beside one, what else is called a number is the holder's in the issuer's own books."""
_OTHER_SYSTEM = 0.85
"""Its letters stand for another standard than the one asked for."""
_END = " .,:;/-–—(&+*#\\"
"""What no number ends with."""
_LABELLED = 0.6
"""Scores above this come of a label."""
_ACRONYM = 0.75
_ABOVE_TITLE = 0.8
"""A number above the title is the scheme's or the issuer's, if another stands below it."""
_RIGHT_THERE, _READ_WELL = 0.95, 0.9
_TOP = 0.35
"""A number that stands alone under the title needs no label; it is in this upper part of the page."""
_STOP_WORDS = re.compile(
    r"\s+(?:dated?|issued?|issue|rev(?:ision)?\.?|of|and|has|is|in|for|was|the|valid|page|tarih\w*|vom|du|del|date|certificate|scope|from|to|on|with|by|this)\b.*$",
    re.IGNORECASE,
)


def find(paper: Paper, standard: str = "") -> Field[str]:
    """The number with its evidence; of several in the Chinese form, that whose letters stand for `standard`."""
    return settle(paper, [_for_standard(c, standard) for c in _candidates(paper)])


@functools.lru_cache(maxsize=8)
def decoded(paper: Paper) -> ChineseNumber | None:
    """The paper's number taken apart, where it is in the Chinese form."""
    number = find(paper)
    return certificate_numbers.decode(number.value) if isinstance(number, FieldValue) else None


def stated(paper: Paper) -> Iterator[tuple[str, str, Evidence]]:
    """Numbers right behind or beside a label that stands as one, read well: the label's language, and the number."""
    for sheet in paper.sheets:
        for hit in sheet.hits:
            if hit.kind == "certificate_number" and hit.role is Role.LABEL and hit.strong:
                near = [(span, place) for span, place in _near(sheet, hit)[:1] if place >= _RIGHT_THERE]
                for found in (c for span, place in near for c in _candidate(sheet, span, place)[:1]):
                    if sheet.lines[near[0][0].line].confidence >= _READ_WELL:
                        yield hit.language, found.value, found.evidence[0]


@functools.lru_cache(maxsize=8)
def _candidates(paper: Paper) -> list[Candidate[str]]:
    found = [c for n, sheet in enumerate(paper.sheets) for c in _on(sheet, 1.0 if n == 0 else 0.8)]
    accreditor = accreditation_body.find(paper)
    pattern = accreditation_body.pattern_of(accreditor.value) if isinstance(accreditor, FieldValue) else None
    found = [c for c in found if pattern is None or pattern.fullmatch(c.value) is None]
    chinese = [certificate_numbers.decode(c.value) is not None for c in found]
    if not any(chinese):
        return found
    return [c if own else replace(c, score=c.score * _BESIDE_CHINESE) for c, own in zip(found, chinese, strict=True)]


def _for_standard(candidate: Candidate[str], standard: str) -> Candidate[str]:
    number = certificate_numbers.decode(candidate.value) if standard else None
    if number is None or not number.standards or standard in number.standards:
        return candidate
    return replace(candidate, score=candidate.score * _OTHER_SYSTEM)


def _on(sheet: Sheet, worth: float) -> list[Candidate[str]]:
    found = []
    under_title = [n for n, line in enumerate(sheet.lines) if _SIGNED.fullmatch(line.text) and is_below_title(sheet, n)]
    for hit in sheet.hits:
        if hit.kind == "certificate_number" and hit.role is Role.LABEL:
            if under_title and hit.line < under_title[0]:
                continue
            for span, place in _near(sheet, hit):
                own = span.line == hit.line  # right behind its label even `1/4/2023` is a number
                found += _candidate(
                    sheet, span, place * worth * (1.0 if hit.strong else 0.9), like_a_date=0.85 if own else 0.35
                )
        elif hit.kind == "certificate_word":
            tail = Span(hit.line, hit.end, len(sheet.lines[hit.line].text))
            if tail.end - tail.start < 30 and any(c.isdigit() for c in sheet.text(tail)):
                found += _candidate(sheet, tail, 0.8 * worth)
        elif hit.kind == "number_word":
            found += _candidate(sheet, Span(hit.line, hit.end, len(sheet.lines[hit.line].text)), 0.42 * worth)
    for number, line in enumerate(sheet.lines):
        if (label := _with_acronym().match(line.text)) is not None:
            found += _candidate(sheet, Span(number, label.end(), len(line.text)), _ACRONYM * worth)
        if number in under_title:
            found += _candidate(sheet, Span(number, 0, len(line.text)), 0.9 * worth)
        elif _CODE.fullmatch(line.text.strip()) and is_below_title(sheet, number):
            found += _candidate(sheet, Span(number, 0, len(line.text)), 0.7 * worth)
        elif line.flat.y0 < _TOP * sheet.page.height and _ALONE.fullmatch(line.text.strip()):
            large = line.size > 1.3 * sheet.page.body_size
            found += _candidate(sheet, Span(number, 0, len(line.text)), (0.55 if large else 0.4) * worth)
        for start, end in certificate_numbers.find(line.text):
            found += _candidate(sheet, Span(number, start, end), _CHINESE * worth)
    return _weighed_by_title(sheet, found)


@functools.cache
def _with_acronym() -> re.Pattern[str]:
    """`Registro ABC:`, a label in the issuer's own words."""
    words = (w for words in load(_FILE)["before_acronym"].values() for w in words)
    return re.compile(rf"(?i:{'|'.join(words)})\s+[A-Z]{{2,6}}\s?:\s?(?=\S*\d|\S+\s?\d)")


def _weighed_by_title(sheet: Sheet, found: list[Candidate[str]]) -> list[Candidate[str]]:
    """What stands above the title counts less, if there is a number below it."""
    if not titles(sheet):
        return found
    title = sheet.lines[titles(sheet)[0]].box
    if not any(c.score > _LABELLED and c.evidence[0].box.y0 >= title.y1 for c in found):
        return found
    return [replace(c, score=c.score * (_ABOVE_TITLE if c.evidence[0].box.y1 <= title.y0 else 1.0)) for c in found]


def _near(sheet: Sheet, hit: Hit) -> list[tuple[Span, float]]:
    """Where the number may stand: on the label's line, beside, below, above; best first."""
    text = sheet.lines[hit.line].text
    end = min(
        (h.start for h in sheet.hits_in(hit.line) if h.start >= hit.end and h.role is Role.LABEL), default=len(text)
    )
    tail = Span(hit.line, hit.end, end)
    if any(c.isdigit() for c in sheet.text(tail)):
        return [(tail, 1.0)]
    own, places = sheet.lines[hit.line], []
    title = hit.strong and own.size > _TITLE * sheet.page.body_size
    for n, line in enumerate(sheet.lines):
        if n == hit.line or not any(c.isdigit() for c in line.text):
            continue
        if title and (_ALONE.fullmatch(line.text) or _SIGNED.fullmatch(line.text)) is None:
            continue
        gap_below, gap_above = line.flat.y0 - own.flat.y1, own.flat.y0 - line.flat.y1
        if same_row(own.flat, line.flat) and line.flat.x0 >= own.flat.x1 - 2:
            places.append((line.flat.x0 - own.flat.x1, Span(n, 0, len(line.text)), 0.95))
        elif x_overlap(own.flat, line.flat) > 0.2 and -0.4 * own.size <= gap_below <= 2.5 * max(own.size, line.size):
            places.append((400 + gap_below, Span(n, 0, len(line.text)), 0.85))
        elif x_overlap(own.flat, line.flat) > 0.2 and -0.4 * own.size <= gap_above <= 1.5 * max(own.size, line.size):
            places.append((800 + gap_above, Span(n, 0, len(line.text)), 0.6))
    return [(span, worth) for _, span, worth in sorted(places, key=lambda p: p[0])[:2]]


def _candidate(sheet: Sheet, span: Span, score: float, like_a_date: float = 0.35) -> list[Candidate[str]]:
    text = sheet.text(span)
    offset = 0
    while offset < len(text):
        match = _VALUE.search(text, offset)
        if match is None:
            return []
        value = _cut(match.group())
        if _fits(sheet, span.line, value):
            start = span.start + match.start() + match.group().index(value)
            where = Span(span.line, start, start + len(value))
            if any(
                d.span.line == where.line
                and d.span.start < where.end
                and where.start < d.span.end
                and d.span.end - d.span.start > 0.7 * len(value)
                for d in sheet.dates
            ):
                score *= like_a_date
            engine = sheet.lines[span.line].confidence
            return [Candidate(value, sheet.evidence([where]), score * (0.45 + 0.55 * engine))]
        offset = match.end()
    return []


def _cut(text: str) -> str:
    """The number alone: up to the words or the blank that follow it."""
    text = _STOP_WORDS.sub("", text)
    text = _PREFIX.sub("", text).rstrip(_END)
    before, colon, after = text.rpartition(":")
    if colon and any(c.isdigit() for c in after) and not any(c.isdigit() for c in before):
        text = after.strip()  # the rest of a label
    words = text.split(" ")
    while len(words) > 1 and not any(c.isdigit() for c in words[-1]) and len(words[-1]) > 3:
        words.pop()
    return " ".join(words).rstrip(_END)


def _fits(sheet: Sheet, line: int, value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    if digits < 2 or len(value) < 3 or len(value) > 45:
        return False
    if credit_codes.looks_like_code(value) and certificate_numbers.decode(value) is None:
        return False
    letters = sum(c.isalpha() for c in value)
    if letters > 3 * digits + 6:
        return False
    return not any(
        s.span.line == line and s.standard.edition and sheet.text(s.span).strip() == value for s in sheet.standards
    )
