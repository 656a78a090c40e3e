"""Faults that only show when rows are seen together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rules.reference.standard import Standard

if TYPE_CHECKING:
    from rules.reference.load import Reference


def cross_check(reference: Reference) -> Iterator[str]:
    """One line for every row that points to a row which is not there, or contradicts itself."""
    groups = {prefix.group for prefix in reference.adoption_prefixes}
    for standard in reference.standards:
        yield from _check_standard(standard, groups)
    acronyms = {body.acronym for body in reference.accreditation_bodies}
    for accreditor in reference.accreditation_bodies:
        if accreditor.successor and accreditor.successor not in acronyms:
            yield f"{accreditor.acronym}: successor: no accreditation body {accreditor.successor}"
    ids = {body.id for body in reference.certification_bodies}
    for body in reference.certification_bodies:
        if body.parent and body.parent not in ids:
            yield f"{body.id}: parent: no certification body {body.parent}"
        for accreditation in body.accreditations:
            if accreditation.accreditation_body not in acronyms:
                yield f"{body.id}: accreditations: no accreditation body {accreditation.accreditation_body}"


def _check_standard(standard: Standard, groups: set[str]) -> Iterator[str]:
    for group in set(standard.adoption_groups) - groups:
        yield f"{standard.id}: adoption_groups: no group {group}"
    years = [edition.year for edition in standard.editions if edition.year]
    for year in {year for year in years if years.count(year) > 1}:
        yield f"{standard.id}: editions: {year} is there twice"
    for adoption in standard.adoptions:
        if adoption.edition and adoption.edition not in years:
            yield f"{standard.id}: adoptions: {adoption.printed} adopts an edition {adoption.edition} that is not listed"
    for edition in standard.editions:
        if edition.status != "current" and edition.transition is None:
            yield f"{standard.id}: editions: {edition.designation} is not current, so give its transition (or 'unknown')"
