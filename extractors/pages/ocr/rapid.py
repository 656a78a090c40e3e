"""RapidOCR: reads first. Its models come in its wheel, so nothing is fetched.

Measured on scanned certificates: the detector at 960 px loses nothing against
its default and halves the time. It runs on onnxruntime: OpenVINO reads a page in
1.2 CPU seconds instead of 1.9, but keeps something of every new line width, and
after 32 pages holds 5.8 GB of address space and growing, where onnxruntime stays
at 1.7 GB. RapidOCR's direction classifier turns wide lines into garbage, so it
stays off.
"""

from __future__ import annotations

import importlib.metadata
from typing import Any

import numpy as np
from PIL import Image

from extractors.pages.ocr.engine import TextLine

_DETECTOR_SIDE = 960
_LEAST = 0.5
"""A line read less surely is ornament."""
_PEAK = 0.2
"""Where in its column of the model's output a letter's middle lies; measured on pages that have a text layer."""
_LONG_SIDE = 2000
"""Pixels; RapidOCR shrinks anything larger to this itself."""


class RapidEngine:
    """RapidOCR on onnxruntime, on as many threads as are given (a sweep has a process a core)."""

    name = "rapidocr"

    def __init__(self, threads: int = 1) -> None:
        self.version = importlib.metadata.version("rapidocr")
        self._reader = _reader(threads)

    def read(self, image: Image.Image) -> list[TextLine]:
        """All lines of an upright RGB picture; one that was seen but not read has no text and no confidence."""
        pixels = np.asarray(image)[:, :, ::-1]
        seen = self._reader(pixels, use_rec=False)
        if getattr(seen, "boxes", None) is None:
            return []
        pieces = self._reader.crop_text_regions(pixels, seen.boxes)
        said = self._reader.recognize_txt(pieces)
        return [
            _line(corners, text.strip(), float(score), where)
            for corners, text, score, where in zip(seen.boxes, said.txts, said.scores, said.word_results, strict=True)
        ]


def _line(corners: Any, text: str, score: float, where: Any) -> TextLine:
    outline = np.asarray(corners, dtype=np.float64)
    if not text or score < _LEAST:
        return TextLine("", outline, 0.0)
    columns = [column for word in where.word_cols for column in word]
    letters = tuple((column + _PEAK) / where.line_txt_len for column in columns)
    solid = sum(not c.isspace() for c in text)
    return TextLine(text, outline, score, letters=letters if len(letters) == solid else ())


def _reader(threads: int) -> Any:
    from rapidocr import RapidOCR  # optional engine: loaded when a page needs it

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.max_side_len": _LONG_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTOR_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
