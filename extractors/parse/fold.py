"""Text folded for comparing: what stays when case, accents, spaces and punctuation don't count.

OCR loses spaces (`Dateofissue`), text layers invent them (`91 1201 13MA`), and
accents come and go. Folding keeps, for each letter, the place it came from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "№": "no", "ς": "σ"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` without case, accents, spaces and punctuation; `origin[i]` is where its letter `i` stood."""

    text: str
    origin: tuple[int, ...]


@lru_cache(maxsize=65536)
def _letter(char: str) -> str:
    if char.isalnum() and char.isascii():
        return char.lower()
    plain = unicodedata.normalize("NFKD", char.translate(_ALIKE)).casefold().translate(_ALIKE)
    return "".join(c for c in plain if c.isalnum())


def fold(text: str) -> Folded:
    """Fold `text`, remembering where each letter came from.

    >>> fold("Date d’émission :").text
    'datedemission'
    >>> fold("N° 7").origin
    (0, 3)
    """
    letters: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        for letter in _letter(char):
            letters.append(letter)
            origin.append(place)
    return Folded("".join(letters), tuple(origin))


def folded(text: str) -> str:
    """Only the folded text.

    >>> folded("GÜVENLİK A.Ş.")
    'guvenlikas'
    """
    return "".join(_letter(c) for c in text)
