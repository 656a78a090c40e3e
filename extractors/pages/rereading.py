"""Lines read a second time by an engine that knows their letters: accents restored, other scripts read.

RapidOCR finds lines well, but has no sign for half of Vietnamese, writes Turkish
`İ` as `I`, and knows no Cyrillic. Tesseract is shown the same lines, cut out. In
Latin script only accents are taken from it, never a word: letters must agree.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image
from rapidfuzz.distance import Levenshtein

from extractors.pages.ocr import strip, tesseract
from extractors.pages.ocr.engine import Corners, Engine, Heard, LineReader, TextLine
from extractors.parse.fold import fold, folded

_FILE = Path(__file__).with_name("languages.yaml")
_ENOUGH_WORDS = 5
"""Words of a language on a page that is written in it, be it beside English."""
_FEW_LINES, _DENSITY = 5, 0.7
"""Letters for each letter height of line: 1.0 and more in scripts that RapidOCR knows, under 0.6 on Cyrillic."""
_UNSURE, _FEW_WORDS = 0.87, 3
"""Mean confidence of letters that are hardly there; English words on a page that is not English."""
_GREEK = 0.2
"""Share of Greek letters; in Latin and Chinese pages there are none but a `μ` or an `Ω`."""
_SURE = 0.5
"""A line in another script that is read less surely is a stamp or a signature."""
_ALIKE = 0.6
"""Two readings of a line that share fewer of their letters are of different things."""
_ENGLISH = frozenset(("and", "at", "by", "for", "from", "has", "in", "is", "of", "that", "the", "this", "to", "with"))
_LATIN = "\u024f"
"""The last of the Latin letters but for the Vietnamese."""
_LIMITED = re.compile(r"\b[0OО]{3}(?=\s*[«“„\"])")
"""The Russian `ООО`, a limited company: before a name in quotation marks it is no number."""
_LOOSE_HOOKS = re.compile(r"([ƠƯơưỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữự])['’`´]+")
"""A horn (`Ư`) that was read as a letter and an apostrophe."""


@dataclass(frozen=True, slots=True)
class Language:
    """A row of `languages.yaml`, with its letters in small and capital form and its words folded."""

    data: str
    letters: frozenset[str]
    tell: frozenset[str]
    unknown: frozenset[str]
    signs: dict[int, str]
    words: frozenset[str]


def reread(found: list[TextLine], picture: Image.Image, engine: Engine) -> list[TextLine]:
    """What `engine` found on an upright RGB picture, with what Tesseract reads better where its data are installed."""
    if in_unknown_script(found):
        reader: LineReader | None = tesseract.for_script_of(picture)
        return _in_other_script(found, picture, reader) if reader else list(found)
    language = language_of(found)
    reader = tesseract.for_language(language.data) if language else None
    return _accented(found, picture, language, reader) if language and reader else list(found)


def in_unknown_script(found: Sequence[TextLine]) -> bool:
    """Are the lines far longer than what was read in them? So a script looks that the engine does not know.

    Greek it knows by halves: the letters without an accent.
    """
    if len(found) < _FEW_LINES:
        return False
    greek = sum("\u0370" <= c < "\u0400" for line in found for c in line.text)
    sparse = _letters(found) < _DENSITY * _room(found)
    return greek > _GREEK * _letters(found) or sparse or _makes_no_words(found)


def _makes_no_words(found: Sequence[TextLine]) -> bool:
    """Are the lines read unsurely, and neither Chinese nor anything with English words? Thai comes out as such."""
    letters = _letters(found)
    sure = sum(len(line.text) * line.confidence for line in found) / max(1, sum(len(line.text) for line in found))
    wide = sum(c > "\u2e80" for line in found for c in line.text)
    english = sum(word.casefold() in _ENGLISH for line in found for word in line.text.split())
    return letters > 0 and sure < _UNSURE and wide < 0.1 * letters and english < _FEW_WORDS


def _letters(found: Sequence[TextLine]) -> int:
    return sum(c.isalnum() for line in found for c in line.text)


def _room(found: Sequence[TextLine]) -> float:
    """How many letters as wide as high there would be room for."""
    return sum(_length(line.corners) / max(1.0, _height(line.corners)) for line in found)


def language_of(found: Sequence[TextLine]) -> Language | None:
    """The language that most words of the page are in, of those in `languages.yaml`; None where it is none of them."""
    words = {word for line in found for word in line.text.split()}
    counts = Counter({code: sum(_is_of(word, language) for word in words) for code, language in languages().items()})
    ((code, count),) = counts.most_common(1)
    return languages()[code] if count >= _ENOUGH_WORDS else None


def restored(text: str, spelled: str, language: Language) -> str:
    """`text` with the accents that `spelled`, another reading of it, has; no other letter and no digit is taken.

    >>> restored("SANAYI VE TICARET LTD. STI. 17", "SANAYİ VE TİCARET LTD, ŞTİ, 11", languages()["tr"])
    'SANAYİ VE TİCARET LTD. ŞTİ. 17'
    >>> restored("S giy chng nhn: 12", "Số giấy chứng nhận: 72", languages()["vi"])
    'Số giấy chứng nhận: 12'
    """
    text = text.translate(language.signs)
    ours, theirs = fold(text), fold(spelled)
    if Levenshtein.normalized_similarity(ours.text, theirs.text) < _ALIKE:
        return text
    letters, added = list(text), [""] * (len(text) + 1)
    for op in Levenshtein.opcodes(ours.text, theirs.text):
        for n in range(op.dest_end - op.dest_start):
            new = spelled[theirs.origin[op.dest_start + n]]
            if op.tag == "insert" and new in language.unknown:
                added[_gap(ours.origin, op.src_start, spelled, theirs.origin[op.dest_start + n])] += new
            elif op.tag != "insert" and _may_be(letters[ours.origin[op.src_start + n]], new, language):
                letters[ours.origin[op.src_start + n]] = new
    text = "".join(a + letter for a, letter in zip(added, [*letters, ""], strict=True))
    return _LOOSE_HOOKS.sub(r"\1", text) if language.unknown else text


def _gap(origin: Sequence[int], place: int, spelled: str, there: int) -> int:
    """Where in a text a letter goes that stands before its folded letter `place`: where a word begins, or after one."""
    begins = there == 0 or spelled[there - 1].isspace()
    if place == len(origin) or (place and not begins):
        return origin[place - 1] + 1 if place else 0
    return origin[place]


def _may_be(old: str, new: str, language: Language) -> bool:
    """May an engine that does not know the language have read its letter `new` as `old`?"""
    if new not in language.letters or not old.isalpha() or old.isupper() != new.isupper():
        return False
    foreign = not old.isascii() and old not in language.letters
    return foreign or new in language.unknown or folded(old) == folded(new)


def _accented(
    found: Sequence[TextLine], picture: Image.Image, language: Language, reader: LineReader
) -> list[TextLine]:
    asked = [line for line in found if _is_level(line.corners) and _may_lack_accents(line.text, language)]
    heard = dict(zip(map(id, asked), _read_again(asked, picture, reader), strict=True))
    return [_spelled(line, heard[id(line)], language) if id(line) in heard else line for line in found]


def _may_lack_accents(text: str, language: Language) -> bool:
    """Has the line letters, and is it not the English beside the language? There Tesseract would put accents, too."""
    words = text.split()
    english = sum(folded(word) in _ENGLISH for word in words)
    own = sum(_is_of(word, language) for word in words)
    return sum(c.isalpha() for c in text) >= 2 and own >= english


def _is_of(word: str, language: Language) -> bool:
    return folded(word) in language.words or bool(language.tell & set(word))


def _spelled(line: TextLine, heard: Heard, language: Language) -> TextLine:
    text = restored(line.text, heard.text, language)
    solid = sum(not c.isspace() for c in text)
    letters = next((places for places in (line.letters, heard.letters) if len(places) == solid), ())
    return replace(line, text=text, letters=letters)


def _in_other_script(found: Sequence[TextLine], picture: Image.Image, reader: LineReader) -> list[TextLine]:
    """The lines as `reader` has them, where they are in another script; Latin ones as they were found."""
    asked = [line for line in found if _is_level(line.corners)]
    lines = [line for line in found if not _is_level(line.corners)]
    for line, heard in zip(asked, _read_again(asked, picture, reader), strict=True):
        if any(c.isalpha() and c > _LATIN for c in heard.text) and heard.confidence >= _SURE:
            by = f"{reader.name}@{reader.version}"
            text = _LIMITED.sub("ООО", heard.text.replace("\u00b5", "\u03bc"))  # the micro sign for a Greek mu
            lines.append(TextLine(text, line.corners, heard.confidence, by, heard.letters))
        elif _letters([line]) >= _DENSITY * _room([line]):
            lines.append(line)
    return lines


def _read_again(lines: Sequence[TextLine], picture: Image.Image, reader: LineReader) -> list[Heard]:
    pixels = np.asarray(picture)
    heard = reader.read_lines([strip.cut(pixels, line.corners) for line in lines])
    return [replace(one, text=unicodedata.normalize("NFC", one.text)) for one in heard]


def _is_level(corners: Corners) -> bool:
    return _length(corners) >= 0.8 * _height(corners)


def _length(corners: Corners) -> float:
    return float(np.ptp(corners[:, 0]))


def _height(corners: Corners) -> float:
    return float(np.linalg.norm(corners[3] - corners[0]))


@functools.cache
def languages() -> dict[str, Language]:
    """The rows of `languages.yaml`, by ISO 639-1 code."""
    rows: dict[str, dict[str, Any]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return {code: _language(row) for code, row in rows.items()}


def _language(row: dict[str, Any]) -> Language:
    return Language(
        data=row["data"],
        letters=_both_cases(row["letters"]),
        tell=_both_cases(row["tell"]),
        unknown=_both_cases(row.get("unknown", "")),
        signs=str.maketrans(row.get("signs", {})),
        words=frozenset(folded(word) for word in row["words"]),
    )


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(c for letter in letters for c in (letter, letter.upper()) if not c.isascii())
