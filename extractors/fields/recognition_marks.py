"""Marks of the international arrangements: `IAF MLA`, `ILAC MRA` and, since 2026, `Global ACI MRA`.

They stand beside the accreditation mark, as artwork. The words in their rings are hardly ever read, the letters in the
middle are: `IAF` alone and large is the mark (nobody may print the forum's bare logo), `IAF 17` is a sector code, and
a sentence about an accreditation body's membership is no mark: the words are more than half of their line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Evidence, Field, FieldValue
from extractors.fields._labels import load
from extractors.fields._paper import Paper, Sheet
from extractors.fields._phrases import phrases_in
from extractors.parse.fold import folded

_FILE = Path(__file__).with_suffix(".yaml")
_LONG = 60
"""Letters: a line of more is a sentence."""
_LARGE = 1.15
_SLIP = 85.0
_WORDS, _LETTERS = 0.9, 0.75


def find(paper: Paper) -> Field[tuple[str, ...]]:
    """The marks by name, in the order of the pages, each once, with the evidence of all."""
    found = [mark for sheet in paper.sheets for mark in _on(sheet)]
    if not found:
        return paper.absent()
    names = tuple(dict.fromkeys(name for name, _, _ in found))
    return FieldValue(names, tuple(e for _, e, _ in found), min(score for _, _, score in found))


def _on(sheet: Sheet) -> Iterator[tuple[str, Evidence, float]]:
    for line in sheet.lines:
        if len(line.text) > _LONG:
            continue
        slips = _SLIP if line.confidence < 1 else 100.0
        for phrase in phrases_in(line.text, _FILE, likeness=slips):
            if 2 * _letters_of(line.text[phrase.start : phrase.end]) > _letters_of(line.text):
                evidence = line.evidence(sheet.page.number, phrase.start, phrase.end)
                yield phrase.name, evidence, _WORDS * (0.5 + 0.5 * line.confidence)
        name = _letters().get(folded(line.text))
        if name and line.size > _LARGE * sheet.page.body_size:
            yield name, line.evidence(sheet.page.number), _LETTERS * (0.5 + 0.5 * line.confidence)


def _letters_of(text: str) -> int:
    return sum(c.isalnum() for c in text)


def _letters() -> dict[str, str]:
    table = load(_FILE)["letters"]
    return {folded(word): name for name, by in table.items() for words in by.values() for word in words}
