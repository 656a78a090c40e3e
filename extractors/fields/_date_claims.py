"""Which label claims which date: on its line, beside it, below it or above it; and ranges, which need but one label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.certificate import Box
from extractors.fields import _surveillance as surveillance
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import DateOnPage, Sheet, Span
from extractors.pages.layout import hull, same_row, x_overlap

KINDS = ("initial_certification_date", "issue_date", "effective_date", "expiry_date")
_OTHERS = (
    "certification_date",
    "audit_date",
    "recertification_date",
    "recertification",
    "surveillance_dates",
    "certificate_revision",
    "certification_cycle",
    "statement_of_applicability",
    "registration_code",
    "organization_registration_number",
    "certificate_number",
)
_ON_LINE_ONLY = (
    "certificate_revision",
    "certification_cycle",
    "statement_of_applicability",
    "registration_code",
    "organization_registration_number",
    "certificate_number",
)
"""Labels that are rarely of a date: they take one only from their own line."""
_OF_A_NUMBER = 0.75
"""A number may look like a date (`1/4/2023`), but a date label that is without one has the better right to it."""
_ON_LINE, _BESIDE, _WRAPPED, _BELOW, _ABOVE = 1.0, 0.92, 0.9, 0.85, 0.62
_RANGE = re.compile(
    r"^[\s.)]*(?:\(?\s*(?:[-–—~〜～]+|to|until|till|thru|through|and|up\s?to|bis|bis zum|au|jusqu'au|al|hasta|hasta el|a|até|à|ile|do|до|по|έως|to the|–|t/m|tot|tot en met|până la|至|到|~|から|부터|đến|valid\s?until|valid\s?to)+)\s*(?:[:：])?\s*$",
    re.IGNORECASE,
)

_FEW_LETTERS = 6
"""What may stand between the break of a line and its date: `on:`, `the`, `am`."""
_DASH = re.compile(r"[\s.)]*[-–—~〜～至][\s(]*")
_MORE_THAN_HALF_A_YEAR = 200
_BROKEN_RANGE = re.compile(r"\s*(?:[-–—~〜～](?![^\W\d_])|to\b|until\b|bis\b|al\b|au\b|至)\s*\S")


@dataclass(frozen=True, slots=True)
class Claim:
    """One label's claim on one date, with how well they stand together, 0 to 1."""

    kind: str
    strength: float
    sheet: Sheet
    found: DateOnPage
    place: str
    language: str = ""
    """The label's; empty where none, or another's date, made the claim."""


def claims_on(sheet: Sheet) -> list[Claim]:
    hits = [h for h in sheet.hits if h.kind in (*KINDS, *_OTHERS) and h.role in (Role.LABEL, Role.CLOSING)]
    hits = surveillance.with_words(sheet, hits)
    ends = _range_ends(sheet)
    free = [d for d in sheet.dates if d.span not in {e.span for e in ends.values()}]
    below = _matched(sheet, hits, free, above=False)
    above = _matched(sheet, hits, free, above=True)
    chosen = above if sum(c.strength for c in above) > sum(c.strength for c in below) + 0.25 else below
    claims = [claim for c in chosen for claim in _with_range(sheet, c, ends)]
    claims += _listed(sheet, claims)
    return claims + _unlabelled_ranges(sheet, claims, ends)


def _listed(sheet: Sheet, claims: Sequence[Claim]) -> list[Claim]:
    """The dates behind that of a surveillance audit, in its row, are of the next ones: `04.03.2025, 04.03.2026`."""
    claimed = {claim.found.span for claim in claims}
    listed = []
    for last in [claim for claim in claims if claim.kind == surveillance.KIND]:
        for found in sorted(sheet.dates, key=lambda d: d.box.x0):
            if found.span not in claimed and _is_next(sheet, last.found, found):
                last = replace(last, found=found, place="listed")
                claimed.add(found.span)
                listed.append(last)
    return listed


def _is_next(sheet: Sheet, first: DateOnPage, second: DateOnPage) -> bool:
    """Does the second date stand behind the first with nothing but blanks and signs between, half a year later or more?"""
    left, right = _date_box(sheet, first), _date_box(sheet, second)
    days = (second.date.readings[0] - first.date.readings[0]).days
    if days < _MORE_THAN_HALF_A_YEAR or not same_row(left, right):
        return False
    if first.span.line == second.span.line:
        joint = sheet.lines[first.span.line].text[first.span.end : second.span.start]
        return first.span.end <= second.span.start and sum(c.isalpha() for c in joint) <= _FEW_LETTERS
    return -1 <= right.x0 - left.x1 < 0.25 * sheet.page.width and not _is_between(sheet, left, right)


def _unlabelled_ranges(sheet: Sheet, claims: list[Claim], ends: dict[Span, DateOnPage]) -> list[Claim]:
    """A range of a year or more whose label could not be read is still the validity."""
    if any(c.kind in ("expiry_date", "effective_date") for c in claims):
        return []
    claimed = {c.found.span for c in claims}
    return [
        claim
        for found in sheet.dates
        if found.span in ends
        and found.span not in claimed
        and (ends[found.span].date.readings[0] - found.date.readings[0]).days > 300
        for claim in (
            Claim("effective_date", 0.55, sheet, found, "unlabelled range"),
            Claim("expiry_date", 0.55, sheet, ends[found.span], "unlabelled range"),
        )
    ]


