"""Cells of ruled tables, where they are drawn."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from extractors.pages.document import Limits, opened
from extractors.pages.layout import Page
from extractors.pages.tables import cells
from tests.extractors.pages.pdfs import HEIGHT, WIDTH, Draw, pdf, text, together


def grid(canvas: Any) -> None:
    """Two columns and three rows, from 100 to 400 points across and 200 to 260 down."""
    for x in (100, 200, 400):
        canvas.line(x, HEIGHT - 200, x, HEIGHT - 260)
    for y in (200, 220, 240, 260):
        canvas.line(100, HEIGHT - y, 400, HEIGHT - y)


CELLS = [
    (100, 200, 200, 220), (200, 200, 400, 220),
    (100, 220, 200, 240), (200, 220, 400, 240),
    (100, 240, 200, 260), (200, 240, 400, 260),
]  # fmt: skip


def test_cells_are_where_their_lines_are_drawn(tmp_path: Path) -> None:
    found = sorted(dataclasses.astuple(c) for c in cells(pdf(tmp_path / "a.pdf", grid), 1))
    assert found == [pytest.approx(cell, abs=1) for cell in sorted(CELLS)]


def test_the_page_asked_for_is_the_one_looked_at(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", text("face", 72, 100), grid)
    assert [len(cells(path, number)) for number in (1, 2)] == [0, 6]


NO_TABLES: list[tuple[str, Draw]] = [
    ("a frame round the page", lambda canvas: canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)),
    ("a line under a heading", lambda canvas: canvas.line(72, 700, 500, 700)),
    ("words alone", text("Certificate", 72, 100)),
]


def cropped(canvas: Any) -> None:
    canvas.setCropBox((50, 40, WIDTH - 30, HEIGHT - 60))
    grid(canvas)


def turned(canvas: Any) -> None:
    canvas.setPageRotation(90)
    grid(canvas)


@pytest.mark.parametrize("draw", [cropped, turned])
def test_a_cropped_or_a_turned_page_has_no_cells_rather_than_misplaced_ones(tmp_path: Path, draw: Draw) -> None:
    assert cells(pdf(tmp_path / "a.pdf", draw), 1) == ()


@pytest.mark.parametrize("draw", [d for _, d in NO_TABLES], ids=[n for n, _ in NO_TABLES])
def test_ornament_is_no_table(tmp_path: Path, draw: Draw) -> None:
    assert cells(pdf(tmp_path / "a.pdf", draw), 1) == ()


def test_a_table_drawn_in_one_path_has_cells(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.grid([100, 200, 400], [HEIGHT - y for y in (200, 220, 240, 260)])

    with opened(pdf(tmp_path / "a.pdf", draw), "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert sorted(dataclasses.astuple(c) for c in page.cells()) == [pytest.approx(c, abs=1) for c in sorted(CELLS)]


def test_a_page_covered_in_lines_is_not_searched(tmp_path: Path) -> None:
    """Guilloches have thousands of lines, and finding cells among them takes minutes."""

    def ornament(canvas: Any) -> None:
        for n in range(2001):
            canvas.line(n / 4, 0, n / 4, HEIGHT)

    with opened(pdf(tmp_path / "a.pdf", together(grid, ornament)), "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.cells() == ()


def test_a_word_belongs_to_the_smallest_cell_round_it(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", together(grid, text("value", 210, 215)))
    with opened(path, "application/pdf", Limits()) as document:
        (source,) = document.pages
        page = Page(1, WIDTH, HEIGHT, source.text_lines(), (), source.cells())
    cell = page.cell_of(page.lines[0].box)
    assert cell is not None
    assert dataclasses.astuple(cell) == pytest.approx((200, 200, 400, 220), abs=1)
