"""The pages of one certificate with all that was found on them: what every field's `find` works on."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from extractors.certificate import Absent, AbsentReason, Box, Evidence, Field, FieldValue, Rival
from extractors.fields._labels import Hit, finder
from extractors.gazetteer import Gazetteer
from extractors.pages.layout import Line, Page
from extractors.parse import dates
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

    @property
    def lines(self) -> tuple[Line, ...]:
        """The page's lines, in reading order."""
        return self.page.lines

    def text(self, span: Span) -> str:
        """The text of a span."""
        return self.lines[span.line].text[span.start : span.end]

    def evidence(self, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        """Evidence for spans, one a line."""
        return tuple(
            self.lines[s.line].evidence(self.page.number, s.start, s.end) for s in spans if self.text(s).strip()
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
    def page_numbers(self) -> tuple[int, ...]:
        """Pages searched, as numbered in the document."""
        return tuple(s.page.number for s in self.sheets)

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
    found_dates, found_standards = [], []
    for number, line in enumerate(page.lines):
        for date in dates.find(line.text):
            box = line.evidence(page.number, date.start, date.end).box
            found_dates.append(DateOnPage(Span(number, date.start, date.end), box, date))
        for standard in standards.find(line.text):
            box = line.evidence(page.number, standard.start, standard.end).box
            span = Span(number, standard.start, standard.end)
            found_standards.append(StandardOnPage(span, box, line.size, standard))
    return Sheet(page, tuple(finder().find(page)), tuple(found_dates), tuple(found_standards))


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
    return FieldValue(best.value, best.evidence, _unit(confidence), rivals)


def _unit(score: float) -> float:
    return min(1.0, max(0.0, score))