def _matched(sheet: Sheet, hits: list[Hit], dates: list[DateOnPage], *, above: bool) -> list[Claim]:
    """Labels and dates paired, best pairs first, each used once."""
    pairs = []
    for hit in hits:
        for found in dates:
            strength, place = _strength(sheet, hit, found, above=above)
            if strength > 0:
                pairs.append((strength, -abs(found.span.line - hit.line), hit, found, place))
    pairs.sort(key=lambda p: (-p[0], -p[1], p[3].span.line, p[3].span.start))
    used_hits: set[tuple[int, int]] = set()
    used_dates: set[tuple[int, int]] = set()
    claims = []
    for strength, _, hit, found, place in pairs:
        at, date = (hit.line, hit.start), (found.span.line, found.span.start)
        if at in used_hits or date in used_dates:
            continue
        used_hits.add(at)
        used_dates.add(date)
        claims.append(Claim(hit.kind, strength, sheet, found, place, hit.language))
    return claims + _doubled(sheet, hits, claims)


def _doubled(sheet: Sheet, hits: list[Hit], claims: list[Claim]) -> list[Claim]:
    """Two labels joined on one line (`Issue date / Valid from: …`) share the date that the nearer one got."""
    extra = []
    for claim in claims:
        if claim.place != "on line":
            continue
        span = claim.found.span
        text = sheet.lines[span.line].text
        before = [h for h in hits if h.line == span.line and h.end <= span.start]
        for first, second in itertools.pairwise(before):
            joint = text[first.end : second.start]
            if (
                first.kind != second.kind
                and second is before[-1]
                and re.fullmatch(r"[\s/&,|]*(?:and|und|et|y|e|ve|及|和)?[\s/&,|]*", joint)
            ):
                extra.append(replace(claim, kind=first.kind, strength=claim.strength * 0.9))
    return extra


def _strength(sheet: Sheet, hit: Hit, found: DateOnPage, *, above: bool) -> tuple[float, str]:
    sure = 1.0 if hit.strong else 0.93
    line = sheet.lines[hit.line]
    if hit.role is Role.CLOSING:
        return (_ON_LINE, "after") if _closes(sheet, hit, found) else (0.0, "")
    if found.span.line == hit.line:
        return _same_line(sheet, hit, found, sure)
    label, date = _label_box(sheet, hit), _date_box(sheet, found)
    size = max(line.size, sheet.lines[found.span.line].size)
    if hit.kind in _ON_LINE_ONLY:
        return 0.0, ""
    if _wrapped(sheet, hit, found):
        return sure * _WRAPPED, "on line"
    if same_row(label, date):
        gap = date.x0 - label.x1
        if gap < -size or _between(sheet, hit, found):
            return 0.0, ""
        return sure * _BESIDE - 0.2 * min(1.0, gap / (0.6 * sheet.page.width)), "beside"
    columns = x_overlap(label, date) > 0.2 or abs(label.x0 - date.x0) < 2 * size
    if not columns:
        return 0.0, ""
    gap = (label.y0 - date.y1) if above else (date.y0 - label.y1)
    if -0.5 * size <= gap <= 3.5 * size:
        best = _ABOVE + 0.2 if above else _BELOW
        return sure * best - 0.06 * max(0.0, gap / size), "above" if above else "below"
    return 0.0, ""


def _closes(sheet: Sheet, hit: Hit, found: DateOnPage) -> bool:
    """Does a phrase stand right behind a date, on its line or in the cell beside?"""
    if found.span.line == hit.line:
        return 0 <= hit.start - found.span.end <= _FEW_LETTERS
    date, words = _date_box(sheet, found), sheet.lines[hit.line].flat
    return hit.start == 0 and same_row(date, words) and -1 <= words.x0 - date.x1 <= 2 * sheet.lines[hit.line].size


def _wrapped(sheet: Sheet, hit: Hit, found: DateOnPage) -> bool:
    """Does a sentence break between label and date: `… is valid from` / `4 June 2024 until …`?"""
    line, other = sheet.lines[hit.line], sheet.lines[found.span.line]
    if any(c.isalnum() for c in line.text[hit.end :]) or hit.start < 5 or found.span.start > _FEW_LETTERS:
        return False
    gap = other.flat.y0 - line.flat.y1
    return (
        -0.5 * line.size <= gap <= line.size
        and x_overlap(line.flat, other.flat) > 0.5
        and other.flat.x0 < line.flat.x1 - 2 * line.size
    )


