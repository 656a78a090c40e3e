"""Which font draws which letter.

Latin layouts use the fonts that every PDF reader has, so they can be made on
any machine. Turkish and Chinese need TrueType fonts from Debian packages; only
whoever regenerates the samples needs them, never who reads them.
"""

from __future__ import annotations

import functools
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

TRUETYPE = Path("/usr/share/fonts/truetype")
DROID = TRUETYPE / "droid/DroidSansFallbackFull.ttf"
VERA = Path(reportlab.__file__).parent / "fonts"

# Family: regular, bold, italic, bold italic.
FAMILIES = {
    "sans": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
    "serif": ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    "mono": ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
    "vera": ("Vera", "VeraBd", "VeraIt", "VeraBI"),
    "dejavu": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans", "DejaVuSans-Bold"),
    "dejavu-serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif", "DejaVuSerif-Bold"),
}
HAN = "DroidSansFallback"
FILES = {name: VERA / f"{name}.ttf" for name in FAMILIES["vera"]}
FILES |= {name: TRUETYPE / f"dejavu/{name}.ttf" for f in ("dejavu", "dejavu-serif") for name in FAMILIES[f]}
FILES[HAN] = DROID
PACKAGES = {"dejavu": "fonts-dejavu-core", "droid": "fonts-droid-fallback"}


class FontMissing(RuntimeError):
    """A font file is not on this machine; the message names the Debian package."""


def path_of(font: str) -> Path:
    """The font's file.

    Raises:
        FontMissing: the package that brings it is not installed.
    """
    path = FILES[font]
    if not path.exists():
        raise FontMissing(f"{path} is missing; install it with: apt-get install {PACKAGES[path.parent.name]}")
    return path


@functools.cache
def _glyphs(font: str) -> frozenset[int] | None:
    """The characters that the font can draw; None for the standard fonts, which have the Windows-1252 set."""
    if font not in FILES:
        return None
    face = TTFont(font, str(path_of(font)))
    pdfmetrics.registerFont(face)
    return frozenset(face.face.charToGlyph)


def _draws(font: str, letter: str) -> bool:
    glyphs = _glyphs(font)
    if glyphs is not None:
        return ord(letter) in glyphs
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def font_for(letter: str, family: str, bold: bool, italic: bool) -> str:
    """The first font that has the letter: the family's own, DejaVu, then the Chinese one.

    Raises:
        FontMissing: the font that should be asked is not installed.
        ValueError: no font has the letter.
    """
    style = bold + 2 * italic
    for font in (FAMILIES[family][style], FAMILIES["dejavu"][style], HAN):
        # Chinese punctuation from a Latin font would sit at the wrong width.
        if font != HAN and ord(letter) >= 0x3000:
            continue
        if _draws(font, letter):
            return font
    raise ValueError(f"no font draws {letter!r}")


def runs(text: str, family: str, bold: bool = False, italic: bool = False) -> list[tuple[str, str]]:
    """The text cut into stretches of one font each: `[(font, stretch), …]`."""
    result: list[tuple[str, str]] = []
    for letter in text:
        font = font_for(letter, family, bold, italic)
        if result and (result[-1][0] == font or letter == " "):
            result[-1] = (result[-1][0], result[-1][1] + letter)
        else:
            result.append((font, letter))
    return result


def width_of(text: str, family: str, size: float, bold: bool = False, italic: bool = False) -> float:
    """Width in points."""
    return sum(float(pdfmetrics.stringWidth(part, font, size)) for font, part in runs(text, family, bold, italic))
