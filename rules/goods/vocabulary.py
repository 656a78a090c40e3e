"""Finds goods and activities in a text of any language, by the words of this folder's YAML.

Words are stems. In scripts with spaces one begins a word (in Germanic languages, which build long words, a long one
may stand inside it) and any ending follows; in scripts without spaces it may stand anywhere.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from rules.errors import DataError, describe, read_yaml
from rules.reference.row import Part, RowId

HERE = Path(__file__).parent
ACTIVITIES = "activities.yaml"
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "fi", "hu"})
_LONG = 6
"""Letters from which a stem may stand inside a German word: `Blechbaugruppen`."""
_SHORT = 4
"""A stem of so many letters takes no more than a plural: `toy` is not `toyota`."""
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ø": "o"})

Stems = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class GoodsClass(Part):
    """One class of goods: its words by language, and the IAF/EA groups that certificates print for it."""

    id: RowId
    title: str
    within: RowId | None = None
    """The wider class that it belongs to."""
    sectors: tuple[Annotated[int, Field(ge=1, le=39)], ...]
    words: Annotated[Mapping[str, Stems], Field(min_length=1)]


def plain(text: str) -> str:
    """`text` in small letters without accents, for comparing; letters of scripts without spaces stay as they are.

    >>> plain("Étiquettes DÖKÜM, 紧固件")
    'etiquettes dokum, 紧固件'
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return "".join(
        unicodedata.normalize("NFKD", c)[0] if ord(c) < 0x1100 or 0x1E00 <= ord(c) < 0x2000 else c for c in text
    )


@functools.cache
def load_classes() -> dict[str, GoodsClass]:
    """All classes by id.

    Raises:
        DataError: the data are wrong; the message lists every fault.
    """
    faults: list[str] = []
    classes: dict[str, GoodsClass] = {}
    for path in sorted(HERE.glob("*.yml")):
        for row in _rows(path, faults):
            if row.id in classes:
                faults.append(f"{path.name}: {row.id} is there twice")
            classes[row.id] = row
    faults += [f"{c.id}: within: no class {c.within}" for c in classes.values() if c.within and c.within not in classes]
    if faults:
        raise DataError(faults)
    return classes


def _rows(path: Path, faults: list[str]) -> Iterator[GoodsClass]:
    content = read_yaml(path, faults)
    for row in content if isinstance(content, list) else []:
        try:
            yield GoodsClass.model_validate(row)
        except ValidationError as error:
            faults += describe(error, f"{path.name}: {row.get('id', row) if isinstance(row, dict) else row}")


@functools.lru_cache(maxsize=16384)
def find_classes(text: str) -> Mapping[str, tuple[str, ...]]:
    """Classes of goods that `text` speaks of, each with the words that say so.

    >>> dict(find_classes("Manufacture of marine valves and pipe fittings"))
    {'valves': ('valves', 'pipe fittings')}
    """
    text = plain(text)
    matches = [(m, name) for name, pattern in _class_patterns().items() for m in pattern.finditer(text)]
    found: dict[str, dict[str, None]] = {}
    for match, name in matches:
        if not any(_is_inside(match, other) for other, its in matches if its != name):
            found.setdefault(name, {})[match.group().strip()] = None
    return {name: tuple(words) for name, words in found.items()}


def _is_inside(match: re.Match[str], other: re.Match[str]) -> bool:
    """Is a word only a part of a longer one: food of `food packaging`?"""
    (start, end), (first, last) = match.span(), other.span()
    return first <= start and end <= last and last - first > end - start


@functools.lru_cache(maxsize=16384)
def find_activities(text: str) -> Mapping[str, tuple[str, ...]]:
    """What `text` says is done with the goods: `makes`, `trades`, `excludes`, each with its words."""
    text = plain(text)
    found = {kind: tuple(m.group().strip() for m in pattern.finditer(text)) for kind, pattern in _activities().items()}
    return {kind: words for kind, words in found.items() if words}


def without_exclusions(text: str) -> str:
    """`text` up to the words that begin what it leaves out."""
    first = _activities()["excludes"].search(plain(text))
    return text[: first.start()] if first and first.start() > 0 and len(plain(text)) == len(text) else text


def wider(name: str) -> tuple[str, ...]:
    """A class and all that it belongs to, narrowest first."""
    classes, chain = load_classes(), [name]
    while above := classes[chain[-1]].within:
        chain.append(above)
    return tuple(chain)


@functools.cache
def _class_patterns() -> dict[str, re.Pattern[str]]:
    return {name: _pattern(row.words) for name, row in load_classes().items()}


@functools.cache
def _activities() -> dict[str, re.Pattern[str]]:
    faults: list[str] = []
    content: Any = read_yaml(HERE / ACTIVITIES, faults)
    if faults:
        raise DataError(faults)
    return {kind: _pattern(words) for kind, words in content.items()}


def _pattern(words: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    stems = {(plain(stem), language) for language, some in words.items() for stem in some}
    parts = dict.fromkeys(_stem(stem, language) for stem, language in sorted(stems, key=lambda s: (-len(s[0]), s)))
    return re.compile("|".join(parts))


def _stem(stem: str, language: str) -> str:
    *first, last = stem.split()
    escaped = "".join(rf"{_inner(word)}\s+" for word in first) + re.escape(last)
    if is_joined(stem):
        return escaped
    begins = "" if language in _COMPOUNDING and len(stem) >= _LONG else r"(?<!\w)"
    ends = r"\w{0,2}(?!\w)" if len(stem) <= _SHORT else r"\w*"
    return f"{begins}{escaped}{ends}"


def _inner(word: str) -> str:
    """A word of a phrase but its last: it may have an ending, if it is long enough to be known without."""
    return re.escape(word) + (r"\w*" if len(word) > _SHORT else r"\w{0,1}")


def is_joined(text: str) -> bool:
    """Is `text` in a script that prints words without spaces, or with endings stuck to them?"""
    return any(ord(c) >= 0x2E80 for c in text)
