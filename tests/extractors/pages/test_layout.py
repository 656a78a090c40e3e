"""Lines, their order, and the evidence that is cut out of them."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.certificate import Box
from extractors.pages.layout import Line, Page, Word, flatten, hull, is_decorative, reading_order, same_row, x_overlap


def line(*texts: str, x: float = 0, y: float = 0, confidence: float = 1.0) -> Line:
    """Words ten points high whose letters are five points wide, a blank between them."""
    words = []
    for text in texts:
        words.append(Word(text, Box(x, y, x + 5 * len(text), y + 10), confidence))
        x += 5 * (len(text) + 1)
    return Line(tuple(words), "test", hull(w.box for w in words), 10.0)


VALID = line("Valid", "until", "2027-01-31")

SLICES = [
    ("all of it", 0, None, "Valid until 2027-01-31", (0, 110)),
    ("one word", 6, 11, "until", (30, 55)),
    ("two words", 6, 22, "until 2027-01-31", (30, 110)),
    ("part of a word has its share of the box: ten letters, two of them narrow", 12, 16, "2027", (60, 82)),
    ("from inside one word to inside the next", 3, 8, "id un", (15.5, 42.2)),
    ("a blank at the end is not read", 6, 12, "until", (30, 55)),
]


@pytest.mark.parametrize(
    ("start", "end", "as_read", "sides"), [case[1:] for case in SLICES], ids=[case[0] for case in SLICES]
)
def test_evidence_is_the_text_and_the_box_of_what_it_names(
    start: int, end: int | None, as_read: str, sides: tuple[float, float]
) -> None:
    evidence = VALID.evidence(3, start, end)
    assert evidence.as_read == as_read
    assert dataclasses.astuple(evidence.box) == pytest.approx((sides[0], 0, sides[1], 10), abs=0.1)
    assert (evidence.page, evidence.method) == (3, "test")


def test_a_chinese_letter_takes_twice_the_width_of_a_digit() -> None:
    word = Word("日期2018", Box(0, 0, 40, 10), 1.0)
    box = Line((word,), "test", word.box, 10).evidence(1, 2, 6).box
    assert (box.x0, box.x1) == (20, 40)


def test_letters_whose_places_are_known_stand_there() -> None:
    places = ((0.0, 9.0), (10.0, 12.0), (13.0, 15.0), (16.0, 40.0))
    word = Word("Wilm", Box(0, 0, 40, 10), 1.0, places)
    box = Line((word,), "test", word.box, 10).evidence(1, 1, 3).box
    assert (box.x0, box.x1) == (10, 15)


@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=5), st.data())
def test_evidence_lies_inside_its_line(texts: list[str], data: st.DataObject) -> None:
    whole = line(*texts, x=30, y=40)
    start = data.draw(st.integers(0, len(whole.text)))
    end = data.draw(st.integers(start, len(whole.text)))
    evidence = whole.evidence(1, start, end)
    assert evidence.as_read == whole.text[start:end].strip()
    assert whole.box.union(evidence.box) == whole.box


def test_a_line_is_as_sure_as_its_weakest_word() -> None:
    words = (Word("Q", Box(0, 0, 5, 10), 0.9), Word("12", Box(10, 0, 20, 10), 0.4))
    assert Line(words, "test", hull(w.box for w in words), 10).confidence == 0.4


ORDERS = [
    ("top to bottom", [line("b", y=20), line("a", y=0), line("c", y=40)], "abc"),
    ("left to right on a row", [line("b", x=100), line("a", x=0)], "ab"),
    ("a row is a row though one cell hangs a little", [line("b", x=100, y=0), line("a", x=0, y=4)], "ab"),
    ("half a line lower is the next row", [line("b", x=0, y=6), line("a", x=100, y=0)], "ab"),
    ("label and value, two rows", [line("d", x=100, y=20), line("c", y=20), line("b", x=100), line("a")], "abcd"),
    ("right to left where most is written so", [line("a", x=0), line("שלום", x=100)], "שלוםa"),
    ("left to right where half is written so", [line("שלום", x=100), line("abc", x=0)], "abcשלום"),
    ("nothing", [], ""),
]


@pytest.mark.parametrize(("lines", "order"), [case[1:] for case in ORDERS], ids=[case[0] for case in ORDERS])
def test_reading_order(lines: list[Line], order: str) -> None:
    assert "".join(n.text for n in reading_order(lines)) == order


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 800)), max_size=12))
def test_no_line_is_lost_or_doubled_by_ordering(places: list[tuple[float, float]]) -> None:
    lines = [line(str(n), x=x, y=y) for n, (x, y) in enumerate(places)]
    assert sorted(n.text for n in reading_order(lines)) == sorted(n.text for n in lines)


def test_boxes_side_by_side_and_under_each_other() -> None:
    left, right, under = Box(0, 0, 50, 10), Box(100, 4, 150, 14), Box(20, 12, 70, 22)
    assert same_row(left, right)
    assert not same_row(left, under)
    assert x_overlap(left, right) == 0
    assert x_overlap(left, under) == pytest.approx(0.6)


@pytest.mark.parametrize("degrees", [-5, -1, 1, 5])
def test_a_row_on_a_leaning_page_is_a_row_again_once_flat(degrees: int) -> None:
    lean = math.radians(degrees)

    def leaning(x: float, y: float) -> Box:
        cx, cy = x * math.cos(lean) - y * math.sin(lean), x * math.sin(lean) + y * math.cos(lean)
        return Box(cx - 20, cy - 5, cx + 20, cy + 5)

    left, right = leaning(100, 300), leaning(500, 300)
    assert not same_row(left, right)  # 400 points further on, one degree is 7 points lower
    assert same_row(flatten(left, lean), flatten(right, lean))
    flat = flatten(right, lean)
    assert (flat.x0 + flat.x1) / 2 == pytest.approx(500)
    assert (flat.y0 + flat.y1) / 2 == pytest.approx(300)


def test_ornament_is_no_line() -> None:
    page = 842.0
    assert is_decorative(Line((Word("SAMPLE", Box(0, 0, 10, 300), 1),), "test", Box(0, 0, 10, 300), 10), page)
    assert is_decorative(Line((Word("9001", Box(0, 0, 500, 200), 1),), "test", Box(0, 0, 500, 200), 200), page)
    assert not is_decorative(line("ISO"), page)


def test_legibility_counts_letters_and_not_words() -> None:
    page = Page(1, 595, 842, (line("abcdefghi", confidence=1.0), line("x", y=20, confidence=0.0)))
    assert page.legibility == pytest.approx(0.9)
    assert Page(1, 595, 842, ()).legibility == 0.0  # nothing read is nothing seen


def test_no_box_is_no_hull() -> None:
    with pytest.raises(ValueError, match="no boxes"):
        hull([])


@pytest.mark.parametrize("corners", [(10, 0, 0, 5), (0, 10, 5, 0), (math.nan, 0, 5, 5)])
def test_a_box_inside_out_cannot_be_made(corners: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="corners"):
        Box(*corners)


HEBREW = Line(
    (Word("תאריך:", Box(0, 0, 60, 10), 1), Word("2023", Box(60, 0, 100, 10), 1)), "test", Box(0, 0, 100, 10), 10
)
"""As an engine hands it on: in the order of reading, and the words' boxes from the left as if it were Latin."""


@pytest.mark.parametrize(
    ("start", "end", "sides"), [(0, 6, (45.0, 100)), (7, 11, (0, 39.6)), (7, 9, (0, 19.8)), (0, 11, (0, 100))]
)
def test_a_part_of_a_line_that_runs_to_the_left_stands_on_the_right(
    start: int, end: int, sides: tuple[float, float]
) -> None:
    for box in (HEBREW.flat_part(start, end), HEBREW.evidence(1, start, end).box):
        assert (box.x0, box.x1) == pytest.approx(sides, abs=0.1)
