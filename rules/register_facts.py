"""Facts that are what registers say of a certificate: the entries that are its own, and those that say something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rules.circumstances import RegisterEntry
from rules.fact import Fact, Known, Missing, join
from rules.registers import Listing, ends_on, is_for_standard, is_of_body, not_others, own

if TYPE_CHECKING:
    from rules.facts import Facts


_NARROWED_BY: tuple[tuple[str, Callable[..., tuple[RegisterEntry, ...]], Callable[..., bool | None]], ...] = (
    ("known_certification_body", not_others, is_of_body),
    ("known_standard", own, is_for_standard),
    ("expiry_date", own, ends_on),
)
"""Facts of the paper that tell which of several entries is its own, in the order in which they are asked."""


def _register_listing(facts: Facts) -> Fact:
    """What the registers that were asked have under the certificate's number, body and standard."""
    asked, number, reference = facts.circumstances.registers, facts["certificate_number"], facts.reference
    if not asked:
        return Missing("no register was asked", True, ())
    if isinstance(number, Missing):
        return number
    entries, used = facts.circumstances.entries, [number]
    for name, keep, agrees in _NARROWED_BY:
        fact = facts[name]
        if isinstance(fact, Known):
            kept = keep(entries, partial(agrees, value=fact.value, reference=reference))
            used += [fact] * (kept != entries)
            entries = kept
    return join(Listing(asked, entries), *used)


def _listed(says: Callable[[RegisterEntry], object], what: str) -> Callable[[Facts], Fact]:
    """A fact that is the entries which say something, absent where none does."""

    def derive(facts: Facts) -> Fact:
        listing = facts["register_listing"]
        if isinstance(listing, Missing):
            return listing
        entries = tuple(entry for entry in listing.value.entries if says(entry))
        if not entries:
            return Missing(f"{listing.value} gives no {what} under this number", True, listing.fields)
        return listing.giving(Listing(listing.value.asked, entries))

    return derive


REGISTER_FACTS: dict[str, Callable[[Facts], Fact]] = {
    "register_listing": _register_listing,
    "register_entries": _listed(lambda entry: True, "entry"),
    "register_statuses": _listed(lambda entry: entry.status, "status"),
    "register_holders": _listed(lambda entry: entry.holder or entry.holder_registration_number, "holder"),
    "register_standards": _listed(lambda entry: entry.standard, "standard"),
    "register_expiry_dates": _listed(lambda entry: entry.expiry_date, "expiry date"),
}
"""Each a `Listing`; where no register was asked, or none says it, it is absent."""
