"""What an OCR engine is to the rest of the house: a picture in, lines of text with corners out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Corners = npt.NDArray[np.float64]
"""Four points (top left, top right, bottom right, bottom left) in pixels, shape (4, 2)."""
Pixels = npt.NDArray[np.uint8]
"""A picture's, shape (height, width, 3) for RGB and (height, width) for grey."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as an engine read it. `confidence` is the engine's own, 0 to 1.

    A line that an engine saw without being able to read it has no text.
    """

    text: str
    corners: Corners
    confidence: float
    read_by: str | None = None
    """`name@version` of the engine that read it, where that is not the one that read the page."""
    letters: tuple[float, ...] = ()
    """Where the middle of each letter lies, spaces left out, as a share of the line's length; none where not known."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a second engine read in one line: no text, and 0, where it read nothing. `letters` as in `TextLine`."""

    text: str = ""
    confidence: float = 0.0
    letters: tuple[float, ...] = ()


class LineReader(Protocol):
    """A second engine, shown lines that a first one has found."""

    name: str
    version: str

    def read_lines(self, pieces: Sequence[Pixels]) -> list[Heard]:
        """What each piece, which `strip.cut` made, says."""
        ...


class Engine(Protocol):
    """An OCR engine. `name` with `version` goes into every piece of evidence."""

    name: str
    version: str

    def read(self, image: Image.Image) -> list[TextLine]:
        """All lines of an upright RGB picture, in no particular order."""
        ...
