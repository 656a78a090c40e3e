"""Does each value's box hold the value's text? Measured on the page itself, not on the words that the reader made of it.

Every line of evidence is looked at alone, so that a value over three lines is held only if each of its lines is.
Text layer: the letters that the file itself places with their middles inside the box, against the text as read.
OCR: the picture of the page is cut at the box and read again; the piece alone has to give the same text.
Barcodes: decoded again from the piece.
"""

from __future__ import annotations

import ctypes
import enum
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytesseract
import zxingcpp
from PIL import Image
from rapidfuzz import fuzz

from extractors.certificate import FIELD_NAMES, Box, Evidence, FieldValue, Reading
from extractors.pages.document import Limits, PageSource, opened
from extractors.parse.fold import folded

ALIKE = 80.0
"""Per cent of letters in common (Indel ratio of the folded texts) from which two readings are of the same text."""
EXACT = 97.0
"""The same for a text layer, where nothing is misread: only the order of letters of two scripts may differ."""
_MARGINS = (0.1, 0.3)
"""Shares of the box's height that are added round it, as letters at the very edge of a picture are not read."""
_SCRIPTS = {
    "CJK": "chi_sim",
    "CYRILLIC": "rus",
    "GREEK": "ell",
    "HANGUL": "kor",
    "ARABIC": "ara",
    "HEBREW": "heb",
    "THAI": "tha",
}
_PIECE_PIXELS = 64
"""Least height of a piece of a page to be read."""


