"""Arabic, Persian and Hebrew text layers: words and lines as a person reads them, boxes where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages import bidi
from extractors.pages.document import Limits, opened
from extractors.pages.layout import Line
from tests.extractors.pages.pdfs import Piece, foreign

Drawn = Callable[[str, float, float], list[Piece]]
ADVANCE = 7.2
"""Points from letter to letter: Courier at 12."""


def shown(*runs: str) -> str:
    """What stands on the line, from the left, when `runs` are read from the right; Latin runs and numbers as they are."""
    return "".join(run[::-1] if bidi.holds_leftward(run) else run for run in reversed(runs))


def whole(text: str, x: float, y: float) -> list[Piece]:
    """Drawn in one go."""
    return [(text, x, y)]


def by_letters(text: str, x: float, y: float) -> list[Piece]:
    """Each letter drawn by itself, the words that run to the left from the right, and no blanks."""
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text)]
    pieces = []
    for start, word in reversed(words):
        letters = [(c, x + (start + n) * ADVANCE, y) for n, c in enumerate(word)]
        pieces += letters[::-1] if bidi.holds_leftward(word) else letters
    return pieces


def lines_of(path: Path) -> tuple[Line, ...]:
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        return page.text_lines()


READ = [
    ("hebrew", shown("תעודת הסמכה"), "תעודת הסמכה"),
    ("arabic", shown("شهادة مطابقة"), "شهادة مطابقة"),
    ("a number keeps its order", shown("מספר תעודה: ", "55120"), "מספר תעודה: 55120"),
    ("so does a date", shown("תאריך הנפקה: ", "10/03/2023", " בתוקף"), "תאריך הנפקה: 10/03/2023 בתוקף"),
    ("and one in Persian digits", shown("تاریخ صدور: ", "۱۴۰۲/۰۵/۲۱"), "تاریخ صدور: ۱۴۰۲/۰۵/۲۱"),
    ("Latin words in between", shown("בדרישות התקן ", "ISO 9001:2015", " בתחום"), "בדרישות התקן ISO 9001:2015 בתחום"),
    ("a code of Latin letters and digits", shown("رقم: ", "QMS-2291/24"), "رقم: QMS-2291/24"),
    ("a long Latin name behind a label", shown("שם: ", "Alon Metal Works Ltd"), "שם: Alon Metal Works Ltd"),
    ("Latin words first", "This is to certify that " + shown("نشهد بأن"), "This is to certify that نشهد بأن"),
    ("brackets open before they close", shown("מתכת )", "1998", "( בעם"), "מתכת (1998) בעם"),
]


@pytest.mark.parametrize("drawn", [whole, by_letters])
@pytest.mark.parametrize(("text", "read"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_a_line_is_read_as_a_person_reads_it(tmp_path: Path, drawn: Drawn, text: str, read: str) -> None:
    (line,) = lines_of(foreign(tmp_path / "a.pdf", drawn(text, 100, 100)))
    assert line.text == read


@pytest.mark.parametrize("drawn", [whole, by_letters])
def test_a_part_of_a_line_has_the_box_that_it_was_drawn_in(tmp_path: Path, drawn: Drawn) -> None:
    text = shown("תאריך הנפקה: ", "10/03/2023")
    (line,) = lines_of(foreign(tmp_path / "a.pdf", drawn(text, 100, 100)))
    at = line.text.index("2023")
    box = line.evidence(1, at, at + 4).box
    assert box.x0 == pytest.approx(100 + 6 * ADVANCE, abs=2)
    assert box.x1 == pytest.approx(100 + 10 * ADVANCE, abs=2)
    assert line.evidence(1, 0, 5).box.x0 > line.evidence(1, 6, 11).box.x1


def test_the_cells_of_a_bilingual_row_stay_apart(tmp_path: Path) -> None:
    rows = [
        *whole("Date of Issue", 60, 100),
        *whole("12 March 2024", 250, 100),
        *whole(shown("تاريخ الإصدار"), 440, 100),
        *whole("Expiry", 60, 116),
        *by_letters(shown("تاريخ الانتهاء"), 440, 116),
    ]
    found = [line.text for line in lines_of(foreign(tmp_path / "a.pdf", rows))]
    assert found == ["Date of Issue", "12 March 2024", "تاريخ الإصدار", "Expiry", "تاريخ الانتهاء"]


def test_lines_close_to_each_other_stay_apart(tmp_path: Path) -> None:
    pieces = [*by_letters(shown("אלון תעשיות"), 200, 100), *by_letters(shown("מתכת ושות"), 214.4, 113)]
    assert [line.text for line in lines_of(foreign(tmp_path / "a.pdf", pieces))] == ["אלון תעשיות", "מתכת ושות"]


def test_a_shadow_is_no_second_letter(tmp_path: Path) -> None:
    text = shown("תעודת הסמכה")
    (line,) = lines_of(foreign(tmp_path / "a.pdf", [*whole(text, 100, 100), *whole(text, 100.3, 100.2)]))
    assert line.text == "תעודת הסמכה"


def test_on_a_page_of_such_a_script_rows_are_read_from_the_right(tmp_path: Path) -> None:
    pieces = [*whole("55120", 100, 100), *whole(shown("מספר תעודה:"), 400, 100), *whole(shown("תעודה"), 250, 60)]
    assert [line.text for line in lines_of(foreign(tmp_path / "a.pdf", pieces))] == ["תעודה", "מספר תעודה:", "55120"]


@given(st.text("אבج abXY019/:.-", max_size=30), st.booleans())
def test_no_letter_is_lost_by_turning(text: str, leftward: bool) -> None:
    assert sorted(bidi.reordered(text, leftward)) == list(range(len(text)))


@given(st.lists(st.sampled_from(["אבג", "حروف", "ISO 9001:2015", "12/03/2024", "Ltd"]), min_size=1, max_size=5))
def test_turning_twice_changes_nothing(words: list[str]) -> None:
    text = "".join(word + (" ו " if n % 2 else " אל ") for n, word in enumerate(words))
    page = [text[n] for n in bidi.reordered(text, leftward=True)]
    assert "".join(page[n] for n in bidi.reordered(page, leftward=True)) == text
