"""The pages of one certificate with all that was found on them: what every field's `find` works on."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from extractors.certificate import Absent, AbsentReason, Box, Evidence, Field, FieldValue, Rival
from extractors.fields._labels import Hit, finder
from extractors.gazetteer import Gazetteer
from extractors.pages.layout import Line, Page
from extractors.parse import dates, spelling
from extractors.parse.fold import folded
from extractors.parse.standard_numbers import PrintedStandard, StandardFinder

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one line of a page: `sheet.lines[line].text[start:end]`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateOnPage:
    """A date and where it stands."""

    span: Span
    box: Box
    date: dates.PrintedDate
    more: Span | None = None
    """Its end on the line below, where the line was too short for it."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands: one line, or two."""
        return (self.span, self.more) if self.more else (self.span,)


@dataclass(frozen=True, slots=True)
class StandardOnPage:
    """A standard and where it stands."""

    span: Span
    box: Box
    size: float
    standard: PrintedStandard


@dataclass(frozen=True, eq=False)
class Sheet:
    """One page with its labels, dates and standards."""

    page: Page
    hits: tuple[Hit, ...]
    dates: tuple[DateOnPage, ...]
    standards: tuple[StandardOnPage, ...]
    hidden: Sheet | None = None
    """The page as its hidden text layer has it."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The page's lines, in reading order."""
        return self.page.lines

    @functools.cached_property
    def mostly_text_layer(self) -> bool:
        """Are most lines from the file itself, and only the rest from its picture?"""
        exact = sum(line.method == "text_layer" for line in self.lines)
        return exact > 0.6 * len(self.lines)

    def text(self, span: Span) -> str:
        """The text of a span."""
        return self.lines[span.line].text[span.start : span.end]

    def evidence(self, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        """Evidence for spans, one a line."""
        return tuple(
            self.lines[s.line].evidence(self.page.number, s.start, s.end)
            for s in spans
            if any(c.isalnum() for c in self.text(s))
        )

    def hits_in(self, line: int) -> list[Hit]:
        """The phrases found in a line."""
        return self._by_line.get(line, [])

    @functools.cached_property
    def _by_line(self) -> dict[int, list[Hit]]:
        table: dict[int, list[Hit]] = {}
        for hit in self.hits:
            table.setdefault(hit.line, []).append(hit)
        return table


@dataclass(frozen=True, eq=False)
class Paper:
    """One certificate's pages, the first of them its face, and the names of the world."""

    sheets: tuple[Sheet, ...]
    gazetteer: Gazetteer

    @property
    def face(self) -> Sheet:
        """The page that states what is certified."""
        return self.sheets[0]

    @property
    def language(self) -> str:
        """The language most of its phrases are in, ISO 639-1; "" where none is found."""
        return self.languages[0] if self.languages else ""

    @functools.cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that two or more of its phrases are in, most used first."""
        counts = Counter(hit.language for sheet in self.sheets for hit in sheet.hits if hit.strong)
        return tuple(language for language, n in counts.most_common() if n >= 2) or tuple(counts)

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """Pages searched, as numbered in the document."""
        return tuple(s.page.number for s in self.sheets)

    def witness(self, evidence: Evidence) -> str | None:
        """What a second engine read on the line that `evidence` stands on, where it was asked."""
        for sheet in self.sheets:
            if sheet.page.number == evidence.page:
                lines = (line for line in sheet.lines if line.witness and evidence.as_read in line.text)
                return next((line.witness for line in lines if line.box.y0 <= evidence.box.y0 + 1 <= line.box.y1), None)
        return None

    def absent(self, reason: AbsentReason = AbsentReason.NOT_FOUND) -> Absent:
        """No value on these pages."""
        return Absent(reason, self.page_numbers)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T_co]):
    """One possible value of a field: normal form, evidence, and a score from 0 to 1 with its reasons."""

    value: T_co
    evidence: tuple[Evidence, ...]
    score: float
    why: tuple[str, ...] = ()


def sheet_of(page: Page, standards: StandardFinder) -> Sheet:
    """A page with its labels, dates and standards found."""
    page = page.mirrored()
    found_dates, found_standards = [], []
    settings = dates.settings_of(page.text)
    for number, line in enumerate(page.lines):
        for date in dates.find(line.text, settings):
            box = line.evidence(page.number, date.start, date.end).box
            found_dates.append(DateOnPage(Span(number, date.start, date.end), box, date))
        broken = _broken_date(page, number)
        if broken is not None:
            found_dates.append(broken)
        for standard in standards.find(line.text):
            box = line.evidence(page.number, standard.start, standard.end).box
            span = Span(number, standard.start, standard.end)
            found_standards.append(StandardOnPage(span, box, line.size, standard))
    hidden = sheet_of(replace(page, lines=page.hidden, hidden=()), standards) if page.hidden else None
    return Sheet(page, tuple(finder().find(page)), tuple(found_dates), tuple(found_standards), hidden)


def _broken_date(page: Page, number: int) -> DateOnPage | None:
    """A date that runs over the end of a line into the one below."""
    line = page.lines[number]
    for other, below in enumerate(page.lines[number + 1 : number + 5], start=number + 1):
        close = -0.5 * line.size < below.flat.y0 - line.flat.y1 < line.size
        left, right = abs(below.flat.x0 - line.flat.x0), abs(below.flat.x1 - line.flat.x1)
        centre = abs(below.flat.x0 + below.flat.x1 - line.flat.x0 - line.flat.x1) / 2
        if not close or min(left / 2, right, centre) > line.size:
            continue
        found = dates.find_broken(line.text, below.text)
        if found is not None:
            date, end = found
            box = line.evidence(page.number, date.start, date.end).box
            return DateOnPage(Span(number, date.start, date.end), box, date, Span(other, 0, end))
    return None


def settle(paper: Paper, candidates: Sequence[Candidate[T]], enough: float = 0.3) -> Field[T]:
    """The best candidate as a field, the others as its rivals; absent where none scores `enough`.

    A close rival with another value takes away from the confidence: nobody is sure of one of two.
    """
    ranked = sorted(candidates, key=lambda c: -c.score)
    if not ranked or ranked[0].score < enough or not ranked[0].evidence:
        return paper.absent()
    best = ranked[0]
    others: dict[object, Candidate[T]] = {}
    for candidate in ranked[1:]:
        if candidate.value != best.value and candidate.evidence:
            others.setdefault(candidate.value, candidate)
    closest = max((c.score for c in others.values()), default=0.0)
    confidence = best.score * (1 - 0.4 * max(0.0, closest - best.score + 0.25) / 0.25) if closest else best.score
    rivals = tuple(
        Rival(c.value, " ".join(e.as_read for e in c.evidence), _unit(c.score)) for c in list(others.values())[:4]
    )
    value = _spelled(best.value, best.evidence, paper.languages)
    return _witnessed(paper, FieldValue(value, best.evidence, _unit(confidence), rivals))


def _spelled(value: T, evidence: tuple[Evidence, ...], languages: tuple[str, ...]) -> T:
    if isinstance(value, str) and any(e.method.startswith("ocr") for e in evidence):
        text: str = value
        for language in languages:
            text = spelling.spelled(text, language)
        return cast(T, text)
    return value


def _witnessed(paper: Paper, field: FieldValue[T]) -> FieldValue[T]:
    """Surer where a second engine read the same, less sure where it did not; what it read is kept as a rival."""
    heard = [(e.as_read, w) for e in field.evidence if (w := paper.witness(e)) is not None]
    if not heard:
        return field
    if all(folded(read) in folded(witness) for read, witness in heard):
        return replace(field, confidence=1 - 0.5 * (1 - field.confidence))
    text = " ".join(witness for _, witness in heard)
    others = [Rival(value, text, _unit(0.5 * field.confidence)) for value in _alike(field.value, text)]
    return replace(field, confidence=0.8 * field.confidence, rivals=(*field.rivals, *others))


def _alike(value: T, text: str) -> list[T]:
    """`text` as a value of the same kind: itself for a text, its date for a date, nothing for other kinds."""
    found: Sequence[object] = ()
    if isinstance(value, str):
        found = [text]
    elif isinstance(value, dt.date):
        found = [d.readings[0] for d in dates.find(text) if d.readings[0] != value][:1]
    return cast(list[T], list(found))


def _unit(score: float) -> float:
    return min(1.0, max(0.0, score))
