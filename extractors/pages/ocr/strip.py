"""Lines cut out of a page and set under each other on plain white: what a second engine is shown.

Tesseract loses its way among columns, frames, guilloche and stamps, but reads a
line well. One tall picture of all lines costs one start of it, where a picture a
line would cost one each.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from extractors.pages.ocr.engine import Corners, Pixels

HEIGHT = 40
"""Pixels of a line; Tesseract's model was trained on letters of about 30."""
STEP = HEIGHT + 24
"""From the top of one line to the top of the next."""
_LONGEST = 4000
"""Pixels; no line of a page is a hundred times as wide as it is high."""
EDGE = 20
"""Pixels of white before every line."""


def cut(picture: Pixels, corners: Corners) -> Pixels:
    """A line of an RGB picture, levelled and `HEIGHT` pixels high, in black on white.

    Args:
        picture: shape (height, width, 3).
        corners: the line's four corners in the picture's pixels.
    """
    long = float(np.linalg.norm(corners[1] - corners[0]))
    high = max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
    wide = int(np.clip(long * HEIGHT / high, 1, _LONGEST))
    flat = np.array([[0, 0], [wide, 0], [wide, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    line = cv2.warpPerspective(picture, turn, (wide, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return _on_white(np.asarray(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), dtype=np.uint8))


def stacked(pieces: Sequence[Pixels]) -> Image.Image:
    """Pieces of `cut` in one picture; the n-th begins at `line_at(y) == n`."""
    wide = max(piece.shape[1] for piece in pieces) + 2 * EDGE
    sheet = np.full((len(pieces) * STEP + STEP - HEIGHT, wide), 255, dtype=np.uint8)
    for n, piece in enumerate(pieces):
        top = n * STEP + STEP - HEIGHT
        sheet[top : top + HEIGHT, EDGE : EDGE + piece.shape[1]] = piece
    return Image.fromarray(sheet)


def line_at(y: float) -> int:
    """Which piece of `stacked` the height `y`, in pixels, lies in or next to."""
    return int((y - (STEP - HEIGHT) / 2) // STEP)


def _on_white(grey: Pixels) -> Pixels:
    """Paper white and ink black, whatever the colours were; most of a line is paper."""
    if np.median(grey) < 110:  # white letters on a dark band
        grey = 255 - grey
    ink, paper = np.percentile(grey, (1, 80))
    stretched = (grey.astype(np.float32) - ink) * 255 / max(paper - ink, 1.0)
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)
