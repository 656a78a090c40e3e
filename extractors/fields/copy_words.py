"""Words by which a paper says that it is no original or is not in force: `DRAFT`, `SAMPLE`, `COPY`, `VOID`, `SUSPENDED`.

They run across the page, stand in letters much larger than the text, alone beside the title, or behind a label of their
own (`Certificate status: Suspended`). The same words in a sentence (`this certificate may not be copied`) or in small
print say nothing of the kind, nor does a holder of that name. A pale word aslant is read from a text layer only: on a
scan, OCR does not see it. 副本 is not among them: Chinese bodies hand out a second original under that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Evidence, Field, FieldValue
from extractors.fields import certified_organization
from extractors.fields._blocks import at_statement, block
from extractors.fields._labels import Role
from extractors.fields._paper import Paper, Sheet
from extractors.fields._phrases import Phrase, phrases_in
from extractors.pages.layout import Line
from extractors.parse.fold import folded

_FILE = Path(__file__).with_suffix(".yaml")
_LARGE = 1.6
"""Letters this much larger than the text's are no text."""
_TOP = 0.3
"""The share of the page in which the title stands."""
_PRINT = 0.9
"""What stands beside the title in smaller letters than the text's is small print."""
_ACROSS, _HUGE, _BESIDE_TITLE, _STATUS = 0.9, 0.85, 0.7, 0.85
_ALL, _PART = 0.7, 0.3
"""Shares of a line's letters. What runs across the page is no sentence, so that part of it is enough."""
_SHORT = 40


def find(paper: Paper) -> Field[tuple[str, ...]]:
    """The words by their English names, each once, in the order of the pages, with the evidence of all."""
    found = [word for sheet in paper.sheets for word in _on(paper, sheet)]
    if not found:
        return paper.absent()
    names = tuple(dict.fromkeys(name for name, _, _ in found))
    return FieldValue(names, tuple(e for _, e, _ in found), min(score for _, _, score in found))


def _on(paper: Paper, sheet: Sheet) -> Iterator[tuple[str, Evidence, float]]:
    places = [(line, _ACROSS) for line in sheet.page.aslant]
    places += [(line, score) for line in sheet.lines if (score := _stands_out(sheet, line)) > 0]
    for line, score in places:
        found = list(phrases_in(line.text, _FILE))
        across = score == _ACROSS
        if _says_so(line, found, across=across) and (across or not _is_holder(paper, line)):
            for phrase in found:
                yield phrase.name, line.evidence(sheet.page.number), score * _engine(line)
    yield from _stated(sheet)


def _stated(sheet: Sheet) -> Iterator[tuple[str, Evidence, float]]:
    """What a status line begins with: `Certificate status: Suspended since 12 March`."""
    for hit in sheet.hits:
        if hit.kind == "copy_words" and hit.role is Role.LABEL and hit.strong:
            for span in block(sheet, hit, at_statement, most=1):
                line, text = sheet.lines[span.line], sheet.text(span)
                for phrase in phrases_in(text, _FILE):
                    if not any(c.isalnum() for c in text[: phrase.start]):
                        evidence = line.evidence(sheet.page.number, hit.start if hit.line == span.line else 0, span.end)
                        yield phrase.name, evidence, _STATUS * _engine(line)


def _stands_out(sheet: Sheet, line: Line) -> float:
    if line.size > _LARGE * sheet.page.body_size:
        return _HUGE
    beside_title = line.flat.y0 < _TOP * sheet.page.height and line.size > _PRINT * sheet.page.body_size
    return _BESIDE_TITLE if beside_title and line.text == line.text.upper() else 0.0


def _says_so(line: Line, found: list[Phrase], *, across: bool) -> bool:
    """Only such words, as often as they are repeated (`DRAFT DRAFT`); across the page, such a word first."""
    said = sum(c.isalnum() for phrase in found for c in line.text[phrase.start : phrase.end])
    letters = sum(c.isalnum() for c in line.text)
    begins = any(not any(c.isalnum() for c in line.text[: phrase.start]) for phrase in found)
    return said > (_PART if across and begins and letters <= _SHORT else _ALL) * letters


def _is_holder(paper: Paper, line: Line) -> bool:
    """Is it the holder's own name, such as `Muster` or `Vzor`?"""
    holder = certified_organization.find(paper)
    return isinstance(holder, FieldValue) and folded(holder.value) == folded(line.text)


def _engine(line: Line) -> float:
    return 0.5 + 0.5 * line.confidence
