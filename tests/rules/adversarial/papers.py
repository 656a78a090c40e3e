"""Certificates that an expert accepts on 26 November 2026: several standards, issuers and countries."""

from __future__ import annotations

import datetime as dt
from typing import Any

D = dt.date
TODAY = D(2026, 11, 26)

Paper = dict[str, Any]


def _paper(standard: str, edition: int, number: str, issuer: tuple[str, str], mark: tuple[str, str]) -> Paper:
    return {
        "standard": standard,
        "standard_edition": edition,
        "certificate_number": number,
        "certified_organization": "Acme Valves Ltd",
        "organization_address": "1 Main Street, Leeds",
        "scope": "Manufacture of industrial valves",
        "certification_body": issuer[0],
        "certification_body_id": issuer[1],
        "accreditation_body": mark[0],
        "accreditation_number": mark[1],
        "initial_certification_date": D(2025, 2, 11),
        "issue_date": D(2025, 2, 11),
        "expiry_date": D(2028, 2, 10),
    }


BSI = ("BSI Assurance UK Limited", "bsi-assurance-uk-limited")
URS = ("United Registrar of Systems Ltd", "united-registrar-of-systems-ltd")
RHEINLAND = ("TÜV Rheinland Cert GmbH", "tuv-rheinland-cert-gmbh")
SKZ = ("SKZ - Cert GmbH", "skz-cert-gmbh")
HEAD = ("Beijing Head International Certification", "cnca-r-2002-046")
QRO = ("QRO Certification LLP", "qro-certification-llp")

GOOD: dict[str, Paper] = {
    "quality-gb": _paper("ISO 9001", 2015, "FM 12345", BSI, ("UKAS", "0003")),
    "environment-gb": _paper("ISO 14001", 2015, "EMS 778812", URS, ("UKAS", "0043")),
    "safety-de": _paper("ISO 45001", 2018, "01 213 778812", RHEINLAND, ("DAkkS", "D-ZM-16031-01-00")),
    "energy-de": _paper("ISO 50001", 2018, "E-4432/25", SKZ, ("DAkkS", "D-ZM-17265-01-00")),
    "quality-cn": _paper("ISO 9001", 2015, "04625Q10001R0M", HEAD, ("CNAS", "CNAS C046-M")),
    "environment-in": _paper("ISO 14001", 2015, "305025021107E", QRO, ("EGAC", "011905")),
    "information-gb": _paper("ISO/IEC 27001", 2022, "IS 771200", BSI, ("UKAS", "0003"))
    | {"statement_of_applicability": "Version 3.1"},
    "devices-gb": _paper("ISO 13485", 2016, "MD 771201", BSI, ("UKAS", "0003")),
    "food-gb": _paper("ISO 22000", 2018, "FS 771202", URS, ("UKAS", "0043")) | {"sector_codes": ["C IV"]},
}
"""By name: none of these is anything but accepted."""
