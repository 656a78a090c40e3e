"""Labels and set phrases on a page, found with spaCy's PhraseMatcher.

The matcher runs over single folded letters instead of words: `Date d’émission`,
`DATE D'EMISSION` and OCR's `Dated'émission` are then one phrase. Every phrase
of every field competes for its letters and the longest wins, so that `initial
issue date` is never also an `issue date`.
"""

from __future__ import annotations

import enum
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.certificate import Box
from extractors.pages.layout import Line, Page
from extractors.parse.fold import fold, folded

_HERE = Path(__file__).parent
VOCABULARY = _HERE.parent / "vocabulary"
_MISREAD_LETTERS = 10
_MISREAD_LIKENESS = 90
"""One letter in ten may be wrong, and only in a phrase of ten or more."""
_NUMBER_NEXT = re.compile(r"[\s:.º°#]*[A-Z]{0,4}[-/ ]?\d[\dA-Z/\-]{4}")
"""A number of five characters or more right behind a word makes even a bare `certificate` its label."""
_SHORT = 40
"""Letters: a label that runs over two lines has no more than this in its first."""
_BREAK = "\n"
"""Stands between lines, so that no phrase runs over a line's end."""


class Role(enum.Enum):
    """What a phrase does: names the value after it, opens a statement, ends what ran before it, or names that."""

    LABEL = "labels"
    OPENING = "openings"
    ENDING = "endings"
    CLOSING = "closings"
    """Stands after its value, as Turkish likes it: `… kapsamında`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: `lines[line].text[start:end]` of its page.

    `kind` is the field (or the kind of `other_labels.yaml`) it belongs to. `strong` where it stands
    as a label does: with a colon, on its own, or in several words at the start of its line.
    """

    kind: str
    role: Role
    line: int
    start: int
    end: int
    strong: bool
    colon: bool
    box: Box
    language: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    role: Role
    language: str
    words: int


class LabelFinder:
    """All phrases of all fields, ready to be looked for."""

    def __init__(self) -> None:
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        self._phrases: dict[str, _Phrase] = {}
        for text, phrase in _phrases():
            key = folded(text)
            if key and key not in self._phrases:
                self._phrases[key] = phrase
        self._long = [k for k, p in self._phrases.items() if len(k) >= _MISREAD_LETTERS and p.role is not Role.ENDING]
        self._matcher.add("phrase", [self._doc(list(key)) for key in self._phrases])

    def _doc(self, letters: list[str]) -> Doc:
        return Doc(self._vocab, words=letters, spaces=[False] * len(letters))

    def find(self, page: Page) -> list[Hit]:
        """All phrases on a page, in reading order, none overlapping another."""
        letters: list[str] = []
        origin: list[tuple[int, int]] = []
        for number, line in enumerate(page.lines):
            text = fold(line.text)
            letters += [*text.text, _BREAK]
            origin += [*((number, place) for place in text.origin), (number, -1)]
        if not letters:
            return []
        spans = sorted(
            ((start, end) for _, start, end in self._matcher(self._doc(letters))), key=lambda s: (s[0] - s[1], s[0])
        )
        taken = [False] * len(letters)
        hits = []
        for start, end in spans:
            if any(taken[start:end]):
                continue
            where, first, last = origin[start][0], origin[start][1], origin[end - 1][1] + 1
            if not _is_whole(page.lines[where].text, first, last) or _eats_a_code(page.lines[where].text, last):
                continue
            phrase = self._phrases["".join(letters[start:end])]
            hit = _hit(phrase, page.lines[where], where, first, last)
            if hit is not None and not _begins_inside(start, spans, origin, page):
                taken[start:end] = [True] * (end - start)
                hits.append(hit)
        for hit, above in self._stacked(page):
            inside = [h for h in hits if h.line == hit.line and h.start < hit.end and h.end > hit.end]
            if not inside:
                hits = [h for h in hits if (h.line != hit.line or h.start >= hit.end) and h.line != above]
                hits.append(hit)
        hits += self._misread(page, {h.line for h in hits if h.role is not Role.ENDING})
        return sorted(hits, key=lambda h: (h.line, h.start))

    def _stacked(self, page: Page) -> Iterator[tuple[Hit, int]]:
        """Labels set in two lines (`Date of issuance of the` / `certificate:`) as hits on the lower, and the upper line."""
        for number, line in enumerate(page.lines):
            upper = fold(line.text).text
            if not 4 <= len(upper) <= _SHORT or any(c in line.text for c in ":：") or any(c.isdigit() for c in upper):
                continue
            for below in range(number + 1, min(number + 6, len(page.lines))):
                lower = page.lines[below]
                if not _continues_below(line, lower):
                    continue
                text = fold(lower.text)
                ends = [e for _, s, e in self._matcher(self._doc(list(upper + text.text))) if s == 0 and e > len(upper)]
                if ends:
                    place = text.origin[max(ends) - len(upper) - 1] + 1
                    phrase = self._phrases[(upper + text.text)[: max(ends)]]
                    hit = _hit(phrase, lower, below, 0, place) if _is_whole(lower.text, 0, place) else None
                    if hit is not None and phrase.role is Role.LABEL:
                        yield hit, number
                break

    def _misread(self, page: Page, known: set[int]) -> Iterator[Hit]:
        """Labels that OCR got a letter wrong in (`Certificate Vafidity Date`): only where they fill their line."""
        for number, line in enumerate(page.lines):
            if number in known or line.confidence == 1 or not _MISREAD_LETTERS <= len(line.text) <= 70:
                continue
            end = next((i for i, c in enumerate(line.text) if c in ":："), len(line.text))
            key = folded(line.text[:end])
            if len(key) < _MISREAD_LETTERS:
                continue
            found = process.extractOne(key, self._long, scorer=fuzz.ratio, score_cutoff=_MISREAD_LIKENESS)
            if found:
                hit = _hit(self._phrases[found[0]], line, number, 0, end)
                if hit is not None:
                    yield hit


