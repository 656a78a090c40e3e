"""The contract with analysts: names, types and order of columns."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from extractors.certificate import Box, DocumentType, Evidence, Issue, Reading, Site
from flows import rows
from flows.cover import Cover, supplier_rows
from flows.findings import Findings
from flows.intake import Arrival
from flows.originals import Original
from flows.publish import Publication, to_arrow
from flows.reading import Failure, ReaderKey, ReadRecord
from flows.rows import Fate, Judged
from flows.tables import TABLES, markdown
from flows.terms import Terms
from tests.flows import fakes

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("schema.txt")
NOW = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
ID = "ab" * 32


def schema_text() -> str:
    lines = [f"{t.name}.{c.name}: {c.type}" for t in TABLES.values() for c in t.schema]
    return "\n".join(lines) + "\n"


def test_a_change_of_the_schema_is_seen_in_review() -> None:
    """A column is only ever added: lines of `schema.txt` may be added, and none changed or moved."""
    assert schema_text() == GOLDEN.read_text()


def test_the_page_about_tables_is_current() -> None:
    page = (ROOT / "docs" / "tables.md").read_text()
    assert page == markdown() + "\n", "run: python -m flows.tables > docs/tables.md"


def test_every_column_is_described() -> None:
    assert all(column.metadata[b"description"] for table in TABLES.values() for column in table.schema)


def certificate() -> Judged:
    made = fakes.certificate(
        ID,
        2,
        standard="ISO 9001",
        standard_edition=2015,
        scope="=cmd|' /C calc'!A0 <script>",
        expiry_date=dt.date(2027, 1, 31),
        surveillance_dates=(dt.date(2025, 1, 31), dt.date(2026, 1, 31)),
        sector_codes=("17", "EA 18"),
        sites=(
            Site("Hull depot", "Dock Road 12, Hull", None, fakes.evidence("Hull depot Dock Road 12, Hull", 2)),
            Site(None, "1 Fern Road, Leeds", "Catering", fakes.evidence("1 Fern Road, Leeds Catering", 2)),
        ),
    )
    return Judged(made, fakes.judge(made, fakes.AS_OF), "acme", "ref-1", "reader-1")


def test_rows_fill_their_tables_and_come_back_as_they_were(tmp_path: Path) -> None:
    judged = certificate()
    reading = Reading(
        ID,
        "application/pdf",
        9,
        2,
        DocumentType.CERTIFICATE,
        "ocr",
        "rapidocr",
        ("en", "zh"),
        (judged.certificate,),
        (),
    )
    record = ReadRecord(ID, "application/pdf", 9, ReaderKey("1", "auto", "n"), reading, 0.5, NOW, "run")
    arrival = Arrival("file:///a", None, "a", "acme", NOW, Original(ID, "application/pdf", 9, tmp_path))
    findings = Findings()
    findings.add(judged)
    made = {
        "intake": [rows.intake_row(arrival, Fate(record.status, record.code, record.detail))],
        "documents": [rows.document_row(record, "a")],
        "certificates": [rows.certificate_row(judged)],
        "fields": list(rows.field_rows(judged.certificate)),
        "sites": list(rows.site_rows(judged.certificate)),
        "findings": findings.packed().table().to_pylist(),
        "suppliers": list(supplier_rows([Cover("acme", "ISO 9001", "c", "accept", None)], Terms(fakes.AS_OF))),
    }
    with Publication(tmp_path) as publication:
        for name, table in made.items():
            publication.add(name, table)
        publication.publish()
    for name, table in made.items():
        assert pq.read_table(tmp_path / name).to_pylist() == table
    row = pd.read_parquet(tmp_path / "certificates").iloc[0]
    assert row["standard_edition"] == 2015
    assert row["expiry_date"] == dt.date(2027, 1, 31)
    assert row["certificate_id"] == "abababababababab-02"
    assert row["confidence"] == 0.0  # four needed fields are absent
    assert pd.isna(row["certificate_number"])
    assert {"field": "certificate_number", "reason": "not_found"} in list(row["absent_fields"])
    fields = pd.read_parquet(tmp_path / "fields").set_index("field")
    assert fields.loc["surveillance_dates", "value"] == "2025-01-31; 2026-01-31"
    assert list(fields.loc["scope", ["page", "x0", "y1"]]) == [1, 10.0, 32.25]
    assert "sites" not in fields.index  # which have a table of their own
    sites = pd.read_parquet(tmp_path / "sites")
    assert list(sites["ordinal"]) == [1, 2]
    assert list(sites["address"]) == ["Dock Road 12, Hull", "1 Fern Road, Leeds"]
    assert list(sites["page"]) == [2, 2]


def test_a_value_over_two_lines_has_the_box_of_both() -> None:
    line = fakes.evidence("a")[0]
    lower = Evidence(1, Box(5.0, 40.0, 50.0, 50.0), "b", "text_layer")
    other_page = Evidence(2, Box(0.0, 0.0, 900.0, 900.0), "c", "text_layer")
    columns = rows._evidence_columns((line, lower, other_page))
    assert (columns["x0"], columns["y0"], columns["x1"], columns["y1"]) == (5.0, 20.0, 110.5, 50.0)
    assert columns["as_read"] == "a b c"


def test_an_unread_document_has_its_row_with_nulls_for_what_is_not_known() -> None:
    failed = ReadRecord(ID, "application/pdf", 9, ReaderKey("1", "auto", "n"), Failure("broken", "why"), 0.5, NOW, "r")
    row = rows.document_row(failed, "a")
    assert (row["status"], row["code"], row["detail"], row["page_count"]) == ("failed", "broken", "why", None)
    assert to_arrow([row], TABLES["documents"].schema).num_rows == 1


def test_a_reading_with_issues_is_partial() -> None:
    issues = (Issue("page_unread", "Page 2 is broken.", 2), Issue("page_unread", "Page 2 is broken.", 3))
    reading = Reading(ID, "application/pdf", 9, 2, DocumentType.OTHER, "none", None, (), (), issues)
    record = ReadRecord(ID, "application/pdf", 9, ReaderKey("1", "auto", "n"), reading, 0.5, NOW, "r")
    assert (record.status, record.code, record.detail) == ("partial", "page_unread", "Page 2 is broken.")


def test_a_supplier_is_covered_by_its_best_certificate() -> None:
    covers = [
        Cover("acme", "ISO 9001", "late-review", "review", dt.date(2030, 1, 1)),
        Cover("acme", "ISO 9001", "early", "accept", dt.date(2026, 9, 1)),
        Cover("acme", "ISO 9001", "late", "accept", dt.date(2027, 9, 1)),
        Cover("acme", "ISO 14001", "doubtful", "review", None),
    ]
    made = list(supplier_rows(covers, Terms(fakes.AS_OF)))
    assert [(r["standard"], r["covered"], r["certificate_id"], r["certificate_count"]) for r in made] == [
        ("ISO 14001", False, "doubtful", 1),
        ("ISO 9001", True, "late", 3),
    ]


def test_a_row_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        to_arrow([{"shoe_size": 42}], TABLES["suppliers"].schema)


def test_an_empty_sweep_writes_typed_empty_tables(tmp_path: Path) -> None:
    with Publication(tmp_path) as publication:
        assert set(publication.publish().values()) == {0}
    for table in TABLES.values():
        assert pq.read_schema(tmp_path / table.name / f"{table.name}.parquet").equals(table.schema, check_metadata=True)
        assert list(pd.read_parquet(tmp_path / table.name).columns) == table.schema.names


def digests(out: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.rglob("*.parquet"))}


def test_tables_that_are_not_published_change_nothing(tmp_path: Path) -> None:
    with Publication(tmp_path) as publication:
        publication.publish()
    before = digests(tmp_path)
    judged = certificate()
    with pytest.raises(RuntimeError, match="half way"), Publication(tmp_path) as publication:
        publication.add("certificates", [rows.certificate_row(judged)])
        raise RuntimeError("half way")
    assert digests(tmp_path) == before
    assert not (tmp_path / ".publishing").exists()


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    judged = certificate()
    for out in (tmp_path / "a", tmp_path / "b"):
        with Publication(out) as publication:
            publication.add("certificates", [rows.certificate_row(judged)])
            publication.publish()
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_what_a_killed_sweep_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".publishing").mkdir()
    (tmp_path / ".publishing" / "half.parquet").write_bytes(b"PAR1")
    with Publication(tmp_path) as publication:
        publication.publish()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(TABLES)
