"""Judging again what was read, and what has changed since an earlier day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from extractors.certificate import Certificate
from flows import judging, stages
from flows.cli import main
from flows.commands.options import Exit
from flows.cover import Cover, supplier_rows
from flows.diff import difference
from flows.doors import Doors, Judge
from flows.files import Locked, hold
from flows.history import NoSnapshot, find, snapshots
from flows.judging import NotRead
from flows.progress import Silence
from flows.rejudge import NothingRead, rejudge
from flows.settings import Settings
from flows.sources.address import open_source
from flows.stages import Sweep
from flows.summary import Summary
from flows.terms import Terms
from rules.circumstances import Circumstances
from rules.finding import Verdict
from tests.flows import fakes

DAY = dt.date(2026, 6, 30)
LATER = dt.date(2026, 9, 30)
ONE = Settings(processes=1)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)


def sweep(out: Path, source: Path, as_of: dt.date = DAY, today: dt.date = DAY) -> Summary:
    job = Sweep(out, "run", lambda: at(today), Settings(processes=2), fakes.doors(), Silence())
    with hold(out):
        arrivals = stages.take_in(job, [open_source(str(source), job.settings, out)])
        with stages.readers(job) as workers:
            read_now = stages.read_batch(job, workers, stages.unread(job, arrivals))
        return stages.judge_and_publish(job, arrivals, Terms(as_of), read_now)


def again(
    out: Path, as_of: dt.date, today: dt.date = LATER, doors: Doors | None = None, settings: Settings = ONE
) -> Summary:
    return rejudge(out, Terms(as_of), doors or fakes.doors(), lambda: at(today), settings)


def tables(out: Path) -> dict[str, str]:
    """A digest of each published table."""
    found = sorted(p for p in out.glob("*/*.parquet") if p.parent.name == p.stem)
    return {p.stem: hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    papers = {
        "Acme/a.txt": fakes.paper(expiry="2026-08-01", issue_date="2023-08-01", **ACME),
        "Beta/b.txt": fakes.paper(expiry="2026-07-15", certificate_number="B 2000", certified_organization="Beta Ltd"),
        "Gamma/c.txt": fakes.paper("ISO 14001", "2026-10-20"),
        "Gamma/letter.txt": b"dear buyer",
    }
    for name, content in papers.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


ACME = {"certificate_number": "A 1000", "certified_organization": "Acme Valves Ltd"}


def test_rejudging_writes_what_a_sweep_on_that_day_writes(tmp_path: Path, source: Path) -> None:
    sweep(tmp_path / "swept", source, as_of=LATER)
    sweep(tmp_path / "rejudged", source, as_of=DAY)
    summary = again(tmp_path / "rejudged", LATER)
    assert dict(summary.verdicts) == {"reject": 2, "accept": 1}
    assert summary.read_now == 0
    rejudged, swept = (tables(tmp_path / name) for name in ("rejudged", "swept"))
    assert rejudged | {"documents": ""} == swept | {"documents": ""}  # which say how long each was read


def test_a_verdict_replayed_is_the_same_byte_for_byte(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    before = tables(out)
    again(out, LATER)
    assert tables(out) != before
    again(out, DAY)
    assert tables(out) == before


def killed_elsewhere(certificate: Certificate, as_of: dt.date, circumstances: Circumstances, here: int) -> Verdict:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return fakes.judge(certificate, as_of, circumstances)


@pytest.mark.parametrize("judge", [fakes.judge, partial(killed_elsewhere, here=os.getpid())], ids=["lives", "killed"])
def test_the_tables_do_not_depend_on_how_many_processes_judge_and_live(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, judge: Judge
) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    monkeypatch.setattr(judging, "BATCH", 1)
    again(out, DAY)
    alone = tables(out)
    again(out, DAY, doors=dataclasses.replace(fakes.doors(), judge=judge), settings=Settings(processes=2))
    assert tables(out) == alone


def test_every_row_says_by_which_versions_it_was_made(tmp_path: Path, source: Path) -> None:
    sweep(tmp_path / "out", source)
    for table in ("certificates", "findings"):
        rows = pq.read_table(tmp_path / "out" / table).to_pylist()
        made = {(r["reader_version"], r["rulebook_version"], r["reference_version"]) for r in rows}
        assert made == {("reader-1", "rules-1", "ref-1")}


def killed(certificate: Certificate, as_of: dt.date, circumstances: Circumstances) -> Verdict:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_rejudge_that_is_killed_leaves_the_old_tables(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    before = tables(out)
    doors = dataclasses.replace(fakes.doors(), judge=killed)
    process = multiprocessing.get_context("spawn").Process(target=again, args=(out, LATER, LATER, doors))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert tables(out) == before
    assert dict(again(out, LATER).verdicts) == {"reject": 2, "accept": 1}


def test_a_rejudge_keeps_out_of_a_sweep_at_work(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    with hold(out), pytest.raises(Locked):
        again(out, DAY)


def test_what_was_not_read_is_not_judged(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(NothingRead):
        again(out, DAY)
    sweep(out, source)
    before = tables(out)
    next((out / "readings").rglob("*.json")).unlink()
    with pytest.raises(NotRead):
        again(out, DAY)
    assert tables(out) == before


def test_a_certificate_expires_is_renewed_and_cover_is_lost(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    (source / "Acme" / "next.txt").write_bytes(fakes.paper(expiry="2029-08-01", issue_date="2026-07-20", **ACME))
    (source / "Delta").mkdir()
    (source / "Delta" / "d.txt").write_bytes(fakes.paper("ISO 45001", "2026-12-20"))
    sweep(out, source, as_of=LATER, today=LATER)
    found = difference(out, "2026-07-31")
    assert (found.snapshot, found.since, found.until) == ("2026-06-30-001", DAY, LATER)
    assert {name: [row["supplier_id"] for row in rows] for name, rows in found.changes.items()} == {
        "new": ["Delta"],
        "renewed": ["Acme"],
        "expired": ["Beta"],
        "expires_in_30_days": ["Gamma"],
        "expires_in_60_days": [],
        "expires_in_90_days": ["Delta"],
        "lost_cover": ["Beta"],
    }
    again(out, dt.date(2027, 6, 30))  # a look ahead: the difference follows the tables
    assert [row["supplier_id"] for row in difference(out, "2026-06-30").changes["lost_cover"]] == ["Beta", "Gamma"]


@pytest.mark.parametrize(
    ("verdict", "counted", "trap"),
    [
        ("accept", "new", "though the old one is valid too"),
        ("review", "new", "though the old one is accepted: the new one says how things stand"),
        ("reject", "old", "a paper that does not count yet, or never will, replaces nothing"),
    ],
)
def test_the_newer_paper_counts_unless_it_is_rejected(verdict: str, counted: str, trap: str) -> None:
    covers = [
        Cover("acme", "ISO 9001", "old", "accept", dt.date(2026, 8, 1), replaced_by="new"),
        Cover("acme", "ISO 9001", "new", verdict, dt.date(2029, 8, 1)),
    ]
    assert [row["certificate_id"] for row in supplier_rows(covers, Terms(DAY))] == [counted], trap


def test_renewals_are_found_among_what_was_read(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    (source / "Acme" / "next.txt").write_bytes(fakes.paper(expiry="2029-08-01", issue_date="2026-06-20", **ACME))
    sweep(out, source)
    certificates = {r["certificate_id"]: r for r in pq.read_table(out / "certificates").to_pylist()}
    acme = next(r for r in pq.read_table(out / "suppliers").to_pylist() if r["supplier_id"] == "Acme")
    new = certificates[acme["certificate_id"]]
    old = certificates[new["kin_of"]]
    assert (new["kinship"], old["replaced_by"]) == ("renewal", new["certificate_id"])
    assert acme["expiry_date"] == dt.date(2029, 8, 1)


@pytest.mark.parametrize(
    ("as_of", "today", "left", "trap"),
    [
        (DAY, DAY, ["2026-06-30-001"], "the same again says nothing new"),
        (LATER, LATER, ["2026-06-30-001", "2026-09-30-001"], "another day is history, whatever it says"),
        (LATER, DAY, ["2026-06-30-001"], "a look ahead is none"),
        (dt.date(2026, 1, 1), DAY, ["2026-06-30-001"], "nor is a look back"),
    ],
)
def test_history_only_moves_forward(
    tmp_path: Path, source: Path, as_of: dt.date, today: dt.date, left: list[str], trap: str
) -> None:
    sweep(tmp_path / "out", source)
    again(tmp_path / "out", as_of, today)
    assert snapshots(tmp_path / "out") == left, trap


def test_of_old_snapshots_each_months_last_is_kept(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    for day in ("2026-01-10", "2026-01-20", "2026-02-01", "2026-06-01", "2026-06-02"):
        (out / "history" / f"{day}-001").mkdir(parents=True)
    sweep(out, source)
    (source / "Acme" / "more.txt").write_bytes(fakes.paper("ISO 45001"))
    sweep(out, source)
    kept = ["2026-01-20-001", "2026-02-01-001", "2026-06-01-001", "2026-06-02-001", "2026-06-30-001", "2026-06-30-002"]
    assert snapshots(out) == kept
    assert find(out, "2026-06-30") == "2026-06-30-002"
    assert find(out, "2026-06-30-001") == "2026-06-30-001"
    for unknown in ("2025-12-31", "last week"):
        with pytest.raises(NoSnapshot):
            find(out, unknown)


@pytest.mark.parametrize("left", [b"", b"PAR1 and no more"])
def test_a_damaged_snapshot_stops_no_sweep_and_is_named_where_it_is_asked_for(
    tmp_path: Path, source: Path, left: bytes
) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    (out / "history" / "2026-06-30-001" / "certificates.parquet").write_bytes(left)
    sweep(out, source)
    assert snapshots(out) == ["2026-06-30-001", "2026-06-30-002"]
    said = CliRunner().invoke(main, ["diff", "--out", str(out), "2026-06-30-001"])
    assert said.exit_code == Exit.USAGE
    assert "history/2026-06-30-001: " in said.stderr
    assert CliRunner().invoke(main, ["diff", "--out", str(out), "2026-06-30"]).exit_code == Exit.OK


def test_diff_speaks_to_people_and_machines(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    again(out, LATER)
    said = CliRunner().invoke(main, ["diff", "--out", str(out), "2026-06-30"])
    assert said.exit_code == Exit.OK
    assert "lost cover               2" in said.stdout
    assert "Beta, Beta Ltd, ISO 9001, B 2000, until 2026-07-15, now reject" in said.stdout
    data = json.loads(CliRunner().invoke(main, ["diff", "--json", "--out", str(out), "2026-06-30"]).stdout)
    assert [row["expiry_date"] for row in data["expired"]] == ["2026-08-01", "2026-07-15"]
    lost = CliRunner().invoke(main, ["diff", "--out", str(out), "2020-01-01"])
    assert lost.exit_code == Exit.USAGE
    assert "Known runs: 2026-06-30-001" in lost.stderr


_LOADED = """
import sys
from flows.cli import main
try:
    main(["rejudge", "--json", "--as-of", "2026-09-30", "--out", sys.argv[1]])