@functools.cache
def finder() -> LabelFinder:
    """The one finder; building it takes about 0.3 s."""
    return LabelFinder()


def _phrases() -> Iterator[tuple[str, _Phrase]]:
    for path in sorted(_HERE.glob("*.yaml")):
        table = load(path)
        for role in Role:
            yield from _of_table(path.stem, role, table.get(role.value, {}))
    for kind, languages in load(VOCABULARY / "other_labels.yaml").items():
        yield from _of_table(kind, Role.LABEL, languages)
    yield from _of_table("statement", Role.ENDING, load(VOCABULARY / "statements.yaml")["endings"])


def _of_table(kind: str, role: Role, languages: dict[str, list[str]]) -> Iterator[tuple[str, _Phrase]]:
    for language, texts in languages.items():
        for text in texts:
            yield str(text), _Phrase(kind, role, language, len(str(text).split()))


@functools.cache
def load(path: Path) -> dict[str, Any]:
    """A YAML file of ours."""
    table: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return table


def _hit(phrase: _Phrase, line: Line, number: int, start: int, end: int) -> Hit | None:
    text = line.text
    after = text[end:].lstrip(" )]）】.°º")
    colon = after[:1] in (":", "：")
    before = text[:start].rstrip()[-1:]
    behind_chinese = _is_wide(before) and (colon or not _is_wide(text[start]))
    at_start = (
        behind_chinese
        or not any(c.isalnum() for c in text[:start])
        or text[:start].rstrip()[-1:]
        in (
            ":",
            "：",
            "/",
            "|",
            "(",
            "-",
            "（",
        )
    )
    alone = at_start and not any(c.isalnum() for c in text[end:])
    wide = any(unicodedata.east_asian_width(c) == "W" for c in text[start:end])
    letters = sum(c.isalnum() for c in text[start:end])
    several = phrase.words > 1 or (wide and letters >= 3)
    strong = colon or alone or (several and (at_start or phrase.role is not Role.LABEL))
    numbered = _NUMBER_NEXT.match(text, end) is not None
    strong = strong or (numbered and at_start)
    if phrase.role is Role.LABEL and not (strong or several or numbered or (at_start and letters >= 5)):
        return None
    if phrase.kind == "number_word" and not numbered:
        return None
    if phrase.role is not Role.LABEL and phrase.words == 1 and not wide and not (at_start and (alone or letters > 3)):
        return None
    box = line.evidence(0, start, end).box
    return Hit(phrase.kind, phrase.role, number, start, end, strong, colon, box, phrase.language)


def _begins_inside(start: int, spans: list[tuple[int, int]], origin: list[tuple[int, int]], page: Page) -> bool:
    """Does a whole phrase begin the line and end inside the one at `start` (`Expiry date of certification`)?"""
    for first, end in spans:
        line, place = origin[first]
        begins = first < start < end and origin[start][0] == line and (first == 0 or origin[first - 1][0] != line)
        if begins and _is_whole(page.lines[line].text, place, origin[end - 1][1] + 1):
            return True
    return False


def _is_wide(char: str) -> bool:
    return char > "\u2e80"


def _continues_below(upper: Line, lower: Line) -> bool:
    gap = lower.flat.y0 - upper.flat.y1
    left, right = abs(upper.flat.x0 - lower.flat.x0), abs(upper.flat.x1 - lower.flat.x1)
    centre = abs(upper.flat.x0 + upper.flat.x1 - lower.flat.x0 - lower.flat.x1) / 2
    alike = 0.75 < upper.size / max(lower.size, 0.1) < 1.33
    return alike and -0.6 * upper.size < gap < 0.8 * upper.size and min(left, right, centre) < upper.size


def _is_whole(text: str, start: int, end: int) -> bool:
    """Is `text[start:end]` cut where words (or scripts, or lower and upper case) end?"""
    return _cut(text[start - 1 : start], text[start : start + 1]) and _cut(text[end - 1 : end], text[end : end + 1])


def _eats_a_code(text: str, end: int) -> bool:
    """`Certificate ID21/00417` is no `Certificate ID`: the letters belong to the number."""
    return text[end - 2 : end] == "ID" and text[end : end + 1].isdigit()


def _cut(left: str, right: str) -> bool:
    if not left or not right or not left.isalnum() or not right.isalnum():
        return True
    if ord(left) > 0x2E80 or ord(right) > 0x2E80:
        return True
    return left.isdigit() != right.isdigit() or (left.islower() and right.isupper())
