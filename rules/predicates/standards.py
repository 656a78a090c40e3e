"""Questions about the standard and its edition."""

from __future__ import annotations

import datetime as dt

from rules.reference.load import Reference
from rules.reference.standard import Adoption, Edition, Standard, Standing, standing


def is_unlisted_standard(standard: str, reference: Reference) -> bool:
    """The reference data do not know the standard."""
    return reference.standard(standard) is None


def is_proven_by(known_standard: Standard, proof: str) -> bool:
    """What rightly proves conformity to the standard is `proof`, so that a certificate is the wrong paper."""
    return known_standard.proof == proof


def is_proven_by_nothing(known_standard: Standard, kind: str) -> bool:
    """It is of that kind, and no paper whatever proves conformity to it."""
    return known_standard.kind == kind and known_standard.proof == "none"


def is_unlisted_edition(known_standard: Standard, standard_edition: int) -> bool:
    """The standard has dated editions, and this is none of them."""
    return known_standard.edition(standard_edition) is None


def has_ended(known_edition: Edition, series: tuple[Edition, ...], as_of: dt.date) -> bool | None:
    """No certificate to the edition can be valid any more. Undecided where its last day is not known."""
    stands = standing(known_edition, series, as_of)
    return None if stands is Standing.UNDECIDED else stands is Standing.ENDED


def is_in_transition(known_edition: Edition, series: tuple[Edition, ...], as_of: dt.date) -> bool:
    """The edition is replaced, and its certificates still count for a time."""
    return standing(known_edition, series, as_of) is Standing.IN_TRANSITION


def predates_publication(last_date: dt.date, known_edition: Edition) -> bool:
    """Everything on the paper was decided before the edition was published."""
    return last_date < known_edition.published_on


def is_newly_issued_too_late(last_date: dt.date, known_edition: Edition) -> bool:
    """Dated after the last day for new certificates to the edition."""
    last = known_edition.last_new_on
    return last is not None and last_date > last


def outlives_edition(expiry_date: dt.date, known_edition: Edition) -> bool:
    """Runs beyond the last day of all certificates to the edition."""
    ends = known_edition.ends_on
    return ends is not None and expiry_date > ends


def adopts_another(adoption: tuple[Standard, Adoption], known_standard: Standard, standard_edition: int) -> bool | None:
    """The national standard printed adopts another standard or edition. Undecided where nobody knows which edition."""
    standard, adopted = adoption
    if standard.id != known_standard.id:
        return True
    return None if adopted.edition is None else adopted.edition != standard_edition


def predates_adoption(adoption_published: dt.date, last_date: dt.date) -> bool:
    """Everything on the paper was decided before the national standard can have been published.

    >>> predates_adoption(dt.date(2020, 1, 1), dt.date(2019, 12, 31))
    True
    """
    return last_date < adoption_published
