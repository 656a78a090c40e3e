"""An ordinary good certificate, for tests to spoil."""

from __future__ import annotations

import datetime as dt
from typing import Any

TODAY = dt.date(2026, 11, 22)
GOOD: dict[str, Any] = {
    "standard": "ISO 9001",
    "standard_edition": 2015,
    "certificate_number": "FM 12345",
    "certified_organization": "Acme Valves Ltd",
    "organization_address": "1 Main Street, Leeds",
    "scope": "Manufacture of valves",
    "certification_body": "BSI Assurance UK Limited",
    "certification_body_id": "bsi-assurance-uk-limited",
    "accreditation_body": "UKAS",
    "accreditation_number": "0003",
    "issue_date": dt.date(2025, 1, 2),
    "expiry_date": dt.date(2028, 1, 1),
}
