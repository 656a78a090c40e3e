"""Fills a layout's templates, and remembers which values came to stand on the page."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping

from babel.dates import format_date

from samples.make import knowledge
from samples.make.model import Layout, Paper

DATES = ("initial_certification_date", "issue_date", "effective_date", "expiry_date", "recertification_date")


class Wording:
    """The words of one paper.

    `printed` holds the names of the placeholders used so far: truth is what
    the page shows, so a value that no template asked for is not in the truth.
    """

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self.values = values
        self.printed: set[str] = set()

    def fill(self, template: str) -> str | None:
        """The text to print, or None where the paper has no such value.

        Raises:
            KeyError: the template names a placeholder that does not exist.
        """
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        if any(self.values[name] is None for name in names):
            return None
        self.printed |= names
        return template.format_map(self.values)


def wording_of(paper: Paper, layout: Layout) -> Wording:
    """Everything that a layout may ask for, already as text."""
    values: dict[str, str | None] = {**_body(paper), **_organization(paper, layout), **_standards(paper, layout)}
    values["certificate_number"] = paper.certificate_number
    for name in ("certificate_revision", "statement_of_applicability", "notified_body_number"):
        values[name] = getattr(paper, name)
    values["recertification_date_label"] = "Recertification due" if paper.recertification_date else None
    values["recognition_marks"] = ", ".join(paper.recognition_marks) or None
    for name in DATES:
        values[name] = _date(getattr(paper, name), layout)
        values[f"{name}_native"] = _date(getattr(paper, name), layout, layout.native or layout.locale)
    for i in range(2):
        day = paper.surveillance_dates[i] if i < len(paper.surveillance_dates) else None
        values[f"surveillance_{i + 1}"] = _date(day, layout)
    return Wording(values | paper.extra)


def _date(day: dt.date | None, layout: Layout, locale: str | None = None) -> str | None:
    """In the layout's own language and pattern; in another language as that writes a long date."""
    if day is None:
        return None
    return (
        format_date(day, "d MMMM y", locale=locale) if locale else format_date(day, layout.dates, locale=layout.locale)
    )


def _body(paper: Paper) -> dict[str, str | None]:
    body = knowledge.bodies()[paper.body]
    accredited = paper.accredited
    website = body.website
    return {
        "body": body.name,
        "body_native": body.native,
        "brand": body.brand,
        "body_address": body.address,
        "signatory": body.signatory,
        "website": website,
        "verification_url": website and f"https://{website}/verify?no={paper.certificate_number}",
        "accreditation_body": body.accreditation_body if accredited else None,
        "accreditation_number": body.accreditation_number if accredited else None,
    }


def _organization(paper: Paper, layout: Layout) -> dict[str, str | None]:
    organization = knowledge.organizations()[paper.organization]
    return {
        "organization": organization.name,
        "organization_native": organization.native,
        "address": organization.address,
        "address_native": organization.address_native,
        "credit_code": organization.credit_code,
        "sector": organization.sector,
        "scope": paper.scope or organization.scope.get(layout.languages[0]),
        "scope_native": organization.scope.get(layout.native or ""),
    }


def _standards(paper: Paper, layout: Layout) -> dict[str, str | None]:
    printed = [standard.printed for standard in paper.standards]
    names = [knowledge.system_names()[standard.number] for standard in paper.standards]

    def systems(language: str | None) -> str:
        return " / ".join(name[language] for name in names) if language else ""

    return {
        "standards": "\n".join(printed),
        "standards_line": ", ".join(printed),
        "system": systems(layout.languages[0]),
        "system_native": systems(layout.native),
    }
