"""Dates as certificates print them, in every order and calendar and with month names in 40 languages.

A printed date may have two readings (03/04/2025); both are kept until the paper
decides. Nothing here knows today's date.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from extractors.parse import calendars, numerals
from extractors.parse.fold import folded

_LONG_NAME = 6
"""Letters of a month's name that may hold one misread letter."""
_VOCABULARY = Path(__file__).parent.parent / "vocabulary"


class Setting(enum.Enum):
    """What else the page shows, without which a bare `1403/05/12`, `R6.3.5` or `113.03.05` is no date."""

    ARABIC_SCRIPT = re.compile("[\u0620-\u064a]{3}|[\u0660-\u0669\u06f0-\u06f9]{2}")
    KANA = re.compile("[\u3041-\u30fa]{2}")
    REPUBLIC_OF_CHINA = re.compile("民國|中華民國|臺灣|台灣|R\\.O\\.C")


def settings_of(text: str) -> frozenset[Setting]:
    """The settings that a page's whole text shows.

    >>> [setting.name for setting in settings_of("تاريخ الإصدار 1445/09/12")]
    ['ARABIC_SCRIPT']
    """
    return frozenset(setting for setting in Setting if setting.value.search(text))


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date on paper: `text[start:end]` of what was searched, and its possible readings, likelier first.

    `order` says how a purely numeric date could be read (`dmy`, `mdy`); empty where it is beyond doubt.
    `whole` is false where only month and year are printed: then the reading is the month's first day.
    `misread` is true where a letter of the month's name is wrong, or two languages have the name for different months
    (`listopad` is October in Croatian and November in Polish): the reading is then a likely one, not a sure one.
    """

    start: int
    end: int
    readings: tuple[dt.date, ...]
    order: tuple[str, ...] = ()
    whole: bool = True
    misread: bool = False


def find(text: str, settings: Collection[Setting] = ()) -> list[PrintedDate]:
    """All dates in `text`, in order, none overlapping another.

    >>> [d.readings[0].isoformat() for d in find("valid from 21February2024 until 20 Şubat 2027")]
    ['2024-02-21', '2027-02-20']
    >>> find("03/04/2025")[0].readings
    (datetime.date(2025, 4, 3), datetime.date(2025, 3, 4))
    >>> [find(text)[0].readings[0].isoformat() for text in ("2027年02月08日", "二〇二七年二月八日", "12.VI.2024")]
    ['2027-02-08', '2027-02-08', '2024-06-12']
    >>> find("ISO 9001:2015, page 2 of 3")
    []
    """
    plain = _same_length(text)
    settings = {*settings, *settings_of(text)}
    taken: list[PrintedDate] = []
    for form in _forms():
        if form.only in settings or form.only is None:
            for match in form.pattern.finditer(plain):
                date = form.read(match)
                if date and not any(date.start < t.end and t.start < date.end for t in taken):
                    taken.append(date)
    return sorted(taken, key=lambda d: d.start)


def find_broken(text: str, following: str) -> tuple[PrintedDate, int] | None:
    """A date that `text` begins at its end and `following`, the line below, ends: with how much of that it takes.

    >>> found = find_broken("October 21, 2023 - October 20,", "2026")
    >>> found[0].readings[0].isoformat(), found[0].start, found[1]
    ('2026-10-20', 19, 4)
    """
    if _MONTH_ABOVE.fullmatch(text) and _YEAR_BELOW.fullmatch(following):
        month = find(f"{text.strip()}{following.strip()}")
        return (replace(month[0], start=0, end=len(text)), len(following)) if month else None
    begun, ended = _UNENDED.search(text), _ENDING.match(following)
    if begun is None or ended is None:
        return None
    parts = find(f"{begun.group().strip()} {ended.group().strip()}")
    if len(parts) != 1 or not parts[0].whole:
        return None
    return PrintedDate(begun.start(), len(text), parts[0].readings, parts[0].order), ended.end()


def _same_length(text: str) -> str:
    """Full-width letters and the digits of all scripts to ASCII, letter by letter, so that places stay."""
    return "".join(c if c.isascii() else _plain(c) for c in text)


@functools.lru_cache(maxsize=65536)
def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


# How the parts of a date are printed. OCR takes O for 0, and l or I for 1.
_NO_LETTER = r"(?<![^\W\d_])"
_SEP = r"\s*[-./,·–—\\]\s*"
_Y = r"(?P<y>(?:19|20|25|2O)[\dO]\d)"
_D = r"(?P<d>[0-3]?\d)"
_M = r"(?P<m>[01]?\d)"
_MISREAD_D = rf"(?P<d>[0-3]?\d|[0-3]O|{_NO_LETTER}[lIO]\d)"
_MISREAD_M = r"(?P<m>[0-3]?\d|O\d|1O|[lI][0-2])"
_MARKS = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0901-\u0903\u093a-\u094f"
_NAME = rf"(?P<name>(?:[^\W\d_][{_MARKS}]*){{3,20}}|[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e]{{0,2}}\.\s?[\u0e01-\u0e2e]{{1,2}})\.?"
_TH = r"(?:\s*(?:(?:st|nd|rd|th|er|o|a|η)(?![^\W\d_])|[º°ª])\.?)?(?:\s*day)?"
_OF = r"[\s,،./\-–]*(?:(?:(?:d[ií]as?\s+)?(?:del?|do)\s+m[eê]s\s+de|of|de|di|del|dell|den)[\s,./\-–]+|d')?"
_YEAR_WORD = r"(?:(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|พุทธศักราช|B\.?E\.?|A\.?D\.?|del\s+año|do\s+ano)\s*)?"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HAN = numerals.CHARACTERS
_ISLAMIC_YEAR = r"(?P<y>1[34]\d\d)"
_ISLAMIC_MARK = r"\s*(?P<mark>ه(?:ـ|\s*[./]\s*|\s)?[شق](?!\w)|هـ|ه(?!\w)|A\.?\s?H\b\.?|H\b|S\.?\s?H\b)"


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to write dates, and how a match of it is read; `only` where it needs a page of that setting."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], PrintedDate | None]
    only: Setting | None = None


@functools.cache
def _forms() -> tuple[_Form, ...]:
    """All forms; where two match the same letters, the earlier one has them."""

    def form(read: Callable[[re.Match[str]], PrintedDate | None], pattern: str, only: Setting | None = None) -> _Form:
        return _Form(re.compile(pattern, re.IGNORECASE if "name" in pattern or "tháng" in pattern else 0), read, only)

    ordinals = "|".join(re.escape(word).replace(r"\-", r"[\s\-]?") for word in reversed(_ordinals()))
    islamic = "|".join(_pattern_of(name) for name in sorted(_islamic_months(), key=len, reverse=True))
    return (
        form(_written, rf"{_Y}\s*[年년]\s*{_M}\s*[月월]\s*{_D}\s*[日일号號目曰]?"),
        form(_in_han, rf"(?P<era>民國|民国)?(?P<y>[{_HAN}O0]{{2,6}})\s*年\s*(?P<m>[{_HAN}]{{1,3}})\s*月\s*(?P<d>[{_HAN}]{{1,3}})\s*[日号號]"),
        form(_of_era, rf"(?P<era>令和|平成|昭和|民國|民国|佛历|佛曆)\s*(?P<y>元|\d{{1,4}})\s*年\s*{_M}\s*月\s*{_D}\s*日"),
        form(_of_era, rf"(?P<era>令和|平成|昭和|民國|民国)\s*(?P<y>\d{{1,3}})\s*[./\-]\s*{_M}\s*[./\-]\s*{_D}(?!\d)"),
        form(_of_era, rf"(?<![A-Za-z0-9])(?P<era>[RHS])\.?(?P<y>\d{{1,2}})[./]{_M}[./]{_D}(?![\d.])", Setting.KANA),
        form(_of_republic, rf"(?<!\d)(?P<y>1\d\d|\d\d)\s*年\s*{_M}\s*月\s*{_D}\s*日"),
        form(_of_republic, rf"(?<![\d./\-])(?P<y>1\d\d)(?P<s>[./\-]){_M}(?P=s){_D}(?![\d./\-])", Setting.REPUBLIC_OF_CHINA),
        form(_islamic, rf"(?<![\d./\-]){_ISLAMIC_YEAR}(?P<s>\s?[-/.]\s?){_M}(?P=s){_D}(?!\d){_ISLAMIC_MARK}"),
        form(_islamic, rf"(?<![\d./\-]){_D}(?P<s>\s?[-/.]\s?){_M}(?P=s){_ISLAMIC_YEAR}(?!\d){_ISLAMIC_MARK}"),
        form(_islamic, rf"(?<![\d./\-]){_ISLAMIC_YEAR}(?P<s>[-/.]){_M}(?P=s){_D}(?![\d./\-])", Setting.ARABIC_SCRIPT),
        form(_islamic, rf"(?<![\d./\-]){_D}(?P<s>[-/.]){_M}(?P=s){_ISLAMIC_YEAR}(?![\d./\-])", Setting.ARABIC_SCRIPT),
        form(_islamic, rf"(?i:(?<!\d){_D}{_TH}[\s,\-/]*(?P<moon>{islamic})[\s,،\-/]*{_ISLAMIC_YEAR}(?!\d)(?:{_ISLAMIC_MARK})?)"),
        form(_written, rf"(?<![\d\-]){_Y}(?P<s>\s*[-‐–]\s*){_MISREAD_M}(?P=s){_MISREAD_D}(?!\d)"),
        form(_written, rf"(?<![\d./]){_Y}(?P<s>\s*[./,·—\\]\s*){_MISREAD_M}(?P=s){_MISREAD_D}(?!\d)"),
        form(_numeric, rf"(?<![\dA-Z/.])(?<![A-Z]-){_MISREAD_D}{_SEP}{_MISREAD_M}{_SEP}{_Y}(?!\d)"),
        form(_numeric, rf"(?<![\w+/.,\-])(?<!\d )(?P<d>\d\d) (?P<m>\d\d) {_Y}(?![\w/\-])(?! \d)"),
        form(_written, rf"(?<![\w+/.,\-])(?<!\d ){_Y} (?P<m>[01]\d) (?P<d>[0-3]\d)(?![\w/\-])(?! \d)"),
        form(_written, rf"{_D}\s*[-/]?\s*tháng\s*{_M}\s*[,-/]?\s*(?:năm\s*)?{_Y}"),
        form(_written, rf"(?<!\d)(?:(?P<day>{ordinals})\s+day){_OF}{_NAME}{_OF}{_Y}(?!\d)"),
        form(_written, rf"(?<!\d)(?:[\"«“„]\s?)?{_D}(?:\s?[\"»”])?{_TH}{_OF}{_NAME}{_OF}{_YEAR_WORD}{_Y}(?!\d)"),
        form(_written, rf"(?<![\d\-/.]){_D}\s*[./\s\-]\s*(?P<roman>[IVX]{{1,4}})\s*[./\s\-]\s*{_Y}(?!\d)"),
        form(_written, rf"{_NAME}[\s.,\-]*{_D}{_TH}[\s,.\-]*{_Y}(?!\d)"),
        form(_written, rf"(?<!\d){_Y}(?:\s?m\.)?[\s.,\-/]*{_NAME}[\s.,\-/]*{_D}(?!\d)"),
        form(_written, rf"(?<!\d){_Y}\.?\s*gada\s*{_D}\.?\s*{_NAME}"),
        form(_written, rf"(?<!\d){_D}[\s\-./]*{_NAME}[\s\-./']*(?P<yy>\d\d)(?!\d)"),
        form(_numeric, rf"(?<![\dA-Z/.\-]){_D}(?P<s>[/.\-])(?P<m>[0-3]?\d)(?P=s)(?P<yy>\d\d)(?![\d/.\-])"),
        form(_written, rf"{_NAME}{_OF}{_YEAR_WORD}{_Y}(?!\d)"),
        form(_written, rf"{_Y}\s*[年년]\s*{_M}\s*[月월]"),
        form(_written, rf"(?<![\w/.\-:]){_Y}[./\-](?P<m>0[1-9]|1[0-2])(?![\w/.\-]|\s?\d)"),
        form(_written, rf"(?<![\d/.\-])(?<!No\.)(?<!N[or]\.\s)(?<!N[º°]\s){_M}\s*[/.\-]\s*{_Y}(?![\d/.\-])"),
    )  # fmt: skip


_UNENDED = re.compile(
    rf"(?:{_NAME}\s*(?:[0-3]?\d)?{_TH},?|(?<!\d)[0-3]?\d{_TH}{_OF}[^\W\d_]{{3,20}}\.?,?)\s*$", re.IGNORECASE
)
_MONTH_ABOVE, _YEAR_BELOW = re.compile(r"\s*(?:0[1-9]|1[0-2])\s?[-./]\s*"), re.compile(r"\s*20\d\d\s*")
"""As annual stickers have it, a year's square each: `03-` above `2026`."""
_ENDING = re.compile(r"\s*(?:[0-3]?\d(?:st|nd|rd|th)?,?\s*)?(?:19|20)\d\d(?!\d)")


