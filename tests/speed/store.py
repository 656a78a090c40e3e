"""A store of made-up readings, as sweeps leave it: for measuring, as large as one likes, and always the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.certificate import (
    FIELD_NAMES,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    DocumentType,
    Evidence,
    Field,
    FieldValue,
    Reading,
    Rival,
)
from flows.reading import ReaderKey, ReadRecord
from flows.reading_json import dump_record
from flows.tables import TABLES
from rules.reference.bodies import CertificationBody
from rules.reference.load import load_reference

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
KEY = ReaderKey("bench", "auto", "names")
STANDARDS = (("ISO 9001", 2015), ("ISO 14001", 2015), ("ISO 45001", 2018), ("ISO/IEC 27001", 2022), ("ISO 22000", 2018))
GOODS = ("valves", "fasteners", "toys", "dyed fabrics", "pumps", "cleaning agents", "circuit boards", "ready meals")
PLACES = ("Leeds", "Ningbo", "Izmir", "Porto", "Gdansk", "Pune", "Da Nang", "Monterrey")


def make_store(out: Path, count: int, seed: int = 2026) -> None:
    """Writes `count` readings of one certificate each, and the `intake` that names them.

    A tenth are renewals, copies or rescans of the one before; a tenth lack a field or were read weakly.
    """
    chance = random.Random(seed)  # noqa: S311 - noise for papers is no secret
    bodies = [body for body in load_reference().certification_bodies if body.accreditations]
    rows: list[dict[str, Any]] = []
    last: dict[str, Any] = {}
    for n in range(count):
        document_id = hashlib.sha256(f"{seed}-{n}".encode()).hexdigest()
        last = _related(last, chance) if last and chance.random() < 0.1 else _values(n, chance.choice(bodies), chance)
        certificate = _certificate(document_id, last, chance)
        reading = Reading(
            document_id,
            "application/pdf",
            50_000,
            1,
            DocumentType.CERTIFICATE,
            "text_layer",
            None,
            ("en",),
            (certificate,),
            (),
        )
        record = ReadRecord(document_id, "application/pdf", 50_000, KEY, reading, 1.5, NOW, "bench")
        path = out / "readings" / document_id[:2] / f"{document_id}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump_record(record))
        rows.append(_arrival(n, document_id))
    rows.sort(key=lambda row: str(row["source_uri"]))
    (out / "intake").mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, TABLES["intake"].schema), out / "intake" / "intake.parquet")


def _arrival(n: int, document_id: str) -> dict[str, Any]:
    supplier = f"Supplier {n // 5:05}"
    return dict.fromkeys(TABLES["intake"].schema.names) | {
        "source_uri": f"file:///store/{supplier}/{n:06}.pdf",
        "received_at": NOW,
        "document_id": document_id,
        "supplier_id": supplier,
        "status": "read",
        "file_name": f"{n:06}.pdf",
        "media_type": "application/pdf",
        "byte_size": 50_000,
    }


def _values(n: int, body: CertificationBody, chance: random.Random) -> dict[str, Any]:
    standard, edition = chance.choice(STANDARDS)
    accreditation = body.accreditations[0]
    issued = dt.date(2022, 1, 1) + dt.timedelta(days=chance.randrange(1700))
    place, goods = chance.choice(PLACES), chance.choice(GOODS)
    return {
        "standard": standard,
        "standard_edition": edition,
        "certificate_number": f"{chance.choice('ABCDEFG')}Q {10_000_000 + n}",
        "certified_organization": f"{place} {goods.title()} Works {n // 3} Co., Ltd.",
        "organization_address": f"{chance.randrange(1, 400)} {chance.choice(('Mill', 'Dock', 'Quay'))} Road, {place}",
        "organization_country": chance.choice(("GB", "CN", "TR", "PT", "PL", "IN", "VN", "MX")),
        "scope": f"Design, manufacture and sale of {goods} for customers in {chance.choice(PLACES)} and elsewhere",
        "certification_body": body.names[0],
        "certification_body_id": body.id,
        "accreditation_body": accreditation.accreditation_body,
        "accreditation_number": accreditation.number or "0042",
        "initial_certification_date": issued - dt.timedelta(days=1096 * chance.randrange(4)),
        "issue_date": issued,
        "expiry_date": issued + dt.timedelta(days=1095),
        "surveillance_dates": (issued + dt.timedelta(days=365), issued + dt.timedelta(days=730)),
        "verification_url": f"https://example.org/verify/{n}",
    }


def _related(values: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same certification: the paper again, or the cycle after it."""
    if chance.random() < 0.5:
        return values
    days = dt.timedelta(days=1095)
    return values | {"issue_date": values["issue_date"] + days, "expiry_date": values["expiry_date"] + days}


def _certificate(document_id: str, values: dict[str, Any], chance: random.Random) -> Certificate:
    lost = chance.choice(list(values)[1:]) if chance.random() < 0.05 else None
    weak = chance.choice(list(values)) if chance.random() < 0.05 else None
    fields: dict[str, Field[Any]] = {name: Absent(AbsentReason.NOT_FOUND, (1,)) for name in FIELD_NAMES}
    for name, value in values.items():
        if name != lost:
            confidence = 0.4 if name == weak else round(chance.uniform(0.85, 0.999), 4)
            fields[name] = FieldValue(value, tuple(_evidence(value, chance)), confidence, _rivals(value, chance))
    return Certificate(document_id, 1, 1, 1, 1.0, **fields)  # type: ignore[arg-type]


def _evidence(value: object, chance: random.Random) -> Iterator[Evidence]:
    for _ in range(2 if chance.random() < 0.2 else 1):
        x, y = chance.uniform(40, 300), chance.uniform(40, 700)
        yield Evidence(1, Box(x, y, x + 120.0, y + 11.5), str(value), "text_layer")


def _rivals(value: object, chance: random.Random) -> tuple[Rival[Any], ...]:
    return (Rival(value, str(value), 0.1),) if chance.random() < 0.1 else ()
