"""Is this line the name of somebody, and of whom: a company, or a certification body?"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml

from extractors.parse.fold import folded

_FILE = Path(__file__).parent.parent / "vocabulary" / "names.yaml"
_HOMES = _FILE.with_name("legal_homes.yaml")
_MADE_OF_CERT = re.compile(r"\bcert(?!if|s?\b)\w{3,}|\b(?!con|dis)\w{2,}cert\b", re.IGNORECASE)
"""`Certiquality`, `Eurocert`: many bodies are called so, and few others."""


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return table


@functools.cache
def _words(kind: str) -> re.Pattern[str]:
    """One pattern for all words of a kind: whole words in scripts with spaces, anywhere in scripts without."""
    return _pattern(w for words in _table()[kind].values() for w in words)


@functools.cache
def _homes() -> dict[str, re.Pattern[str]]:
    table: dict[str, list[str]] = yaml.load(_HOMES.read_text("utf-8"), yaml.CSafeLoader)
    return {country: _pattern(forms) for country, forms in table.items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    forms = sorted({_bare(str(w)) for w in words}, key=len, reverse=True)
    spaced = [_loose(w) for w in forms if ord(w[0]) < 0x2E80]
    joined = [re.escape(w) for w in forms if ord(w[0]) >= 0x2E80]
    whole = [rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?![^\W\d_])"] if spaced else []
    return re.compile("|".join([*whole, *joined]), re.IGNORECASE)


@functools.lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    """Without accents, letter for letter: OCR is least sure of them."""
    return "".join(_bare_letter(c) for c in text)


@functools.cache
def _bare_letter(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char.replace("ı", "i"))[0] if ord(char) < 0x1100 else char
    return plain if len(plain) == 1 else char


def _loose(word: str) -> str:
    """`S.A.` is printed `S.A.`, `S. A.` and `SA`."""
    return re.escape(word).replace(r"\.", r"\.?\s?").replace(r"\ ", r"\s?")


def has_legal_form(text: str) -> bool:
    """Does a company's legal form (or a word that companies have in their names) stand in `text`?

    >>> has_legal_form("Tianjin Pipeline Technology Co., Ltd."), has_legal_form("Baker Street 12")
    (True, False)
    """
    return _words("legal_forms").search(_bare(text)) is not None


def ends_in_legal_form(text: str) -> bool:
    """Is a legal form the last thing in `text`?

    >>> ends_in_legal_form("Muster Werkzeuge GmbH"), ends_in_legal_form("Limited edition prints")
    (True, False)
    """
    ends = [m.end() for m in _words("legal_forms").finditer(_bare(text))]
    return bool(ends) and not any(c.isalnum() for c in text[max(ends) :])


def home_of(name: str) -> str | None:
    """The country (ISO 3166 alpha-2) that a company's legal form points to, where it points to one.

    >>> home_of("Muster Werkzeuge GmbH"), home_of("Muster Tools Ltd")
    ('DE', None)
    """
    homes = {country for country, forms in _homes().items() if forms.search(_bare(name))}
    return homes.pop() if len(homes) == 1 else None


def is_legal_form(text: str) -> bool:
    """Is `text` a legal form and nothing else?

    >>> is_legal_form("Общество с ограниченной ответственностью"), is_legal_form("Muster GmbH")
    (True, False)
    """
    return has_legal_form(text) and not any(c.isalnum() for c in _words("legal_forms").sub("", _bare(text)))


def body_words(text: str) -> int:
    """How many words of certification bodies' names stand in `text`."""
    plain = _bare(text)
    made = _MADE_OF_CERT.findall(plain)
    return len({m.group().casefold() for m in _words("body_words").finditer(plain)}) + len(made)


def without_body_words(text: str) -> str:
    """What tells one certification body from another: its name without the words that they all have."""
    return _words("body_words").sub("", _bare(text))


def looks_like_prose(text: str) -> bool:
    """Does `text` hold words that certificates say but no name has?"""
    return _words("not_names").search(_bare(text)) is not None


def native_script(text: str) -> bool:
    """Is most of `text` in a script other than Latin?"""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(ord(c) > 0x36F for c in letters) > len(letters) / 2


def same_name(a: str, b: str) -> bool:
    """Do two names agree, or one hold the other?"""
    x, y = folded(a), folded(b)
    return bool(x) and bool(y) and (x in y or y in x)


def tidy(text: str) -> str:
    """A name without the quotation marks, label remains and punctuation round it."""
    text = re.sub(r"\s+", " ", text).strip(" \t:：;,，-–—_|·•*“”\"'「」『』<>")
    text = re.sub(r"\s+(?:and|und|et|y|e|ve|&)$", "", text)
    if text.endswith(")") and "(" not in text:
        text = text[:-1]
    return text
