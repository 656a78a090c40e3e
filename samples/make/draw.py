"""A document as a clean PDF, and what its pages came to say."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.pdfencrypt import StandardEncryption

from samples.make import decor, knowledge
from samples.make.blocks import Painter
from samples.make.model import Document, Layout, Paper
from samples.make.sheet import Sheet, Style
from samples.make.wording import wording_of


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """Which pages a paper takes up (from 1), and which of its values stand on them."""

    paper: Paper
    pages: tuple[int, ...]
    printed: frozenset[str]
    values: dict[str, str | None]


def draw(document: Document, lock: StandardEncryption | None = None) -> tuple[bytes, list[DrawnPaper]]:
    """The PDF's bytes, locked if `lock` is given, and the papers on it in order.

    Raises:
        FontMissing: the texts need a font that is not installed.
    """
    layouts = knowledge.layouts()
    first = layouts[document.papers[0].layout]
    sheet = DecoratedSheet(first)
    sheet.canvas.setTitle(document.name)
    if lock is not None:
        sheet.canvas.setEncrypt(lock)
    drawn = []
    for number, paper in enumerate(document.papers):
        if number:
            sheet.turn_to(layouts[paper.layout])
        drawn.append(_paint(sheet, paper))
    return sheet.pdf(), drawn


def _paint(sheet: DecoratedSheet, paper: Paper) -> DrawnPaper:
    words = wording_of(paper, knowledge.layouts()[paper.layout])
    start = sheet.page
    for text in paper.copy_words.values():
        (decor.beside_title if paper.stamped else decor.overprint)(sheet, text)
    painter = Painter(sheet, words, knowledge.bodies()[paper.body], knowledge.organizations()[paper.organization])
    painter.paint(knowledge.layouts()[paper.layout].blocks)
    pages = tuple(range(start, sheet.page + 1))
    return DrawnPaper(paper, pages, frozenset(words.printed), dict(words.values))


class DecoratedSheet(Sheet):
    """A sheet that puts its layout's decoration on every page."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(wide=layout.landscape, margin=layout.margin, spread=layout.spread, style=Style(**layout.text))
        self.layout = layout
        decor.decorate(self, layout.decor)

    def turn_to(self, layout: Layout) -> None:
        """Starts the next paper, with a layout of its own.

        Raises:
            ValueError: the layout wants the page the other way round.
        """
        if layout.landscape != self.layout.landscape:
            raise ValueError(f"{layout.id} and {self.layout.id} cannot share a file: one is landscape")
        self.layout = layout
        self.style = Style(**layout.text)
        self.margin = self.x = layout.margin
        self.spread = layout.spread
        self.column = self.width - 2 * layout.margin
        self.next_page()

    def next_page(self) -> None:
        """Closes the page and decorates the new one."""
        super().next_page()
        decor.decorate(self, self.layout.decor)
