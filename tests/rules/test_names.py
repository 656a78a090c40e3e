"""Whose name is it? Pairs as buyers meet them. A false `same` is the worst answer, so doubt is `unsure`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.circumstances import Supplier
from rules.names.compare import Likeness, compare, compare_all
from rules.names.senders import Directory

SAME = [
    ("Acme Valves Ltd", "ACME VALVES LIMITED", "case, and a form written out"),
    ("Acme Valves Ltd", "Acme Valves", "the buyer leaves the form out"),
    ("Acme Valves Ltd.", "Acme Valves Co., Ltd.", "`Co.` says nothing"),
    ("Acme Valve Co Ltd", "Acme Valves Co Ltd", "a trade in singular and plural"),
    ("Harbour Light Valves Limited", "Harbourlight Valves Ltd", "one word in two"),
    ("Acme & Sons Ltd", "Acme and Sons Limited", "an ampersand"),
    ("Göldere Döküm Sanayi ve Ticaret A.Ş.", "GOLDERE DOKUM SAN. VE TIC. A.S.", "Turkish boilerplate, no accents"),
    ("Çınarlı Tekstil Ltd. Şti.", "Cinarli Tekstil Limited Sirketi", "a dotless i"),
    ("Müller Werkzeugbau GmbH", "Muller Werkzeugbau GmbH", "no umlaut"),
    ("Moorquell Dichtungen GmbH & Co. KG", "MOORQUELL DICHTUNGEN GMBH & CO.KG", "a long form, no blank"),
    ("Conservas Riocampo, S.A.", "Conservas Riocampo SA", "dots in the form"),
    ("Ceramiche Montefiore S.p.A.", "Ceramiche Montefiore SpA", "dots in the form"),
    ("Vidraria Monte Azul, Lda.", "Vidraria Monte Azul Limitada", "a Portuguese form written out"),
    ("Sunadi Toys and Games Pvt. Ltd.", "SUNADI TOYS & GAMES PRIVATE LIMITED", "an Indian form"),
    ("Kestrel Bay Seafoods Pty Ltd", "Kestrel Bay Seafoods Pty. Limited", "an Australian form"),
    ("Larkfield Instruments Inc.", "Larkfield Instruments, Incorporated", "an American form"),
    ("PT Maju Jaya Tbk", "PT. Maju Jaya", "an Indonesian form at both ends"),
    ("Công ty TNHH Thép Việt", "Thep Viet Co., Ltd", "Vietnamese form in front, English behind"),
    ("ООО «Ромашка»", "Общество с ограниченной ответственностью «Ромашка»", "a Russian form written out"),
    ("Обществу с ограниченной ответственностью «Ромашка»", "ООО «Ромашка»", "a Russian form in the dative"),
    ("ООО «Ромашка»", "Romashka LLC", "spelled in Latin letters"),
    ("宁波凌海紧固件有限公司", "宁波凌海紧固件有限责任公司", "two words for one form"),
    ("宁波市凌海紧固件有限公司", "宁波凌海紧固件有限公司", "the city's rank"),
    ("Ningbo Linghai Fasteners Co., Ltd.", "宁波凌海紧固件有限公司", "pinyin, and the trade translated"),
    ("Ningbo Linghai Fastener Technology Co., Ltd.", "宁波凌海紧固件科技有限公司", "two trades translated"),
    ("Foshan Tianhe Yujia Ceramics Co., Ltd.", "佛山天禾御家陶瓷有限公司", "place, name and trade"),
    ("深圳市华芯电子股份有限公司", "Shenzhen Huaxin Electronics Co., Ltd.", "a stock company prints Co., Ltd."),
    ("株式会社東芝", "東芝㈱", "the form in front and as one letter"),
    ("주식회사 삼성전자", "삼성전자(주)", "the form at either end"),
    ("Acme Valves Ltd", "Ａｃｍｅ Ｖａｌｖｅｓ Ｌｔｄ", "full-width letters"),
]
DIFFERENT = [
    ("Acme Valves Ltd", "Acme Valves Trading Ltd", "maker and trader"),
    ("Acme Valves Ltd", "Acme Valves Import & Export Ltd", "maker and exporter"),
    ("Acme Valves Ltd", "Acme Valve Services Ltd", "maker and servicer"),
    ("Acme Ltd", "Acme Logistics Ltd", "another trade"),
    ("Acme Valves Ltd", "Borealis Pumps Ltd", "nothing in common"),
    ("Acme Valves Ltd", "Borealis Valves Ltd", "only the trade in common"),
    ("Ningbo Linghai Fasteners", "Ningbo Haitian Fasteners", "only place and trade in common"),
    ("Shanghai Baosteel Co., Ltd.", "Shanghai Longhua Co., Ltd.", "only the place in common"),
    ("宁波凌海紧固件有限公司", "宁波海天紧固件有限公司", "only place and trade in common, in Chinese"),
    ("宁波凌海紧固件有限公司", "宁波凌海贸易有限公司", "maker and trader, in Chinese"),
    ("宁波凌海紧固件有限公司", "成都鸿途卓越物流有限公司", "nothing in common, in Chinese"),
    ("ООО «Ромашка»", "ООО «Василёк»", "only the form in common"),
    ("Conservas Riocampo, S.A.", "Ceramiche Montefiore S.p.A.", "two countries"),
    ("Göldere Döküm A.Ş.", "Çınarlı Tekstil Ltd. Şti.", "two Turkish companies"),
]
UNSURE = [
    ("Systems Ltd", "IP Systems Sales Ltd", "letters that look like a Russian form"),
    ("General Trading LLC", "General Contracting LLC", "one common word that everybody has"),
    ("Acme Valves Ltd", "Acme Valves (UK) Ltd", "a group's other company"),
    ("Acme Valves Ltd", "Acme Group Ltd", "the group"),
    ("Acme Valves Ltd", "Acme Holdings PLC", "the holding"),
    ("Acme Valves (Shanghai) Co., Ltd.", "Acme Valves (Suzhou) Co., Ltd.", "two works of one group"),
    ("Acme Valves Ltd", "Acme Ltd", "a shorter name"),
    ("Acme Valves Ltd", "Acme Valves GmbH", "another legal form"),
    ("Isarblech Stanztechnik GmbH", "Isarblech Stanztechnik AG", "another legal form"),
    ("Acme Inc.", "Acme Corp.", "another legal form"),
    ("Nova", "Nova NL", "a country's code that is a legal form elsewhere"),
    ("Nova Ltd", "Nova PT Ltd", "a country's code that opens names elsewhere"),
    ("Systems Ltd", "IP Systems Ltd", "letters that are a legal form in Russia"),
    ("Shop Ltd", "Company Shop Ltd", "a word that says nothing at the end"),
    ("Brackenrow Facilities Group Limited", "Brackenrow Catering Limited", "one name, two trades"),
    ("Linghai Hardware", "Linghui Hardware", "one letter: misread, or another company"),
    ("Harbourlight Valves Ltd", "Harbourlignt Valves Ltd", "a slip of reading"),
    ("Müller Werkzeugbau GmbH", "Mueller Werkzeugbau GmbH", "an umlaut spelled out"),
    ("Northstar Solar Manufacturing (Leeds), Inc.", "NorthstarSolar", "a brand run together"),
    ("Acme Technology Ltd", "Acme Technologies Ltd", "nearly the same word"),
    ("International Business Machines Corp", "IBM Corp", "initials"),
    ("宁波凌海紧固件有限公司", "宁波凌海紧固件集团有限公司", "the group, in Chinese"),
    ("宁波凌海紧固件有限公司", "宁波凌海紧固件厂", "another form, in Chinese"),
    ("宁波凌海紧固件有限公司", "宁波领海紧固件有限公司", "the same sound, other letters"),
    ("宁波凌海紧固件有限公司", "宁波凌海科技有限公司", "one name, two trades, in Chinese"),
    ("Ningbo Linghai Hardware Co., Ltd.", "宁波凌海紧固件有限公司", "the trade translates to another"),
    ("Linghai Co., Ltd.", "凌海有限公司", "two syllables fit too many"),
    ("Bright Star Toys Ltd", "宁波明星玩具有限公司", "an English name that is no pinyin"),
    ("Toshiba Corporation", "株式会社東芝", "a Japanese name cannot be spelled out"),
    ("Samsung Electronics Co., Ltd.", "삼성전자 주식회사", "an English spelling of its own"),
    ("株式会社 山田製作所", "Shantian Seisakusho", "kanji are not pinyin in Japan"),
    ("شركة البحر الأزرق", "Blue Sea Company", "a translated name"),
    ("Ltd", "Acme Ltd", "nothing but a form"),
]
PAIRS = [
    (*pair, likeness)
    for likeness, pairs in ((Likeness.SAME, SAME), (Likeness.DIFFERENT, DIFFERENT), (Likeness.UNSURE, UNSURE))
    for pair in pairs
]


@pytest.mark.parametrize(("first", "second", "trap", "expected"), PAIRS)
def test_pairs_of_names(first: str, second: str, trap: str, expected: Likeness) -> None:
    assert compare(first, second).likeness is expected, f"{trap}: {compare(first, second)}"
    assert compare(second, first).likeness is expected, f"{trap}, the other way round"


def test_the_table_is_large_enough() -> None:
    assert len(PAIRS) >= 60


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_compared(first: str, second: str) -> None:
    assert compare(first, second).likeness is compare(second, first).likeness
    if any(c.isascii() and c.isalpha() for c in first):
        assert compare(first, first).likeness is not Likeness.DIFFERENT


def test_an_answer_names_the_words_that_match_and_those_that_do_not() -> None:
    answer = compare("Acme Valves Ltd", "Acme Valves Trading Ltd")
    assert (answer.matched, answer.only_first, answer.only_second) == (("Acme", "Valves"), (), ("Trading",))
    assert "Trading" in str(answer)


def test_one_name_of_several_that_is_the_same_decides() -> None:
    holder = ("Bright Star Toys Ltd", "宁波明星玩具有限公司")
    assert compare_all(holder, ("宁波明星玩具有限公司",)).likeness is Likeness.SAME
    assert compare_all(holder, ("Acme Valves Ltd", "宁波明星玩具有限公司")).likeness is Likeness.SAME


def test_names_in_one_script_count_before_those_in_two() -> None:
    holder = ("Chengdu Hongtu Logistics Co., Ltd.", "成都鸿途物流有限公司")
    assert compare_all(holder, ("宁波凌海紧固件有限公司",)).likeness is Likeness.DIFFERENT


LIST = [
    Supplier("1", "Acme Valves Ltd", ("acme.example", "AV")),
    Supplier("2", "Acme Pumps Ltd"),
    Supplier("3", "Isarblech Stanztechnik GmbH", ("einkauf@blech.example",)),
    Supplier("4", "宁波凌海紧固件科技有限公司", ("Ningbo Linghai Fastener Technology Co., Ltd.",)),
    Supplier("5", "Larkfield Instruments Inc."),
    Supplier("6", "Suzhou Xinyuan Guangming Electronics Co., Ltd."),
    Supplier("7", "Gmail Valves Ltd"),
]


@pytest.mark.parametrize(
    ("sender", "supplier_id", "trap"),
    [
        ("Acme Valves Ltd", "1", "the name itself"),
        ("acme valves limited", "1", "the name otherwise"),
        ("1", "1", "the buyer's number"),
        ("av", "1", "an alias"),
        ("Acme", None, "the beginning of two names"),
        ("Isarblech", "3", "the beginning of one name"),
        ("宁波凌海紧固件", "4", "the name without its end"),
        ("Ningbo Linghai", "4", "the beginning of an alias"),
        ("Suzhou Xinyuan", "6", "place and name"),
        ("Zhang", None, "somebody else"),
        ("sales@acme.example", "1", "the domain as an alias"),
        ("EINKAUF@blech.example", "3", "the address as an alias"),
        ("verkauf@blech.example", None, "another address of the domain: only the address was given"),
        ("dana@larkfield.example", "5", "a domain that is the name's first word"),
        ("acme@gmail.com", None, "everybody's provider"),
        ("", None, "nothing"),
    ],
)
def test_whom_a_file_came_from(sender: str, supplier_id: str | None, trap: str) -> None:
    found = Directory(LIST).sender(sender)
    assert (found.supplier_id if found else None) == supplier_id, trap


def test_a_paper_without_a_sender_is_that_of_the_row_which_its_holder_certainly_is() -> None:
    found = Directory(LIST).holder(("Ningbo Linghai Fastener Technology Co., Ltd.",))
    assert found is LIST[3]
    assert Directory(LIST).holder(("Acme",)) is None
    assert Directory(LIST).holder(()) is None


@pytest.mark.parametrize(("first", "second", "trap"), SAME)
def test_whatever_is_the_same_is_found_without_looking_at_every_row(first: str, second: str, trap: str) -> None:
    assert Directory([Supplier("1", first)]).holder((second,)), trap
