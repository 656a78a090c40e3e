"""What an OCR engine is to the rest of the house: a picture in, lines of text with corners out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Corners = npt.NDArray[np.float64]
"""Four points (top left, top right, bottom right, bottom left) in pixels, shape (4, 2)."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as an engine read it. `confidence` is the engine's own, 0 to 1."""

    text: str
    corners: Corners
    confidence: float


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
