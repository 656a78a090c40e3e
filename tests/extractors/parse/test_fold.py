"""Folding loses what doesn't count, and never the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.parse.fold import fold, folded

ALIKE = [
    ("Date d’émission :", "DATE D'EMISSION"),  # accents, kinds of apostrophe, case
    ("Dateofissue", "Date of issue"),  # spaces lost by OCR
    ("91 1201 13MA", "911201 13 MA"),  # spaces invented by a text layer
    ("BELGE GEÇERLİLİK TARİHİ", "belge geçerlilik tarihi"),  # Turkish dotted capital I
    ("BASIM", "basım"),  # Turkish dotless i
    ("GÜLTIG BIS", "gültig bis"),
    ("Straße", "STRASSE"),
    ("Łódź", "lodz"),
    ("№ 7", "No 7"),
    ("ＩＳＯ　９００１", "ISO 9001"),  # full-width
    ("ﬁrst", "first"),  # a ligature is one character in a text layer
    ("ΛΗΞΗΣ", "λήξης"),  # Greek final sigma
    ("有效期 至：", "有效期至"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_reads_alike_folds_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), [("1SO", "ISO"), ("2024-1-11", "2024-1-1"), ("有效期至", "有效期自")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_every_letter_knows_where_it_came_from(text: str) -> None:
    result = fold(text)
    assert len(result.origin) == len(result.text)
    assert list(result.origin) == sorted(result.origin)
    assert all(letter in folded(text[place]) for letter, place in zip(result.text, result.origin, strict=True))


@given(st.text())
def test_only_letters_and_digits_stay(text: str) -> None:
    assert all(c.isalnum() for c in folded(text))
    assert folded(text) == fold(text).text


@given(st.text(alphabet=st.characters(codec="latin-1")), st.text(alphabet=" .,:;-–'\n\t"))
def test_spaces_and_punctuation_never_count(text: str, noise: str) -> None:
    assert folded(noise.join(text)) == folded(text)
