"""The risk-coverage curve as an SVG, drawn by hand: the same figures make the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

_WIDE, _HIGH = 720, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 44, 56
_INK, _PALE, _LINE, _BAR = "#1f2933", "#d9dee3", "#1f6feb", "#b42318"


def svg(curve: Sequence[Sequence[float]], wrong: float, straight: float) -> str:
    """Values taken, surest first (x), against how many of them are wrong (y), both as shares.

    Args:
        curve: points of the curve, from left to right.
        wrong: the share that may be wrong; a line across.
        straight: the share that can be taken at that risk; a dot.
    """
    top = max(0.02, -(-max(y for _, y in curve) * 100 // 1) / 100)

    def x(share: float) -> float:
        return _LEFT + share * (_WIDE - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return _HIGH - _BOTTOM - share / top * (_HIGH - _TOP - _BOTTOM)

    parts = [f'<rect width="{_WIDE}" height="{_HIGH}" fill="#ffffff"/>']
    parts.append(
        _text(_LEFT, 24, "How many values can be taken without a look, and how many of those are wrong", size=15)
    )
    for step in range(round(top * 100) + 1):
        share = step / 100
        parts.append(_stroke(x(0), y(share), x(1), y(share), _PALE))
        parts.append(_text(_LEFT - 8, y(share) + 4, f"{step} %", anchor="end"))
    for step in range(0, 101, 20):
        parts.append(_text(x(step / 100), _HIGH - _BOTTOM + 20, f"{step} %", anchor="middle"))
    parts.append(_text(x(0.5), _HIGH - 12, "share of all values taken, surest first", anchor="middle"))
    parts.append(_stroke(x(0), y(wrong), x(1), y(wrong), _BAR, dash="5 4"))
    parts.append(_text(x(0) + 6, y(wrong) - 6, f"{wrong:.0%} wrong".replace("%", " %"), colour=_BAR))
    places = dict.fromkeys(f"{x(a):.0f},{y(b):.1f}" for a, b in curve)  # several points in one place are one
    points = " ".join(places)
    parts.append(f'<polyline points="{points}" fill="none" stroke="{_LINE}" stroke-width="2" stroke-linejoin="round"/>')
    risk = next((b for a, b in reversed(curve) if a <= straight + 1e-9), 0.0)
    parts.append(f'<circle cx="{x(straight):.1f}" cy="{y(risk):.1f}" r="4.5" fill="{_LINE}"/>')
    label = f"{straight * 100:.0f} % of values at {100 - wrong * 100:.0f} % right"
    parts.append(_text(x(straight) - 8, y(risk) - 12, label, anchor="end" if straight > 0.4 else "start", colour=_LINE))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif">'
    return "\n".join([head, "<title>Risk-coverage curve</title>", *parts, "</svg>", ""])


def _stroke(x0: float, y0: float, x1: float, y1: float, colour: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}"{dashes}/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, colour: str = _INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
