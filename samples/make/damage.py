"""What happens to a certificate on its way: scanner, copier, stamp, telephone.

Every step takes a picture (height x width x 3, RGB) and its one argument, and
gives a picture. Noise comes from a generator seeded with the document's name,
so that the same command wears a page in the same way every time.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image

from samples.make.model import Document

Picture = npt.NDArray[np.uint8]
Chance = np.random.Generator
PAPER = (250, 249, 245)


def wear(document: Document, pdf: bytes) -> list[Picture]:
    """The document's pages after all its damage, the first step of which is `rasterise`.

    Raises:
        ValueError: the damage does not begin with `rasterise: DPI`.
    """
    first, *steps = document.damage
    if "rasterise" not in first:
        raise ValueError(f"{document.name}: the first damage must be `rasterise: DPI`")
    chance = np.random.default_rng(zlib.crc32(document.name.encode()))
    pages = rasterise(pdf, first["rasterise"])
    for step in steps:
        for name, argument in step.items():
            pages = [STEPS[name](page, argument, chance) for page in pages]
    return pages


def rasterise(pdf: bytes, dpi: float) -> list[Picture]:
    """All pages as pictures."""
    with pdfium.PdfDocument(pdf) as document:
        return [np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]


def skew(page: Picture, degrees: float, chance: Chance) -> Picture:
    """Laid crookedly on the glass."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return _picture(cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=PAPER))


def noise(page: Picture, strength: float, chance: Chance) -> Picture:
    """A grey sensor and dust specks. `strength` is the deviation in levels of 255."""
    grain = chance.normal(0, strength, page.shape[:2])[..., None]
    worn = _picture(np.clip(page * 0.97 + grain, 0, 255))
    height, width = page.shape[:2]
    for _ in range(int(strength * 6)):
        centre = int(chance.integers(width)), int(chance.integers(height))
        cv2.circle(worn, centre, int(chance.integers(1, 3)), (90, 90, 90), -1)
    return worn


def jpeg(page: Picture, quality: int, chance: Chance) -> Picture:
    """Saved once by somebody thrifty."""
    packed = io.BytesIO()
    Image.fromarray(page).save(packed, "JPEG", quality=quality)
    return np.array(Image.open(packed).convert("RGB"))


def stamp(page: Picture, place: list[float], chance: Chance) -> Picture:
    """A round rubber stamp over the text; `place` is its centre as shares of width and height."""
    height, width = page.shape[:2]
    ink = np.full_like(page, 255)
    centre, radius = (int(place[0] * width), int(place[1] * height)), width // 10
    color = (70, 60, 190)
    for ring in (radius, int(radius * 0.78)):
        cv2.circle(ink, centre, ring, color, max(2, radius // 24), cv2.LINE_AA)
    text, scale = "RECEIVED", radius / 82
    (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 2)
    cv2.putText(
        ink, text, (centre[0] - wide // 2, centre[1] + high // 2), cv2.FONT_HERSHEY_DUPLEX, scale, color, 2, cv2.LINE_AA
    )
    turn = cv2.getRotationMatrix2D(centre, 17, 1)
    ink = _picture(cv2.warpAffine(ink, turn, (width, height), borderValue=(255, 255, 255)))
    return _picture(page.astype(np.uint16) * ink // 255)


def photo(page: Picture, tilt: float, chance: Chance) -> Picture:
    """Photographed on a desk: perspective, uneven light, a slight blur. `tilt` is in per cent of the width."""
    height, width = page.shape[:2]
    edge, lean = int(width * 0.06), width * tilt / 100
    wide, high = width + 2 * edge, height + 2 * edge
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + edge + np.array([[lean, lean / 2], [-lean / 3, 0], [0, 0], [-lean / 4, -lean / 3]], np.float32)
    view = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    laid = cv2.warpPerspective(page, view, (wide, high), flags=cv2.INTER_AREA, borderValue=(112, 88, 66))
    laid = cv2.GaussianBlur(laid, (0, 0), 0.6)
    down, across = np.mgrid[0:high, 0:wide]
    light = 0.62 + 0.42 * np.exp(-(((across / wide - 0.35) / 0.7) ** 2) - ((down / high - 0.3) / 0.8) ** 2)
    grain = chance.normal(0, 3, (high, wide))[..., None]
    warm = np.array([1.0, 0.98, 0.92])
    return _picture(np.clip(laid * light[..., None] * warm + grain, 0, 255))


def blur(page: Picture, radius: float, chance: Chance) -> Picture:
    """Out of focus by so many pixels."""
    return _picture(cv2.GaussianBlur(page, (0, 0), radius))


def grey(page: Picture, _: bool, chance: Chance) -> Picture:
    """Scanned without colour."""
    return _picture(cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))


def turn(page: Picture, degrees: int, chance: Chance) -> Picture:
    """Put in the wrong way round: 90, 180 or 270 degrees anticlockwise."""
    return np.ascontiguousarray(np.rot90(page, degrees // 90))


def _picture(pixels: Any) -> Picture:
    return np.asarray(pixels, dtype=np.uint8)


STEPS: dict[str, Callable[[Picture, Any, Chance], Picture]] = {
    step.__name__: step for step in (skew, noise, jpeg, stamp, photo, blur, grey, turn)
}
