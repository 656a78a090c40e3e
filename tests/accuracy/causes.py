"""What kind of miss a wrong value is, as far as a machine can tell."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from extractors.parse.fold import folded
from tests.accuracy.corpus import Miss

_ALIKE = 70.0
"""Per cent of letters in common from which two texts are one text read badly, and not two."""
_DATES = ("initial_certification_date", "issue_date", "effective_date", "expiry_date")


class Kind(enum.StrEnum):
    """Kinds of misses, in the order of the page's columns."""

    ABSENT = "not found"
    ALIKE = "misread, cut or too long"
    ELSEWHERE = "taken from another place"
    EXTRA = "given, but not printed"


def kind_of(miss: Miss) -> Kind:
    """The kind of one miss.

    >>> kind_of(Miss("", "expiry_date", ("2024-03-01",), "2024-01-03")).name
    'ALIKE'
    >>> kind_of(Miss("", "expiry_date", ("2024-03-01",), "2021-03-02")).name
    'ELSEWHERE'
    """
    if miss.got is None or miss.field == "standard":
        return Kind.ABSENT
    if not miss.wanted or miss.field == "document_type":
        return Kind.EXTRA
    if miss.field in _DATES:
        alike = any(_misread_date(wanted, miss.got) for wanted in miss.wanted)
    elif miss.field == "standard_edition":
        alike = False
    else:
        alike = any(_alike(wanted, miss.got) for wanted in miss.wanted)
    return Kind.ALIKE if alike else Kind.ELSEWHERE


def _misread_date(wanted: str, got: str) -> bool:
    """One digit is another, or day and month have changed places."""
    swapped = sorted(wanted[5:].split("-")) == sorted(got[5:].split("-")) and wanted[:4] == got[:4]
    return swapped or sum(a != b for a, b in zip(wanted, got, strict=False)) == 1


def _alike(wanted: str, got: str) -> bool:
    a, b = folded(wanted) or wanted, folded(got) or got
    part = min(len(a), len(b)) >= 4 and (a in b or b in a)
    return part or fuzz.ratio(a, b) >= _ALIKE


def counted(misses: Iterable[Miss], groups: Mapping[str, str] | None = None) -> dict[str, dict[str, int]]:
    """Misses by field and kind; by the group of the document and kind, where `groups` says which that is."""
    table: dict[str, Counter[str]] = {}
    for miss in misses:
        row = miss.field if groups is None else groups[miss.document_id]
        table.setdefault(row, Counter())[kind_of(miss).value] += 1
    return {row: {kind.value: counts[kind.value] for kind in Kind} for row, counts in table.items()}
