"""Profiles: the project's own are complete and on their page, a user's own is checked, and each asks what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.circumstances import Supplier
from rules.errors import DataError
from rules.profiles.explain import all_profiles, page
from rules.profiles.load import load_profile, profile_names
from rules.profiles.needs import asked_standards, suiting_profiles

ROOT = Path(__file__).parents[2]
WHAT_A_BUYER_MUST_ASK = {
    "government-procurement": ["ISO 9001", "ISO 14001", "ISO 45001"],
    "medical-eu": ["ISO 13485"],
    "cosmetics": ["ISO 22716"],
    "toys": ["ISO 8124-1", "ISO 8124-2", "ISO 8124-3"],
    "toys-au-nz": ["ISO 8124-1", "ISO 8124-2", "ISO 8124-3"],
    "food": ["ISO 22000"],
    "food-contact-lubricants": ["ISO 21469"],
    "textiles-chemicals": ["ISO 14001"],
    "construction-mining": ["ISO 45001", "ISO 14001"],
    "energy": ["ISO 50001"],
    "information-security": ["ISO/IEC 27001"],
}


def test_there_is_a_profile_for_each_kind_of_purchase() -> None:
    asked = {name: [r.standard for r in load_profile(name).required_standards] for name in profile_names()}
    assert asked == WHAT_A_BUYER_MUST_ASK


def test_the_page_of_profiles_is_up_to_date() -> None:
    shown = (ROOT / "docs" / "profiles.md").read_text("utf-8")
    assert shown == all_profiles(), "run: python -m rules.profiles.explain > docs/profiles.md"


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_says_why_on_what_ground_and_what_else_to_ask(name: str) -> None:
    profile = load_profile(name)
    assert profile.also_ask
    assert all(requirement.why and requirement.source for requirement in profile.required_standards)
    assert profile.source.url in page(profile)


def supplier(goods: str, *markets: str, standards: tuple[str, ...] = ()) -> Supplier:
    return Supplier("a", "Acme", goods=(goods,), markets=markets, required_standards=standards)


@pytest.mark.parametrize(
    ("profile", "goods", "asked"),
    [
        ("construction-mining", "road construction", ["ISO 45001", "ISO 14001"]),
        ("construction-mining", "coal", ["ISO 45001"]),
        ("construction-mining", "zithers", ["ISO 45001", "ISO 14001"]),  # nobody knows what these are: ask for both
        ("food", "tuna", ["ISO 22000"]),
    ],
)
def test_some_standards_are_asked_of_some_goods_only(profile: str, goods: str, asked: list[str]) -> None:
    assert [r.standard for r in asked_standards(load_profile(profile), supplier(goods))] == asked


def test_the_suppliers_own_standards_are_asked_beside_the_profiles() -> None:
    asked = asked_standards(load_profile("food"), supplier("tuna", standards=("ISO 22000", "FSSC 22000", "ISO 50001")))
    assert [r.standard for r in asked] == ["ISO 22000", "ISO 50001"]


@pytest.mark.parametrize(
    ("goods", "markets", "profiles"),
    [
        ("wooden toys", ["AU"], {"toys-au-nz"}),
        ("wooden toys", ["US"], {"toys"}),
        ("surgical drapes", ["EU"], {"medical-eu"}),
        ("surgical drapes", ["US"], set()),
        ("染料", [], {"textiles-chemicals"}),
        ("食品级润滑油", [], {"food-contact-lubricants"}),
        ("润滑油", [], set()),
        ("screws", [], set()),
    ],
)
def test_goods_and_markets_suggest_a_profile(goods: str, markets: list[str], profiles: set[str]) -> None:
    assert {profile.name for profile in suiting_profiles(supplier(goods, *markets))} == profiles


MINE = """
name: mine
title: My purchase
why: Because.
source: {text: my manual, url: "https://buyer.example/manual"}
required_standards: [ISO 9001, {standard: ISO 22000, or_instead: [FSSC 22000]}]
"""


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(MINE)
    assert [r.accepted for r in load_profile(str(path)).required_standards] == [
        ("ISO 9001",),
        ("ISO 22000", "FSSC 22000"),
    ]


def test_every_fault_of_ones_own_profile_is_listed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(
        MINE.replace("why: Because.", "colour: red").replace("https://", "").replace("ISO 22000,", "ISO 22000, wy: x,")
    )
    with pytest.raises(DataError) as caught:
        load_profile(str(path))
    assert len(caught.value.faults) == 4
    path.write_text(MINE.replace("ISO 9001", "ISO 9001:2015").replace("FSSC 22000", "FSSC 99") + "goods: [tois]\n")
    with pytest.raises(DataError) as caught:
        load_profile(str(path))
    assert len(caught.value.faults) == 3


def test_a_name_that_is_no_profile_lists_those_that_are() -> None:
    with pytest.raises(DataError, match="government-procurement"):
        load_profile("groceries")
