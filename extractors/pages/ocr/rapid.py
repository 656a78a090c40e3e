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

from extractors.pages.ocr.engine import Corners, TextLine

_DETECTOR_SIDE = 960
_LONG_SIDE = 2000
"""Pixels; RapidOCR shrinks anything larger to this itself."""


class RapidEngine:
    """RapidOCR on onnxruntime, on as many threads as are given (a sweep has a process a core)."""

    name = "rapidocr"

    def __init__(self, threads: int = 1) -> None:
        self.version = importlib.metadata.version("rapidocr")
        self._reader = _reader(threads)

    def read(self, image: Image.Image) -> list[TextLine]:
        """All lines of an upright RGB picture."""
        result = self._reader(np.asarray(image)[:, :, ::-1], use_rec=True)
        if getattr(result, "boxes", None) is None or not result.txts:
            return []
        return [
            TextLine(text.strip(), np.asarray(corners, dtype=np.float64), float(score))
            for text, corners, score in zip(result.txts, result.boxes, result.scores, strict=True)
            if text.strip()
        ]

    def outlines(self, image: Image.Image) -> list[Corners]:
        """The corners of all lines of an upright RGB picture, also of those whose letters it does not know."""
        result = self._reader(np.asarray(image)[:, :, ::-1], use_rec=False)
        boxes = getattr(result, "boxes", None)
        return [] if boxes is None else [np.asarray(corners, dtype=np.float64) for corners in boxes]


def _reader(threads: int) -> Any:
    from rapidocr import RapidOCR  # optional engine: loaded when a page needs it

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _LONG_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTOR_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
