"""Takes a company's name apart: what tells it from others, its trade, its legal form.

Legal forms of the Latin alphabet are cleanco's; those of other scripts, and the words of trades in all of them, are in
`words.yaml`. Letters of other scripts are spelled out by anyascii.
"""

from __future__ import annotations

import enum
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from anyascii import anyascii
from cleanco import termdata

_FILE = Path(__file__).with_name("words.yaml")
_TOKEN = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\.?|[&+]")
_JOINED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u3040-\u30ff]")
"""Letters of scripts that print a name without spaces."""
_KANA = re.compile(r"[\u3040-\u30ff]|株式会社|有限会社|合同会社|㈱")
_DIVISIONS = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市县縣](?=[\u4e00-\u9fff]{2})")
"""`宁波市凌海` is `宁波凌海`."""


class Script(enum.StrEnum):
    """Scripts that need telling apart: names in one can be compared letter by letter."""

    LATIN = "latin"
    HAN = "han"
    KANA = "kana"
    """Japanese: its Chinese letters are not read as in China."""
    HANGUL = "hangul"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: as printed, spelled in plain Latin letters, and its trade where it is a word of one."""

    printed: str
    key: str
    trade: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name, taken apart."""

    printed: str
    script: Script
    words: tuple[Word, ...]
    """In order, without legal forms and words that say nothing."""
    forms: frozenset[str]
    """Kinds of company that its legal form may stand for; empty where it prints none."""

    @property
    def own(self) -> tuple[Word, ...]:
        """The words that are of no trade: what the company is called."""
        return tuple(word for word in self.words if word.trade is None)

    @property
    def joined(self) -> str:
        """All words spelled in one: `Harbour Light` is `Harbourlight`."""
        return "".join(word.key for word in self.words)


