"""Which row of the buyer's list did a file come from? Asked of the folder's name or the mail's sender.

A wrong answer costs little, because the holder on the paper is compared with the row again; so a folder may be called
by a part of the name, as long as only one row has it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import yaml

from rules.circumstances import Supplier
from rules.names.compare import Likeness, compare, compare_all
from rules.names.words import Word, spelled, take_apart
from rules.reference.load import fold

_FREE_MAIL = Path(__file__).with_name("free_mail.yaml")


def find_sender(sender: str, suppliers: Sequence[Supplier]) -> Supplier | None:
    """The row that a folder's name or a sender's address belongs to; None where none does, or more than one.

    Args:
        sender: `Acme Valves`, `info@acme.example`.
        suppliers: the buyer's list.
    """
    asks: tuple[Callable[[Supplier], bool], ...]
    if "@" in sender:
        address, domain = sender.strip().casefold(), sender.rpartition("@")[2].strip().casefold()
        asks = (lambda s: address in _mail_names(s), lambda s: domain in _mail_names(s))
        sender = "" if domain in _free_mail() else domain.split(".")[0]
        asks += (lambda s: bool(sender) and _begins_with(sender, s),)
    else:
        asks = (
            lambda s: fold(sender) in map(fold, (s.supplier_id, s.name, *s.aliases)),
            lambda s: any(compare(sender, name).likeness is Likeness.SAME for name in company_names(s)),
            lambda s: any(_is_part_of(sender, name) for name in company_names(s)),
        )
    for ask in asks:
        found = [supplier for supplier in suppliers if ask(supplier)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def find_holder(names: Sequence[str], suppliers: Sequence[Supplier]) -> Supplier | None:
    """The one row that certainly is the company of these names; for papers that came without a sender."""
    found = [s for s in suppliers if compare_all(names, company_names(s)).likeness is Likeness.SAME]
    return found[0] if len(found) == 1 else None


def company_names(supplier: Supplier) -> tuple[str, ...]:
    """What the company may be called on paper: its name and aliases, without mail addresses and domains."""
    return tuple(name for name in (supplier.name, *supplier.aliases) if "@" not in name and not _is_domain(name))


def _is_domain(name: str) -> bool:
    return " " not in name and "." in name.strip(".") and name.islower() and name.isascii()


def _mail_names(supplier: Supplier) -> set[str]:
    return {alias.casefold().removeprefix("www.").lstrip("@") for alias in supplier.aliases}


def _begins_with(word: str, supplier: Supplier) -> bool:
    """Is a domain the first words of a name, run together? `harbourlight` is Harbourlight Valves."""
    return any(
        fold(word) == "".join(w.key for w in take_apart(name).words[:size])
        for name in company_names(supplier)
        for size in (1, 2, 3)
    )


def _is_part_of(folder: str, name: str) -> bool:
    """Does the name begin with all that the folder says, and is that not only a trade or a place?"""
    short, long = take_apart(folder), take_apart(name)
    own = "".join(word.key for word in short.own)
    return len(own) > 2 and _spelled(long.words).startswith(_spelled(short.words))


def _spelled(words: Iterable[Word]) -> str:
    return "".join(spelled(word.key) for word in words)


@functools.cache
def _free_mail() -> frozenset[str]:
    return frozenset(yaml.load(_FREE_MAIL.read_text("utf-8"), yaml.CSafeLoader)["domains"])
