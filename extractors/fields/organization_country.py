"""The holder's country, as ISO 3166 alpha-2: named in its address, or beyond doubt from it."""

from __future__ import annotations

from extractors.certificate import Field, FieldValue
from extractors.fields import certified_organization, organization_address, organization_registration_number
from extractors.fields._paper import Candidate, Paper, settle
from extractors.parse import country, names


def find(paper: Paper) -> Field[str]:
    """The country with the address as its evidence."""
    address = organization_address.find(paper)
    if not isinstance(address, FieldValue):
        return paper.absent()
    holder = certified_organization.find(paper)
    home = names.home_of(holder.value) if isinstance(holder, FieldValue) else None
    chinese = isinstance(organization_registration_number.find(paper), FieldValue)  # a code that only China gives
    code, sure = country.find(address.value) or (home or country.likely(address.value, paper.language), 0.62)
    code, sure = ("CN", 0.85) if chinese and sure < 0.85 else (code, sure)
    if not code:
        return paper.absent()
    return settle(paper, [Candidate(code, address.evidence, sure * (0.5 + 0.5 * address.confidence))])