def _written(match: re.Match[str]) -> PrintedDate | None:
    """A date whose parts are beyond doubt: the year first, the month in letters, or signs that say what each is."""
    parts = match.groupdict()
    start, year, day = match.start(), _year(parts), _day(parts)
    name, misread = parts.get("name"), False
    if name:
        found = _month(name)
        if found is None:
            guess = _misread_month(folded(name)) if day else None
            found, misread = (guess, 0) if guess else None, True
        if found is None:
            return None
        month, skipped = found
        misread = misread or folded(name) in _shared_names()
        start += skipped if match.start("name") == start else 0
    elif parts.get("roman"):
        if parts["roman"] not in _ROMAN:
            return None
        month = _ROMAN.index(parts["roman"] or "") + 1
    else:
        month = _int(parts["m"])
    made = _one(start, match.end(), calendars.days(year, month, day or 1), whole=day is not None)
    return replace(made, misread=misread) if made else None


def _numeric(match: re.Match[str]) -> PrintedDate | None:
    parts = match.groupdict()
    year, first, second = _year(parts), _int(parts["d"]), _int(parts["m"])
    readings = {"dmy": list(calendars.days(year, second, first)), "mdy": list(calendars.days(year, first, second))}
    order = tuple(name for name, days in readings.items() if days)
    days = tuple(dict.fromkeys(day for name in order for day in readings[name]))
    if not days:
        return None
    return PrintedDate(*match.span(), days, order=order if len(days) > 1 else order[:1])


