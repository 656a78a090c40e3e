"""The places that a certificate covers besides its head office, as the paper lists them.

Annexes print them as a table (`Site | Address | Activities`), faces as addresses behind labels of their own
(`Factory address: …`, `İSTANBUL ŞUBESİ: …`, 生产地址：…) or as a list under one (`Additional locations:`). The list is
taken as it is printed: where it names the head office, too, that is one of the sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.certificate import Field, FieldValue, Site
from extractors.fields import certified_organization, organization_address
from extractors.fields._blocks import at_statement, block, joined
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Paper, Sheet, Span
from extractors.fields._site_tables import ADDRESS, NAME, SCOPE, Row, rows_of
from extractors.parse import names
from extractors.parse.fold import folded

_RULED, _UNRULED, _LABELLED, _SECOND = 0.9, 0.75, 0.7, 0.5
_ITEM = re.compile(r"\s*(?:\(?\d{1,2}\s?[.):、]|[-–•●▪*■])\s*(?=\S{3})")
"""What begins an entry of a list: its number, or a bullet."""
_MOST = 12
_NAME_WORDS = 3
"""Words before a label that name the place: `İSTANBUL ŞUBESİ:`."""


@dataclass(frozen=True, slots=True)
class _Found:
    site: Site
    score: float


def find(paper: Paper) -> Field[tuple[Site, ...]]:
    """All sites in the order of the pages, with the evidence of each; as sure as the least sure of them."""
    found: dict[str, _Found] = {}
    best = certified_organization.best(paper)
    holder = best.name if best else ""
    for sheet in paper.sheets:
        listed = [made for row in rows_of(sheet) if (made := _of_row(sheet, row, holder))]
        for each in listed or _labelled(sheet):
            found.setdefault(folded(each.site.address or each.site.name or ""), each)
    for each in _second(paper) if not found else ():
        found.setdefault(folded(each.site.address or ""), each)
    if not found:
        return paper.absent()
    evidence = tuple(e for each in found.values() for e in each.site.evidence)
    return FieldValue(tuple(f.site for f in found.values()), evidence, min(f.score for f in found.values()))


def _of_row(sheet: Sheet, row: Row, holder: str) -> _Found | None:
    """A row of a table; what stands in one column with the address (`Location`) is parted where the name ends."""
    spans = {kind: [_whole(sheet, n) for n in lines] for kind, lines in row.cells.items()}
    name, address, scope = (spans.get(kind, []) for kind in (NAME, ADDRESS, SCOPE))
    if not name and len(address) > 1 and _is_name(sheet.text(address[0]), holder):
        name, address = address[:1], address[1:]
    elif not address and len(name) > 1:
        name, address = name[:1], name[1:]
    site = Site(
        _text(sheet, name, " "),
        _text(sheet, address, ", "),
        _text(sheet, scope, " "),
        sheet.evidence([*name, *address, *scope]),
    )
    if not any(c.isalpha() for c in f"{site.name or ''}{site.address or ''}"):
        return None
    return _Found(site, _worth(sheet, row.cells.values(), _RULED if row.ruled else _UNRULED))


def _labelled(sheet: Sheet) -> Iterator[_Found]:
    """Addresses behind labels of sites."""
    for hit in sheet.hits:
        if hit.kind != "sites" or hit.role is not Role.LABEL or not hit.strong:
            continue
        for entry in _entries(sheet, block(sheet, hit, _at_end, most=_MOST)):
            spans = organization_address.ended(sheet, entry)
            address = _text(sheet, spans, ", ")
            if address is None or not organization_address.like_an_address(address) or names.looks_like_prose(address):
                continue
            evidence = sheet.evidence([Span(hit.line, 0, hit.end), *spans])
            site = Site(_label(sheet, hit), _without_number(address), None, evidence)
            yield _Found(site, _worth(sheet, [[s.line for s in spans]], _LABELLED))


def _second(paper: Paper) -> Iterator[_Found]:
    """The second of two addresses under the holder's name, where nothing else says what it is."""
    second = organization_address.second(paper)
    if second is not None:
        sheet, spans = second
        site = Site(None, _text(sheet, spans, ", "), None, sheet.evidence(spans))
        yield _Found(site, _worth(sheet, [[s.line for s in spans]], _SECOND))


def _at_end(sheet: Sheet, line: int) -> int | None:
    """Where an address ends: at a statement, a date, or the next site, whose name may stand before its label."""
    for hit in sheet.hits_in(line):
        before = sheet.lines[line].text[: hit.start]
        if (
            hit.kind == "sites"
            and hit.colon
            and len(before.split()) <= _NAME_WORDS
            and not any(map(str.isdigit, before))
        ):
            return 0
    ends = [end for end in (at_statement(sheet, line),) if end is not None]
    ends += [d.span.start for d in sheet.dates if d.span.line == line]
    return min(ends, default=None)


def _entries(sheet: Sheet, spans: list[Span]) -> Iterator[list[Span]]:
    """The block's entries, where numbers or bullets begin them; else it is one."""
    starts = [n for n, span in enumerate(spans) if _ITEM.match(sheet.text(span))]
    if len(starts) < 2:
        yield spans
        return
    for start, end in zip(starts, [*starts[1:], len(spans)], strict=True):
        yield spans[start:end]


def _label(sheet: Sheet, hit: Hit) -> str | None:
    """What the label calls the place (`İSTANBUL ŞUBESİ`), from the beginning of its line."""
    text = sheet.lines[hit.line].text[: hit.end].strip(" :：-–•*")
    return text or None


def _without_number(entry: str) -> str:
    number = _ITEM.match(entry)
    return entry[number.end() :] if number else entry


def _whole(sheet: Sheet, line: int) -> Span:
    return Span(line, 0, len(sheet.lines[line].text))


def _text(sheet: Sheet, spans: list[Span], between: str) -> str | None:
    return joined((sheet.text(s).strip(" ,;") for s in spans), between=between).strip(" ,;") or None


def _is_name(text: str, holder: str) -> bool:
    known = names.same_name(text, holder) or names.has_legal_form(text)
    return known and not any(c.isdigit() for c in text) and text.count(",") < 2


def _worth(sheet: Sheet, lines: Iterable[list[int]], score: float) -> float:
    weakest = min(sheet.lines[n].confidence for numbers in lines for n in numbers)
    return score * (0.6 + 0.4 * weakest)
