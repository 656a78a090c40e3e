"""How the lines of a page lean, so that rows stay rows when the paper lies crooked or was photographed aslant.

A crooked scan leans everywhere alike. In a photo the lines run towards each
other: their lean changes steadily across the page. Only what layout reasons
about is laid flat; boxes on the page as displayed stay where they are.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.certificate import Box
from extractors.pages.layout import flatten
from extractors.pages.ocr.engine import Corners, TextLine

_STEEP = math.radians(20)
_NOTICED = math.radians(0.3)
"""A page that leans less does so nowhere enough to matter, and an engine's corners are no better."""
_LONG = 6.0
"""Lengths in heights from which a line shows its lean well."""
_FEW = 8
"""Lines; fewer do not show how the lean changes."""
_CLEARER = 0.6
"""A changing lean must leave less than this share of what a constant one leaves unexplained."""


@dataclass(frozen=True, slots=True)
class Lean:
    """Tangent of the lean at (x, y): `here + across * (x - x0) + down * (y - y0)`, in pixels."""

    here: float = 0.0
    across: float = 0.0
    down: float = 0.0
    x0: float = 0.0
    y0: float = 0.0


def lean_of(found: Sequence[TextLine]) -> Lean:
    """How the lines lean, by the long ones among them."""
    angles = [a for line in found if len(line.text) > 8 and abs(a := _angle(line.corners)) < _STEEP]
    middle = statistics.median(angles) if angles else 0.0
    changing = _changing([line.corners for line in found if len(line.text) > 8 and _is_long(line.corners)])
    if changing is not None:
        return changing
    return Lean(math.tan(middle)) if abs(middle) > _NOTICED else Lean()


def laid_flat(corners: Corners, lean: Lean) -> Box:
    """The box that a line would have on paper that lies flat and straight; pixels, as are its corners."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    box = Box(float(x0), float(y0), float(x1), float(y1))
    if not lean.across and not lean.down:
        return flatten(box, math.atan(lean.here))
    x, y = float((x0 + x1) / 2) - lean.x0, float((y0 + y1) / 2) - lean.y0
    level = y + lean.y0 - x * (lean.here + lean.across * x / 2 + lean.down * y)
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    high = float(np.linalg.norm(corners[3] - corners[0]))
    middle = x + lean.x0 + lean.here * y
    return Box(middle - wide / 2, level - high / 2, middle + wide / 2, level + high / 2)


def _changing(lines: Sequence[Corners]) -> Lean | None:
    """The lean that changes steadily across the page, where the lines clearly show one."""
    lines = [corners for corners in lines if abs(_angle(corners)) < _STEEP]
    if len(lines) < _FEW:
        return None
    places = np.array([corners.mean(axis=0) for corners in lines])
    tangents = np.array([math.tan(_angle(corners)) for corners in lines])
    weights = np.array([np.linalg.norm(corners[1] - corners[0]) for corners in lines])
    x0, y0 = places.mean(axis=0)
    known = np.column_stack([np.ones(len(lines)), places - [x0, y0]])
    for _ in range(3):  # lines that lean on their own, as in a stamp, lose their say
        fitted = np.linalg.lstsq(known * weights[:, None], tangents * weights, rcond=None)[0]
        left = np.abs(tangents - known @ fitted)
        weights = weights / (1 + (left / max(float(np.median(left)), 1e-4)) ** 2)
    constant = np.abs(tangents - np.median(tangents))
    if np.median(constant) < _NOTICED / 2 or np.median(left) > _CLEARER * np.median(constant):
        return None
    here, across, down = (float(value) for value in fitted)
    return Lean(here, across, down, float(x0), float(y0))


def _is_long(corners: Corners) -> bool:
    edges: npt.NDArray[np.float64] = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return bool(edges[0] > _LONG * edges[3])


def _angle(corners: Corners) -> float:
    """Radians; the mean of the upper and the lower edge."""
    dx, dy = corners[1] + corners[2] - corners[0] - corners[3]
    return math.atan2(float(dy), float(dx))