def _in_han(match: re.Match[str]) -> PrintedDate | None:
    year, month, day = (numerals.number_of(match[part]) or 0 for part in "ymd")
    if match["era"] or 80 < year < 200:
        year = calendars.year_of(year, "民國")
    return _one(*match.span(), calendars.days(year, month, day))


def _of_era(match: re.Match[str]) -> PrintedDate | None:
    count = 1 if match["y"] == "元" else int(match["y"])
    year = calendars.year_of(count, match["era"])
    return _one(*match.span(), calendars.days(year, int(match["m"]), int(match["d"])))


def _of_republic(match: re.Match[str]) -> PrintedDate | None:
    """Three digits count from 1911; two are a year of ours without its century."""
    count = int(match["y"])
    year = calendars.year_of(count, "民國") if count >= 100 else _full(count)
    return _one(*match.span(), calendars.days(year, int(match["m"]), int(match["d"])))


def _islamic(match: re.Match[str]) -> PrintedDate | None:
    parts = match.groupdict()
    mark, name = parts.get("mark") or "", parts.get("moon")
    solar = True if "ش" in mark or "S" in mark.upper() else False if mark else None
    month = int(parts.get("m") or 0)
    if name:
        month, solar = _islamic_months()[folded(name)]
    return _one(*match.span(), calendars.islamic_days(int(match["y"]), month, int(match["d"]), solar=solar))


