"""Faults in whole sweeps: nothing lost, nothing doubled, nothing acknowledged too early, and always something to read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.faults.conservation import mails, series
from tests.faults.conservation.full_disk import disk_full, may_mount
from tests.faults.conservation.kinds import KINDS, Kind
from tests.faults.conservation.promises import Counts, Promises
from tests.faults.conservation.stand import Stand
from tests.faults.conservation.sweeping import sweep
from tests.flows.mailserver import has_dovecot


def judge(counts: Counts) -> None:
    assert counts.faults, counts
    assert not counts.broken, counts


@pytest.mark.parametrize(
    ("put_in", "most"),
    [
        (series.killed_at_every_change, 8),
        (series.full_at_every_change, 4),
        (series.read_errors, 6),
        (series.clock_jumps, 3),
        (series.two_at_once, 3),
    ],
)
def test_a_few_of_many_faults_break_no_promise(tmp_path: Path, put_in: object, most: int) -> None:
    assert callable(put_in)
    judge(put_in(tmp_path, most))


@pytest.mark.skipif(not may_mount(), reason="no mount namespaces here")
def test_a_full_disk_breaks_no_promise(tmp_path: Path) -> None:
    judge(disk_full(tmp_path, 4))


@pytest.mark.slow
@pytest.mark.skipif(not has_dovecot(), reason="no mail server: apt-get install dovecot-imapd")
def test_a_sweep_killed_at_a_command_to_a_mail_server_breaks_no_promise(tmp_path: Path) -> None:
    judge(mails.killed_at_every_command(tmp_path, 6))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS[2:7], ids=lambda kind: kind.name)
def test_processes_killed_at_any_moment_break_no_promise(kind: Kind) -> None:
    judge(kind.run(2))


def test_the_tables_take_their_places_so_that_all_that_is_pointed_at_is_found(tmp_path: Path) -> None:
    """Killed between two tables: the ones that point are the older ones."""
    stand = Stand(tmp_path)
    stand.restart()
    before, promises = {p: p.read_bytes() for p in stand.out.glob("*/intake.parquet")}, Promises(stand.out, Counts())
    sweep(stand.job())
    for path, data in before.items():
        path.write_bytes(data)
    assert promises.tables()
    assert not promises.counts.broken
    for name in ("documents", "certificates"):
        frame = pd.read_parquet(stand.out / name)
        frame.iloc[1:].to_parquet(stand.out / name / f"{name}.parquet")
    promises.tables()
    assert promises.counts.unreadable  # what this counts can be broken


def test_what_is_counted_can_be_counted(tmp_path: Path) -> None:
    """A file that nobody swept is archived, a row is doubled, a file vanishes: each is found."""
    stand = Stand(tmp_path)
    (stand.drop / "_archive" / "never seen.txt").write_text("nobody swept this")
    next(stand.drop.glob("_archive/*/*.txt")).unlink()
    frame = pd.read_parquet(stand.out / "documents")
    pd.concat([frame, frame[:1]]).to_parquet(stand.out / "documents" / "documents.parquet")
    stand.check_now()
    stand.check_end()
    counts = stand.counts
    assert counts.acknowledged_without_rows == 1
    assert counts.without_status == 1
    assert counts.doubled == 2
    assert counts.different_end == 1
