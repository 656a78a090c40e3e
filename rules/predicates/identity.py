"""Questions about who issued the paper, and to whom."""

from __future__ import annotations

from rapidfuzz import fuzz

from extractors.certificate import Certificate, FieldValue
from rules.names.compare import Likeness, compare
from rules.reference.bodies import CertificationBody
from rules.reference.load import Reference, fold
from rules.reference.standard import Standard
from rules.relatives import OTHER_NAME


def names_one_of(certification_body: str, names: list[str], phrases: list[str]) -> bool:
    """The issuer is one of `names`, or one of `phrases` is part of its name.

    >>> names_one_of("ISO", ["ISO"], []), names_one_of("Nordic ISO Register", ["ISO"], [])
    (True, False)
    """
    printed = fold(certification_body)
    return printed in map(fold, names) or any(fold(phrase) in printed for phrase in phrases)


def is_unlisted_certification_body(issuer_group: tuple[CertificationBody, ...]) -> bool:
    """The reference data do not know the issuer."""
    return not issuer_group


def is_same_name(certified_organization: str, certification_body: str) -> bool:
    """Holder and issuer carry one name: the paper is a declaration of the holder's own.

    >>> is_same_name("Best Certs Ltd", "BEST CERTS LIMITED"), is_same_name("Best Certs Ltd", "Best Valves Ltd")
    (True, False)
    """
    likeness = fuzz.ratio(fold(certified_organization), fold(certification_body))
    return likeness >= OTHER_NAME and compare(certified_organization, certification_body).likeness is Likeness.SAME


def has_no_accreditation_on_record(known_certification_body: CertificationBody, known_standard: Standard) -> bool:
    """Somebody looked for this issuer's accreditation and found none, or it is an association of issuers.

    One that the standard's owner lists needs none.
    """
    is_unproven = known_certification_body.accreditation_status in {"none-found", "association"}
    return is_unproven and known_standard.designation not in known_certification_body.scheme_owners_list


def is_an_accreditation_body(certification_body: str, certificate: Certificate, reference: Reference) -> bool:
    """The name of the issuer is that of an accreditation body, and of no certification body on record."""
    if isinstance(certificate.certification_body_id, FieldValue):
        return False
    return reference.accreditation_body(certification_body) is not None


def has_other_holders(other_holders: tuple[str, ...]) -> bool:
    """Another paper in hand has this number and a plainly different holder."""
    return bool(other_holders)


def leads_elsewhere(verification_host: str, issuer_domains: tuple[str, ...], reference: Reference) -> bool:
    """The address to check the paper at is not the issuer's, nor one that many bodies share.

    Registers, accreditation bodies and associations of certification bodies are shared by many.
    """
    parts = verification_host.split(".")
    above = [".".join(parts[place:]) for place in range(len(parts))]
    return not any(domain in issuer_domains or domain in reference.shared_domains for domain in above)
