"""The main or head office, in one line, without the name: after its label, or under the holder."""

from __future__ import annotations

import functools
import re

from extractors.certificate import Field
from extractors.fields import certified_organization
from extractors.fields._blocks import at_statement, block, is_registration, joined, under
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.parse import country, credit_codes, names

_FIRST = re.compile(r"注册|registered|head|main|legal|central|sede legale|social|юридич|merkez", re.IGNORECASE)


_POSTCODE = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


@functools.lru_cache(maxsize=8)
def find(paper: Paper) -> Field[str]:
    """The address with its evidence."""
    candidates = _under_holder(paper)
    for number, sheet in enumerate(paper.sheets[:2]):
        for hit in sheet.hits:
            if hit.kind == "organization_address" and hit.role is Role.LABEL and (hit.strong or hit.start == 0):
                if _is_of_a_standard(sheet, hit):
                    continue
                candidates += _labelled(paper, sheet, hit, 0.82 if number == 0 else 0.6)
            elif hit.kind == "annex" and hit.strong and number == 0:
                candidates += _at_site(sheet, hit)
    return settle(paper, candidates)


def _is_of_a_standard(sheet: Sheet, hit: Hit) -> bool:
    """`UNE-EN ISO 9001`: no place is at ISO 9001, for all that `en` is Spanish for `at`."""
    return any(s.span.line == hit.line and 0 <= s.span.start - hit.end <= 2 for s in sheet.standards)


def _at_site(sheet: Sheet, hit: Hit) -> list[Candidate[str]]:
    """The address of the first site: better than none, where only sites are given one."""
    spans = block(sheet, hit, at_statement, most=4)
    text = _text(sheet, spans)
    placed = _POSTCODE.search(text) is not None or country.find(text) is not None
    return _candidate(sheet, spans, 0.36) if placed and like_an_address(text) else []


def _labelled(paper: Paper, sheet: Sheet, hit: Hit, base: float) -> list[Candidate[str]]:
    spans = block(sheet, hit, at_statement, most=5)
    holder = certified_organization.best(paper)
    score = base if like_an_address(" ".join(sheet.text(s) for s in spans)) else base - 0.35
    if _FIRST.search(sheet.lines[hit.line].text[hit.start : hit.end]):
        score += 0.06
    if holder and holder.sheet is sheet:
        away = sheet.lines[hit.line].flat.y0 - sheet.lines[holder.spans[-1].line].flat.y1
        score -= 0.15 if away < -20 else min(0.3, max(0.0, away) / sheet.page.height)
    return _candidate(sheet, spans, score)


def _under_holder(paper: Paper) -> list[Candidate[str]]:
    holder, spans = certified_organization.best(paper), _lines_under_holder(paper)
    text = " ".join(holder.sheet.text(s) for s in spans) if holder else ""
    if holder is None or not like_an_address(text):
        return []
    score = 0.6 + (0.15 if any(c.isdigit() for c in text) else 0.0) + (0.08 if "," in text else 0.0)
    score += 0.1 if country.find(text) else 0.0
    return _candidate(holder.sheet, spans, score * (0.6 + 0.4 * min(1.0, holder.score + 0.1)))


def _lines_under_holder(paper: Paper) -> list[Span]:
    holder = certified_organization.best(paper)
    if holder is None:
        return []
    sheet = holder.sheet
    rest = [s for s in holder.rest[:5] if not is_registration(sheet, s.line)]
    spans = _without_names(sheet, rest, holder.name)
    if like_an_address(_text(sheet, spans)):
        return spans
    below = under(sheet, holder.spans[-1].line, at_statement)
    spans = _without_names(sheet, below, holder.name)
    if below and not spans:  # a name of several lines, and a gap before the street
        spans = under(sheet, below[-1].line, at_statement)
    return spans


def second(paper: Paper) -> tuple[Sheet, list[Span]] | None:
    """A second address under the holder's first, both with their country: another site's. None where there is none."""
    holder, spans = certified_organization.best(paper), _lines_under_holder(paper)
    if holder is None:
        return None
    rest = spans[len(ended(holder.sheet, spans)) :]
    text = " ".join(holder.sheet.text(s) for s in rest)
    return (holder.sheet, rest) if _is_whole(text) and country.names_country(text) else None


def _without_names(sheet: Sheet, spans: list[Span], name: str) -> list[Span]:
    while spans and (names.same_name(sheet.text(spans[0]), name) or _still_the_name(sheet.text(spans[0]))):
        spans = spans[1:]
    return spans


def _text(sheet: Sheet, spans: list[Span]) -> str:
    return " ".join(sheet.text(s) for s in spans)


def _still_the_name(text: str) -> bool:
    """A second line of a long name, or a second company, before the street begins."""
    return names.ends_in_legal_form(text) and not any(c.isdigit() for c in text) and text.count(",") <= 1


def like_an_address(text: str) -> bool:
    """Has it a number, commas between parts, or a country's name?"""
    return bool(text) and (any(c.isdigit() for c in text) or text.count(",") >= 1 or country.find(text) is not None)


def ended(sheet: Sheet, spans: list[Span]) -> list[Span]:
    """Without what follows the country, and without trailing lines that no address ends with."""
    last = len(spans) - 1
    for n, span in enumerate(spans):
        named = country.names_country(sheet.text(span))
        if named and (n > 0 or (_is_whole(sheet.text(span)) and country.names_country(sheet.text(spans[last])))):
            spans = spans[: n + 1]  # what follows is another site's
            break
    while len(spans) > 1 and not _like_an_end(sheet.text(spans[-1])):
        spans = spans[:-1]
    return spans


def _is_whole(text: str) -> bool:
    """Is one line a whole address: street, number and place?"""
    return len(text) > 30 and any(c.isdigit() for c in text) and len(re.findall(r"[,/]", text)) >= 2


def _like_an_end(text: str) -> bool:
    found = country.find(text)
    place = found is not None and found[1] > 0.8
    return place or any(c.isdigit() for c in text) or len(text.split()) <= 2


def _candidate(sheet: Sheet, spans: list[Span], score: float) -> list[Candidate[str]]:
    spans = ended(sheet, [s for s in spans if not credit_codes.looks_like_code(sheet.text(s))])
    value = joined((sheet.text(s).strip(" ,;:") for s in spans), between=", ").strip(" ,;:()")
    if not spans or len(value) < 6 or sum(c.isalpha() for c in value) < 3:
        return []
    weakest = min(sheet.lines[s.line].confidence for s in spans)
    return [Candidate(value, sheet.evidence(spans), min(0.95, score) * (0.6 + 0.4 * weakest))]
