"""The holder: the certified client.

It follows a label (`Certificate holder:`) or an opening (`This is to certify
that the management system of`), mostly in large letters, mostly with a legal
form. Bilingual papers print it twice; the native name is a field of its own.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

from extractors.certificate import Field
from extractors.fields import _bodies
from extractors.fields._blocks import at_statement, block, joined, neighbour, under
from extractors.fields._labels import Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.pages.layout import same_row
from extractors.parse import country, names

_LABEL, _OPENING, _LOOSE = 0.74, 0.7, 0.46


@dataclass(frozen=True, slots=True)
class Holder:
    """A possible holder: its name's lines, the rest of its block (mostly the address), and its score."""

    name: str
    sheet: Sheet
    spans: tuple[Span, ...]
    rest: tuple[Span, ...]
    score: float


def find(paper: Paper) -> Field[str]:
    """The holder's name, in Latin letters where it is printed in two scripts."""
    found = holders(paper)
    return settle(paper, [_candidate(h, prefer_native=False) for h in found])


def find_native(paper: Paper) -> Field[str]:
    """The holder's name in its own script, where the paper prints it beside a Latin one."""
    found = holders(paper)
    native = [h for h in found if names.native_script(h.name)]
    latin = [h for h in found if not names.native_script(h.name) and h.score > 0.5]
    if not native or not latin:
        return paper.absent()
    return settle(paper, [_candidate(h, prefer_native=True) for h in native])


@functools.lru_cache(maxsize=8)
def holders(paper: Paper) -> list[Holder]:
    """Everybody who may be the holder, likeliest first."""
    found = [h for sheet in paper.sheets[:2] for h in _on(paper, sheet)]
    found += _prominent(paper)
    return sorted(found, key=lambda h: -h.score)


def _candidate(holder: Holder, *, prefer_native: bool) -> Candidate[str]:
    score = holder.score - (0.05 if names.native_script(holder.name) and not prefer_native else 0.0)
    return Candidate(holder.name, holder.sheet.evidence(holder.spans), score)


def _on(paper: Paper, sheet: Sheet) -> list[Holder]:
    found = []
    for hit in sheet.hits:
        if hit.kind != "certified_organization" or (hit.role is Role.LABEL and not hit.strong):
            continue
        spans = block(sheet, hit, at_statement, most=8)
        if spans:
            base = _LABEL if hit.role is Role.LABEL else _OPENING
            holder = _holder(paper, sheet, spans, base)
            if holder:
                found.append(holder)
    return found


def _holder(paper: Paper, sheet: Sheet, spans: list[Span], base: float) -> Holder | None:
    spans = _skip_filler(sheet, spans)
    if not spans:
        return None
    count = _name_lines(sheet, spans)
    name_spans = _cut_name(sheet, spans[:count])
    name = names.tidy(joined([sheet.text(s) for s in name_spans]))
    if len(name) < 2 or sum(c.isalpha() for c in name) < 2:
        return None
    score = base + _worth(paper, sheet, name, name_spans)
    rest = _rest(sheet, spans, name_spans, count)
    return Holder(name, sheet, tuple(name_spans), rest, min(0.97, score))


def _worth(paper: Paper, sheet: Sheet, name: str, spans: list[Span]) -> float:
    line = sheet.lines[spans[0].line]
    worth = 0.2 if names.ends_in_legal_form(name) else 0.12 if names.has_legal_form(name) else 0.0
    worth += 0.1 if _above_address(sheet, spans[-1].line) else 0.0
    worth += 0.06 * min(1.5, max(-1.0, line.size / sheet.page.body_size - 1))
    worth -= 0.25 if names.looks_like_prose(name) else 0.0
    worth -= 0.15 if len(name) > 110 else 0.0
    worth -= 0.15 if name.count(",") >= 2 and not names.ends_in_legal_form(name) else 0.0
    worth -= 0.3 if _bodies.is_certification_body(paper, name) else 0.0
    worth -= 0.35 if name[:1].islower() else 0.0
    worth -= 0.25 if name.endswith(".") and not names.ends_in_legal_form(name) else 0.0
    worth -= 0.12 if len(name) < 6 and not names.native_script(name) else 0.0
    worth -= 0.3 if any(s.span.line == spans[0].line for s in sheet.standards) else 0.0
    worth -= 0.1 if sum(c.isdigit() for c in name) > 0.3 * len(name) else 0.0
    worth -= 0.1 if line.confidence < 1 and sheet.mostly_text_layer else 0.0  # artwork between exact lines
    return worth - 0.3 * (1 - line.confidence)


