"""The paper being drawn: a PDF canvas, a column and how far down it we are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from samples.make import fonts

rl_config.useA85 = 0  # pictures as plain bytes: a quarter smaller

SAMPLE_NOTE = "SAMPLE - not a certificate. The company is invented; made for testing certsweep."
# A word, a blank, or one Chinese character with the closing punctuation that may not start a line.
PIECES = re.compile(r"\s+|[⺀-鿿＀-￯][，。；：、）》”]*|[^\s⺀-鿿＀-￯]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks; sizes and distances in points."""

    font: str = "sans"
    size: float = 10
    bold: bool = False
    italic: bool = False
    color: str = "#1a1a1a"
    align: Literal["left", "center", "right"] = "left"
    leading: float = 1.28
    after: float = 4
    art: bool = False
    """Drawn as a picture: seen on the page, absent from the text layer."""

    def width(self, text: str) -> float:
        """Width of one line in points."""
        return fonts.width_of(text, self.font, self.size, self.bold, self.italic)


class Sheet:
    """A canvas with a text column; `y` is the distance from the page's top to the next line."""

    def __init__(self, *, wide: bool, margin: float, spread: float, style: Style) -> None:
        self.buffer = io.BytesIO()
        self.width, self.height = landscape(A4) if wide else A4
        # Uncompressed and without a clock: the same bytes from every zlib on every day.
        self.canvas = Canvas(self.buffer, pagesize=(self.width, self.height), invariant=1, pageCompression=0)
        self.style = style
        self.x, self.y, self.column = margin, margin, self.width - 2 * margin
        self.margin, self.spread = margin, spread
        self.page = 1

    def up(self, y: float) -> float:
        """From our top-down measure to the canvas's bottom-up one."""
        return float(self.height - y)

    def styled(self, options: dict[str, Any]) -> Style:
        """The sheet's usual style with some options changed."""
        return replace(self.style, **options)

    @contextmanager
    def within(self, x: float, width: float) -> Iterator[None]:
        """Draws in a narrower column; `y` goes on where it is."""
        before = self.x, self.column
        self.x, self.column = x, width
        yield
        self.x, self.column = before

    def write(self, text: str, style: Style) -> None:
        """Text in the column, wrapped, and the cursor below it."""
        for line in (part for row in text.split("\n") for part in wrap(row, style, self.column)):
            self.y += style.size * style.leading
            spare = self.column - style.width(line)
            indent = {"left": 0.0, "center": spare / 2, "right": spare}[style.align]
            self.line(line, self.x + indent, self.y - style.size * (style.leading - 1), style)
        self.y += style.after * self.spread

    def line(self, text: str, x: float, baseline: float, style: Style) -> None:
        """One line at a place of its own."""
        self.canvas.saveState()
        draw = self.canvas.beginText(x, self.up(baseline))
        draw.setFillColor(HexColor(style.color))
        for font, part in fonts.runs(text, style.font, style.bold, style.italic):
            draw.setFont(font, style.size)
            # The Chinese font has no bold cut: thicken it with an outline.
            heavy = style.bold and font == fonts.HAN
            draw.setTextRenderMode(2 if heavy else 0)
            draw.textOut(part)
        self.canvas.setStrokeColor(HexColor(style.color))
        self.canvas.setLineWidth(style.size * 0.03)
        self.canvas.drawText(draw)
        self.canvas.restoreState()

    def note(self) -> None:
        """The small print that keeps a sample from being taken for a certificate."""
        style = Style(size=5.5, color="#8a8a8a")
        self.canvas.setFillColor(HexColor("#ffffff"))
        self.canvas.rect(22, 4, style.width(SAMPLE_NOTE) + 4, 8, stroke=0, fill=1)
        self.line(SAMPLE_NOTE, 24, self.height - 6, style)

    def next_page(self) -> None:
        """Closes the page and starts at the top of a new one."""
        self.note()
        self.canvas.showPage()
        self.page += 1
        self.y = self.margin

    def pdf(self) -> bytes:
        """Closes the last page and gives the file."""
        self.note()
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


def wrap(text: str, style: Style, width: float) -> list[str]:
    """The lines that fit into a width, broken at blanks and between Chinese characters."""
    lines = [""]
    for piece in PIECES.findall(text):
        if style.width((lines[-1] + piece).rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return lines
