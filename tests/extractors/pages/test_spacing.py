"""Words whose letters are set wide, and words that only happen to be short."""

from __future__ import annotations

import pytest

from extractors.certificate import Box
from extractors.pages.layout import Word
from extractors.pages.spacing import closed_up


def words(text: str, letters: bool = True) -> list[Word]:
    """Letters ten points wide; each blank in `text` is six points."""
    found, at = [], 0.0
    for part in text.split(" "):
        places = tuple((at + 10 * n, at + 10 * n + 10) for n in range(len(part)))
        if part:
            found.append(Word(part, Box(at, 0, places[-1][1], 10), 0.9, places if letters else ()))
        at += 10 * len(part) + 6
    return found


LINES = [
    ("a title", "质 量 管 理 体 系", "质量管理体系"),
    ("a label of two letters", "名 称", "名称"),
    ("its colon", "地 址：", "地址："),
    ("japanese", "登 録 証", "登録証"),
    ("korean", "조 직 명", "조직명"),
    ("korean, with the blank between two words", "생 산 및  판 매", "생산및 판매"),
    ("digits keep their blanks", "2024 年 04 月 15 日", "2024 年 04 月 15 日"),
    ("latin words in between", "质 量 管 理 ISO 9001 认 证", "质量管理 ISO 9001 认证"),
    ("korean words of one letter", "생산 및 판매 그 외", "생산 및 판매 그 외"),
    ("two korean words of one letter", "및 등", "및 등"),
    ("chinese words with blanks", "名称 上海某某 有限公司", "名称 上海某某 有限公司"),
    ("latin letters", "I S O", "I S O"),
    ("nothing", "", ""),
]


@pytest.mark.parametrize("letters", [True, False])
@pytest.mark.parametrize(("text", "read"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
def test_wide_set_letters_are_a_word(text: str, read: str, letters: bool) -> None:
    assert " ".join(w.text for w in closed_up(words(text, letters))) == read


def test_a_joined_word_knows_where_its_letters_stand() -> None:
    (word,) = closed_up(words("名 称"))
    assert word == Word("名称", Box(0, 0, 26, 10), 0.9, ((0.0, 10.0), (16.0, 26.0)))