def spelled(text: str) -> str:
    """`text` in plain small Latin letters.

    >>> spelled("Göldere"), spelled("凌海"), spelled("Ромашка")
    ('goldere', 'linghai', 'romashka')
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        for place, reading in _readings().items():
            text = text.replace(place, reading)
    return "".join(c for c in anyascii(text).casefold() if c.isalnum())


@functools.cache
def _readings() -> dict[str, str]:
    readings: dict[str, str] = _content()["readings"]
    return readings


@functools.cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return content


@functools.lru_cache(maxsize=65536)
def take_apart(name: str) -> Name:
    """The parts of a company's name.

    >>> parts = take_apart("Acme Valves Co., Ltd.")
    >>> [word.key for word in parts.words], sorted(parts.forms)
    (['acme', 'valve'], ['limited'])
    """
    text = unicodedata.normalize("NFKC", name).strip()
    script = _script(text)
    if script in (Script.HAN, Script.KANA, Script.HANGUL):
        words, forms = _joined(text)
    else:
        words, forms = _spaced(text)
    return Name(name, script, tuple(words), frozenset(forms))


def _script(text: str) -> Script:
    letters = [c for c in text if c.isalpha()]
    joined = [c for c in letters if _JOINED.match(c)]
    if len(joined) * 2 > len(letters):
        if any("\uac00" <= c <= "\ud7af" for c in joined):
            return Script.HANGUL
        return Script.KANA if _KANA.search(text) else Script.HAN
    latin = [c for c in letters if "LATIN" in unicodedata.name(c, "")]
    return Script.LATIN if len(latin) * 2 >= len(letters) else Script.OTHER


def _spaced(text: str) -> tuple[list[Word], set[str]]:
    """Words of a script with spaces: legal forms are whole words, at the end or the beginning."""
    tokens = [(m.group(), _key(m.group())) for m in _TOKEN.finditer(text)]
    tokens = [(printed, key) for printed, key in tokens if key]
    tokens, forms = _closing_forms(tokens)
    if not forms or "tbk" in _key(text):
        tokens, opening = _opening_form(tokens)
        forms |= opening
    table = _table()
    tokens = [(printed, key) for printed, key in tokens if key not in table.fillers]
    if _run(tokens) in table.neutral or _run(tokens) in table.forms:
        return [], forms
    return list(_with_trades(tokens)), forms


_Tokens: TypeAlias = list[tuple[str, str]]


def _closing_forms(tokens: _Tokens) -> tuple[_Tokens, set[str]]:
    """The tokens without the forms that close the name, and their kinds. A name is never nothing but forms."""
    forms: set[str] = set()
    while size := _closing_form(tokens):
        forms |= _table().forms.get(_run(tokens[-size:]), frozenset())
        tokens = tokens[:-size]
    return tokens, forms


def _closing_form(tokens: _Tokens) -> int:
    """How many tokens the longest form, or word that says nothing, takes at the end; 0 where there is none."""
    table = _table()
    sizes = range(min(table.longest, len(tokens) - 1), 0, -1)
    return next((size for size in sizes if _run(tokens[-size:]) in table.closing), 0)


def _run(tokens: _Tokens) -> str:
    return "".join(key for _, key in tokens if key.isalnum())


def _opening_form(tokens: _Tokens) -> tuple[_Tokens, frozenset[str]]:
    """The tokens without a form that opens the name, and its kinds. `IP Systems` is no sole trader called Systems."""
    table = _table()
    for size in range(min(table.longest, len(tokens) - 1), 0, -1):
        key = _run(tokens[:size])
        if key in table.opening:
            return tokens[size:], table.forms.get(key, frozenset())
        if key in table.forms and not tokens[0][0].isascii() and _script(tokens[0][0]) == Script.OTHER:
            return tokens[size:], table.forms[key]
    return tokens, frozenset()


def _with_trades(tokens: list[tuple[str, str]]) -> Iterator[Word]:
    table, place = _table(), 0
    while place < len(tokens):
        for size in (3, 2, 1):
            part = tokens[place : place + size]
            key = "".join(_singular(key) for _, key in part)
            trade = table.trades.get(key)
            if trade and len(part) == size:
                yield Word(" ".join(printed for printed, _ in part), key, trade)
                place += size
                break
        else:
            yield Word(*tokens[place])
            place += 1


def _joined(text: str) -> tuple[list[Word], set[str]]:
    """Words of a script without spaces: forms at either end, trades wherever they stand, the rest is the name."""
    table = _table()
    text, forms = _without_forms(_DIVISIONS.sub("", "".join(text.split())))
    pieces = ("".join(c for c in piece if c.isalnum()) for piece in table.joined_trades.split(text))
    return [Word(piece, piece.casefold(), table.trades.get(piece)) for piece in pieces if piece], forms


def _without_forms(text: str) -> tuple[str, set[str]]:
    """A name without the forms at its ends, and their kinds. A name is never nothing but a form."""
    table, forms = _table(), set[str]()
    while form := next((f for f in table.joined_forms if text != f and (text.endswith(f) or text.startswith(f))), None):
        text = text.removesuffix(form) if text.endswith(form) else text.removeprefix(form)
        forms |= table.forms.get(form, frozenset())
    return text, forms


@functools.lru_cache(maxsize=65536)
def _key(text: str) -> str:
    return text if text in "&+" else spelled(text)


def _singular(key: str) -> str:
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith("ss") else key


@dataclass(frozen=True, slots=True)
class _Table:
    """The data, by key: spelled for scripts with spaces, as printed for the others."""

    forms: dict[str, frozenset[str]]
    opening: frozenset[str]
    """Forms and words of the Latin alphabet that may open a name: `PT Maju`."""
    longest: int
    closing: frozenset[str]
    """Forms and words that say nothing which may close a name: `Ltd`, `Co`."""
    neutral: frozenset[str]
    fillers: frozenset[str]
    trades: dict[str, str]
    decisive: frozenset[str]
    joined_forms: tuple[str, ...]
    joined_trades: re.Pattern[str]


@functools.cache
def _table() -> _Table:
    content = _content()
    neutral = frozenset(_form_key(word) for word in content["neutral"])
    kinds: dict[str, set[str]] = {}
    for kind, printed in content["legal_forms"].items():
        for form in printed:
            kinds.setdefault(_form_key(form), set()).add(kind)
    for term in itertools.chain.from_iterable(termdata.terms_by_type.values()):
        if len(key := spelled(term)) > 2 and key not in neutral:
            kinds.setdefault(key, {key})
    trades = {_trade_key(word): trade for trade, words in content["trades"].items() for word in words}
    joined_trades = sorted((word for word in trades if _JOINED.match(word)), key=len, reverse=True)
    joined = [_form_key(f) for f in itertools.chain(*content["legal_forms"].values(), content["neutral"])]
    return _Table(
        forms={key: frozenset(found) for key, found in kinds.items()},
        opening=frozenset(map(spelled, (*content["opening"], *content["opening_forms"], *content["only_opening"]))),
        closing=(neutral | kinds.keys()) - frozenset(content["only_opening"]),
        longest=5,
        neutral=neutral,
        fillers=frozenset((*map(spelled, content["fillers"]), "&", "+")) - {""},
        trades=trades,
        decisive=frozenset(content["decisive"]),
        joined_forms=tuple(sorted({f for f in joined if _JOINED.search(f)}, key=len, reverse=True)),
        joined_trades=re.compile(f"({'|'.join(map(re.escape, joined_trades))})"),
    )


def _form_key(form: str) -> str:
    return unicodedata.normalize("NFKC", form) if _JOINED.search(form) else spelled(form)


def _trade_key(word: str) -> str:
    if _JOINED.search(word):
        return word
    return "".join(_singular(spelled(part)) for part in word.split() if spelled(part))


def decisive_trades() -> frozenset[str]:
    """Trades that make another company of one that has the rest of the name."""
    return _table().decisive


def printed(words: Iterable[Word]) -> tuple[str, ...]:
    """The words as they are printed."""
    return tuple(word.printed for word in words)
