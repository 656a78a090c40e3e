"""Standard numbers as printed: `EN ISO 9001 : 2015`, `GB/T19001-2016 idt ISO9001:2015`, `ISO/IEC27001`.

A printed number is looked up by its digits and, where these are shared, by its
family; its year is taken where it follows, whatever stands between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.gazetteer import StandardName
from extractors.parse import calendars
from extractors.parse.fold import fold, folded

_YEAR = r"(?:[1lI]\s?9\s?[89]\s?[\dOo]|2\s?[0Oo]\s?[0-4OolI]\s?[\dOolI]|25[3-9]\d)"
"""A year from 1980 to 2049 (or 2530 to 2599 of the Buddhist era), with OCR's letters for digits and stray blanks."""
_GAP = r"[\s:：;.,\-‐‑–—/_'’(\[（]*"
_AFTER = re.compile(rf"{_GAP}(?P<year>{_YEAR})(?!\d)(?![-./]\d{{1,2}}[-./]\d)")
_VERSION = re.compile(
    r"(?P<letter>[A-Z])(?![A-Za-z0-9])"
    r"|[\s,:：;.(（\[–—-]*(?:(?i:(?:additional\s)?requirements|certification|scheme|standard)[\s,:(\[–—-]*)?"
    r"(?:(?i:version[e]?|versión|versão|verze|wersja|versiyon|sürüm|versie|issue|edition|rev(?:ision)?|ver|v)[\s.:]{0,3}|版本[\s:：]?|第)"
    r"(?P<version>[A-Z](?![A-Za-z])|\d{1,2}(?:\.\d)?(?![\d.]?\d))"
)
"""What an edition is called behind the name of its standard: `AS9100D`, `AS9100 Rev. D`, `FSSC 22000 (Version 5.1)`."""
_NEXT = re.compile(
    r"\s*(?:,|;|/|&|\+|、|，|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bve\b|和|及)+\s*(?P<digits>\d{4,5})(?!\d)(?!\s+(?!and\b|und\b|for\b)[A-Z][a-z]{2})"
)
_ISO_NUMBER = re.compile(r"ISO(?:/IEC)? \d{4,5}")
_BARE = re.compile(r"(?<!\d)(?P<digits>\d{4,5})\s?[:：]\s?(?P<year>(?:19|20)\d\d)(?!\d)")
_ADOPTED = re.compile(
    r"(?:EN|NBR|NTC|NCh|NTP|IRAM|SNI|TCVN|TS|ГОСТ|GOST|TOCT|СТБ|ДСТУ|UNE|UNI|NF|DIN|BS|PN|ČSN|STN|MSZ|NP|SN|NEN|NBN|DS|NS|SS|SFS|EVS|LVS|LST|BDS|SRPS|HRN|SIST|ELOT|ΕΛΟΤ|SANS|AS|NZS|MS|IS|INTE|UNIT|CNS|TIS)(?:\s?[РPR])?[\s\-–—]*$"
)
_DIGITS = str.maketrans("OolI", "0011")
_ALIKE = str.maketrans("oil", "011")
"""What OCR takes for what, in folded text, made one: `IS0 900l` is ISO 9001."""


@dataclass(frozen=True, slots=True)
class PrintedStandard:
    """`text[start:end]` names `standard`; `edition` is the international year, where one is printed.

    `national` says that the year was printed on a national adoption and has been mapped. `version` is what the edition is
    called where it has no year.
    """

    start: int
    end: int
    standard: str
    edition: int | None
    national: bool = False
    version: str | None = None


