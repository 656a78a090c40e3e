"""The kinds of rows under one name, for other rooms."""

from __future__ import annotations

from rules.reference.bodies import Accreditation, AccreditationBody, CertificationBody
from rules.reference.marks import RecognitionMark, Statement, VerificationHost
from rules.reference.row import Row
from rules.reference.standard import Adoption, AdoptionPrefix, Edition, Kind, Standard, Standing, Transition

__all__ = [
    "Accreditation",
    "AccreditationBody",
    "Adoption",
    "AdoptionPrefix",
    "CertificationBody",
    "Edition",
    "Kind",
    "RecognitionMark",
    "Row",
    "Standard",
    "Standing",
    "Statement",
    "Transition",
    "VerificationHost",
]
