"""The names of the reference data as the reading room wants them: plain records, without anything to judge by."""

from __future__ import annotations

import hashlib

from extractors.gazetteer import BodyName, Gazetteer, StandardName
from rules.reference.bodies import AccreditationBody, CertificationBody
from rules.reference.load import Reference
from rules.reference.standard import Standard


def build_gazetteer(reference: Reference) -> Gazetteer:
    """Everything in the reference data that helps to find things on a page."""
    return Gazetteer(
        standards=tuple(_standard(row, reference) for row in reference.standards),
        certification_bodies=tuple(_certification_body(row) for row in reference.certification_bodies),
        accreditation_bodies=tuple(_accreditation_body(row) for row in reference.accreditation_bodies),
    )


def gazetteer_version(gazetteer: Gazetteer) -> str:
    """Short hash of the names alone: reference data may change in what it judges without a page being read again."""
    return hashlib.sha256(repr(gazetteer).encode()).hexdigest()[:12]


def _standard(row: Standard, reference: Reference) -> StandardName:
    return StandardName(
        standard=row.designation,
        names=reference.printed_names(row),
        editions=tuple(edition.year for edition in row.editions if edition.year is not None),
        national_editions=reference.national_editions(row),
        versions=reference.versions(row),
    )


def _certification_body(row: CertificationBody) -> BodyName:
    return BodyName(
        key=row.id,
        names=row.names,
        domains=row.domains,
        country=row.country,
        accreditations=tuple((a.accreditation_body, a.number) for a in row.accreditations),
        number_prefixes=row.certificate_number_prefixes,
    )


def _accreditation_body(row: AccreditationBody) -> BodyName:
    return BodyName(key=row.acronym, names=row.names, domains=row.domains, country=row.country)