def _one(start: int, end: int, days: Iterator[dt.date], *, whole: bool = True) -> PrintedDate | None:
    found = tuple(days)
    return PrintedDate(start, end, found, whole=whole) if found else None


def _year(parts: dict[str, str | None]) -> int:
    return _full(int(parts["yy"] or 0)) if parts.get("yy") else calendars.year_of(_int(parts["y"]))


def _full(short: int) -> int:
    return 2000 + short if short < 70 else 1900 + short


def _day(parts: dict[str, str | None]) -> int | None:
    if parts.get("day"):
        return [folded(word) for word in _ordinals()].index(folded(parts["day"] or "")) + 1
    return _int(parts["d"]) if parts.get("d") else None


def _int(text: str | None) -> int:
    return int((text or "").upper().translate(str.maketrans("OLI", "011")))


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


@functools.lru_cache(maxsize=4096)
def _misread_month(key: str) -> int | None:
    """The one month whose name differs from `key` in a letter or two, as OCR gets them wrong (`martle`)."""
    if len(key) < _LONG_NAME:
        return None
    names = [name for name in _months() if len(name) >= _LONG_NAME]
    close = process.extract(
        key, names, scorer=Levenshtein.distance, score_cutoff=len(key) // _LONG_NAME, limit=None, processor=None
    )
    best = min((distance for _, distance, _ in close), default=0)
    numbers = {_months()[name] for name, distance, _ in close if distance == best}
    return numbers.pop() if len(numbers) == 1 else None


