"""The memory curve as an SVG, drawn by hand: the same figures make the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

_WIDE, _HIGH = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 44, 56
_INK, _PALE, _LINE, _BAR = "#1f2933", "#d9dee3", "#1f6feb", "#b42318"
LIMIT = 500
"""MiB that the sweeping process may take."""


def svg(curve: Sequence[Sequence[float]]) -> str:
    """Seconds since the start (x), and MiB of the sweeping process (y)."""
    most = max(LIMIT * 1.2, *(size for _, size in curve))
    end = max(seconds for seconds, _ in curve) or 1.0

    def x(seconds: float) -> float:
        return _LEFT + seconds / end * (_WIDE - _LEFT - _RIGHT)

    def y(size: float) -> float:
        return _HIGH - _BOTTOM - size / most * (_HIGH - _TOP - _BOTTOM)

    parts = [f'<rect width="{_WIDE}" height="{_HIGH}" fill="#ffffff"/>']
    parts.append(_text(_LEFT, 24, "Memory of the sweeping process over one sweep", size=15))
    for size in range(0, int(most) + 1, 100):
        parts.append(_stroke(x(0), y(size), x(end), y(size), _PALE))
        parts.append(_text(_LEFT - 8, y(size) + 4, f"{size} MiB", anchor="end"))
    for tenth in range(0, 11, 2):
        parts.append(_text(x(end * tenth / 10), _HIGH - _BOTTOM + 20, f"{end * tenth / 600:.0f} min", anchor="middle"))
    parts.append(_text(x(end / 2), _HIGH - 12, "since the start", anchor="middle"))
    parts.append(_stroke(x(0), y(LIMIT), x(end), y(LIMIT), _BAR, dash="5 4"))
    parts.append(_text(x(0) + 6, y(LIMIT) - 6, f"{LIMIT} MiB", colour=_BAR))
    points = " ".join(f"{x(seconds):.1f},{y(size):.1f}" for seconds, size in curve)
    parts.append(f'<polyline points="{points}" fill="none" stroke="{_LINE}" stroke-width="2" stroke-linejoin="round"/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif">'
    return "\n".join([head, "<title>Memory over one sweep</title>", *parts, "</svg>", ""])


def _stroke(x0: float, y0: float, x1: float, y1: float, colour: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}"{dashes}/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, colour: str = _INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
