"""Text as a picture, as in a logo or a designed headline: on the page, but not in the text layer."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from samples.make import fonts
from samples.make.sheet import Sheet, Style, wrap

SCALE = 3  # pixels a point: 216 dpi, enough for OCR and small enough for a file


def _picture_font(text: str, style: Style) -> Path:
    """A TrueType file for the text; the PDF's standard fonts have none, so Vera stands in for them."""
    family = style.font if style.font.startswith("dejavu") else "vera"
    used = {font for font, _ in fonts.runs(text, family, style.bold)}
    return fonts.path_of(fonts.HAN if fonts.HAN in used else fonts.FAMILIES[family][style.bold])


def _picture(text: str, style: Style) -> Image.Image:
    font = ImageFont.truetype(
        str(_picture_font(text, style)), round(style.size * SCALE), layout_engine=ImageFont.Layout.BASIC
    )
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("RGB", (int(right - left) + 4, int(bottom - top) + 4), "white")
    ImageDraw.Draw(picture).text((2 - left, 2 - top), text, font=font, fill=style.color)
    return picture


def stamp(sheet: Sheet, text: str, x: float, y: float, style: Style) -> float:
    """One line as a picture with its top left corner at (x, y); returns its height in points."""
    picture = _picture(text, style)
    width, height = picture.width / SCALE, picture.height / SCALE
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=85)
    sheet.canvas.drawImage(ImageReader(packed), x, sheet.up(y + height), width, height)
    return height


def write(sheet: Sheet, text: str, style: Style) -> None:
    """Wrapped text as pictures, and the cursor below it."""
    for line in wrap(text, style, sheet.column):
        width = _picture(line, style).width / SCALE
        indent = {"left": 0.0, "center": (sheet.column - width) / 2, "right": sheet.column - width}[style.align]
        height = stamp(sheet, line, sheet.x + indent, sheet.y, style)
        sheet.y += max(height + style.size * 0.35, style.size * style.leading)
    sheet.y += style.after * sheet.spread