def _skip_filler(sheet: Sheet, spans: list[Span]) -> list[Span]:
    """Without leading scraps (`of`, `the organization`, a translated label) before the name."""
    while spans:
        text = sheet.text(spans[0]).strip()
        hits = [
            h for h in sheet.hits_in(spans[0].line) if h.kind == "certified_organization" and h.start >= spans[0].start
        ]
        if (hits and len(text) - (hits[0].end - hits[0].start) <= 4) or text.casefold() in (
            "of",
            "the",
            "that",
            "the organization",
            "the company",
            "the organisation",
            "de",
            "la",
            "que",
            "dass",
            "das unternehmen",
            "организация",
            "для",
            "at",
            "das",
            "the management system of",
            "kuruluşunun",
        ):
            spans = spans[1:]
        else:
            break
    return spans


def _name_lines(sheet: Sheet, spans: list[Span]) -> int:
    """How many lines the name runs over: while the letters stay as large and no legal form has ended it."""
    count = 1
    for before, after in itertools.pairwise(spans):
        a, b = sheet.lines[before.line], sheet.lines[after.line]
        text = sheet.text(before).strip()
        if before is spans[0] and names.is_legal_form(text):
            count += 1  # `Общество с ограниченной ответственностью`, and the name on the next line
            continue
        if names.ends_in_legal_form(text) or not 0.85 < b.size / max(a.size, 0.1) < 1.18:
            break
        following = sheet.text(after).strip()
        if not _continues(text, following):
            break
        count += 1
        if count == 4:
            break
    return count


def _continues(text: str, following: str) -> bool:
    """Is `following` the rest of a name begun in `text`, not the address under it?"""
    if names.native_script(text) != names.native_script(following) or _is_address(following):
        return False
    if following.startswith(("„", "“", "«")):
        return True
    if following.startswith(("”", '"')) and names.ends_in_legal_form(following):
        return True
    if text.endswith(("&", "-", ",", "and", "of", "ve", "y", "und", "et", "VE")) and not text.endswith(","):
        return True
    if text.isupper() and following.isupper() and not any(c.isdigit() for c in following):
        return names.has_legal_form(following) or not names.has_legal_form(text)
    return names.ends_in_legal_form(following) and len(following) < 45 and not any(c.isdigit() for c in following)


