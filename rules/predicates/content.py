"""Questions about what is not on the paper. Rules that ask them need well-read pages: an unread page proves nothing."""

from __future__ import annotations

from extractors.certificate import Absent, AbsentReason, Certificate


def is_not_printed(certificate: Certificate, field: str) -> bool | None:
    """The pages do not say it. Undecided where it is there and could not be read."""
    return is_none_printed(certificate, [field])


def is_printed(certificate: Certificate, field: str) -> bool | None:
    """The pages do say it. Undecided where something is there and could not be read."""
    is_missing = is_not_printed(certificate, field)
    return None if is_missing is None else not is_missing


def is_without_edition(certificate: Certificate, field: str) -> bool | None:
    """The pages say neither the edition's year, which is that field, nor its version."""
    return False if certificate.standard_version else is_not_printed(certificate, field)


def is_none_printed(certificate: Certificate, fields: list[str]) -> bool | None:
    """The pages say none of these. Undecided where one is there and could not be read."""
    found = [certificate.field(name) for name in fields]
    if any(not isinstance(field, Absent) for field in found):
        return False
    return True if all(_is_not_found(field) for field in found) else None


def has_no_holder(is_holder_printed: bool) -> bool:
    """The pages name no certified organization."""
    return not is_holder_printed


def has_no_scope(is_scope_printed: bool) -> bool:
    """The pages say no scope."""
    return not is_scope_printed


def has_no_digit(certificate_number: str) -> bool:
    """A certificate number without a single digit is a misread or a made-up one.

    >>> has_no_digit("QMS-CERTIFICATE"), has_no_digit("FM 12345")
    (True, False)
    """
    return not any(c.isdigit() for c in certificate_number)


def _is_not_found(field: object) -> bool:
    return isinstance(field, Absent) and field.reason is AbsentReason.NOT_FOUND
