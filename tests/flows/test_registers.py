"""Registers: taken in whole or not at all, found by any spelling of a number, and judged as they were on the day."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from flows.cli import main
from flows.commands import options
from flows.commands.options import Exit
from flows.registers.maps import load_map, map_names
from flows.registers.snapshots import SCHEMA, open_registers, path_of, snapshots
from flows.terms import Terms, open_terms
from rules.cases import build_certificate
from rules.errors import DataError
from rules.judge import judge
from rules.reference.load import load_reference
from rules.registers import register_status
from tests.rules.papers import GOOD

DAY = dt.date(2026, 11, 20)
CNCA = [
    {"certNumber": "04625Q15304R1M", "orgName": "苏州新源紧固件有限公司", "orgCode": "91320594MA1ABCDE0A",
     "rzjgIdName": "某认证中心", "authProjCode": "A010102", "certiEDate": "2028-01-01", "certiStatus": "01"},
    {"certNumber": "04625E15304R1M", "orgName": "苏州新源紧固件有限公司", "orgCode": "91320594MA1ABCDE0A",
     "rzjgIdName": "某认证中心", "authProjCode": "A020102", "certiEDate": "2028-01-01", "certiStatus": "03"},
]  # fmt: skip


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["registry", *map(str, arguments)])


def take(file: Path, out: Path, *more: str, day: dt.date = DAY) -> Result:
    return run("import", file, "--out", out, "--taken-on", str(day), *more)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The same rows in the format that the file's name says."""
    names = list(rows[0])
    if path.suffix == ".csv":
        lines = [";".join(names), *(";".join(row[name] for name in names) for row in rows)]
        path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows), "utf-8")
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        book = Workbook()
        for row in ([names], *([row[name] for name in names] for row in rows)):
            for cells in row if isinstance(row[0], list) else [row]:
                book.active.append(cells)
        book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".parquet", ".xlsx"])
def test_every_format_makes_the_same_snapshot(tmp_path: Path, suffix: str) -> None:
    result = take(write(tmp_path / f"register{suffix}", CNCA), tmp_path / "out", "--map", "cnca")
    assert result.exit_code == Exit.OK, result.stderr
    assert "CNCA of 2026-11-20: 2 entries" in result.stdout
    table = pq.read_table(path_of(tmp_path / "out", "CNCA", DAY), partitioning=None)
    assert table.schema.equals(SCHEMA)
    assert table.column("standard").to_pylist() == ["ISO 14001", "ISO 9001"]
    assert table.column("status").to_pylist() == ["withdrawn", "active"]
    assert table.column("expiry_date").to_pylist() == [dt.date(2028, 1, 1)] * 2


def test_a_number_is_found_however_it_is_written_and_a_combined_entry_under_each_standard(tmp_path: Path) -> None:
    row = {"certificate_number": "FM-12 345", "status": "active", "standard": "EN ISO 9001:2015, ISO 14001:2015"}
    take(write(tmp_path / "a.csv", [row]), tmp_path, "--register", "Ours")
    registers = open_registers(tmp_path, DAY)
    assert [(e.register, e.standard, e.status) for e in registers.entries("fm 12345")] == [
        ("Ours", "ISO 9001", "active"),
        ("Ours", "ISO 14001", "active"),
    ]
    assert registers.entries("FM 1234") == registers.entries("FM 123456") == registers.entries("-") == ()


def test_the_newest_snapshot_that_is_not_after_the_day_counts(tmp_path: Path) -> None:
    for month, status in ((9, "active"), (10, "suspended"), (12, "withdrawn")):
        file = write(tmp_path / "a.csv", [{"certificate_number": "1", "status": status}])
        take(file, tmp_path, "--register", "Ours", day=dt.date(2026, month, 1))
    said = {str(day): [e.status for e in open_registers(tmp_path, day).entries("1")] for day in (
        dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2026, 11, 30), dt.date(2026, 12, 1))}  # fmt: skip
    assert said == {
        "2026-08-31": [],
        "2026-09-01": ["active"],
        "2026-11-30": ["suspended"],
        "2026-12-01": ["withdrawn"],
    }
    assert open_registers(tmp_path, dt.date(2026, 8, 31)).asked == ()


