"""Goods against scopes, in the languages that papers are in, each pair with its trap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.goods.scope import Cover, covers
from rules.goods.vocabulary import GoodsClass, find_classes, load_classes, plain

COVERS = [
    ("valves", "Design and manufacture of marine valves and pipe fittings.", "English to English"),
    ("screws", "紧固件、冲压件的设计、生产和销售", "English to Chinese"),
    ("螺栓", "Design, production and sale of fasteners", "Chinese to English"),
    ("gaskets", "Herstellung und Vertrieb von Dichtungen aus Gummi", "English to German"),
    ("canned vegetables", "Elaboración y comercialización de conservas vegetales", "English to Spanish"),
    ("castings", "Pik ve sfero döküm parçaların üretimi", "English to Turkish"),
    ("tiles", "Progettazione e produzione di piastrelle in gres porcellanato", "English to Italian"),
    ("glass bottles", "Fabrico e decoração de embalagens de vidro", "English to Portuguese"),
    ("iron castings", "Moulage et usinage de pièces en fonte", "English to French"),
    ("Schrauben", "Производство крепежных изделий", "German to Russian"),
    ("化妆品", "화장품의 제조 및 판매", "Chinese to Korean"),
    ("toys", "玩具の設計・製造", "English to Japanese"),
    ("garments", "Sản xuất hàng may mặc", "English to Vietnamese"),
    ("bolts", "Herstellung von Metallwaren", "a wider class in the scope"),
    ("Spritzgussteile", "Injection moulding of plastic parts", "a German word built of two"),
    ("zither", "Manufacture of zithers", "no class, and the very word"),
]
OUTSIDE = [
    ("toys", "Road transport of general goods and warehousing", "another business"),
    ("sterile dressings", "道路普通货物运输", "another business in another language"),
    ("shampoo", "Manufacture of fasteners", "another business"),
    ("lubricants", "Weaving, sewing and export of home textiles", "another business"),
    ("toys", "Provision of cleaning services, excluding toys", "named where it is left out"),
]
UNCLEAR = [
    ("toys", "Manufacture of furniture", "a neighbour of the same sector"),
    ("castings", "Design and production of fasteners", "a neighbour of the same class"),
    ("metal parts", "Manufacture of screws", "the scope is narrower"),
    ("zithers", "Manufacture of valves", "goods that no class knows"),
    ("toys", "Activities as described in the annex", "a scope that says nothing"),
    ("toys", "", "no scope"),
    ("toyota spare wheels", "Manufacture of rocking horses", "a word that only begins alike"),
]


@pytest.mark.parametrize(
    ("goods", "scope", "trap", "expected"),
    [
        (*pair, cover)
        for cover, pairs in ((Cover.COVERS, COVERS), (Cover.OUTSIDE, OUTSIDE), (Cover.UNCLEAR, UNCLEAR))
        for pair in pairs
    ],
)
def test_goods_and_scopes(goods: str, scope: str, trap: str, expected: Cover) -> None:
    answer = covers((goods,), scope)
    assert answer.cover is expected, f"{trap}: {answer}"


def test_an_answer_shows_the_words_that_matched() -> None:
    assert "紧固件" in str(covers(("screws",), "紧固件的生产"))


def test_a_sectors_code_makes_it_unclear_and_never_covered() -> None:
    assert covers(("toys",), "Road transport", ("IAF 23",)).cover is Cover.UNCLEAR
    assert covers(("toys",), "Road transport", ("IAF 31",)).cover is Cover.OUTSIDE


def test_one_of_several_goods_that_is_outside_decides() -> None:
    assert covers(("toys", "shampoo"), "Manufacture of toys").cover is Cover.OUTSIDE


def test_a_scope_of_trade_alone_is_told() -> None:
    assert covers(("toys",), "玩具的销售").traded == ("销售",)
    assert covers(("toys",), "Manufacture and sale of toys").traded == ()


@pytest.mark.parametrize("row", load_classes().values(), ids=lambda row: row.id)
def test_every_word_of_a_class_finds_it(row: GoodsClass) -> None:
    assert not [w for words in row.words.values() for w in words if row.id not in find_classes(w)]


@pytest.mark.parametrize("row", load_classes().values(), ids=lambda row: row.id)
def test_every_class_is_known_in_the_languages_of_most_suppliers(row: GoodsClass) -> None:
    assert {"en", "zh", "de", "fr", "es", "it", "pt", "tr", "ru", "ja", "ko", "vi"} <= row.words.keys()


def test_words_are_written_as_they_are_compared() -> None:
    words = [w for row in load_classes().values() for some in row.words.values() for w in some]
    assert not [w for w in words if plain(w) != w and w.isascii()]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(goods: str, scope: str) -> None:
    assert covers((goods,), scope).cover in Cover
