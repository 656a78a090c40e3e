"""The holder's country, as ISO 3166 alpha-2: named in its address, or beyond doubt from it."""

from __future__ import annotations

from extractors.certificate import Field, FieldValue
from extractors.fields import organization_address
from extractors.fields._paper import Candidate, Paper, settle
from extractors.parse import country


def find(paper: Paper) -> Field[str]:
    """The country with the address as its evidence."""
    address = organization_address.find(paper)
    if not isinstance(address, FieldValue):
        return paper.absent()
    found = country.find(address.value)
    if found is None:
        return paper.absent()
    code, sure = found
    return settle(paper, [Candidate(code, address.evidence, sure * (0.5 + 0.5 * address.confidence))])
