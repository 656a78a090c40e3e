"""How much of what a sample prints was read: by field right, wrong or abstained.

A wrong value costs what a right one gains; an abstention costs nothing but what
it does not gain. A value where the paper prints none is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from extractors.certificate import Certificate, FieldValue, Reading
from extractors.parse.fold import folded

Truth = dict[str, Any]
NAMES = ("certified_organization", "organization_address", "scope", "certification_body")
DATES = ("initial_certification_date", "issue_date", "effective_date", "expiry_date")
FIELDS = (
    "standard", "standard_edition", "certificate_number", *NAMES, "organization_country", "accreditation_body",
    "accreditation_number", *DATES, "surveillance_dates", "verification_url",
    "organization_registration_number", "sites", "national_standard", "certificate_revision", "recertification_date",
    "statement_of_applicability", "notified_body_number", "recognition_marks", "copy_words", "disagreements",
)  # fmt: skip
"""What the truth of a sample speaks of."""


@dataclass
class Tally:
    """How often a field was right, wrong and abstained from where it was printed."""

    right: int = 0
    wrong: int = 0
    abstained: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def gain(self) -> float:
        """1 where everything printed is right and nothing else is said; 0 for silence; less for guessing."""
        printed = self.right + self.abstained + self.wrong
        return (self.right - self.wrong) / printed if printed else 1.0


def score(read: Iterable[tuple[Truth, Reading]]) -> dict[str, Tally]:
    """The tally of each field over documents with their truths."""
    tallies = {name: Tally() for name in FIELDS}
    for truth, reading in read:
        for wanted, found in _pairs(truth, reading):
            for name in FIELDS:
                if name not in wanted["illegible"]:
                    _count(tallies[name], f"{truth['file']}: {name}", wanted[name], _value(found, name))
    return tallies


def report(title: str, tallies: dict[str, Tally]) -> str:
    """A table for people: what `pytest -s` shows, and what stands under a floor that did not hold."""
    rows = [f"{title:30}{'found':>7}{'right':>7}{'wrong':>7}{'abstained':>11}{'gain':>7}"]
    for name, t in tallies.items():
        rows.append(f"{name:30}{t.right + t.wrong:7}{t.right:7}{t.wrong:7}{t.abstained:11}{t.gain:7.2f}")
    return "\n".join([*rows, *(miss for t in tallies.values() for miss in t.misses)])


def _pairs(truth: Truth, reading: Reading) -> list[tuple[Truth, Certificate | None]]:
    """Each certificate and standard of the truth, with the one read for it: the one that agrees most."""
    left: dict[str, list[Certificate]] = defaultdict(list)
    for certificate in reading.certificates:
        left[certificate.standard.value].append(certificate)
    pairs: list[tuple[Truth, Certificate | None]] = []
    for entry in truth["certificates"]:
        for standard in entry["standards"]:
            wanted = {**entry, "standard": standard["number"], "standard_edition": standard["edition"]}
            best = max(left[standard["number"]], key=lambda c: _agreement(wanted, c), default=None)
            if best is not None:
                left[standard["number"]].remove(best)
            pairs.append((wanted, best))
    nothing = dict.fromkeys(FIELDS) | {"illegible": ()}
    return pairs + [(nothing, invented) for rest in left.values() for invented in rest]


def _agreement(wanted: Truth, found: Certificate) -> int:
    return sum(_right(name, wanted[name], _value(found, name)) for name in FIELDS)


def _value(found: Certificate | None, name: str) -> Any:
    value = found.field(name) if found else None
    return value.value if isinstance(value, FieldValue) else None


def _count(tally: Tally, where: str, wanted: Any, found: Any) -> None:
    if found is None:
        tally.abstained += bool(_alternatives(wanted))
    elif _right(where.split(": ")[1], wanted, found):
        tally.right += 1
    else:
        tally.wrong += 1
        tally.misses.append(f"  {where}: {found!r} instead of {wanted!r}")


def _right(name: str, wanted: Any, found: Any) -> bool:
    if found is None:
        return False
    if name == "surveillance_dates":
        return bool([str(day) for day in found] == wanted)
    if name in ("recognition_marks", "copy_words"):
        return bool(list(found) == wanted)
    if name == "disagreements":
        return bool([one.field for one in found] == wanted)
    if name == "sites":
        return [_site(site.name, site.address, site.scope) for site in found] == [_site(**site) for site in wanted]
    return _plain(name, found) in {_plain(name, each) for each in _alternatives(wanted)}


def _site(name: str | None, address: str | None, scope: str | None) -> list[str]:
    return [folded(part or "") for part in (name, address, scope)]


def _alternatives(wanted: Any) -> list[Any]:
    """A list in the truth means that any of its members is right, or two languages in one value; `null`: none is."""
    if not isinstance(wanted, list):
        return [wanted] if wanted else []
    return [*wanted, " ".join(wanted), " ".join(reversed(wanted))] if wanted else []


def _plain(name: str, value: Any) -> str:
    if name == "verification_url":
        return folded(str(value).removeprefix("https://").removeprefix("http://").removeprefix("www."))
    return folded(str(value))
