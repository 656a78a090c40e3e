"""Tesseract: the witness on what is doubtful, the orientation finder, and a full second engine."""

from __future__ import annotations

import functools
import shutil
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from extractors.pages.ocr import strip
from extractors.pages.ocr.engine import Heard, Pixels, TextLine

_WANTED = ("eng", "chi_sim")
_SCRIPTS = {
    "Cyrillic": ("rus", "ukr", "srp"),
    "Greek": ("ell",),
    "Hangul": ("kor",),
    "Korean": ("kor",),
    "Arabic": ("ara", "fas"),
    "Hebrew": ("heb",),
    "Thai": ("tha",),
}
"""Scripts that RapidOCR's model does not know, and the data that read them."""
_AT_ONCE = 200
"""Lines in one picture: Tesseract takes none that is higher than 32767 pixels."""
_WIDE, _SYLLABLE_GAP = "\u2e80", 0.3
"""Chinese, Japanese and Korean letters come after this one; gaps between their words are wider than this, in lines."""


class TesseractEngine:
    """Tesseract through pytesseract, with the English and simplified Chinese data that are installed."""

    name = "tesseract"

    def __init__(self, languages: tuple[str, ...] = _WANTED) -> None:
        import pytesseract  # pulls in pandas: loaded when a page needs it

        self._tesseract: Any = pytesseract
        self.version = str(pytesseract.get_tesseract_version())
        installed = _installed_languages()
        self._languages = "+".join(name for name in languages if name in installed) or "eng"

    def read(self, image: Image.Image) -> list[TextLine]:
        """All lines of an upright RGB picture."""
        data = self._tesseract.image_to_data(
            image, lang=self._languages, config="--psm 3", output_type=self._tesseract.Output.DICT
        )
        rows: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for i, text in enumerate(data["text"]):
            if text.strip() and float(data["conf"][i]) >= 0:
                rows[data["block_num"][i], data["par_num"][i], data["line_num"][i]].append(i)
        return [line for members in rows.values() for line in _cells(data, members)]

    def read_lines(self, pieces: Sequence[Pixels]) -> list[Heard]:
        """What each piece, which `strip.cut` made, says."""
        return [heard for n in range(0, len(pieces), _AT_ONCE) for heard in self._lines(pieces[n : n + _AT_ONCE])]

    def _lines(self, pieces: Sequence[Pixels]) -> list[Heard]:
        data = self._tesseract.image_to_data(
            strip.stacked(pieces), lang=self._languages, config="--psm 6", output_type=self._tesseract.Output.DICT
        )
        members: list[list[int]] = [[] for _ in pieces]
        for i, text in enumerate(data["text"]):
            n = strip.line_at(data["top"][i] + data["height"][i] / 2)
            if text.strip() and float(data["conf"][i]) >= 0 and 0 <= n < len(pieces):
                members[n].append(i)
        return [_heard(data, found, piece.shape[1]) for found, piece in zip(members, pieces, strict=True)]


def for_script_of(image: Image.Image) -> TesseractEngine | None:
    """An engine for the script that the picture is written in, where its data are installed; else None."""
    found = _osd(image)
    languages = _SCRIPTS.get(str(found["script"]), ()) if found else ()
    return TesseractEngine((*languages, "eng")) if _installed_languages().intersection(languages) else None


@functools.cache
def for_language(language: str) -> TesseractEngine | None:
    """An engine for one language by Tesseract's name for it, where its data are installed; else None."""
    return TesseractEngine((language,)) if language in _installed_languages() else None


def orientation(image: Image.Image) -> int | None:
    """Degrees clockwise that turn the picture upright (0, 90, 180, 270); None where Tesseract can't say."""
    found = _osd(image)
    return int(found["rotate"]) if found and float(found["orientation_conf"]) > 1.0 else None


def _osd(image: Image.Image) -> dict[str, Any] | None:
    """Orientation and script, as Tesseract sees them; None without Tesseract, or with too few characters."""
    if not is_installed():
        return None
    import pytesseract

    try:
        found: dict[str, Any] = pytesseract.image_to_osd(image, output_type=pytesseract.Output.DICT, config="--psm 0")
    except pytesseract.TesseractError:
        return None
    return found


@functools.cache
def _installed_languages() -> frozenset[str]:
    if not is_installed():
        return frozenset()
    import pytesseract

    return frozenset(pytesseract.get_languages(config=""))


@functools.cache
def is_installed() -> bool:
    """Is the `tesseract` program on the path?"""
    return shutil.which("tesseract") is not None


def _cells(data: dict[str, list[Any]], members: list[int]) -> list[TextLine]:
    """Tesseract runs across columns: a gap wider than one and a half letter heights makes two lines."""
    cells: list[list[int]] = []
    for i in members:
        if cells:
            last = cells[-1][-1]
            onward = data["left"][i] - data["left"][last] - data["width"][last]
            back = data["left"][last] - data["left"][i] - data["width"][i]  # the next word in Arabic
            gap = max(onward, back)
            if gap <= 1.5 * max(data["height"][i], data["height"][last]):
                cells[-1].append(i)
                continue
        cells.append([i])
    return [_text_line(data, cell) for cell in cells]


def _runs_on(letter: str) -> bool:
    """Is it of a script that Tesseract takes apart, letter by letter: Chinese, Japanese, Korean or Thai?"""
    return letter > _WIDE or "\u0e00" <= letter <= "\u0e7f"


def _heard(data: dict[str, list[Any]], members: list[int], width: int) -> Heard:
    """What a piece of `width` pixels says. Hangul and Thai come syllable by syllable, so only wide gaps are spaces."""
    text, end = "", 0
    for i in members:  # in Tesseract's order, which runs from right to left in Arabic
        word, gap = data["text"][i].strip(), data["left"][i] - end
        close = gap < _SYLLABLE_GAP * strip.HEIGHT and _runs_on(text[-1:]) and _runs_on(word[:1])
        text += word if close or not text else f" {word}"
        end = data["left"][i] + data["width"][i]
    sure = [float(data["conf"][i]) / 100 for i in members for _ in data["text"][i]]
    letters = _letters(data, members, strip.EDGE, width)
    return Heard(text, sum(sure) / len(sure), letters) if sure else Heard()


def _letters(data: dict[str, list[Any]], members: list[int], start: float, width: float) -> tuple[float, ...]:
    """Where letters lie in a line that begins at `start` and is `width` pixels long, as shares: evenly in a word."""
    places = []
    for i in members:
        solid = sum(not c.isspace() for c in data["text"][i])
        places += [(data["left"][i] - start + data["width"][i] * (n + 0.5) / solid) / width for n in range(solid)]
    return tuple(places)


def _text_line(data: dict[str, list[Any]], cell: list[int]) -> TextLine:
    x0, y0 = min(data["left"][i] for i in cell), min(data["top"][i] for i in cell)
    x1 = max(data["left"][i] + data["width"][i] for i in cell)
    y1 = max(data["top"][i] + data["height"][i] for i in cell)
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)
    confidence = min(float(data["conf"][i]) for i in cell) / 100
    letters = _letters(data, cell, x0, max(1, x1 - x0))
    return TextLine(" ".join(data["text"][i] for i in cell), corners, confidence, letters=letters)