def _load(name: str) -> Any:
    return yaml.load((_VOCABULARY / name).read_text("utf-8"), yaml.CSafeLoader)


def _names(table: dict[str, list[list[str]]]) -> Iterator[tuple[str, int]]:
    for names in table.values():
        for number, forms in enumerate(names, start=1):
            yield from ((form, number) for form in forms)


@functools.cache
def _months() -> dict[str, int]:
    months: dict[str, int] = {}
    for form, number in _names(_load("months.yaml")):
        months.setdefault(form, number)
    return months


@functools.cache
def _shared_names() -> frozenset[str]:
    """Folded names that languages have for different months."""
    months = _months()
    return frozenset(form for form, number in _names(_load("months.yaml")) if months[form] != number)


@functools.cache
def _islamic_months() -> dict[str, tuple[int, bool]]:
    """Folded names of Hijri and Jalali months, with their numbers; true for Jalali."""
    hijri, jalali = _names(_load("months_hijri.yaml")), _names(_load("months_jalali.yaml"))
    named = [(form, number, False) for form, number in hijri] + [(form, number, True) for form, number in jalali]
    return {folded(form): (number, solar) for form, number, solar in named}


def _pattern_of(key: str) -> str:
    """A folded name as it may be printed: with blanks, hyphens and accents between its letters."""
    return r"[\s'’\-ـ\u0300-\u036f\u0610-\u061a\u064b-\u065f]*".join(_ALIKE.get(c, re.escape(c)) for c in key)


_ALIKE = {"ا": "[اأإآٱ]", "و": "[وؤ]", "ي": "[يئ]", "ی": "[یي]"}
"""Letters whose marks folding takes away."""


@functools.cache
def _ordinals() -> list[str]:
    words: list[str] = [word for words in _load("ordinals.yaml").values() for word in words]
    return words