class Cause(enum.StrEnum):
    """Why a box is not said to hold its text."""

    HELD = "held"
    MORE = "the box holds more than the text"
    LESS = "the box cuts the text off"
    OTHER = "the box holds another text"
    NOTHING = "nothing could be read in the box"
    OUTSIDE = "the box has no area, or is outside the page"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of evidence, looked at: what it is of, and what its box holds."""

    document_id: str
    certificate_id: str
    field: str
    page: int
    method: str
    box: tuple[float, float, float, float]
    as_read: str
    inside: str
    cause: str


_ALIKE = str.maketrans("авекмнорстух0", "abekmhopctyxo")
"""Letters that look the same in two scripts, and a nought: nobody can tell them apart on the page."""


def _seen(text: str) -> str:
    return folded(text).translate(_ALIKE) or text.strip()


def verdict(as_read: str, inside: str, enough: float) -> Cause:
    """What a box holds, by the text as read and the text found inside.

    >>> verdict("ISO 9001:2015", "iso 9001 : 2015", 97).name
    'HELD'
    >>> verdict("2015", "ISO 9001:2015", 80).name
    'MORE'
    """
    wanted, found = _seen(as_read), _seen(inside)
    if not found:
        return Cause.NOTHING
    if fuzz.ratio(wanted, found) >= enough or (enough == EXACT and sorted(wanted) == sorted(found)):
        return Cause.HELD
    if fuzz.partial_ratio(wanted, found) >= ALIKE:
        return Cause.MORE if len(found) > len(wanted) else Cause.LESS
    return Cause.OTHER


def of_reading(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """Certificate, field and evidence of every line of every value of a reading."""
    for certificate in reading.certificates:
        for name in FIELD_NAMES:
            value = certificate.field(name)
            if isinstance(value, FieldValue):
                for evidence in value.evidence:
                    yield certificate.certificate_id, name, evidence


def checked(path: Path, reading: Reading) -> list[Check]:
    """Every line of evidence of a document; one box with one text is looked at once."""
    lines = list(of_reading(reading))
    found: dict[tuple[int, Box, str], tuple[str, Cause]] = {}
    wanted = {evidence.page for _, _, evidence in lines}
    if not wanted:
        return []
    with opened(path, reading.media_type, Limits()) as document:
        for source in document.pages:
            if source.number in wanted:
                page = _Looked(path, source)
                for _, _, evidence in lines:
                    key = (evidence.page, evidence.box, evidence.as_read)
                    if evidence.page == source.number and key not in found:
                        found[key] = page.look(evidence)
    checks = []
    for certificate_id, field, evidence in lines:
        inside, cause = found.get((evidence.page, evidence.box, evidence.as_read), ("", Cause.OUTSIDE))
        box = (evidence.box.x0, evidence.box.y0, evidence.box.x1, evidence.box.y1)
        place = (evidence.page, evidence.method, box, evidence.as_read)
        checks.append(Check(reading.document_id, certificate_id, field, *place, inside, cause.value))
    return checks


class _Looked:
    """A page that evidence is looked for on."""

    def __init__(self, path: Path, source: PageSource) -> None:
        self._path, self._source = path, source
        self._picture: Image.Image | None = None

    def look(self, evidence: Evidence) -> tuple[str, Cause]:
        box = evidence.box
        on_page = box.x0 < self._source.width and box.y0 < self._source.height and box.x1 > 0 and box.y1 > 0
        if box.width <= 0 or box.height <= 0 or not on_page:
            return "", Cause.OUTSIDE
        if evidence.method == "text_layer":
            inside = letters_inside(self._path, evidence.page, box)
            return inside, verdict(evidence.as_read, inside, EXACT)
        return self._read_again(evidence)

    def _read_again(self, evidence: Evidence) -> tuple[str, Cause]:
        """The first reading of the piece that agrees; else the one that agrees best."""
        readings = _barcode_readings if evidence.method.startswith("barcode") else _readings
        best, alike = ("", Cause.NOTHING), -1.0
        for inside in readings(self, evidence):
            cause = verdict(evidence.as_read, inside, ALIKE)
            if cause is Cause.HELD:
                return inside, cause
            ratio = fuzz.ratio(_seen(evidence.as_read), _seen(inside))
            if inside and ratio > alike:
                best, alike = (inside, cause), ratio
        return best

    def piece(self, box: Box, margin: float) -> Image.Image:
        """The picture of a box with a margin, large enough to be read."""
        edge = max(1.0, margin * min(box.width, box.height))
        wide, high = self._source.width, self._source.height
        around = Box(
            max(0.0, box.x0 - edge), max(0.0, box.y0 - edge), min(wide, box.x1 + edge), min(high, box.y1 + edge)
        )
        if self._picture is None:
            self._picture = self._source.picture()
        scale = self._picture.width / wide
        left, top, right, bottom = (round(edge * scale) for edge in (around.x0, around.y0, around.x1, around.y1))
        cut = self._picture.crop((left, top, right, bottom))
        if min(cut.size) < _PIECE_PIXELS / 2:
            cut = self._source.close_up(around)
        factor = max(1.0, _PIECE_PIXELS / max(1, min(cut.size)))
        size = (max(1, round(cut.width * factor)), max(1, round(cut.height * factor)))
        return cut.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _readings(page: _Looked, evidence: Evidence) -> Iterator[str]:
    """The piece read by RapidOCR, turned where it stands on end; by Tesseract; and upside down."""
    box = evidence.box
    turns = (90, 270) if box.height > 1.5 * box.width else (0,)
    pieces = [page.piece(box, margin).rotate(turn, expand=True) for margin in _MARGINS for turn in turns]
    yield from map(_recognized, pieces)
    yield _found(pieces[-1])
    for piece in pieces:
        yield pytesseract.image_to_string(piece, lang=_language(evidence.as_read), config="--psm 7").strip()
    yield _recognized(pieces[-1].rotate(180, expand=True))


def _barcode_readings(page: _Looked, evidence: Evidence) -> Iterator[str]:
    for margin in (0.1, 0.3, 0.6):
        for code in zxingcpp.read_barcodes(np.asarray(page.piece(evidence.box, margin).convert("L"))):
            yield code.text.strip()


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    one_core = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    return RapidOCR(params={"Global.log_level": "critical", **one_core})


def _language(text: str) -> str:
    """The data that Tesseract needs for the letters of `text`, as far as they are installed."""
    names = {unicodedata.name(letter, "").split()[0] for letter in text if letter.isalpha()}
    wanted = [data for script, data in _SCRIPTS.items() if script in names] + ["eng"]
    return "+".join(data for data in wanted if data in _installed()) or "eng"


@cache
def _installed() -> frozenset[str]:
    return frozenset(pytesseract.get_languages(config=""))


def _recognized(piece: Image.Image) -> str:
    result = _engine()(np.asarray(piece)[:, :, ::-1], use_det=False, use_cls=False, use_rec=True)
    return " ".join(getattr(result, "txts", None) or ())


def _found(piece: Image.Image) -> str:
    """All lines of the piece, from top to bottom, on paper of its own."""
    edge = _PIECE_PIXELS // 2
    paper = Image.new("RGB", (piece.width + 2 * edge, piece.height + 2 * edge), "white")
    paper.paste(piece, (edge, edge))
    result = _engine()(np.asarray(paper)[:, :, ::-1], use_det=True, use_cls=False, use_rec=True)
    if getattr(result, "boxes", None) is None or not result.txts:
        return ""
    lines = sorted(zip(result.boxes, result.txts, strict=True), key=lambda line: (line[0][0][1], line[0][0][0]))
    return " ".join(text for _, text in lines)


def letters_inside(path: Path, number: int, box: Box) -> str:
    """The letters of a PDF page's text layer whose middles lie in a box, in the file's order."""
    return "".join(text for text, x, y in _letters(path, number) if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1)


@cache
def _letters(path: Path, number: int) -> tuple[tuple[str, float, float], ...]:
    """Each letter with its middle, in points from the top left of the page as displayed; drawn twice counts once."""
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        page = pdf[number - 1]
        text = page.get_textpage()
        width, height = page.get_size()
        x, y = ctypes.c_int(), ctypes.c_int()
        found: dict[tuple[str, int, int], tuple[str, float, float]] = {}
        for index in range(text.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
            left, bottom, right, top = text.get_charbox(index)
            middle = ((left + right) / 2, (bottom + top) / 2)
            pdfium.FPDF_PageToDevice(page.raw, 0, 0, int(width * 100), int(height * 100), 0, *middle, x, y)
            found.setdefault((letter, x.value // 100, y.value // 100), (letter, x.value / 100, y.value / 100))
        return tuple(found.values())
