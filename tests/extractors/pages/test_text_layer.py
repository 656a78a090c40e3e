"""Born-digital pages: words where a viewer shows them, and no text that no viewer shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from extractors.certificate import Box
from extractors.pages.document import Limits, opened
from extractors.pages.layout import Line
from tests.extractors.pages.pdfs import (
    HEIGHT,
    WIDTH,
    Draw,
    foreign,
    form,
    pdf,
    picture,
    placed,
    spaced,
    text,
    together,
    unseen,
    upright_on_turned_page,
    watermark,
    with_comment,
)

INK = 1.5
"""Points that a letter's ink may stand off from its own space, at 12 points."""


def lines_of(path: Path) -> tuple[Line, ...]:
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        return page.text_lines()


def near(box: Box, x0: float, x1: float, baseline: float, size: float = 12.0) -> bool:
    """Does `box` hold letters of `size` from `x0` to `x1` that stand on `baseline`?"""
    sides = abs(box.x0 - x0) < INK and abs(box.x1 - x1) < INK
    return sides and baseline - size < box.y0 < baseline - 0.4 * size and abs(box.y1 - baseline) < 0.3 * size


def test_words_have_the_boxes_that_they_were_drawn_in(tmp_path: Path) -> None:
    (line,) = lines_of(pdf(tmp_path / "a.pdf", text("Certificate of Approval", 72, 100)))
    assert [w.text for w in line.words] == ["Certificate", "of", "Approval"]
    assert line.method == "text_layer"
    assert line.confidence == 1.0
    at = 72.0
    for word in line.words:
        end = at + stringWidth(word.text, "Helvetica", 12)
        assert near(word.box, at, end, 100)
        at = end + stringWidth(" ", "Helvetica", 12)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_of_the_page_as_displayed(tmp_path: Path, turn: int) -> None:
    path = pdf(tmp_path / "a.pdf", upright_on_turned_page("Certificate", 150, 120, turn))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert (page.width, page.height) == ((WIDTH, HEIGHT) if turn in (0, 180) else (HEIGHT, WIDTH))
        (line,) = page.text_lines()
    assert line.text == "Certificate"
    assert near(line.box, 150, 150 + stringWidth("Certificate", "Helvetica", 12), 120)