def test_a_snapshot_of_the_same_day_is_replaced_and_listed_once(tmp_path: Path) -> None:
    for status in ("active", "withdrawn"):
        file = write(tmp_path / "a.csv", [{"certificate_number": "1", "status": status}])
        result = take(file, tmp_path, "--register", "Ours & Söhne/../..")
    assert "in place of the one there" in result.stdout
    (snapshot,) = snapshots(tmp_path)
    assert snapshot.path.is_relative_to(tmp_path / "registers")
    (listed,) = json.loads(run("list", "--out", tmp_path, "--json").stdout)
    assert (listed["register"], listed["taken_on"], listed["row_count"]) == ("Ours & Söhne/../..", "2026-11-20", 1)
    assert "Ours & Söhne" in run("list", "--out", tmp_path).stdout


def test_every_fault_is_listed_with_its_rows_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [{"certificate_number": n, "expiry_date": d} for n, d in (
        ("1", "2026-01-01"), ("", "2026-01-01"), ("3", "soon"), ("4", "31.12.2026"), ("5", ""), ("6", "2026-02-30"), ("--", ""))]  # fmt: skip
    result = take(write(tmp_path / "a.csv", rows), tmp_path / "out", "--register", "Ours")
    assert result.exit_code == Exit.USAGE
    assert "2 faults" in result.stderr
    assert "no certificate number: rows 3, 8" in result.stderr
    assert "expiry dates that are not of the form %Y-%m-%d: rows 4-5, 7" in result.stderr
    assert not (tmp_path / "out" / "registers").exists()


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.csv", "Zertifikat;Status\n1;active\n", "has no column for the certificate number"),
        ("a.csv", "certificate_number,status\n1,active,more\n", "row 2 has 3 cells"),
        ("a.csv", "certificate_number\n", "holds no entry"),
        ("a.csv", "", "holds no entry"),
        ("a.json", '{"data": []}', "holds no list of entries"),
        ("a.json", "[1]", "an entry has keys and values"),
        ("a.jsonl", '{"certificate_number": "1"}\n{"certif\n', "row 2"),
        ("a.parquet", "no parquet", "a.parquet"),
        ("a.xlsx", "no workbook", "not a zip file"),
        ("a.pdf", "%PDF", "give a file of .csv"),
    ],
)
def test_a_file_that_is_no_register_says_why(tmp_path: Path, name: str, content: str, fault: str) -> None:
    (tmp_path / name).write_text(content)
    result = take(tmp_path / name, tmp_path / "out", "--register", "Ours")
    assert result.exit_code == Exit.USAGE
    assert fault in result.stderr
    assert "Traceback" not in result.stderr


def test_what_the_map_does_not_know_is_kept_as_unknown_and_counted(tmp_path: Path) -> None:
    rows = [{"certificate_number": str(n), "status": s, "standard": t} for n, (s, t) in enumerate(
        [("active", "ISO 9001"), ("pending", "QMS"), ("pending", ""), ("", "ISO 9001")])]  # fmt: skip
    result = take(write(tmp_path / "a.csv", rows), tmp_path, "--register", "Ours")
    assert "statuses that the map does not know, kept as unknown: 2 entries: 'pending' (2)" in result.stdout
    assert "standards that the reference data do not know, kept as unknown: 1 entry: 'QMS' (1)" in result.stdout
    assert "not in the file: holder, holder_registration_number, certification_body, expiry_date" in result.stdout
    table = pq.read_table(snapshots(tmp_path)[0].path, partitioning=None)
    assert table.num_rows == len(rows)
    assert table.column("status").to_pylist() == ["active", None, None, None]
    assert table.column("status_as_given").to_pylist() == ["active", "pending", "pending", None]


