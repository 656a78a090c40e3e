"""Dates as certificates print them, in every order and with month names in 30 languages.

A printed date may have two readings (03/04/2025); both are kept until the paper
decides. Nothing here knows today's date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from extractors.parse.fold import folded

_MONTHS_FILE = Path(__file__).parent.parent / "vocabulary" / "months.yaml"
_FIRST_YEAR, _LAST_YEAR = 1970, 2069
"""Management-system certificates began in the 1970s; a later or earlier year is a misreading."""
_BUDDHIST, _MINGUO, _REIWA, _HEISEI = 543, 1911, 2018, 1988

_SEP = r"\s*[-./,·–—\\]\s*"
_YEAR = r"(?P<y>(?:19|20|25|2O)[\dO]\d)"
_D = r"(?P<d>[0-3]?\d)"
_M = r"(?P<m>[01]?\d)"
_MARKS = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0901-\u0903\u093a-\u094f"
_NAME = rf"(?P<name>(?:[^\W\d_][{_MARKS}]*){{3,20}})\.?"
_TH = r"(?:\s*(?:(?:st|nd|rd|th|er|o|a|η)(?![^\W\d_])|[º°ª])\.?)?(?:\s*day)?"
_OF = r"[\s,./\-–]*(?:(?:of|de|di|del|dell|den)[\s,./\-–]+|d')?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cjk", re.compile(rf"{_YEAR}\s*[年년]\s*{_M}\s*[月월]\s*{_D}\s*[日일号]?")),
    (
        "era",
        re.compile(rf"(?P<era>令和|平成|民國|民国|中華民國|佛历)\s*(?P<y>元|\d{{1,3}})\s*年\s*{_M}\s*月\s*{_D}\s*日"),
    ),
    ("ymd", re.compile(rf"(?<![\d\-]){_YEAR}(?P<s>\s*[-‐–]\s*){_M}(?P=s){_D}(?!\d)")),
    ("ymd", re.compile(rf"(?<![\d./]){_YEAR}(?P<s>\s*[./,·—\\]\s*){_M}(?P=s){_D}(?!\d)")),
    ("numeric", re.compile(rf"(?<![\dA-Z/.])(?<![A-Z]-){_D}{_SEP}(?P<m>[0-3]?\d){_SEP}{_YEAR}(?!\d)")),
    ("vi", re.compile(rf"{_D}\s*[-/]?\s*tháng\s*{_M}\s*[,-/]?\s*năm\s*{_YEAR}", re.IGNORECASE)),
    ("dmy", re.compile(rf"(?<!\d){_D}{_TH}{_OF}{_NAME}{_OF}{_YEAR}(?!\d)", re.IGNORECASE)),
    ("mdy", re.compile(rf"{_NAME}[\s.\-]*{_D}{_TH}[\s,.\-]*{_YEAR}(?!\d)", re.IGNORECASE)),
    ("yname", re.compile(rf"(?<!\d){_YEAR}[\s.,\-/]*{_NAME}[\s.,\-/]*{_D}(?!\d)", re.IGNORECASE)),
    ("dmy2", re.compile(rf"(?<!\d){_D}[\s\-./]*{_NAME}[\s\-./']*(?P<yy>\d\d)(?!\d)", re.IGNORECASE)),
    ("numeric2", re.compile(rf"(?<![\d/.\-]){_D}(?P<s>[/.\-])(?P<m>[0-3]?\d)(?P=s)(?P<yy>\d\d)(?![\d/.\-])")),
    ("my", re.compile(rf"{_NAME}{_OF}{_YEAR}(?!\d)", re.IGNORECASE)),
    ("cjkm", re.compile(rf"{_YEAR}\s*[年년]\s*{_M}\s*[月월]")),
    ("mm/yyyy", re.compile(rf"(?<![\d/.\-])(?<!No\.)(?<!N[or]\.\s)(?<!N[º°]\s){_M}\s*[/.\-]\s*{_YEAR}(?![\d/.\-])")),
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date on paper: `text[start:end]` of what was searched, and its possible readings, likelier first.

    `order` says how a purely numeric date could be read (`dmy`, `mdy`); empty where it is beyond doubt.
    `whole` is false where only month and year are printed: then the reading is the month's first day.
    """

    start: int
    end: int
    readings: tuple[dt.date, ...]
    order: tuple[str, ...] = ()
    whole: bool = True