def _is_address(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 2 or text.count(",") >= 2


def _cut_name(sheet: Sheet, spans: list[Span]) -> list[Span]:
    """The name's own letters: cut where an address or a clause follows on the same line."""
    kept = []
    for span in spans:
        text = sheet.text(span)
        cut = len(text)
        for mark in (
            " located at",
            " situated at",
            ", located",
            " having its",
            " (hereinafter",
            " at:",
            " whose",
            " with registered",
        ):
            place = text.casefold().find(mark)
            if place > 0:
                cut = min(cut, place)
        kept.append(Span(span.line, span.start, span.start + cut))
    return kept


def _rest(sheet: Sheet, spans: list[Span], name_spans: list[Span], count: int) -> tuple[Span, ...]:
    last, cut = spans[count - 1], name_spans[-1]
    tail = Span(last.line, cut.end, last.end)
    rest = list(spans[count:])
    return tuple([tail, *rest] if sheet.text(tail).strip() else rest)


def _prominent(paper: Paper) -> list[Holder]:
    """Names that need no label: large lines with a legal form, above the standard or in the page's upper part."""
    sheet = paper.face
    found = []
    for n, line in enumerate(sheet.lines):
        legal = names.has_legal_form(line.text)
        if not _name_like(paper, sheet, n) or not (legal or _above_address(sheet, n)):
            continue
        spans = [Span(i, 0, len(sheet.lines[i].text)) for i in _widened(paper, sheet, n)]
        name = names.tidy(joined([sheet.text(s) for s in spans]))
        if names.is_legal_form(name):
            continue
        score = _LOOSE + _worth(paper, sheet, name, spans)
        score += 0.06 * min(2.0, max(-1.0, line.size / sheet.page.body_size - 1))
        score -= 0.15 if names.body_words(name) else 0.0
        score -= 0.1 if line.flat.y0 < 0.12 * sheet.page.height else 0.0
        score -= 0.12 if line.flat.y0 > _first_standard(sheet) else 0.0
        score -= 0.25 if line.flat.y0 > _first_date(sheet) else 0.0
        found.append(Holder(name, sheet, tuple(spans), (), max(0.1, min(0.9, score))))
    return found


def _first_standard(sheet: Sheet) -> float:
    return min((sheet.lines[s.span.line].flat.y0 for s in sheet.standards), default=sheet.page.height)


def _first_date(sheet: Sheet) -> float:
    """Where the dates begin: what stands below them is the issuer's."""
    return min((sheet.lines[d.span.line].flat.y0 for d in sheet.dates), default=sheet.page.height)


def _above_address(sheet: Sheet, number: int) -> bool:
    """Does what stands just below look like an address, or say that it is one?"""
    for n in range(number + 1, min(number + 3, len(sheet.lines))):
        first = next(iter(sheet.hits_in(n)), None)
        if first is not None and first.kind == "organization_address" and first.strong and first.start <= 2:
            return True
    below = under(sheet, number, at_statement, most=3)
    text = " ".join(sheet.text(s) for s in below)
    return _is_address(text) or country.find(text) is not None


def _name_like(paper: Paper, sheet: Sheet, number: int) -> bool:
    line = sheet.lines[number]
    if line.flat.y0 > 0.7 * sheet.page.height or names.looks_like_prose(line.text) or not 4 < len(line.text) < 90:
        return False
    if any(h.strong for h in sheet.hits_in(number)) or any(s.span.line == number for s in sheet.standards):
        return False
    if sum(c.isdigit() for c in line.text) > max(2, 0.25 * len(line.text)):
        return False
    return not _bodies.is_certification_body(paper, line.text) and not line.text[:1].islower()


def _widened(paper: Paper, sheet: Sheet, number: int) -> list[int]:
    """The lines above and below with which a line makes one name (`… SANAYİ VE TİCARET` / `LTD. ŞTİ.`)."""
    lines = [number]
    while (upper := neighbour(sheet, lines[0], -1)) is not None and _joined(paper, sheet, upper, lines[0]):
        lines.insert(0, upper)
    while (lower := neighbour(sheet, lines[-1], 1)) is not None and _joined(paper, sheet, lines[-1], lower):
        lines.append(lower)
    return lines


def _joined(paper: Paper, sheet: Sheet, upper: int, lower: int) -> bool:
    above, below = sheet.lines[upper], sheet.lines[lower]
    form = names.is_legal_form(above.text)  # `Общество с ограниченной ответственностью`, and the name below it
    if (names.ends_in_legal_form(above.text) and not form) or _is_address(above.text) or _is_address(below.text):
        return False
    close = below.flat.y0 - above.flat.y1 < 0.8 * below.size and not same_row(below.flat, above.flat)
    alike = 0.85 < above.size / max(below.size, 0.1) < 1.18 and above.text.isupper() == below.text.isupper()
    whole = form or names.ends_in_legal_form(below.text) or not names.has_legal_form(above.text)
    return close and alike and whole and _name_like(paper, sheet, upper) and _name_like(paper, sheet, lower)


def best(paper: Paper) -> Holder | None:
    """The likeliest holder."""
    found = holders(paper)
    return found[0] if found else None
