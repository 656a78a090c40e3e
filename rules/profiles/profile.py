"""A buyer's profile: a kind of purchase, and the standards that suppliers must show for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rules.reference.row import Part, RowId

Text = Annotated[str, Field(min_length=1)]


class Ground(Part):
    """What a requirement rests on: the source in a few words, and where it can be read."""

    text: Text
    url: Annotated[str, Field(pattern=r"^https?://")]


class Requirement(Part):
    """One standard that a supplier must show."""

    standard: Text
    """Designation as the reference data have it: `ISO 9001`. Whether a certificate or a test report proves it, its
    row there says."""
    or_instead: tuple[Text, ...] = ()
    """Standards and schemes that contain it, and do as well."""
    printed_as: str | None = None
    """The national print that is asked for, where the designation alone would not do: `AS/NZS ISO 8124.1`."""
    recognised_in: Literal["EU"] | None = None
    """Where the accreditation body of its issuer must be."""
    for_goods: tuple[RowId, ...] = ()
    """Asked only of whoever sells goods of these classes of `rules/goods`, or of whom nobody knows what he sells."""
    why: str = ""
    source: Ground | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every designation that fulfils it."""
        return (self.standard, *self.or_instead)


def _requirement(given: object) -> object:
    return {"standard": given} if isinstance(given, str) else given


class Profile(Part):
    """A kind of purchase. A rule that is only for some purchases names their profiles under `applies_when`."""

    name: RowId
    title: Text
    why: Text
    source: Ground
    required_standards: Annotated[
        tuple[Annotated[Requirement, BeforeValidator(_requirement)], ...], Field(min_length=1)
    ]
    """A bare designation stands for a requirement with nothing to add."""
    all_together: bool = False
    """One that is missing leaves the supplier without cover for all."""
    goods: tuple[RowId, ...] = ()
    """Classes of `rules/goods` that are bought under it; empty where any may be."""
    markets: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    """Where the goods are sold for which it is meant: ISO 3166 alpha-2 codes, or `EU`; empty where that does not matter."""
    also_ask: tuple[Text, ...] = ()
    """What else to ask for, which no certificate of a management system answers."""

    def requirement(self, standard: str) -> Requirement | None:
        """The requirement that a certificate to `standard` fulfils."""
        return next((r for r in self.required_standards if standard in r.accepted), None)
