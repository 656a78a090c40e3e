"""Certification and accreditation bodies on a page: names of the gazetteer, and names that look like theirs."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.fields._paper import Paper, Sheet, Span
from extractors.gazetteer import BodyName, Gazetteer
from extractors.pages.layout import x_overlap
from extractors.parse.fold import fold, folded


@dataclass(frozen=True, slots=True)
class Named:
    """A gazetteer name found: whose it is, which of its names, and where."""

    body: BodyName
    name: str
    sheet: Sheet
    span: Span
    more: Span | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands: one line, or two."""
        return (self.span, self.more) if self.more else (self.span,)


class NameFinder:
    """Finds bodies' names letter by letter, as labels are found; acronyms only as they are written, or all `small`."""

    def __init__(self, bodies: tuple[BodyName, ...], *, small: bool = False) -> None:
        self._small = small
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        self._owners: dict[str, list[tuple[BodyName, str]]] = defaultdict(list)
        for body in bodies:
            for name in body.names:
                key = folded(_plain(name))
                if len(key) >= 2:
                    self._owners[key].append((body, _plain(name)))
        docs = [self._doc(list(key)) for key in self._owners]
        if docs:
            self._matcher.add("name", docs)

    def _doc(self, letters: list[str]) -> Doc:
        return Doc(self._vocab, words=letters, spaces=[False] * len(letters))

    def find(self, sheet: Sheet) -> Iterator[Named]:
        """All names on a sheet, longest first where they overlap; several owners of one name each get it."""
        for number, line in enumerate(sheet.lines):
            text = fold(line.text)
            if not text.text:
                continue
            spans = sorted(((s, e) for _, s, e in self._matcher(self._doc(list(text.text)))), key=lambda m: m[0] - m[1])
            taken = [False] * len(text.text)
            for start, end in spans:
                first, last = text.origin[start], text.origin[end - 1] + 1
                if any(taken[start:end]) or not _alone(line.text, first, last):
                    continue
                owners = [
                    o
                    for o in self._owners[text.text[start:end]]
                    if _as_written(o[1], line.text[first:last], small=self._small)
                ]
                if owners:
                    taken[start:end] = [True] * (end - start)
                yield from (Named(body, name, sheet, Span(number, first, last)) for body, name in owners)

    def find_stacked(self, sheet: Sheet) -> Iterator[Named]:
        """Names set in two short lines, one under the other: `NORWEGIAN` / `ACCREDITATION`."""
        for number, line in enumerate(sheet.lines):
            key = folded(line.text)
            if not 4 <= len(key) <= 30:
                continue
            for other, below in enumerate(sheet.lines[number + 1 : number + 6], start=number + 1):
                gap = below.flat.y0 - line.flat.y1
                if x_overlap(line.flat, below.flat) < 0.5 or not -0.6 * line.size <= gap <= line.size:
                    continue
                for body, name in self._owners.get(key + folded(below.text), []):
                    yield Named(body, name, sheet, Span(number, 0, len(line.text)), Span(other, 0, len(below.text)))


def _plain(name: str) -> str:
    return re.sub(r"\s*\(.*?\)", "", name).strip()


def _alone(text: str, start: int, end: int) -> bool:
    """A name ends where letters end; Chinese runs on."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_letter(before) and _letter(text[start])) and not (_letter(after) and _letter(text[end - 1]))


def _letter(char: str) -> bool:
    return char.isalpha() and ord(char) < 0x2E80


def _as_written(name: str, text: str, *, small: bool) -> bool:
    """A short name must have its own capitals: `SA` and `Notice` are words, too. A longer one may be all `small`."""
    length = len(folded(name))
    if length > 10 or (" " in name and length > 5) or ord(name[0]) > 0x2E80:
        return True
    return _unaccented(text) == _unaccented(name) or (length > 5 and (text.isupper() or (small and text.islower())))


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum())


@functools.lru_cache(maxsize=4)
def certification_finder(gazetteer: Gazetteer) -> NameFinder:
    """The finder of a gazetteer's certification bodies."""
    return NameFinder(gazetteer.certification_bodies)


@functools.lru_cache(maxsize=4)
def accreditation_finder(gazetteer: Gazetteer) -> NameFinder:
    """The finder of a gazetteer's accreditation bodies, whose logos are also set in small letters (`cofrac`)."""
    return NameFinder(gazetteer.accreditation_bodies, small=True)


@functools.lru_cache(maxsize=16)
def certification_bodies(paper: Paper) -> tuple[Named, ...]:
    """Certification bodies of the gazetteer named on the paper."""
    finder = certification_finder(paper.gazetteer)
    return tuple(n for sheet in paper.sheets for n in (*finder.find(sheet), *finder.find_stacked(sheet)))


@functools.lru_cache(maxsize=16)
def accreditation_bodies(paper: Paper) -> tuple[Named, ...]:
    """Accreditation bodies of the gazetteer named on the paper."""
    finder = accreditation_finder(paper.gazetteer)
    return tuple(n for sheet in paper.sheets for n in (*finder.find(sheet), *finder.find_stacked(sheet)))


def is_certification_body(paper: Paper, name: str) -> bool:
    """Is `name` that of a certification body found on this paper?"""
    key = folded(name)
    return any(len(folded(n.name)) > 5 and folded(n.name) in key for n in certification_bodies(paper))
