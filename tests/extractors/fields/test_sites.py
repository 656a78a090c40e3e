"""Sites: tables of annexes with and without rules, addresses behind labels, lists, and what is none of them."""

from __future__ import annotations

from dataclasses import replace

from extractors.certificate import Absent, Box, FieldValue, Site
from extractors.fields import organization_address, sites
from extractors.fields._paper import Paper, sheet_of
from extractors.pages.layout import Line
from extractors.parse.standard_numbers import StandardFinder
from tests.extractors.papers import STANDARDS, line, page, paper

HOLDER = (line("This is to certify that the management system of", y=60), line("Brackenrow Limited", y=76, size=14))


def listed(*lines: Line, cells: tuple[Box, ...] = ()) -> tuple[Site, ...]:
    """The sites of an annex with these lines."""
    found = sites.find(annex(*lines, cells=cells))
    return found.value if isinstance(found, FieldValue) else ()


def annex(*lines: Line, cells: tuple[Box, ...] = ()) -> Paper:
    made = paper(HOLDER)
    second = sheet_of(replace(page(*lines, number=2), cells=cells), StandardFinder(STANDARDS))
    return replace(made, sheets=(*made.sheets, second))


def told(found: tuple[Site, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [(site.name, site.address, site.scope) for site in found]


def table(*rows: tuple[str, ...], top: float = 100, pitch: float = 20) -> list[Line]:
    return [
        line(text, x=60 + 170 * column, y=top + pitch * n)
        for n, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    ]


HEADINGS = ("Site", "Address", "Activity")


def test_each_row_of_a_table_is_a_site() -> None:
    rows = table(
        HEADINGS, ("Hull depot", "Dock Road 12, Hull", "Cleaning"), ("York kitchen", "Mill 3, York", "Catering")
    )
    assert told(listed(*rows)) == [
        ("Hull depot", "Dock Road 12, Hull", "Cleaning"),
        ("York kitchen", "Mill 3, York", "Catering"),
    ]


def test_the_evidence_of_a_site_is_its_row() -> None:
    first, _ = listed(
        *table(HEADINGS, ("Hull", "Dock Road 12, Hull", "Cleaning"), ("York", "Mill 3, York", "Catering"))
    )
    assert [e.as_read for e in first.evidence] == ["Hull", "Dock Road 12, Hull", "Cleaning"]
    assert {e.page for e in first.evidence} == {2}


def test_rows_of_several_lines_are_parted_by_the_white_between_them() -> None:
    rows = [
        *table(HEADINGS),
        *table(("Hull", "Dock Road 12", "Cleaning and"), ("depot", "Hull HU1 9ZZ", "grounds"), top=120, pitch=11),
        line("maintenance", x=400, y=142),
        *table(("York", "Mill 3", "Catering"), ("", "York YO1 9ZZ", ""), top=170, pitch=11),
    ]
    assert told(listed(*rows)) == [
        ("Hull depot", "Dock Road 12, Hull HU1 9ZZ", "Cleaning and grounds maintenance"),
        ("York", "Mill 3, York YO1 9ZZ", "Catering"),
    ]


def test_rules_part_rows_that_stand_close() -> None:
    rows = table(
        HEADINGS, ("Hull", "Dock Road 12", "Cleaning"), ("", "Hull HU1 9ZZ", ""), ("York", "Mill 3", ""), pitch=11
    )
    edges = [(99, 110.5), (110.5, 132.5), (132.5, 145)]
    cells = tuple(Box(55 + 170 * c, top, 225 + 170 * c, bottom) for top, bottom in edges for c in range(3))
    assert told(listed(*rows, cells=cells)) == [
        ("Hull", "Dock Road 12, Hull HU1 9ZZ", "Cleaning"),
        ("York", "Mill 3", None),
    ]


def test_name_and_address_in_one_column_are_parted_where_the_name_ends() -> None:
    rows = [
        *table(("Location", "", "Registered Activities")),
        *table(("Brackenrow Limited", "", "Cleaning"), ("Dock Road 12", "", ""), ("Hull", "", ""), top=120, pitch=11),
        *table(("Brackenrow Limited", "", "Catering"), ("Mill 3", "", ""), ("York", "", ""), top=160, pitch=11),
    ]
    assert told(listed(*rows)) == [
        ("Brackenrow Limited", "Dock Road 12, Hull", "Cleaning"),
        ("Brackenrow Limited", "Mill 3, York", "Catering"),
    ]


def test_a_table_ends_at_a_wide_gap() -> None:
    rows = table(HEADINGS, ("Hull", "Dock Road 12, Hull", "Cleaning"))
    footer = line("Issued by Tarnwick Certification Ltd, 1 Example Street, Leeds", y=780)
    assert len(listed(*rows, footer)) == 1


def test_headings_may_be_in_two_languages() -> None:
    rows = table(("Standort / Site", "Adresse / Address", "Geltungsbereich / Scope"), ("Werk 1", "Ring 3, Ulm", "Guss"))
    assert told(listed(*rows)) == [("Werk 1", "Ring 3, Ulm", "Guss")]


def test_a_chinese_table() -> None:
    rows = table(("场所名称", "地址", "认证范围"), ("宁波工厂", "浙江省宁波市样板路618号", "紧固件的生产"))
    assert told(listed(*rows)) == [("宁波工厂", "浙江省宁波市样板路618号", "紧固件的生产")]


def test_a_table_of_something_else_has_no_sites() -> None:
    assert listed(*table(("Revision", "Date", "Reason"), ("1", "2024-05-01", "Move to Dock Road 12"))) == ()


def test_an_address_behind_a_label_of_its_own_is_a_site() -> None:
    (site,) = listed(line("Factory address: Dock Road 12, Hull HU1 9ZZ, United Kingdom"))
    assert (site.name, site.address) == ("Factory address", "Dock Road 12, Hull HU1 9ZZ, United Kingdom")


def test_the_name_of_a_branch_stands_before_its_label() -> None:
    found = listed(
        line("İSTANBUL ŞUBESİ: LALE MAH. 8/12 TUZLA / İSTANBUL", y=100),
        line("ADANA ŞUBESİ: GÜL MAH. 15/9 CEYHAN / ADANA", y=112),
    )
    assert [site.name for site in found] == ["İSTANBUL ŞUBESİ", "ADANA ŞUBESİ"]
    assert [site.address for site in found] == ["LALE MAH. 8/12 TUZLA / İSTANBUL", "GÜL MAH. 15/9 CEYHAN / ADANA"]


def test_a_numbered_list_has_a_site_an_entry() -> None:
    found = listed(
        line("Additional locations:", y=100),
        line("1. Dock Road 12, Hull HU1 9ZZ", y=112),
        line("2. Minster Estate, York YO1 9ZZ", y=124),
    )
    assert [site.address for site in found] == ["Dock Road 12, Hull HU1 9ZZ", "Minster Estate, York YO1 9ZZ"]


def test_a_number_inside_an_address_stays() -> None:
    (site,) = listed(line("Factory: 1-40-1 Sample, Nowhere, Osaka 999-0001 Japan"))
    assert site.address == "1-40-1 Sample, Nowhere, Osaka 999-0001 Japan"


def test_the_same_site_twice_is_one() -> None:
    one = line("Factory address: Dock Road 12, Hull HU1 9ZZ", y=100)
    assert len(listed(one, line("Works address: Dock Road 12, Hull HU1 9ZZ", y=140))) == 1


def test_of_two_addresses_under_the_holder_the_second_is_a_site() -> None:
    found = paper(
        (
            *HOLDER,
            line("Fern Road 200, Leeds LS1 9ZZ, Yorkshire, United Kingdom", y=94),
            line("Dock Road 12, Hull HU1 9ZZ, Yorkshire, United Kingdom", y=106),
        )
    )
    address, others = organization_address.find(found), sites.find(found)
    assert isinstance(address, FieldValue)
    assert isinstance(others, FieldValue)
    assert address.value == "Fern Road 200, Leeds LS1 9ZZ, Yorkshire, United Kingdom"
    assert [site.address for site in others.value] == ["Dock Road 12, Hull HU1 9ZZ, Yorkshire, United Kingdom"]


def test_a_certificate_without_sites_says_where_it_was_looked_for() -> None:
    missing = sites.find(annex(line("Page 2 of 2")))
    assert isinstance(missing, Absent)
    assert missing.pages_searched == (1, 2)