except SystemExit as end:
    print(end.code, sorted({"prefect", "rapidocr"} & sys.modules.keys()), file=sys.stderr)
"""


def test_the_command_starts_neither_prefect_nor_an_ocr_engine(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source)
    run = [sys.executable, "-c", _LOADED, str(out)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (said["read_now"], said["certificates"]) == (0, {"ISO 14001": 1, "ISO 9001": 2})
    assert done.stderr.strip().splitlines()[-1] == "0 []"
    with hold(out):
        taken = subprocess.run(run, capture_output=True, text=True, check=True)
    assert taken.stdout == ""
    assert taken.stderr.strip().splitlines()[-1] == f"{Exit.LOCKED:d} []"


def test_rejudging_nothing_is_a_usage_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["rejudge", "--out", str(tmp_path)])
    assert result.exit_code == Exit.USAGE
    assert "certsweep sweep" in result.stderr


def test_the_terms_of_the_last_run_are_kept_until_others_are_given(tmp_path: Path, source: Path) -> None:
    out, listed = tmp_path / "out", tmp_path / "list.csv"
    listed.write_text("supplier_id,name\n1001,Acme\n1002,Beta\n1003,Gamma\n")
    sweep(out, source)

    def suppliers(*more: str) -> tuple[list[str], str]:
        said = CliRunner().invoke(main, ["rejudge", "--out", str(out), "--as-of", "2026-09-30", *more])
        assert said.exit_code == Exit.OK, said.output
        return pq.read_table(out / "suppliers")["supplier_id"].to_pylist(), said.stderr

    by_number, by_folder = ["1001", "1002", "1003"], ["Acme", "Beta", "Gamma"]
    assert suppliers() == (by_folder, "")
    assert suppliers("--suppliers", str(listed)) == (by_number, "")
    assert suppliers() == (by_number, f"certsweep: on the terms of the last run: suppliers {listed}\n")
    assert suppliers("--plain") == (by_folder, "")
    assert suppliers() == (by_folder, "")
    suppliers("--suppliers", str(listed))
    listed.unlink()
    gone = CliRunner().invoke(main, ["rejudge", "--out", str(out)])
    assert (gone.exit_code, str(listed) in gone.stderr) == (Exit.USAGE, True)
