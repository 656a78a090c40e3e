"""Unified social credit codes: right, misread, and what only looks like one."""

from __future__ import annotations

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.parse import credit_codes
from extractors.parse.credit_codes import find, find_old, is_valid, is_valid_old, looks_like_code

CODE = "91350100M000100Y43"  # the example of the standard


def test_a_code_is_found_where_it_stands() -> None:
    text = f"统一社会信用代码：{CODE}，地址"
    (found,) = find(text)
    assert (text[found.start : found.end], found.code, found.is_exact) == (CODE, CODE, True)


def test_blanks_of_the_designer_are_no_part_of_it() -> None:
    (found,) = find("91 350100 M000100Y 43")
    assert (found.code, found.is_exact) == (CODE, True)


def test_letters_that_no_code_has_are_digits() -> None:
    (found,) = find("9I35O1OOMOOO1OOY43")
    assert (found.code, found.is_exact) == (CODE, False)


def test_one_character_that_looks_alike_is_set_right_by_both_check_characters() -> None:
    (found,) = find("91350100M0D0100Y43")
    assert (found.code, found.is_exact) == (CODE, False)


@given(st.integers(0, 17), st.sampled_from(string.digits + "ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_fits(place: int, other: str) -> None:
    assume(CODE[place] != other)
    assert not is_valid(CODE[:place] + other + CODE[place + 1 :])


def test_what_cannot_be_set_right_is_no_code() -> None:
    assert not list(find("91350100M000999Y43"))
    assert not list(find("123456789012345678"))
    assert not list(find(CODE + "1"))


def test_the_older_nine_characters_have_a_check_character_of_their_own() -> None:
    assert [c.code for c in find_old("组织机构代码：M000100Y-4")] == ["M000100Y4"]
    assert not list(find_old("组织机构代码：M000100Y-5"))
    assert is_valid_old(CODE[8:17])


def test_a_badly_read_code_is_still_known_for_one() -> None:
    assert looks_like_code("统一社会信用代码9135010M000100Y4")
    assert looks_like_code(CODE)
    assert not looks_like_code("No. 618 Fenghua Sample Road, Ningbo 315200, Tel 0574 12345678")
    assert credit_codes.looks_like_code("04625Q15304R1M") is False
