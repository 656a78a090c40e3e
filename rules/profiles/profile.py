"""A buyer's profile."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of purchase, and the standards that suppliers must show for it.

    A rule that is only for some purchases names their profiles under `applies_when`.
    """

    name: str
    required_standards: tuple[str, ...] = ()
