"""What weighs how much, and a paper as the expert sees it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FIRM = 0.9
"""Right nine times in ten: enough to turn somebody away."""
FAIR = 0.5
"""More often right than wrong: enough to ask a question."""
NOT_THERE = {"absent": "not_found"}


class Weight(enum.IntEnum):
    OPEN = 0
    MAYBE = 1
    LOOK = 2
    AGAINST = 3
    REJECT = 4


@dataclass(frozen=True, slots=True)
class Concern:
    topic: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the expert sees it: each entry as firmly, fairly or hardly read, or not there."""

    given: Mapping[str, Any]

    def sure(self, *names: str) -> float:
        """How sure the least sure of these entries is; 0 where one is not there."""
        return min(self._sureness(name) for name in names)

    def _sureness(self, name: str) -> float:
        entry = self.given.get(name, NOT_THERE)
        if not isinstance(entry, dict):
            return 0.99
        return 0.0 if "absent" in entry else entry["confidence"]

    def get(self, name: str) -> Any:
        """The entry's value, however badly it was read; None where there is none."""
        entry = self.given.get(name)
        return entry.get("value") if isinstance(entry, dict) else entry

    def lacks(self, name: str) -> bool:
        return self.get(name) is None

    def is_doubtful(self, name: str) -> bool:
        """Is it there, and was it not firmly read?"""
        return self.given.get(name, NOT_THERE) != NOT_THERE and self.sure(name) < FIRM

    @property
    def is_legible(self) -> bool:
        return bool(self.given.get("legibility", 1.0) >= FIRM)

    @property
    def begins(self) -> tuple[str, ...]:
        """What says when it began: the start of its cycle before the day of its issue."""
        return tuple(name for name in ("effective_date", "issue_date") if not self.lacks(name))

    @property
    def dates(self) -> list[dt.date]:
        return [self.get(name) for name in self.begins]


def graded(topic: str, sureness: float, firm: Weight, fair: Weight = Weight.LOOK) -> Iterator[Concern]:
    """A defect that weighs less the less surely it was read; hardly read, it is a doubt and may weigh nothing."""
    yield Concern(topic, firm if sureness >= FIRM else min(firm, fair) if sureness >= FAIR else Weight.MAYBE)