class StandardFinder:
    """Finds the standards of a gazetteer in text."""

    def __init__(self, standards: Iterable[StandardName]) -> None:
        self._editions: dict[str, tuple[int, ...]] = {}
        self._national: dict[str, int] = {}
        self._versions: dict[str, tuple[str, ...]] = {}
        names: dict[str, str] = {}
        for row in sorted(standards, key=lambda r: "+" in r.standard):  # `GMP` before `GMP+`: they fold alike
            self._editions[row.standard] = row.editions
            self._national |= {folded(printed): year for printed, year in row.national_editions}
            self._versions[row.standard] = row.versions
            for name in (row.standard, *row.names):
                names.setdefault(folded(name), row.standard)
        self._names = {key: value for key, value in names.items() if len(key) >= 3}
        self._keys = {key.translate(_ALIKE): key for key in self._names}
        self._by_digits = {
            name.rsplit(" ", 1)[1]: name for name in reversed(self._editions) if _ISO_NUMBER.fullmatch(name)
        }
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        if self._keys:
            self._matcher.add("standard", [self._doc(key) for key in self._keys])

    def _doc(self, letters: str) -> Doc:
        return Doc(self._vocab, words=list(letters), spaces=[False] * len(letters))

    def find(self, text: str) -> list[PrintedStandard]:
        """All standards in `text`, in order.

        >>> finder = StandardFinder([StandardName("ISO 9001", ("GB/T 19001",), (2008, 2015), (("GB/T 19001-2016", 2015),))])
        >>> [(s.standard, s.edition, s.national) for s in finder.find("GB/T19001-2016/ISO 9001 : 2015")]
        [('ISO 9001', 2015, True), ('ISO 9001', 2015, False)]
        >>> finder.find("Tel. 19001-201")
        []
        """
        letters = fold(text)
        if len(letters.text) < 3:
            return []
        alike = letters.text.translate(_ALIKE)
        spans = sorted(((s, e) for _, s, e in self._matcher(self._doc(alike))), key=lambda m: (m[0] - m[1], m[0]))
        found: list[PrintedStandard] = []
        for first, last in spans:
            start, end = letters.origin[first], letters.origin[last - 1] + 1
            if any(start < f.end and f.start < end for f in found) or not _alone(text, start, end):
                continue
            key = self._keys[alike[first:last]]
            plus = self._names[key] + "+"
            standard = plus if text[end : end + 1] == "+" and plus in self._editions else self._names[key]
            found.append(self._with_year(text, start, end, key, standard))
        found += [more for first in list(found) for more in self._listed(text, first)]
        if not found:
            found = self._bare(text)
        return sorted(found, key=lambda f: f.start)

    def _listed(self, text: str, first: PrintedStandard) -> list[PrintedStandard]:
        """The numbers that follow one in a list without its letters: `ISO 9001, 14001 and 45001`."""
        found, end = [], first.end
        while (match := _NEXT.match(text, end)) is not None:
            standard = self._by_digits.get(match["digits"])
            if standard is None:
                break
            found.append(self._with_year(text, match.start("digits"), match.end(), folded(standard), standard))
            end = found[-1].end
        return found

    def _bare(self, text: str) -> list[PrintedStandard]:
        """A known number with its year, whatever became of the letters before it (`【SO9001:2008`)."""
        found = []
        for match in _BARE.finditer(text):
            standard, year = self._by_digits.get(match["digits"]), int(match["year"])
            if standard is not None and year in self._editions.get(standard, ()):
                found.append(PrintedStandard(match.start("digits"), match.end(), standard, year))
        return found

    def _with_year(self, text: str, start: int, end: int, key: str, standard: str) -> PrintedStandard:
        after = _AFTER.match(text, end)
        if after is None:
            return self._with_version(text, start, end, standard)
        year, stop = int(re.sub(r"\s", "", after.group("year")).translate(_DIGITS)), after.end()
        mapped = self._national.get(f"{key}{year}")
        if mapped is not None:
            return PrintedStandard(start, stop, standard, mapped, national=True)
        if calendars.year_of(year) != year:  # Thai standards carry the years of the Buddhist era
            edition = self._international(standard, calendars.year_of(year))
            return PrintedStandard(start, stop, standard, edition, national=True)
        if key.startswith("gbt"):  # a national year that the table does not know says nothing of the ISO edition
            return PrintedStandard(start, stop, standard, None, national=True)
        adopted = _ADOPTED.search(text, max(0, start - 8), start) is not None or not key.startswith(("iso", "en"))
        if adopted and year not in self._editions.get(standard, (year,)):
            return PrintedStandard(start, stop, standard, self._international(standard, year), national=True)
        return PrintedStandard(start, stop, standard, year)

    def _with_version(self, text: str, start: int, end: int, standard: str) -> PrintedStandard:
        """The version, and the year behind it where that is an edition's: `AS9100D:2016`."""
        match = _VERSION.match(text, end)
        version = (match["letter"] or match["version"].removesuffix(".0")) if match else None
        if not match or version not in self._versions.get(standard, ()):
            return PrintedStandard(start, end, standard, None)
        after = _AFTER.match(text, match.end())
        if after and after["year"].isdecimal() and int(after["year"]) in self._editions[standard]:
            return PrintedStandard(start, after.end(), standard, int(after["year"]), version=version)
        return PrintedStandard(start, match.end(), standard, None, version=version)

    def _international(self, standard: str, year: int) -> int:
        """A European adoption often carries a year of its own: it stands for the newest ISO edition before it."""
        older = [e for e in self._editions.get(standard, ()) if e <= year]
        return max(older, default=year)


def _alone(text: str, start: int, end: int) -> bool:
    """Does a number begin and end here, and not inside a longer word or number?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() and before.isascii():
        return False
    if after.isdigit():
        return re.match(rf"{_YEAR}(?!\d)", text[end:]) is not None
    return not (after.isalpha() and after.isascii() and text[end - 1].isalpha())