def test_a_map_of_the_users_own_is_checked_whole(tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_text("name: m\ncolumns: {status: [s]}\nstatuses: {lost: [x]}\ndates: ['%d']\n")
    with pytest.raises(DataError) as caught:
        load_map(str(tmp_path / "m.yml"))
    assert "statuses.lost" in str(caught.value)
    assert "source: Field required" in str(caught.value)
    with pytest.raises(DataError, match="maps are cnca, iaf-certsearch"):
        load_map("nobody's")


@pytest.mark.parametrize("name", map_names())
def test_every_map_names_its_source_and_every_status_that_counts(name: str) -> None:
    known = load_map(name)
    assert known.name == name
    assert {"active", "suspended", "withdrawn", "cancelled", "expired"} <= known.statuses.keys()
    assert known.confidence in {"high", "medium"} or known.notes


def test_a_register_without_a_name_is_asked_for_it(tmp_path: Path) -> None:
    result = take(write(tmp_path / "a.csv", [{"certificate_number": "1"}]), tmp_path)
    assert result.exit_code == Exit.USAGE
    assert "Give its --register NAME" in result.stderr


def test_a_broken_snapshot_is_named_and_not_passed_over(tmp_path: Path) -> None:
    path = path_of(tmp_path, "Ours", DAY)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not parquet")
    result = run("list", "--out", tmp_path)
    assert result.exit_code == Exit.USAGE
    assert "is no snapshot of a register" in result.stderr


@pytest.mark.parametrize(
    ("entry", "as_of", "decision", "status"),
    [
        (
            {"status": "active", "holder": "ACME VALVES LIMITED", "expiry_date": "2028-01-01"},
            DAY,
            "accept",
            "confirmed",
        ),
        ({"status": "withdrawn"}, DAY, "reject", "contradicted"),
        ({"status": "suspended"}, DAY, "reject", "contradicted"),
        ({"status": "withdrawn"}, DAY + dt.timedelta(days=32), "review", "contradicted"),
        ({"status": "active", "holder": "Borealis Foods AG"}, DAY, "review", "contradicted"),
        ({"status": "active", "standard": "ISO 14001"}, DAY, "review", "contradicted"),
        ({"status": "active", "expiry_date": "2027-01-01"}, DAY, "review", "contradicted"),
        ({"status": "active", "certificate_number": "FM 99999"}, DAY, "accept", "not_found"),
        ({"status": "active"}, DAY, "accept", None),
        ({"status": "withdrawn"}, DAY - dt.timedelta(days=1), "accept", None),
    ],
)
def test_a_good_paper_is_judged_by_what_the_register_says(
    tmp_path: Path, entry: dict[str, str], as_of: dt.date, decision: str, status: str | None
) -> None:
    take(write(tmp_path / "a.csv", [{"certificate_number": "FM12345", **entry}]), tmp_path, "--register", "Ours")
    certificate = build_certificate(GOOD)
    terms = Terms(as_of, registers=open_registers(tmp_path, as_of))
    verdict = judge(certificate, load_reference(), as_of, terms.circumstances(certificate, None))
    assert (verdict.decision, register_status(verdict.findings)) == (decision, status)


def test_registers_go_to_other_processes_by_their_paths(tmp_path: Path) -> None:
    take(write(tmp_path / "a.csv", [{"certificate_number": "1", "status": "active"}]), tmp_path, "--register", "Ours")
    registers = open_registers(tmp_path, DAY)
    assert len(registers.entries("1")) == 1
    sent = pickle.dumps(registers)
    assert len(sent) < 1000
    assert pickle.loads(sent).entries("1") == registers.entries("1")  # noqa: S301 - our own bytes


def test_a_sweep_and_a_check_judge_against_the_registers_in_their_folder(tmp_path: Path) -> None:
    take(
        write(tmp_path / "a.csv", [{"certificate_number": "FM 1", "status": "withdrawn"}]),
        tmp_path,
        "--register",
        "Ours",
    )
    certificate = build_certificate(GOOD | {"certificate_number": "FM1"})
    for terms in (open_terms(DAY, registers=tmp_path), options.opened(moment(DAY), None, None, tmp_path)):
        given = terms.circumstances(certificate, None)
        assert [str(snapshot) for snapshot in given.registers] == ["Ours of 2026-11-20"]
        assert [entry.status for entry in given.entries] == ["withdrawn"]
    assert open_terms(DAY, registers=tmp_path / "nothing").registers is None


def moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def test_a_check_says_where_no_register_was_imported(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(Path(__file__)), "--registers", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "No register was imported into" in result.stderr


@pytest.mark.slow
def test_a_register_of_a_million_entries_answers_a_hundred_thousand_times_in_seconds(tmp_path: Path) -> None:
    count = 1_000_000
    columns: dict[str, Any] = {
        name: pa.nulls(count, kind.type) for name, kind in zip(SCHEMA.names, SCHEMA, strict=True)
    }
    numbers = pa.array([f"{n:07d}" for n in range(count)])
    columns |= {"number_key": numbers, "certificate_number": numbers, "holder": numbers}
    path = path_of(tmp_path, "Big", DAY)
    path.parent.mkdir(parents=True)
    about = {"register": "Big", "taken_on": str(DAY), "map": "plain", "file": "big.csv"}
    pq.write_table(pa.table(columns, schema=SCHEMA.with_metadata(about)), path)
    registers, begun = open_registers(tmp_path, DAY), time.process_time()
    found = sum(len(registers.entries(f"{n * 37 % (2 * count):07d}")) for n in range(100_000))
    assert 40_000 < found < 60_000
    assert time.process_time() - begun < 20
