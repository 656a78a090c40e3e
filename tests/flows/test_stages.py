"""A whole sweep without Prefect: nothing lost, nothing twice, nothing read again."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from flows import stages
from flows.doors import Doors
from flows.files import Locked, hold
from flows.progress import Silence
from flows.settings import Settings
from flows.sources.address import local
from flows.sources.drop import Drop
from flows.sources.incoming import Incoming, Published, Source
from flows.stages import Sweep
from flows.summary import Summary
from flows.terms import Terms
from tests.flows import fakes
from tests.flows.packing import put, rarred


def ticking() -> Callable[[], dt.datetime]:
    """A clock that never shows the same time twice."""
    ticks = itertools.count()
    return lambda: dt.datetime(2026, 6, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=next(ticks))


def sweep(out: Path, *sources: Path, doors: Doors, run_id: str = "run", seconds: float = 60.0) -> Summary:
    return sweep_sources(out, [local(source, (out,)) for source in sources], doors, run_id, seconds)


def sweep_sources(
    out: Path, sources: Sequence[Source], doors: Doors | None = None, run_id: str = "run", seconds: float = 60.0
) -> Summary:
    """What the flow does, without Prefect."""
    settings = Settings(document_seconds=seconds, processes=2)
    job = Sweep(out, run_id, ticking(), settings, doors or fakes.doors(), Silence())
    with hold(out):
        arrivals = stages.take_in(job, sources)
        documents = stages.unread(job, arrivals)
        with stages.readers(job) as workers:
            read_now = stages.read_batch(job, workers, documents)
        summary = stages.judge_and_publish(job, arrivals, Terms(fakes.AS_OF), read_now)
        stages.acknowledge(job, sources)
        return summary


def digests(out: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.rglob("*.parquet"))}


def rows(out: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out / table).to_pylist()
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "Acme").mkdir(parents=True)
    (folder / "Acme" / "a.txt").write_bytes(fakes.paper("ISO 9001", "2027-01-31"))
    (folder / "Acme" / "old.txt").write_bytes(fakes.paper("ISO 14001", "2020-01-31"))
    (folder / "Beta").mkdir()
    (folder / "Beta" / "copy of a.txt").write_bytes(fakes.paper("ISO 9001", "2027-01-31"))
    (folder / "Beta" / "locked.txt").write_bytes(b"!locked")
    (folder / "Beta" / "letter.txt").write_bytes(b"dear buyer")
    with zipfile.ZipFile(folder / "Beta" / "z.zip", "w") as archive:
        archive.writestr("c.txt", fakes.paper("ISO 9001", "2028-01-31"))
    return folder


def test_every_file_in_has_one_row_and_every_content_one_document(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    summary = sweep(out, source, doors=fakes.doors())
    intake = pd.read_parquet(out / "intake")
    assert dict(zip(intake["file_name"], intake["status"], strict=True)) == {
        "a.txt": "read",
        "old.txt": "read",
        "copy of a.txt": "read",
        "letter.txt": "read",
        "locked.txt": "failed",
        "z.zip": "unpacked",
        "c.txt": "read",
    }
    documents = pd.read_parquet(out / "documents")
    assert documents["document_id"].is_unique
    assert documents["document_id"].is_monotonic_increasing
    contents = intake[intake["status"] != "unpacked"]
    assert set(documents["document_id"]) == set(contents["document_id"])
    assert intake.set_index("file_name").loc["locked.txt", "code"] == "encrypted"
    assert summary.files.total() == 7
    assert dict(summary.certificates) == {"ISO 9001": 2, "ISO 14001": 1}
    assert dict(summary.verdicts) == {"accept": 2, "reject": 1}
    assert not +summary.faults
    covered = {(r["supplier_id"], r["standard"]): r["covered"] for r in rows(out, "suppliers")}
    assert covered == {("Acme", "ISO 9001"): True, ("Acme", "ISO 14001"): False, ("Beta", "ISO 9001"): True}


def test_a_second_sweep_reads_nothing_and_leaves_the_tables_byte_for_byte(tmp_path: Path, source: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    first = sweep(out, source, doors=fakes.doors(log))
    before = digests(out)
    assert len(log.read_text().splitlines()) == first.read_now == 5
    second = sweep(out, source, doors=fakes.doors(log), run_id="another run")
    assert second.read_now == 0
    assert len(log.read_text().splitlines()) == 5
    assert digests(out) == before


def test_a_copy_that_comes_in_later_is_later_though_the_clock_was_set_back(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    named = pd.read_parquet(out / "documents").set_index("document_id").file_name
    (source / "Aaron").mkdir()
    (source / "Aaron" / "first by address.txt").write_bytes(fakes.paper("ISO 9001", "2027-01-31"))
    sweep(out, source, doors=fakes.doors())  # the clock of these tests begins anew with each sweep
    assert pd.read_parquet(out / "documents").set_index("document_id").file_name.equals(named)
    assert "Aaron" not in set(pd.read_parquet(out / "certificates").supplier_id)


def test_another_reader_version_reads_again(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    again = sweep(out, source, doors=fakes.doors(version="reader-2"), run_id="run 2")
    assert again.read_now == 5
    assert {r["reader_version"] for r in rows(out, "documents")} == {"reader-2"}
    assert {r["run_id"] for r in rows(out, "documents")} == {"run 2"}


def test_what_came_in_stays_even_if_its_source_is_gone(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    before = {str(r["source_uri"]): r for r in rows(out, "intake")}
    (source / "Acme" / "a.txt").unlink()
    (source / "Acme" / "new.txt").write_bytes(fakes.paper("ISO 45001"))
    summary = sweep(out, source, doors=fakes.doors())
    after = {str(r["source_uri"]): r for r in rows(out, "intake")}
    assert summary.read_now == 1
    assert {uri: after[uri] for uri in before} == before
    assert len(after) == len(before) + 1


def test_a_changed_file_keeps_the_row_of_what_it_was(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    (source / "Acme" / "a.txt").write_bytes(fakes.paper("ISO 9001", "2029-01-31"))
    sweep(out, source, doors=fakes.doors())
    same_address = [r for r in rows(out, "intake") if str(r["source_uri"]).endswith("/Acme/a.txt")]
    assert len(same_address) == 2


def test_a_file_that_was_refused_is_replaced_once_it_is_not(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    link = source / "Acme" / "link"
    link.symlink_to(source / "Acme" / "a.txt")
    sweep(out, source, doors=fakes.doors())
    link.unlink()
    link.write_bytes(fakes.paper("ISO 50001"))
    sweep(out, source, doors=fakes.doors())
    assert [r["status"] for r in rows(out, "intake") if str(r["source_uri"]).endswith("/link")] == ["read"]


def test_documents_that_hang_crash_or_meet_a_bug_cost_one_row_each(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    for name in ("hang", "crash", "bug"):
        (source / name).write_bytes(f"!{name}".encode())
    summary = sweep(out, source, doors=fakes.doors(), seconds=2.0)
    codes = {r["file_name"]: r["code"] for r in rows(out, "intake")}
    assert (codes["hang"], codes["crash"], codes["bug"]) == ("timed_out", "reader_crashed", "reader_error")
    assert dict(+summary.faults) == {"reader_error": 1}  # a document that crashes its reader is in quarantine
    assert codes["a.txt"] is None
    before = digests(out)
    assert sweep(out, source, doors=fakes.doors(), seconds=2.0).read_now == 0
    assert digests(out) == before
    assert sweep(out, source, doors=fakes.doors(), seconds=3.0).read_now == 1  # more time is a reason to try again


def test_a_judge_that_breaks_sends_the_certificate_to_a_person(tmp_path: Path, source: Path) -> None:
    def broken(*_: object) -> object:
        raise KeyError("oops")

    real = fakes.doors()
    doors = Doors(real.read_document, real.reader_key, broken, "ref-1")  # type: ignore[arg-type]
    summary = sweep(tmp_path / "out", source, doors=doors)
    assert dict(summary.verdicts) == {"review": 3}
    assert dict(+summary.faults) == {"judge_error": 3}
    assert {r["outcome"] for r in rows(tmp_path / "out", "findings")} == {"error"}


def test_a_sweep_of_nothing_writes_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    summary = sweep(tmp_path / "out", tmp_path / "in", doors=fakes.doors())
    assert summary.files.total() == 0
    assert len(pd.read_parquet(tmp_path / "out" / "certificates")) == 0


def test_the_output_folder_inside_a_source_is_not_swept(tmp_path: Path, source: Path) -> None:
    sweep(source / "out", source, doors=fakes.doors())
    assert sweep(source / "out", source, doors=fakes.doors()).files.total() == 7


def test_two_sweeps_at_once_do_not_mix(tmp_path: Path) -> None:
    with hold(tmp_path / "out"), pytest.raises(Locked), hold(tmp_path / "out"):
        pass


def test_a_sweep_that_may_wait_begins_when_the_other_has_ended(tmp_path: Path) -> None:
    begun, ended = threading.Event(), []

    def other() -> None:
        with hold(tmp_path / "out"):
            begun.set()
            time.sleep(0.5)
            ended.append(True)

    thread = threading.Thread(target=other)
    thread.start()
    begun.wait()
    with hold(tmp_path / "out", wait=60):
        assert ended
    thread.join()


def test_what_no_program_could_unpack_comes_in_once_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = put(tmp_path / "drop", **{"c.rar": rarred({"c.txt": fakes.paper()}, method=3)})
    out, settings = tmp_path / "out", Settings(settle_seconds=0.0)
    programs = put(tmp_path / "bin", paper=fakes.paper())
    monkeypatch.setenv("PATH", str(programs))
    sweep_sources(out, [Drop(drop, drop / "_archive", (), settings)])
    assert {r["file_name"]: r["code"] for r in rows(out, "intake")} == {"c.rar": None, "c.txt": "no_extractor"}
    assert not (drop / "c.rar").exists()
    put(programs, unrar=f"#!/bin/sh\n/bin/cat {programs}/paper".encode())
    (programs / "unrar").chmod(0o755)
    for _ in range(2):
        sweep_sources(out, [Drop(drop, drop / "_archive", (), settings)])
        assert {r["file_name"]: r["status"] for r in rows(out, "intake")} == {"c.rar": "unpacked", "c.txt": "read"}


@pytest.mark.parametrize(
    ("error", "faults"),
    [(OSError(5, "Input/output error"), {}), (UnicodeDecodeError("utf-8", b"", 0, 1, "odd"), {"source_error": 1})],
)
@pytest.mark.parametrize("when", ["files", "acknowledge"])
def test_a_source_that_breaks_costs_no_other_source_anything(
    tmp_path: Path, source: Path, error: Exception, faults: dict[str, int], when: str
) -> None:
    class Broken:
        def files(self) -> Iterator[Incoming]:
            yield from local(source / "Acme" / "a.txt").files()
            if when == "files":
                raise error

        def acknowledge(self, published: Published) -> None:
            if when == "acknowledge":
                raise error

        def __str__(self) -> str:
            return "imap://mail.example/INBOX"

    summary = sweep_sources(tmp_path / "out", [Broken(), local(source)])
    assert summary.files.total() == 7
    assert dict(+summary.faults) == faults
    assert [trouble.partition(": ")[0] for trouble in summary.troubles] == ["imap://mail.example/INBOX"]


def test_a_damaged_record_is_read_again(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    record = next((out / "readings").rglob("*.json"))
    record.write_bytes(record.read_bytes()[:40])
    assert sweep(out, source, doors=fakes.doors()).read_now == 1
