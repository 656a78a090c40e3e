"""Everything on a page that is not running text: marks, frames, seals, lines."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import zxingcpp
from reportlab.lib.colors import HexColor

from samples.make import artwork, fonts
from samples.make.model import Body
from samples.make.sheet import Sheet, Style

GREY = "#9aa0a6"


def line(sheet: Sheet, color: str, width: float) -> None:
    """A line across the column."""
    sheet.canvas.setStrokeColor(HexColor(color))
    sheet.canvas.setLineWidth(width)
    sheet.canvas.line(sheet.x, sheet.up(sheet.y), sheet.x + sheet.column, sheet.up(sheet.y))


def cell(sheet: Sheet, x: float, top: float, width: float, bottom: float) -> None:
    """The box round a table's cell."""
    sheet.canvas.setStrokeColor(HexColor(GREY))
    sheet.canvas.setLineWidth(0.5)
    sheet.canvas.rect(x, sheet.up(bottom), width, bottom - top)


def _place(sheet: Sheet, align: str, width: float) -> float:
    """The left edge of something that stands left, centred or right in the column."""
    spare = sheet.column - width
    shift: dict[str, float] = {"left": 0, "center": spare / 2, "right": spare}
    return sheet.x + shift[align]


def logo(sheet: Sheet, body: Body, align: str, size: float, *, art: bool, name: bool) -> None:
    """The body's mark and, beside it, its short name; advances the cursor."""
    style = Style(font="sans", size=size * 0.5, bold=True, color=body.colour)
    width = size * 1.2 + (style.width(body.brand) if name else 0)
    x = _place(sheet, align, width)
    _shape(sheet, body, x, sheet.y, size)
    if name and art:
        artwork.stamp(sheet, body.brand, x + size * 1.2, sheet.y + size * 0.2, style)
    elif name:
        sheet.line(body.brand, x + size * 1.2, sheet.y + size * 0.68, style)
    sheet.y += size + 6


def _shape(sheet: Sheet, body: Body, x: float, y: float, size: float) -> None:
    draw, bottom = sheet.canvas, sheet.up(y + size)
    draw.setFillColor(HexColor(body.colour))
    draw.setStrokeColor(HexColor(body.colour))
    draw.setLineWidth(size * 0.12)
    half = size / 2
    if body.shape == "bars":
        for i, share in enumerate((0.45, 0.75, 1.0)):
            draw.rect(x + i * size * 0.34, bottom, size * 0.24, size * share, stroke=0, fill=1)
    elif body.shape in ("ring", "leaf"):
        draw.circle(x + half, bottom + half, half * 0.85, stroke=1, fill=0)
        if body.shape == "leaf":
            draw.ellipse(x + size * 0.3, bottom + size * 0.12, x + size * 0.7, bottom + size * 0.88, stroke=0, fill=1)
    elif body.shape in ("peak", "hexagon"):
        corners = 3 if body.shape == "peak" else 6
        _polygon(sheet, x + half, bottom + half, half, corners)
    elif body.shape == "wave":
        for i in range(3):
            low = bottom + size * (0.15 + 0.3 * i)
            draw.bezier(x, low, x + size * 0.3, low + size * 0.3, x + size * 0.6, low - size * 0.3, x + size, low)


def _polygon(sheet: Sheet, x: float, y: float, radius: float, corners: int, *, star: bool = False) -> None:
    path = sheet.canvas.beginPath()
    steps = corners * 2 if star else corners
    for i in range(steps):
        r = radius * 0.4 if star and i % 2 else radius
        angle = math.pi / 2 + 2 * math.pi * i / steps
        (path.lineTo if i else path.moveTo)(x + r * math.cos(angle), y + r * math.sin(angle))
    path.close()
    sheet.canvas.drawPath(path, stroke=0, fill=1)


def mark(sheet: Sheet, lines: list[str], align: str, size: float) -> None:
    """An accreditation: acronym and number in a box; advances the cursor."""
    styles = [Style(size=size * 1.5, bold=True, color="#222222"), Style(size=size * 0.85, color="#222222")]
    width = 16 + max(style.width(text) for style, text in zip(styles, lines, strict=False))
    height = size * (1.9 + 1.4 * len(lines))
    x = _place(sheet, align, width)
    sheet.canvas.setStrokeColor(HexColor("#222222"))
    sheet.canvas.setLineWidth(1)
    sheet.canvas.rect(x, sheet.up(sheet.y + height), width, height)
    baseline = sheet.y + size * 2
    for style, text in zip(styles, lines, strict=False):
        sheet.line(text, x + (width - style.width(text)) / 2, baseline, style)
        baseline += size * 1.6
    sheet.y += height + 6