def find(text: str) -> list[PrintedDate]:
    """All dates in `text`, in order, none overlapping another.

    >>> [d.readings[0].isoformat() for d in find("valid from 21February2024 until 20 Şubat 2027")]
    ['2024-02-21', '2027-02-20']
    >>> find("03/04/2025")[0].readings
    (datetime.date(2025, 4, 3), datetime.date(2025, 3, 4))
    >>> find("2027年02月08日")[0].readings[0].isoformat()
    '2027-02-08'
    >>> find("ISO 9001:2015, page 2 of 3")
    []
    """
    plain = _same_length(text)
    taken: list[PrintedDate] = []
    for form, pattern in _FORMS:
        for match in pattern.finditer(plain):
            date = _reading(form, match)
            if date and not any(date.start < t.end and t.start < date.end for t in taken):
                taken.append(date)
    return sorted(taken, key=lambda d: d.start)


_UNENDED = re.compile(
    rf"(?:{_NAME}\s*(?:[0-3]?\d)?{_TH},?|(?<!\d)[0-3]?\d{_TH}{_OF}[^\W\d_]{{3,20}}\.?,?)\s*$", re.IGNORECASE
)
_ENDING = re.compile(r"\s*(?:[0-3]?\d(?:st|nd|rd|th)?,?\s*)?(?:19|20)\d\d(?!\d)")


def find_broken(text: str, following: str) -> tuple[PrintedDate, int] | None:
    """A date that `text` begins at its end and `following`, the line below, ends: with how much of that it takes.

    >>> found = find_broken("October 21, 2023 - October 20,", "2026")
    >>> found[0].readings[0].isoformat(), found[0].start, found[1]
    ('2026-10-20', 19, 4)
    """
    begun, ended = _UNENDED.search(text), _ENDING.match(following)
    if begun is None or ended is None:
        return None
    parts = find(f"{begun.group().strip()} {ended.group().strip()}")
    if len(parts) != 1 or not parts[0].whole:
        return None
    return PrintedDate(begun.start(), len(text), parts[0].readings, parts[0].order), ended.end()


def _same_length(text: str) -> str:
    """Full-width and other digit forms to ASCII, letter by letter, so that places stay."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)


def _reading(form: str, match: re.Match[str]) -> PrintedDate | None:
    start, end = match.span()
    parts = match.groupdict()
    year = _year(parts)
    if year is None:
        return None
    if form in ("numeric", "numeric2"):
        return _numeric(start, end, year, int(parts["d"]), int(parts["m"]))
    if parts.get("name"):
        found = _month(parts["name"])
        if found is None:
            return None
        month, skipped = found
        if match.start("name") == start:
            start += skipped
    else:
        month = int(parts["m"])
    whole = parts.get("d") is not None
    days = tuple(_dates(year, month, int(parts["d"]) if whole else 1))
    return PrintedDate(start, end, days, whole=whole) if days else None


def _year(parts: dict[str, str | None]) -> int | None:
    if parts.get("yy"):
        short = int(parts["yy"] or 0)
        return 2000 + short if short < 70 else 1900 + short
    text = parts["y"] or ""
    era = parts.get("era")
    if era:
        count = 1 if text == "元" else int(text)
        return count + {"令和": _REIWA, "平成": _HEISEI}.get(era, _MINGUO)
    year = int(text.upper().replace("O", "0"))
    return year - _BUDDHIST if year >= 2500 else year


def _numeric(start: int, end: int, year: int, first: int, second: int) -> PrintedDate | None:
    readings = {"dmy": list(_dates(year, second, first)), "mdy": list(_dates(year, first, second))}
    order = tuple(name for name, days in readings.items() if days)
    days = tuple(dict.fromkeys(day for name in order for day in readings[name]))
    if not days:
        return None
    return PrintedDate(start, end, days, order=order if len(days) > 1 else order[:1])


def _dates(year: int, month: int, day: int) -> Iterator[dt.date]:
    if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        yield dt.date(year, month, day)


def _month(name: str) -> tuple[int, int] | None:
    """Month number, and how many letters of `name` stand before it (`issuedMarch`: 6)."""
    months = _months()
    key = folded(name)
    if key in months:
        return months[key], 0
    for length in range(min(len(key), 12), 3, -1):  # a run-together word ends in a full month name
        if (number := months.get(key[-length:])) and len(key) == len(name):
            return number, len(name) - length
    return None


@functools.cache
def _months() -> dict[str, int]:
    table: dict[str, list[list[str]]] = yaml.load(_MONTHS_FILE.read_text("utf-8"), yaml.CSafeLoader)
    months: dict[str, int] = {}
    for names in table.values():
        for number, forms in enumerate(names, start=1):
            for form in forms:
                months.setdefault(form, number)
    return months
