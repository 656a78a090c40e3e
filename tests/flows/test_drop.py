"""A drop folder: filed away when published, never before, and never what nobody has read."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.sources.drop import ARCHIVE, Drop
from flows.sources.incoming import SourceLost
from tests.flows import fakes
from tests.flows.packing import put
from tests.flows.test_stages import rows, sweep_sources

EVERYTHING = {"settle_seconds": 0.0}


def drop(folder: Path, **settings: float) -> Drop:
    return Drop(folder, folder / ARCHIVE, (), Settings(**(EVERYTHING | settings)))  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def never(source_uri: str, sha256: str) -> bool:
    return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    (folder / "Acme" / "2026").mkdir(parents=True)
    (folder / "Acme" / "2026" / "a.txt").write_bytes(fakes.paper())
    (folder / "b.txt").write_bytes(b"dear buyer")
    return folder


def test_what_is_published_is_filed_away_under_its_own_name(tmp_path: Path, folder: Path) -> None:
    sweep_sources(tmp_path / "out", [drop(folder)])
    assert names(folder) == [f"{ARCHIVE}/Acme/2026/a.txt", f"{ARCHIVE}/b.txt"]
    assert [r["supplier_id"] for r in rows(tmp_path / "out", "intake")] == ["Acme", None]
    sweep_sources(tmp_path / "out", [drop(folder)])
    assert len(rows(tmp_path / "out", "intake")) == 2


def test_what_is_not_published_stays(folder: Path) -> None:
    source = drop(folder)
    before = names(folder)
    assert len(list(source.files())) == 2
    source.acknowledge(never)
    assert names(folder) == before


def test_a_file_that_changed_since_it_was_read_stays(tmp_path: Path, folder: Path) -> None:
    source = drop(folder)
    taken = {i.source_uri: hashlib.sha256((folder / "b.txt").read_bytes()).hexdigest() for i in source.files()}
    (folder / "b.txt").write_bytes(b"a later version")
    source.acknowledge(lambda source_uri, sha256: taken[source_uri] == sha256)
    assert "b.txt" in names(folder)


def test_a_file_that_is_still_being_written_is_left_for_the_next_sweep(tmp_path: Path, folder: Path) -> None:
    source = drop(folder, settle_seconds=0.5)
    os.utime(folder / "b.txt", (1, 1))  # a copy with the time of its original is no older than it is
    finished = threading.Event()

    def write() -> None:
        with (folder / "growing.pdf").open("wb", buffering=0) as growing:
            while not finished.wait(0.05):
                growing.write(b"more")

    writer = threading.Thread(target=write)
    writer.start()
    listed = [incoming.file_name for incoming in source.files()]
    finished.set()
    writer.join()
    assert listed == ["a.txt", "b.txt"]


def test_the_same_name_again_loses_neither_file(tmp_path: Path, folder: Path) -> None:
    for text in (b"one", b"two", b"two"):
        (folder / "b.txt").write_bytes(text)
        sweep_sources(tmp_path / "out", [drop(folder)])
    kept = [(folder / ARCHIVE / name).read_bytes() for name in names(folder / ARCHIVE) if name.startswith("b")]
    assert sorted(kept) == [b"one", b"two"]


def test_a_name_as_long_as_names_may_be_is_archived_twice(tmp_path: Path, folder: Path) -> None:
    longest = "证" * 83 + ".pdf"
    for text in (b"last month", b"this month"):
        (folder / longest).write_bytes(text)
        sweep_sources(tmp_path / "out", [drop(folder)])
    kept = [name for name in names(folder) if name.startswith(f"{ARCHIVE}/证")]
    assert sorted((folder / name).read_bytes() for name in kept) == [b"last month", b"this month"]
    assert all(name.endswith(".pdf") for name in kept)


def test_a_folder_called_like_a_file_that_was_archived_is_archived_beside_it(tmp_path: Path, folder: Path) -> None:
    put(folder / ARCHIVE, Acme=b"last month, a file")
    assert not sweep_sources(tmp_path / "out", [drop(folder)]).troubles
    assert names(folder / ARCHIVE) == ["Acme", "Acme.folder/2026/a.txt", "b.txt"]


def test_a_file_that_cannot_be_moved_keeps_no_other_from_being_moved(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refused(path: Path, place: Path) -> Path:
        if "Acme" in path.parts:
            raise PermissionError(13, "Permission denied")
        return rename(path, place)

    monkeypatch.setattr(Path, "rename", refused)
    (folder / "Acme" / "also.txt").write_bytes(b"dear buyer")
    summary = sweep_sources(tmp_path / "out", [drop(folder)])
    assert "Acme/2026/a.txt cannot be moved" in summary.troubles[0]
    assert "Nor can 1 more" in summary.troubles[0]
    assert names(folder) == ["Acme/2026/a.txt", "Acme/also.txt", f"{ARCHIVE}/b.txt"]


def test_a_file_that_was_refused_stays_for_a_person(tmp_path: Path, folder: Path) -> None:
    (folder / "link").symlink_to("/etc/hostname")
    sweep_sources(tmp_path / "out", [drop(folder)])
    assert "link" in names(folder)


def test_an_archive_that_cannot_be_written_is_said_and_costs_no_row(tmp_path: Path, folder: Path) -> None:
    (folder / ARCHIVE).write_bytes(b"in the way")
    source = drop(folder)
    summary = sweep_sources(tmp_path / "out", [source])
    assert "cannot be moved" in summary.troubles[0]
    assert {r["file_name"] for r in rows(tmp_path / "out", "intake")} >= {"a.txt", "b.txt"}
    with pytest.raises(SourceLost):
        source.acknowledge(lambda *_: True)
