"""Pages to certificates: which pages belong together, which are certificates at all, and their fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from extractors import confidence, kinds
from extractors.certificate import FIELD_NAMES, Certificate, DocumentType, FieldValue, FileFacts
from extractors.fields import (
    accreditation_body,
    accreditation_number,
    certificate_number,
    certificate_revision,
    certification_body,
    certified_organization,
    copy_words,
    disagreements,
    effective_date,
    expiry_date,
    initial_certification_date,
    issue_date,
    national_standard,
    notified_body_number,
    organization_address,
    organization_country,
    organization_registration_number,
    recertification_date,
    recognition_marks,
    scope,
    sector_codes,
    sites,
    standard,
    statement_of_applicability,
    surveillance_dates,
    verification_url,
)
from extractors.fields._labels import Role
from extractors.fields._paper import Paper, Sheet
from extractors.gazetteer import Gazetteer
from extractors.parse.fold import folded


def papers(sheets: Sequence[Sheet], gazetteer: Gazetteer) -> list[Paper]:
    """The document's pages, cut into certificates: a new one begins at each face with a number of its own."""
    groups: list[list[Sheet]] = []
    numbers: list[str | None] = []
    for sheet in sheets:
        number = _face_number(sheet, gazetteer)
        if groups and (number is None or number == "" or number == numbers[-1] or numbers[-1] == ""):
            groups[-1].append(sheet)
            if number:
                numbers[-1] = numbers[-1] or number
        elif number is not None or not groups:
            groups.append([sheet])
            numbers.append(number)
    return [Paper(tuple(_face_first(group, gazetteer)), gazetteer) for group in groups]


def _face_number(sheet: Sheet, gazetteer: Gazetteer) -> str | None:
    """The folded certificate number of a face, "" where a face shows none, None where the page is no face."""
    labels = {h.kind for h in sheet.hits if h.role is not Role.ENDING and h.strong}
    paper = Paper((sheet,), gazetteer)
    if not sheet.standards or _top_kinds(sheet) & {"annex", "sites"} or kinds.claim(paper) < kinds.THRESHOLD:
        return None
    if not labels & {"certified_organization", "expiry_date", "issue_date", "scope"}:
        return None
    number = certificate_number.find(paper)
    return folded(number.value) if isinstance(number, FieldValue) else ""


def _top_kinds(sheet: Sheet) -> set[str]:
    return {h.kind for h in sheet.hits if h.strong and sheet.lines[h.line].flat.y0 < 0.3 * sheet.page.height}


def _face_first(group: list[Sheet], gazetteer: Gazetteer) -> list[Sheet]:
    faces = [s for s in group if _face_number(s, gazetteer) is not None]
    first = faces[0] if faces else group[0]
    return [first, *(s for s in group if s is not first)]


def document_type(found: Sequence[Paper]) -> DocumentType:
    """A document with one certificate in it is a certificate."""
    if any(kinds.claim(p) >= kinds.THRESHOLD for p in found):
        return DocumentType.CERTIFICATE
    return kinds.other_kind(found[0]) if found else DocumentType.UNREADABLE


def certificates(
    found: Sequence[Paper], document_id: str, file: FileFacts, *, calibrated: bool = True
) -> tuple[Certificate, ...]:
    """One certificate a standard, in page order; its confidences are probabilities, or raw scores if not `calibrated`."""
    made: list[Certificate] = []
    for paper in found:
        if kinds.claim(paper) < kinds.THRESHOLD:
            continue
        for certified in standard.find(paper):
            made.append(replace(_certificate(paper, certified, document_id, len(made) + 1), file=file))
    return tuple(_calibrated(c) for c in made) if calibrated else tuple(made)


def _calibrated(made: Certificate) -> Certificate:
    fields: dict[str, Any] = {
        name: confidence.calibrated(name, made.field(name), made.legibility) for name in FIELD_NAMES
    }
    return replace(made, **fields)


def _certificate(paper: Paper, certified: standard.Certified, document_id: str, ordinal: int) -> Certificate:
    return Certificate(
        document_id=document_id,
        ordinal=ordinal,
        page_first=min(paper.page_numbers),
        page_last=max(paper.page_numbers),
        legibility=min((s.page.legibility for s in paper.sheets if s.lines), default=0.0),
        standard=certified.standard,
        standard_edition=certified.edition,
        standard_version=certified.version,
        certificate_number=certificate_number.find(paper, certified.standard.value),
        certified_organization=certified_organization.find(paper),
        certified_organization_native=certified_organization.find_native(paper),
        organization_address=organization_address.find(paper),
        organization_country=organization_country.find(paper),
        scope=scope.find(paper),
        certification_body=certification_body.find(paper),
        certification_body_id=certification_body.find_id(paper),
        accreditation_body=accreditation_body.find(paper),
        accreditation_number=accreditation_number.find(paper),
        initial_certification_date=initial_certification_date.find(paper),
        issue_date=issue_date.find(paper),
        effective_date=effective_date.find(paper),
        expiry_date=expiry_date.find(paper),
        surveillance_dates=surveillance_dates.find(paper),
        sector_codes=sector_codes.find(paper),
        verification_url=verification_url.find(paper),
        organization_registration_number=organization_registration_number.find(paper),
        sites=sites.find(paper),
        national_standard=national_standard.find(paper, certified.standard.value),
        certificate_revision=certificate_revision.find(paper),
        recertification_date=recertification_date.find(paper),
        statement_of_applicability=statement_of_applicability.find(paper),
        recognition_marks=recognition_marks.find(paper),
        notified_body_number=notified_body_number.find(paper),
        copy_words=copy_words.find(paper),
        disagreements=disagreements.find(paper),
    )


def could_be_certificate(paper: Paper) -> bool:
    """Is this page worth a closer look? Half the claim, or a standard, is enough."""
    return bool(paper.face.standards) or kinds.claim(paper) >= kinds.THRESHOLD / 2 or kinds.looks_certified(paper)


def missing(paper: Paper) -> bool:
    """Does the paper lack what certificates often print as artwork: standard, issuer, mark, holder or number?"""
    finders = (certification_body, accreditation_body, accreditation_number, certified_organization, certificate_number)
    return not standard.find(paper) or not all(isinstance(f.find(paper), FieldValue) for f in finders)