def qr(sheet: Sheet, content: str, align: str, size: float) -> None:
    """A QR code as vector squares; advances the cursor."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode)
    dark = np.array(code.to_image(scale=1)) < 128
    unit = size / dark.shape[0]
    x = _place(sheet, align, size)
    sheet.canvas.setFillColor(HexColor("#000000"))
    for row, column in np.argwhere(dark):
        top = sheet.up(sheet.y + (row + 1) * unit)
        sheet.canvas.rect(x + column * unit, top, unit * 1.02, unit * 1.02, stroke=0, fill=1)
    sheet.y += size + 4


def signature(sheet: Sheet, seed: str, width: float, align: str) -> None:
    """A flourish that is always the same for one body, on a line; advances the cursor."""
    hand = random.Random(seed)
    x = _place(sheet, align, width)
    base = sheet.up(sheet.y + 26)
    path = sheet.canvas.beginPath()
    path.moveTo(x + 10, base + hand.uniform(0, 10))
    for i in range(6):
        at = x + 10 + (i + 1) * width / 8
        bends = (at - width / 10, base + hand.uniform(-6, 34), at - width / 20, base + hand.uniform(-14, 26))
        path.curveTo(*bends, at, base + hand.uniform(0, 16))
    sheet.canvas.setStrokeColor(HexColor("#1b2f7a"))
    sheet.canvas.setLineWidth(1.1)
    sheet.canvas.drawPath(path)
    sheet.canvas.setStrokeColor(HexColor(GREY))
    sheet.canvas.setLineWidth(0.5)
    sheet.canvas.line(x, base - 4, x + width, base - 4)
    sheet.y += 32


def overprint(sheet: Sheet, text: str) -> None:
    """A pale word aslant across the lower page; leaves the cursor alone."""
    style = Style(size=84, bold=True, color="#dedede")
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(0.36 * sheet.width, 0.28 * sheet.height)  # clear of the text, so that boxes hold one word
    canvas.rotate(45)
    canvas.setFillColor(HexColor(style.color))
    x = -style.width(text) / 2
    for font, part in fonts.runs(text, style.font, style.bold, style.italic):
        canvas.setFont(font, style.size)
        canvas.drawString(x, -style.size / 3, part)
        x += canvas.stringWidth(part, font, style.size)
    canvas.restoreState()


def beside_title(sheet: Sheet, text: str) -> None:
    """A red word at the right, at the height of the title; leaves the cursor alone."""
    style = Style(size=26, bold=True, color="#b3261e")
    sheet.line(text, sheet.width - sheet.margin - style.width(text), 152, style)


def seal(sheet: Sheet, label: str, x: float, y: float, radius: float) -> None:
    """Two rings, a star and a label in red; leaves the cursor alone."""
    draw = sheet.canvas
    draw.saveState()
    draw.setStrokeAlpha(0.75)
    draw.setFillAlpha(0.75)
    draw.setStrokeColor(HexColor("#c8202f"))
    for ring, width in ((radius, 2.4), (radius - 4, 0.6)):
        draw.setLineWidth(width)
        draw.circle(x, sheet.up(y), ring)
    draw.setFillColor(HexColor("#c8202f"))
    _polygon(sheet, x, sheet.up(y), radius * 0.3, 5, star=True)
    style = Style(size=radius * 0.19, color="#c8202f")
    sheet.line(label, x - style.width(label) / 2, y + radius * 0.68, style)
    draw.restoreState()


def frame(sheet: Sheet, *, color: str, inset: float = 22) -> None:
    """A double line round the page."""
    sheet.canvas.setStrokeColor(HexColor(color))
    for distance, width in ((inset, 2.2), (inset + 5, 0.6)):
        sheet.canvas.setLineWidth(width)
        sheet.canvas.rect(distance, distance, sheet.width - 2 * distance, sheet.height - 2 * distance)


def guilloche(sheet: Sheet, *, color: str, inset: float = 14, depth: float = 16) -> None:
    """A border of interlaced waves, as on banknotes and diplomas."""
    draw = sheet.canvas
    draw.setStrokeColor(HexColor(color))
    draw.setLineWidth(0.5)
    for side, length in (
        ("top", sheet.width),
        ("bottom", sheet.width),
        ("left", sheet.height),
        ("right", sheet.height),
    ):
        for phase in range(4):
            path = draw.beginPath()
            for i in range(int((length - 2 * inset) / 3) + 1):
                along = inset + 3 * i
                across = inset + depth / 2 * (1 + math.sin(along / 9 + phase * math.pi / 2))
                point = {
                    "top": (along, sheet.height - across),
                    "bottom": (along, across),
                    "left": (across, along),
                    "right": (sheet.width - across, along),
                }[side]
                (path.lineTo if i else path.moveTo)(*point)
            draw.drawPath(path)


def band(sheet: Sheet, *, color: str, side: str = "left", width: float = 48, label: str = "") -> None:
    """A coloured band along one side, with a label running up it."""
    draw = sheet.canvas
    draw.setFillColor(HexColor(color))
    x = 0 if side == "left" else sheet.width - width
    if side == "top":
        draw.rect(0, sheet.height - width, sheet.width, width, stroke=0, fill=1)
    else:
        draw.rect(x, 0, width, sheet.height, stroke=0, fill=1)
    if label:
        style = Style(size=width * 0.5, bold=True, color="#ffffff")
        draw.saveState()
        draw.translate(x + width * 0.68, sheet.height * 0.3)
        draw.rotate(90)
        sheet.line(label, 0, sheet.height, style)
        draw.restoreState()


def watermark(sheet: Sheet, *, color: str, corners: int = 6) -> None:
    """A large pale polygon behind the text."""
    sheet.canvas.setFillColor(HexColor(color))
    _polygon(sheet, sheet.width / 2, sheet.height / 2, min(sheet.width, sheet.height) * 0.38, corners)


DECOR: dict[str, Callable[..., None]] = {
    "frame": frame,
    "guilloche": guilloche,
    "band": band,
    "watermark": watermark,
}


def decorate(sheet: Sheet, pieces: tuple[dict[str, Any], ...]) -> None:
    """Draws what stands behind the text of every page: `{frame: {color: …}}`."""
    for piece in pieces:
        for kind, options in piece.items():
            DECOR[kind](sheet, **options)
