"""What a careful expert buyer concludes from a certificate on a day, and from what.

The expert never accepts what is missing or doubtful, turns away only on what was firmly read and surely known, and
leaves open what the notes leave open. A concern has a topic and one of five weights:

`REJECT`   nobody may rely on the paper,
`AGAINST`  nobody may accept it; whether it is turned away or looked at is left to the buyer,
`LOOK`     a person has to look,
`MAYBE`    a careful buyer may look or let it pass,
`OPEN`     or even turn it away.

"Notes" are the project's notes on the trade, by section.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.rules.oracle.concern import Concern, Paper, Weight
from tests.rules.oracle.dates import beginning, end, length, order, recertification, surveillance
from tests.rules.oracle.doubts import doubts, needed
from tests.rules.oracle.issuers import accreditation, arrangements, issuer
from tests.rules.oracle.numbers import chinese_number
from tests.rules.oracle.standards import edition, meaning, scheme_specifics

Question = Callable[[Paper, dt.date], Iterator[Concern]]
QUESTIONS: tuple[Question, ...] = (
    needed,
    doubts,
    end,
    beginning,
    length,
    order,
    meaning,
    edition,
    issuer,
    accreditation,
    arrangements,
    chinese_number,
    surveillance,
    recertification,
    scheme_specifics,
)

DECISIONS = {
    None: {"accept"},
    Weight.OPEN: {"accept", "review", "reject"},
    Weight.MAYBE: {"accept", "review"},
    Weight.LOOK: {"review"},
    Weight.AGAINST: {"review", "reject"},
    Weight.REJECT: {"reject"},
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """The decisions that a careful buyer could come to, and the topics behind them."""

    decisions: frozenset[str]
    must_name: frozenset[str]
    may_name: frozenset[str]


def consult(paper: Mapping[str, Any], day: dt.date) -> Opinion:
    """The expert's opinion of a paper, given as `rules.cases.build_certificate` takes it, on a day."""
    concerns = [concern for question in QUESTIONS for concern in question(Paper(paper), day)]
    worst = max((concern.weight for concern in concerns), default=None)
    decisions = DECISIONS[worst]
    if any(concern.weight is Weight.OPEN for concern in concerns):
        decisions = decisions | {"reject"}
    return Opinion(
        frozenset(decisions),
        frozenset(concern.topic for concern in concerns if concern.weight >= Weight.LOOK),
        frozenset(concern.topic for concern in concerns),
    )