def test_boxes_start_at_the_corner_of_the_crop_box(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.setCropBox((50, 40, WIDTH - 30, HEIGHT - 60))
        text("Certificate", 150, 120)(canvas)

    path = pdf(tmp_path / "a.pdf", draw)
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert (page.width, page.height) == (WIDTH - 80, HEIGHT - 100)
        (line,) = page.text_lines()
    assert near(line.box, 100, 100 + stringWidth("Certificate", "Helvetica", 12), 60)


LAYOUTS: list[tuple[str, Draw, list[list[str]]]] = [
    (
        "two cells on one row are two lines",
        together(text("Certificate No", 72, 100), text("Q 1234", 300, 100)),
        [["Certificate", "No"], ["Q", "1234"]],
    ),
    (
        "words placed one by one, without a blank between them",
        together(text("Valid", 72, 100), text("until", 103, 100)),
        [["Valid", "until"]],
    ),
    (
        "slanted words placed one by one, whose ink hangs into the blanks",
        placed("Proof of the first of July", 72, 100, "Times-Italic"),
        [["Proof", "of", "the", "first", "of", "July"]],
    ),
    ("letters set wide are still one word", spaced("CERTIFICATE", 72, 100, 1.5), [["CERTIFICATE"]]),
    (
        "a blank that is drawn is one, however narrow",
        together(text("Valid ", 72, 100), text("until", 72 + stringWidth("Valid", "Helvetica", 12) + 1, 100)),
        [["Valid", "until"]],
    ),
    ("small letters set high do not end a word", together(text("kg/m", 72, 100), text("3", 98, 96, 7)), [["kg/m3"]]),
    (
        "a shadow: drawn twice, a hair apart",
        together(text("CERTIFICATE", 72, 100), text("CERTIFICATE", 72.4, 100.3)),
        [["CERTIFICATE"]],
    ),
    (
        "the same words in two places are two lines",
        together(text("ISO 9001", 72, 100), text("ISO 9001", 72, 300)),
        [["ISO", "9001"], ["ISO", "9001"]],
    ),
    (
        "drawn from the bottom up, read from the top down",
        together(text("third", 72, 300), text("second", 72, 200), text("first", 72, 100)),
        [["first"], ["second"], ["third"]],
    ),
    (
        "the right column drawn first",
        together(text("right", 300, 100), text("left", 72, 100)),
        [["left"], ["right"]],
    ),
    (
        "a value in small letters beside a label in large ones",
        together(text("Scope", 72, 100, 16), text("castings", 300, 98, 9)),
        [["Scope"], ["castings"]],
    ),
    ("an empty page", together(), []),
    ("blanks only", text("   ", 72, 100), []),
]


@pytest.mark.parametrize(("draw", "lines"), [case[1:] for case in LAYOUTS], ids=[case[0] for case in LAYOUTS])
def test_lines_are_what_a_person_reads_in_one_go(tmp_path: Path, draw: Draw, lines: list[list[str]]) -> None:
    found = lines_of(pdf(tmp_path / "a.pdf", draw))
    assert [[w.text for w in line.words] for line in found] == lines


def test_size_is_that_of_the_letters(tmp_path: Path) -> None:
    title, body = lines_of(pdf(tmp_path / "a.pdf", together(text("CERTIFICATE", 72, 100, 30), text("of", 72, 200, 9))))
    assert 25 < title.size < 35
    assert 7 < body.size < 11


UNSEEN: list[tuple[str, Draw]] = [
    ("an earlier OCR's words over the scan", together(picture(), unseen("Certificate", 72, 100))),
    ("an earlier OCR's words without a picture", unseen("Certificate", 72, 100)),
    ("words under the scan", together(text("Certificate", 72, 100), picture())),
    ("words under a scan with a mask that hides nothing", together(text("Certificate", 72, 100), watermark(255))),
]
SEEN: list[tuple[str, Draw]] = [
    ("words on a background picture", together(picture(), text("Certificate", 72, 100))),
    ("a small picture drawn last", together(text("Certificate", 72, 100), picture(400, 600, 100, 100))),
    ("words under a watermark that one can look through", together(text("Certificate", 72, 100), watermark())),
    (
        "one unseen word beside those that are seen",
        together(text("Certificate", 72, 100), text("of Approval", 72, 200), unseen("sample", 72, 300)),
    ),
]


@pytest.mark.parametrize("draw", [d for _, d in UNSEEN], ids=[n for n, _ in UNSEEN])
def test_a_hidden_text_layer_is_no_text(tmp_path: Path, draw: Draw) -> None:
    assert lines_of(pdf(tmp_path / "a.pdf", draw)) == ()


@pytest.mark.parametrize("draw", [d for _, d in SEEN], ids=[n for n, _ in SEEN])
def test_text_that_a_viewer_shows_is_text(tmp_path: Path, draw: Draw) -> None:
    assert lines_of(pdf(tmp_path / "a.pdf", draw))[0].words[0].text == "Certificate"


def test_chinese_letters_set_wide_are_one_word(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.pdf", [("质 量 管 理 体 系", 72, 100), ("2024 年 03 月", 72, 130)])
    assert [[w.text for w in line.words] for line in lines_of(path)] == [["质量管理体系"], ["2024", "年", "03", "月"]]


def aslant(words: str, size: float, degrees: float, room: float = 0.0) -> Draw:
    """`words` across the page, from its lower left."""

    def draw(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(60, 60)
        canvas.rotate(degrees)
        drawn = canvas.beginText(0, 0)
        drawn.setFont("Helvetica", size)
        drawn.setCharSpace(room)
        drawn.textOut(words)
        canvas.drawText(drawn)
        canvas.restoreState()

    return draw


@pytest.mark.parametrize("draw", [aslant("DRAFT", 80, 45), aslant("DRAFT", 60, 30, room=60), aslant("DRAFT", 310, 55)])
def test_words_across_the_page_are_in_no_row(tmp_path: Path, draw: Draw) -> None:
    path = pdf(tmp_path / "a.pdf", together(draw, text("Certificate", 72, 100)))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert [line.text for line in page.text_lines()] == ["Certificate"]
        assert [line.text for line in page.aslant_lines()] == ["DRAFT"]


def test_upright_text_in_the_margin_is_not_aslant(tmp_path: Path) -> None:
    with opened(pdf(tmp_path / "a.pdf", aslant("Page one", 10, 90)), "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.aslant_lines() == ()


@pytest.mark.parametrize(
    "laid",
    [
        text("8 August 2030", 72, 100, 40),
        form(text("8 August 2030", 72, 100, 40)),
        together(text("8 August 2030", 72, 100, 40), watermark()),  # which is no scan of its own
    ],
)
def test_what_is_beneath_text_over_a_scan_can_be_seen(tmp_path: Path, laid: Draw) -> None:
    path = pdf(tmp_path / "a.pdf", together(picture(), laid))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        region = Box(60, 60, 400, 120)
        beneath = page.beneath(region)
        assert beneath is not None
        assert len(beneath.getcolors() or ()) == 1
        assert len(page.close_up(region).getcolors(1 << 24) or ()) > 1  # and the text is still there


def test_nothing_is_beneath_text_on_paper(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", together(text("8 August 2030", 72, 100), picture(400, 600, 100, 100)))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.beneath(Box(60, 60, 400, 120)) is None


@pytest.mark.parametrize(("ground", "hidden", "seen"), [(picture(), False, True), (picture(), True, False)])
def test_what_is_beneath_a_comment_on_a_scan_can_be_seen(
    tmp_path: Path, ground: Draw, hidden: bool, seen: bool
) -> None:
    path = with_comment(pdf(tmp_path / "a.pdf", ground), "4 March 2032", (60, 700, 300, 740), hidden=hidden)
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.text_lines() == ()
        assert page.comments() == ((Box(60, 102, 300, 142),) if seen else ())
        region = Box(50, 90, 310, 150)
        assert (len(page.close_up(region).getcolors(1 << 24) or ()) > 1) == seen
        beneath = page.beneath(region)
        assert len(beneath.getcolors() or ()) == 1 if beneath is not None else not seen


def test_nothing_is_beneath_a_comment_on_paper(tmp_path: Path) -> None:
    path = with_comment(pdf(tmp_path / "a.pdf", text("Certificate", 72, 100)), "4 March 2032", (60, 700, 300, 740))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.beneath(Box(50, 90, 310, 150)) is None
