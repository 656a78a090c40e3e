"""What an OCR engine is to the rest of the house: a picture in, lines of text with corners out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from PIL import Image

Corners = npt.NDArray[np.float64]
"""Four points (top left, top right, bottom right, bottom left) in pixels, shape (4, 2)."""
Pixels = npt.NDArray[np.uint8]
"""A picture's, shape (height, width, 3) for RGB and (height, width) for grey."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as an engine read it. `confidence` is the engine's own, 0 to 1."""

    text: str
    corners: Corners
    confidence: float
    read_by: str | None = None
    """`name@version` of the engine that read it, where that is not the one that read the page."""


class LineReader(Protocol):
    """A second engine, shown lines that a first one has found."""

    name: str
    version: str

    def read_lines(self, pieces: Sequence[Pixels]) -> list[tuple[str, float]]:
        """Text and confidence (0 to 1) of each piece, which `strip.cut` made; no text, and 0, where it reads none."""
        ...


class Witness(Protocol):
    """A second engine, asked about single lines only."""

    def read_line(self, image: Image.Image) -> str:
        """The text of a picture that holds one line."""
        ...


class Engine(Protocol):
    """An OCR engine. `name` with `version` goes into every piece of evidence."""

    name: str
    version: str

    def read(self, image: Image.Image) -> list[TextLine]:
        """All lines of an upright RGB picture, in no particular order."""
        ...


@runtime_checkable
class Outliner(Protocol):
    """An engine that can say where lines are without reading them."""

    def outlines(self, image: Image.Image) -> list[Corners]:
        """The corners of all lines of an upright RGB picture, also of those whose letters it does not know."""
        ...
