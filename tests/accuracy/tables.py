"""Tables that `score.py` can read, for whatever reads certificates: ours on other terms, and rivals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from extractors.certificate import FIELD_NAMES, Certificate, FieldValue

FIELDS = tuple(name for name in FIELD_NAMES if name not in ("surveillance_dates", "sector_codes", "sites"))


def row_of(certificate: Certificate) -> dict[str, Any]:
    """A certificate's row, without what only a judge adds."""
    values = {name: certificate.field(name) for name in FIELDS}
    found = {name: value.value if isinstance(value, FieldValue) else None for name, value in values.items()}
    return {"certificate_id": certificate.certificate_id, "document_id": certificate.document_id, **found}


def write(
    folder: Path,
    documents: Iterable[str],
    rows: Sequence[Mapping[str, Any]],
    confidence: Mapping[tuple[str, str], float] | None = None,
) -> None:
    """Writes `documents`, `certificates` and, with confidences by certificate and field, `fields`."""
    folder.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"document_id": list(documents)}).to_parquet(folder / "documents.parquet")
    columns = ["certificate_id", "document_id", *FIELDS]
    pd.DataFrame(list(rows), columns=columns).to_parquet(folder / "certificates.parquet")
    known = [(*key, chance) for key, chance in sorted((confidence or {}).items())]
    pd.DataFrame(known, columns=["certificate_id", "field", "confidence"]).to_parquet(folder / "fields.parquet")
