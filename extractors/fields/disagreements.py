"""What the paper says twice, and differently: its halves in two languages, or the file's text against its picture.

A person's time is dear, and readers err more often than forgers forge: so only what both sides state beyond doubt
counts, printed once each, behind labels that were read well. Of languages: a date, or a number in which a letter or two differ.
Of the picture: a date or number that the file or a comment lays over a scan which says something else there, or nothing; and the
dates of a text layer that is not shown, where it has the picture's number, was read well, and its date is another.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from extractors.certificate import Box, Contradiction, Disagreement, Evidence, Field, FieldValue
from extractors.fields import _dates, certificate_number
from extractors.fields._date_claims import KINDS, Claim, claims_on
from extractors.fields._date_order import order_of
from extractors.fields._paper import Paper, Sheet
from extractors.pages.layout import Line
from extractors.parse.fold import folded

_CLAIM = 0.8
_WELL_READ = 0.9
_SAME_NUMBER = 70.0
"""Likeness in per cent from which two numbers are one, and one of them is wrong; others are two kinds of number."""
_COMPUTED = dt.timedelta(days=2)
"""A Hijri date is computed, and the moon that it was printed by may have been seen so much later."""
_SURE = 0.75
_CONFIDENCE = 0.8


def find(paper: Paper) -> Field[tuple[Disagreement, ...]]:
    """All disagreements with the evidence of both sides; absent where there are none."""
    found = (*_languages(paper), *_laid_over(paper), *_hidden(paper))
    if not found:
        return paper.absent()
    return FieldValue(found, tuple(e for one in found for e in one.evidence), _CONFIDENCE)


def _languages(paper: Paper) -> Iterator[Disagreement]:
    if len(paper.languages) < 2:
        return
    stated: dict[str, dict[str, dict[str, tuple[Evidence, ...]]]] = defaultdict(lambda: defaultdict(dict))
    printed = Counter(day.isoformat() for sheet in paper.sheets for found in sheet.dates for day in found.date.readings)
    doubtful: set[tuple[str, str]] = set()
    claims = [claim for sheet in paper.sheets for claim in claims_on(sheet)]
    order = order_of(paper, claims)
    for claim in claims:
        evidence, value = claim.sheet.evidence(claim.found.spans), order.best(claim.found).isoformat()
        stated[claim.kind][claim.language].setdefault(value, evidence)
        if claim.language not in paper.languages or printed[value] != 1 or not _is_beyond_doubt(claim):
            doubtful.add((claim.kind, value))
    for language, number, place in certificate_number.stated(paper):
        stated["certificate_number"][language].setdefault(number, (place,))
    for field, by_language in stated.items():
        others = {value for name, by in stated.items() if name != field for values in by.values() for value in values}
        once = [next(iter(values.items())) for values in by_language.values() if len(values) == 1]
        for (one, here), (other, there) in combinations(once, 2):
            sure = not {(field, one), (field, other)} & doubtful
            if sure and _differ(field, one, other) and not {one, other} & others:
                yield Disagreement(Contradiction.LANGUAGES, field, (one, other), (*here, *there))


def _is_beyond_doubt(claim: Claim) -> bool:
    date = claim.found.date
    read = min(claim.sheet.lines[span.line].confidence for span in claim.found.spans)
    in_order = claim.kind in (*KINDS, "recertification_date")
    return in_order and claim.strength > _CLAIM and date.whole and not date.misread and read > _WELL_READ


def _differ(field: str, one: str, other: str) -> bool:
    if field != "certificate_number":
        return abs(dt.date.fromisoformat(one) - dt.date.fromisoformat(other)) > _COMPUTED
    a, b = folded(one), folded(other)
    return a != b and len(a) == len(b) and fuzz.ratio(a, b) > _SAME_NUMBER


def _facts(paper: Paper) -> Iterator[tuple[str, FieldValue[str]]]:
    """The dates and the number, as text."""
    decided = _dates.decided(paper)
    for name, date in {**decided.single, "recertification_date": decided.recertification}.items():
        if isinstance(date, FieldValue):
            yield name, FieldValue(date.value.isoformat(), date.evidence, date.confidence)
    number = certificate_number.find(paper)
    if isinstance(number, FieldValue):
        yield "certificate_number", number


def _laid_over(paper: Paper) -> Iterator[Disagreement]:
    """What stands only in text or a comment over a scan: what the scan says in its place is the other value, empty for nothing.

    A picture that leaves all of them to the text is the body's own stationery, and no scan.
    """
    beneath = {sheet.page.number: sheet.page.beneath for sheet in paper.sheets if sheet.page.beneath is not None}
    comments = {sheet.page.number: sheet.page.comments for sheet in paper.sheets}
    facts = list(_facts(paper)) if beneath else []
    if all(e.method == "text_layer" for _, value in facts for e in value.evidence):
        return
    for field, value in facts:
        for evidence in value.evidence:
            lines = beneath.get(evidence.page)
            is_over = evidence.method == "text_layer" or _is_inside(evidence, comments[evidence.page])
            if lines is None or not is_over:
                continue
            said = " ".join(line.text for line in lines if _shares_place(line, evidence))
            if folded(evidence.as_read) not in folded(said):
                yield Disagreement(Contradiction.PICTURE, field, (value.value, said), (evidence,))


def _is_inside(evidence: Evidence, places: tuple[Box, ...]) -> bool:
    x, y = (evidence.box.x0 + evidence.box.x1) / 2, (evidence.box.y0 + evidence.box.y1) / 2
    return any(place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1 for place in places)


def _shares_place(line: Line, evidence: Evidence) -> bool:
    wide = min(line.box.x1, evidence.box.x1) - max(line.box.x0, evidence.box.x0)
    high = min(line.box.y1, evidence.box.y1) - max(line.box.y0, evidence.box.y0)
    return wide > 0 and high > 0.4 * min(line.box.height, evidence.box.height)


def _hidden(paper: Paper) -> Iterator[Disagreement]:
    layers = tuple(sheet.hidden for sheet in paper.sheets if sheet.hidden is not None)
    if not layers:
        return
    hidden, facts = dict(_facts(Paper(layers, paper.gazetteer))), dict(_facts(paper))
    numbers = [folded(found["certificate_number"].value) for found in (hidden, facts) if "certificate_number" in found]
    if len(numbers) < 2 or numbers[0] != numbers[1]:
        return  # an earlier OCR that got the number wrong is no witness for the dates
    said, shown = _days(layers), _days(paper.sheets)
    for field, seen in facts.items():
        other = hidden.get(field)
        if field == "certificate_number" or other is None or other.value == seen.value:
            continue
        sure = min(seen.confidence, other.confidence) > _SURE
        if sure and dt.date.fromisoformat(seen.value) not in said and dt.date.fromisoformat(other.value) not in shown:
            both = (*seen.evidence, *other.evidence)
            yield Disagreement(Contradiction.PICTURE, field, (seen.value, other.value), both)


def _days(sheets: tuple[Sheet, ...]) -> set[dt.date]:
    return {day for sheet in sheets for found in sheet.dates for day in found.date.readings}