def _same_line(sheet: Sheet, hit: Hit, found: DateOnPage, sure: float) -> tuple[float, str]:
    text = sheet.lines[hit.line].text
    if found.span.start >= hit.end:
        between = text[hit.end : found.span.start]
        if any(hit.end <= h.start < found.span.start and h.kind in (*KINDS, *_OTHERS) for h in sheet.hits_in(hit.line)):
            return 0.0, ""
        if any(hit.end <= d.span.start < found.span.start for d in sheet.dates if d.span.line == hit.line):
            return 0.0, ""
        own = _OF_A_NUMBER if hit.kind == "certificate_number" else _ON_LINE
        return sure * own - 0.01 * min(len(between), 30), "on line"
    if hit.start >= found.span.end and len(text[found.span.end : hit.start].strip()) <= 6:
        return 0.5 * sure, "after"  # Turkish: `27.04.2025 tarihine kadar geçerlidir`
    return 0.0, ""


def _between(sheet: Sheet, hit: Hit, found: DateOnPage) -> bool:
    """Does another label or date stand on the row between the two?"""
    return _is_between(sheet, _flat(sheet, Span(hit.line, hit.start, hit.end)), _date_box(sheet, found))


def _is_between(sheet: Sheet, left: Box, right: Box) -> bool:
    """Does a label or a date stand between two boxes of a row?"""
    labels = [Span(h.line, h.start, h.end) for h in sheet.hits if h.kind in (*KINDS, *_OTHERS)]
    boxes = [_flat(sheet, span) for span in (*labels, *(d.span for d in sheet.dates))]
    return any(left.x1 - 1 < (b.x0 + b.x1) / 2 < right.x0 + 1 and same_row(left, b) for b in boxes)


def _label_box(sheet: Sheet, hit: Hit) -> Box:
    """The label's box; where its line is all labels (`Date of issue / Ausgestellt am`), that of the line."""
    line = sheet.lines[hit.line]
    labelled = sum(h.end - h.start for h in sheet.hits_in(hit.line) if h.role is Role.LABEL)
    whole = labelled > 0.5 * len(line.text) and not any(d.span.line == hit.line for d in sheet.dates)
    return line.flat if whole else line.flat_part(hit.start, hit.end)


def _flat(sheet: Sheet, span: Span) -> Box:
    return sheet.lines[span.line].flat_part(span.start, span.end)


def _date_box(sheet: Sheet, found: DateOnPage) -> Box:
    """The date's box; of a month that stands above its year, that of both."""
    spans = found.spans if not found.date.whole else [found.span]
    return hull(_flat(sheet, span) for span in spans)


def _with_range(sheet: Sheet, claim: Claim, ends: dict[Span, DateOnPage]) -> Iterator[Claim]:
    """`Validity: A – B` and `valid from A until B`: the first date starts the cycle, the second ends it."""
    end = ends.get(claim.found.span)
    if end is None and claim.kind == "expiry_date" and _BROKEN_RANGE.match(_rest(sheet, claim.found.span)):
        yield replace(claim, kind="effective_date")  # `21 May 2023 – 20 May` and the year on the next line
    elif end is None:
        yield claim
    elif claim.kind in ("expiry_date", "effective_date", "issue_date"):
        yield replace(claim, kind="effective_date" if claim.kind == "expiry_date" else claim.kind)
        yield Claim("expiry_date", claim.strength, sheet, end, "range")
    else:
        yield claim
        if claim.kind == "initial_certification_date":
            yield Claim("expiry_date", claim.strength * 0.7, sheet, end, "range")


def _rest(sheet: Sheet, span: Span) -> str:
    return sheet.lines[span.line].text[span.end :]


def _range_ends(sheet: Sheet) -> dict[Span, DateOnPage]:
    """Dates that begin a printed range, with the date that ends it: `A – B`, `A until B`, `A 至 B`."""
    ends: dict[Span, DateOnPage] = {}
    for first, second in itertools.pairwise(sheet.dates):
        if first.span in {e.span for e in ends.values()}:
            continue
        days = (second.date.readings[0] - first.date.readings[0]).days
        if first.span.line != second.span.line:
            if days > _MORE_THAN_HALF_A_YEAR and _goes_on(sheet, first.span, second.span):
                ends[first.span] = second
            continue
        joint = sheet.lines[first.span.line].text[first.span.end : second.span.start]
        labels = any(
            first.span.end <= h.start < second.span.start and h.kind in (*KINDS, *_OTHERS)
            for h in sheet.hits_in(first.span.line)
        )
        same_day = abs(days) <= 2  # one day in two calendars is no range
        if not same_day and (
            _RANGE.match(joint) or (not labels and len(joint) <= 12 and days > _MORE_THAN_HALF_A_YEAR)
        ):
            ends[first.span] = second
    return ends


def _goes_on(sheet: Sheet, first: Span, second: Span) -> bool:
    """Does a range that breaks after its first date (`2018. 07. 24. ~`) go on in the next cell, or on the line below?"""
    rest, before = _rest(sheet, first), sheet.lines[second.line].text[: second.start]
    begun = _RANGE.match(rest) is not None and not any(c.isalnum() for c in before)
    if not begun and not (_DASH.fullmatch(before) and not any(c.isalnum() for c in rest)):
        return False
    line, other = sheet.lines[first.line].flat, sheet.lines[second.line].flat
    beside = same_row(line, other) and 0 <= other.x0 - line.x1 < 0.25 * sheet.page.width
    return beside or -3 <= other.y0 - line.y1 < sheet.lines[first.line].size
