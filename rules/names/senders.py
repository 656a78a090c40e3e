"""Which row of the buyer's list did a file come from? Asked of the folder's name or the mail's sender.

A wrong answer costs little, because the holder on the paper is compared with the row again; so a folder may be called
by a part of the name, as long as only one row has it.
"""

from __future__ import annotations

import bisect
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from rules.circumstances import Supplier
from rules.names.compare import Likeness, compare
from rules.names.words import Word, spelled, take_apart
from rules.reference.load import fold

_FREE_MAIL = Path(__file__).with_name("free_mail.yaml")
_LAST = "\U0010ffff"
Rows = frozenset[int]


class Directory:
    """The buyer's list, so arranged that a sender or a holder is found without looking at every row."""

    def __init__(self, suppliers: Sequence[Supplier]) -> None:
        self._suppliers = tuple(suppliers)
        self._printed: defaultdict[str, set[int]] = defaultdict(set)
        self._mail: defaultdict[str, set[int]] = defaultdict(set)
        self._alike: defaultdict[str, set[int]] = defaultdict(set)
        beginnings: list[tuple[str, int]] = []
        for row, supplier in enumerate(self._suppliers):
            for text in (supplier.supplier_id, supplier.name, *supplier.aliases):
                self._printed[fold(text)].add(row)
            for alias in supplier.aliases:
                self._mail[alias.casefold().removeprefix("www.").lstrip("@")].add(row)
            for name in company_names(supplier):
                for key in _keys(name):
                    self._alike[key].add(row)
                beginnings.append((_spelled(take_apart(name).words), row))
        self._beginnings = sorted(beginnings)

    def sender(self, sender: str) -> Supplier | None:
        """The row that a folder's name or a sender's address belongs to; None where none does, or more than one.

        Args:
            sender: `Acme Valves`, `info@acme.example`.
        """
        return self._only(self._of_mail(sender) if "@" in sender else self._of_folder(sender))

    def holder(self, names: Iterable[str]) -> Supplier | None:
        """The one row that certainly is the company of these names; for papers that came without a sender."""
        return self._only([frozenset(row for name in names for row in self._same(name))])

    def _only(self, found: Iterable[Rows]) -> Supplier | None:
        rows = next(filter(None, found), frozenset())
        return self._suppliers[min(rows)] if len(rows) == 1 else None

    def _of_mail(self, sender: str) -> Iterator[Rows]:
        address, domain = sender.strip().casefold(), sender.rpartition("@")[2].strip().casefold()
        yield frozenset(self._mail.get(address, ()))
        yield frozenset(self._mail.get(domain, ()))
        if domain not in _free_mail():
            yield self._called(fold(domain.split(".")[0]))

    def _of_folder(self, folder: str) -> Iterator[Rows]:
        yield frozenset(self._printed.get(fold(folder), ())) if fold(folder) else frozenset()
        yield self._same(folder)
        parts = take_apart(folder)
        if len("".join(word.key for word in parts.own)) > 2:
            yield self._beginning(_spelled(parts.words))

    def _same(self, name: str) -> Rows:
        near = {row for key in _keys(name) for row in self._alike.get(key, ())}
        return frozenset(row for row in near if any(_is_same(name, own) for own in company_names(self._suppliers[row])))

    def _beginning(self, text: str) -> Rows:
        """Rows whose name begins with `text`."""
        first = bisect.bisect_left(self._beginnings, (text, -1))
        last = bisect.bisect_right(self._beginnings, (text + _LAST, -1))
        return frozenset(row for _, row in self._beginnings[first:last])

    def _called(self, word: str) -> Rows:
        """Rows whose name begins with words that make `word`, run together: `harbourlight` of Harbourlight Valves."""
        near = self._beginning(word) if word else frozenset()
        return frozenset(row for row in near if any(_opens(word, name) for name in company_names(self._suppliers[row])))


def company_names(supplier: Supplier) -> tuple[str, ...]:
    """What the company may be called on paper: its name and aliases, without mail addresses and domains."""
    return tuple(name for name in (supplier.name, *supplier.aliases) if "@" not in name and not _is_domain(name))


def _is_domain(name: str) -> bool:
    return " " not in name and "." in name.strip(".") and name.islower() and name.isascii()


def _is_same(one: str, other: str) -> bool:
    return compare(one, other).likeness is Likeness.SAME


def _keys(name: str) -> frozenset[str]:
    """Whatever two names are the same by, they share one of these."""
    parts = take_apart(name)
    if not parts.words:
        return frozenset()
    own = _spelled(parts.own)
    words = " ".join(sorted(word.key for word in parts.words))
    return frozenset(key for key in (f"words {words}", f"joined {parts.joined}", f"own {own}" if own else "") if key)


def _opens(word: str, name: str) -> bool:
    words = take_apart(name).words
    return any(word == _spelled(words[:size]) for size in (1, 2, 3))


def _spelled(words: Iterable[Word]) -> str:
    return "".join(spelled(word.key) for word in words)


@functools.cache
def _free_mail() -> frozenset[str]:
    return frozenset(yaml.load(_FREE_MAIL.read_text("utf-8"), yaml.CSafeLoader)["domains"])
