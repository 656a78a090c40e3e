"""Standard numbers as papers, printers and OCR write them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.gazetteer import StandardName
from extractors.parse.standard_numbers import StandardFinder

CASES = [
    ("ISO 9001:2015", "ISO 9001", 2015),
    ("ISO9001:2015", "ISO 9001", 2015),
    ("ISO 9001 : 2015", "ISO 9001", 2015),
    ("ISO 9001-2015", "ISO 9001", 2015),
    ("ISO 9001：2015", "ISO 9001", 2015),  # full-width colon
    ("ISO 9001 (2015)", "ISO 9001", 2015),
    ("ISO 90012015", "ISO 9001", 2015),  # the colon lost
    ("ISO 9001", "ISO 9001", None),
    ("iso 14001:2015", "ISO 14001", 2015),
    # OCR's letters for digits, and digits for letters
    ("IS0 9001:2015", "ISO 9001", 2015),
    ("ISO 900l:2015", "ISO 9001", 2015),
    ("ISO 9001:2O15", "ISO 9001", 2015),
    ("ISO 9001:20l5", "ISO 9001", 2015),
    # the letters before it lost, but the number and its year are those of a known edition
    ("【SO9001:2008", "ISO 9001", 2008),
    ("9001:2015", "ISO 9001", 2015),
    ("9001:2014", None, None),  # there is no such edition
    ("9001", None, None),
    # stray blanks of a text layer with letter spacing
    ("I S O 9 0 0 1 : 2 0 1 5", "ISO 9001", 2015),
    # the family's letters before the number
    ("ISO/IEC 27001:2022", "ISO/IEC 27001", 2022),
    ("ISO 27001:2013", "ISO/IEC 27001", 2013),
    ("ISO/IEC27001", "ISO/IEC 27001", None),
    ("IATF 16949:2016", "IATF 16949", 2016),
    ("FSSC 22000", "FSSC 22000", None),
    ("ISO 22000:2018", "ISO 22000", 2018),
    ("SA 8000:2014", "SA8000", 2014),
    ("OHSAS 18001:2007", "OHSAS 18001", 2007),
    # national adoptions that keep the year
    ("DIN EN ISO 9001:2015", "ISO 9001", 2015),
    ("NBR ISO 9001:2015", "ISO 9001", 2015),
    ("TS EN ISO 9001:2015", "ISO 9001", 2015),
    ("ΕΛΟΤ EN ISO 9001:2015", "ISO 9001", 2015),
    ("ГОСТ Р ИСО 9001-2015", "ISO 9001", 2015),
    ("JIS Q 9001:2015", "ISO 9001", 2015),
    # national editions with a year of their own
    ("GB/T 19001-2016", "ISO 9001", 2015),
    ("GB/T24001-2016", "ISO 14001", 2015),
    ("GB/T 45001-2020", "ISO 45001", 2018),
    ("EN ISO 45001:2023", "ISO 45001", 2018),
    ("SR EN ISO 45001:2023", "ISO 45001", 2018),
    ("GB/T 19001-2031", "ISO 9001", None),  # an edition that the table doesn't know says nothing of ISO's
    # what follows is no year
    ("ISO 9001 Certificate", "ISO 9001", None),
    ("ISO 14001 15 May 2019", "ISO 14001", None),
    ("ISO 9001 2015-03-12", "ISO 9001", None),  # a date begins as an edition does
    ("ISO 9001 2015/3/12", "ISO 9001", None),
    ("ISO 9001, 1400 employees", "ISO 9001", None),  # no list goes on with what is no standard
    ("ISO 9001:20151", "ISO 9001", None),
    ("EN ISO 13485:2016/A11:2021", "ISO 13485", 2016),  # the amendment's year is not the edition's
]


@pytest.mark.parametrize(("text", "standard", "edition"), CASES)
def test_printed_forms(standards: StandardFinder, text: str, standard: str | None, edition: int | None) -> None:
    found = standards.find(text)
    assert [(s.standard, s.edition) for s in found] == ([(standard, edition)] if standard else [])


VERSIONS = [
    ("AS9100D", "AS9100", "D", None),
    ("AS9100 Rev. C", "AS9100", "C", None),
    ("AS 9120B", "AS9120", "B", None),
    ("AS9100D:2016", "AS9100", "D", 2016),
    ("FSSC 22000 V5.1", "FSSC 22000", "5.1", None),
    ("additional FSSC 22000 requirements (version 6.0)", "FSSC 22000", "6", None),
    ("BRC Global Standard for Food Safety Issue 8", "BRCGS Global Standard Food Safety", "8", None),
    ("IFS Food Standard Version 8, April 2023", "IFS Food", "8", None),
    ("FSSC 22000 Version 5.11", "FSSC 22000", None, None),  # no such version
    ("ISO 9001 Rev 2", "ISO 9001", None, None),  # what has years has no versions
]


@pytest.mark.parametrize(("text", "standard", "version", "edition"), VERSIONS)
def test_editions_by_a_letter_or_a_version(
    standards: StandardFinder, text: str, standard: str, version: str | None, edition: int | None
) -> None:
    assert [(s.standard, s.version, s.edition) for s in standards.find(text)] == [(standard, version, edition)]


NOT_FOUND = [
    "ISO 90011",  # a longer number
    "Certificate ISO 9001001",
    "1ISO 9001",
    "MISO 9001",  # a longer word
    "Tel. 9001 2015",
    "QMS-9001-2015",  # a certificate number
    "ISO 19001:2015",
    "GB 19001",  # GB/T without its T is another series
    "iso",
    "",
]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_a_number_inside_another_or_alone_is_no_standard(standards: StandardFinder, text: str) -> None:
    assert standards.find(text) == []


def test_an_adoption_and_its_original_are_both_found_in_order(standards: StandardFinder) -> None:
    text = "GB/T 45001-2020 idt ISO 45001:2018"
    found = standards.find(text)
    assert [text[s.start : s.end] for s in found] == ["GB/T 45001-2020", "ISO 45001:2018"]
    assert [(s.edition, s.national) for s in found] == [(2018, True), (2018, False)]


def test_a_combined_certificate_names_all_three(standards: StandardFinder) -> None:
    found = standards.find("ISO 9001:2015 / ISO 14001:2015 / ISO 45001:2018")
    assert [(s.standard, s.edition) for s in found] == [("ISO 9001", 2015), ("ISO 14001", 2015), ("ISO 45001", 2018)]


LISTS = [
    ("ISO 14001:2015, 9001:2015", [("ISO 14001", 2015), ("ISO 9001", 2015)]),
    ("ISO 9001, 14001 and 45001", [("ISO 9001", None), ("ISO 14001", None), ("ISO 45001", None)]),
    ("ISO 9001:2015 & 14001:2015 & 45001:2018", [("ISO 9001", 2015), ("ISO 14001", 2015), ("ISO 45001", 2018)]),
]


@pytest.mark.parametrize(("text", "listed"), LISTS)
def test_a_list_names_iso_once(standards: StandardFinder, text: str, listed: list[tuple[str, int | None]]) -> None:
    assert [(s.standard, s.edition) for s in standards.find(text)] == listed


def test_a_european_year_without_a_table_is_the_newest_edition_before_it() -> None:
    finder = StandardFinder([StandardName("ISO 45001", (), (2018, 2027), ())])
    assert [s.edition for s in finder.find("EN ISO 45001:2023")] == [2018]
    assert [s.edition for s in finder.find("ISO 45001:2023")] == [2023]  # not adopted: what is printed stays


def test_a_finder_that_knows_nothing_finds_nothing() -> None:
    assert StandardFinder([]).find("ISO 9001:2015") == []


@given(before=st.text(alphabet="aZ5 /-:：中é(", max_size=6), after=st.text(alphabet="aZ5 /-:：中é)", max_size=6))
def test_places_lie_in_the_text_and_apart(standards: StandardFinder, before: str, after: str) -> None:
    text = f"{before}ISO 9001:2015{after}ISO 14001"
    found = standards.find(text)
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all("900" in text[s.start : s.end] or "1400" in text[s.start : s.end] for s in found)
