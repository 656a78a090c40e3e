"""Words by which a paper says that it is no original: `DRAFT`, `SAMPLE`, `COPY`, `VOID`, in its own language.

They run across the page, stand in letters much larger than the text, or alone beside the title. The same words in a
sentence (`this certificate may not be copied`) or in small print say nothing of the kind. A pale word aslant is read from
a text layer only: on a scan, OCR does not see it. 副本 is not among them:
Chinese bodies hand out a second original under that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractors.certificate import Evidence, Field, FieldValue
from extractors.fields._paper import Paper, Sheet
from extractors.fields._phrases import Phrase, phrases_in
from extractors.pages.layout import Line

_FILE = Path(__file__).with_suffix(".yaml")
_LARGE = 1.6
"""Letters this much larger than the text's are no text."""
_TOP = 0.3
"""The share of the page in which the title stands."""
_PRINT = 0.9
"""What stands beside the title in smaller letters than the text's is small print."""
_ACROSS, _HUGE, _BESIDE_TITLE = 0.9, 0.85, 0.7


def find(paper: Paper) -> Field[tuple[str, ...]]:
    """The words by their English names, each once, in the order of the pages, with the evidence of all."""
    found = [word for sheet in paper.sheets for word in _on(sheet)]
    if not found:
        return paper.absent()
    names = tuple(dict.fromkeys(name for name, _, _ in found))
    return FieldValue(names, tuple(e for _, e, _ in found), min(score for _, _, score in found))


def _on(sheet: Sheet) -> Iterator[tuple[str, Evidence, float]]:
    places = [(line, _ACROSS) for line in sheet.page.aslant]
    places += [(line, score) for line in sheet.lines if (score := _stands_out(sheet, line)) > 0]
    for line, score in places:
        found = list(phrases_in(line.text, _FILE))
        if _says_nothing_else(line, found):
            engine = 0.5 + 0.5 * line.confidence
            yield found[0].name, line.evidence(sheet.page.number), score * engine


def _stands_out(sheet: Sheet, line: Line) -> float:
    if line.size > _LARGE * sheet.page.body_size:
        return _HUGE
    beside_title = line.flat.y0 < _TOP * sheet.page.height and line.size > _PRINT * sheet.page.body_size
    return _BESIDE_TITLE if beside_title and line.text == line.text.upper() else 0.0


def _says_nothing_else(line: Line, found: list[Phrase]) -> bool:
    """Only such words, as often as they are repeated: `DRAFT DRAFT`, `COPYCOPYCOP`."""
    said = sum(c.isalnum() for phrase in found for c in line.text[phrase.start : phrase.end])
    letters = sum(c.isalnum() for c in line.text)
    return bool(found) and said > 0.7 * letters
