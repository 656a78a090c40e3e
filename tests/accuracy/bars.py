"""The bars: what certsweep is meant to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD_BARS = {
    "standard": 0.98,
    "standard_edition": 0.98,
    "certificate_number": 0.98,
    "expiry_date": 0.98,
    "certified_organization": 0.96,
    "certification_body": 0.96,
    "scope": 0.90,
    "organization_address": 0.90,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, its bar and what was measured; `at_most` where less is better."""

    what: str
    bar: float
    measured: float
    shown_bar: str
    shown: str
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Is the bar reached? What is measured counts, not how it is rounded."""
        return self.measured <= self.bar if self.at_most else self.measured >= self.bar


def measures(figures: Mapping[str, Any]) -> list[Measure]:
    """All measures, in the order of the headline table."""
    score, left_out = figures["scored"]["score"], figures["left_out"]
    kind, held, cost = score["document_type"], figures["evidence"], figures["cost"]
    found, kept_out = (kind["tp"], kind["tp"] + kind["fn"]), (kind["tn"], kind["tn"] + kind["fp"])
    return [
        _share("certificates found", 0.99, *found),
        _share("other papers kept out", 0.97, *kept_out),
        _decimal("all fields together (micro-F1)", 0.95, score["micro_f1"]),
        *(_decimal(f"`{name}` (F1)", bar, score["fields"][name]["f1"]) for name, bar in FIELD_BARS.items()),
        _decimal("certificates with all five key fields right", 0.85, score["all_key_fields_right"]),
        _decimal("values that can be taken unseen at 99 % right (straight-through)", 0.80, left_out["straight"]),
        _decimal("confidence off by, on average (expected calibration error)", 0.03, left_out["error"], at_most=True),
        _share("values whose box holds their text", 1.0, held["held"], held["values"]),
        Measure(
            "a scan read end to end on one core, median",
            5.0,
            cost["document"]["median"],
            "at most 5 CPU seconds",
            f"{cost['document']['median']:.1f} CPU seconds",
            at_most=True,
        ),
    ]


def _share(what: str, bar: float, part: int, whole: int) -> Measure:
    share = part / max(1, whole)
    shown_bar = "all" if bar == 1.0 else f"{bar * 100:.0f} in 100"
    return Measure(what, bar, share, shown_bar, f"{part} of {whole} ({_in_100(share)} in 100)")


def _in_100(share: float) -> str:
    """Never rounded up to 100.

    >>> _in_100(0.99998)
    '99.9'
    """
    return "100" if share == 1.0 else f"{min(99.9, share * 100):.1f}"


def _decimal(what: str, bar: float, measured: float, *, at_most: bool = False) -> Measure:
    words = f"at most {bar:.2f}" if at_most else f"{bar:.2f}"
    return Measure(what, bar, measured, words, f"{measured:.3f}", at_most)
