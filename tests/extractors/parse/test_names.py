"""What tells a company's name from other lines."""

from __future__ import annotations

import pytest

from extractors.parse import names

COMPANIES = [
    "Tianjin Pipeline Technology Co., Ltd.",
    "Tianjin Pipeline Technology CO.,LTD",  # blanks lost
    "Muster Werkzeuge GmbH",
    "Muster Werkzeuge GmbH & Co. KG",
    "Esempio Meccanica S.r.l.",
    "Esempio Meccanica SRL",
    "Ejemplo Industrial, S. A.",  # a blank inside the form
    "Örnek Makina San. ve Tic. A.Ş.",
    "青岛柏山净水设备有限公司",
    "ООО Пример",
    "株式会社サンプル",
]


@pytest.mark.parametrize("text", COMPANIES)
def test_a_legal_form_is_seen_however_it_is_set(text: str) -> None:
    assert names.has_legal_form(text)


@pytest.mark.parametrize("text", ["Baker Street 12", "Salt and sand", "Incorporation of feedback", "Cologne", ""])
def test_letters_of_a_longer_word_are_no_legal_form(text: str) -> None:
    assert not names.has_legal_form(text)


def test_a_legal_form_ends_a_name_only_where_nothing_follows() -> None:
    assert names.ends_in_legal_form("Muster Werkzeuge GmbH.")
    assert not names.ends_in_legal_form("Muster Werkzeuge GmbH Hauptstraße 5")


@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("青岛柏山净水设备有限公司", True),
        ("Пример", True),
        ("Örnek Makina A.Ş.", False),  # accents are Latin
        ("Qingdao Baishan 柏山", False),  # most of it is Latin
        ("12345", False),
    ],
)
def test_native_script(text: str, native: bool) -> None:
    assert names.native_script(text) is native


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ACME TOOLS LTD", "Acme Tools Ltd.", True),
        ("Acme Tools", "Acme Tools Ltd.", True),  # one holds the other
        ("Acme Tools Ltd.", "Acme Foods Ltd.", False),
        ("", "Acme", False),
        ("...", "Acme", False),  # nothing is left of it
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    assert names.same_name(one, other) is same
    assert names.same_name(other, one) is same


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (": “Acme Tools Ltd.”", "Acme Tools Ltd."),
        ("「株式会社サンプル」", "株式会社サンプル"),
        ("Acme  Tools\tLtd.", "Acme Tools Ltd."),
        ("Acme (Tianjin) Ltd", "Acme (Tianjin) Ltd"),
        ("Acme Ltd)", "Acme Ltd"),  # the rest of a bracket that opened before the name
    ],
)
def test_tidy_takes_off_what_is_no_name(text: str, name: str) -> None:
    assert names.tidy(text) == name
