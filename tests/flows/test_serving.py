"""`certsweep serve` as an operator has it: started, looked at, stopped, killed, and started again. docs/operations.md."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows import prefect_home
from flows.commands.options import Exit
from flows.prefect_home import NoServer, name_of, server
from tests.flows.mailserver import free_port
from tests.flows.test_inbox import certsweep, wait_for
from tests.flows.test_sweep import _children_of

SAMPLES = Path(__file__).parents[2] / "samples" / "certificates"
OFTEN, SELDOM = "10", "3600"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    shutil.copy(SAMPLES / "zertifikat-clean.pdf", folder)
    return folder


@contextmanager
def served(tmp_path: Path, drop: Path, port: int, interval: str) -> Iterator[subprocess.Popen[str]]:
    """The command, killed with the block if it is still there."""
    process = certsweep(tmp_path, *_words(tmp_path, drop, port), "--interval", interval)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        wait_for(lambda: _children_of(process.pid) == [], seconds=60)


def _words(tmp_path: Path, drop: Path, port: int) -> list[str]:
    return ["serve", f"drop://{drop}", "--out", str(tmp_path / "out"), "--ocr", "none", "--port", str(port)]


def asked(port: int, what: str) -> list[dict[str, Any]]:
    """All that Prefect's server has of something; nothing while it is not there."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{what}/filter", b"{}", {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own machine
            found: list[dict[str, Any]] = json.load(answer)
            return found
    except OSError:
        return []


def states(port: int) -> dict[str, str]:
    """Of whole runs, without those that are to come."""
    runs = [run for run in asked(port, "flow_runs") if run["deployment_id"] and run["state_name"] != "Scheduled"]
    return {run["id"]: run["state_name"] for run in runs}


def test_whoever_answers_on_our_port_is_not_taken_for_our_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv(prefect_home._SERVED_BY, "")  # which `server` sets
    monkeypatch.setattr(prefect_home, "_PORT_SECONDS", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(NoServer, match=f"{port} is taken"), server(port):
            pass


@pytest.mark.slow
def test_the_way_of_a_file_from_the_drop_folder_to_a_clean_stop(tmp_path: Path, drop: Path) -> None:
    port, out = free_port(), tmp_path / "out"
    with served(tmp_path, drop, port, OFTEN) as process:
        wait_for(lambda: (drop / "_archive" / "zertifikat-clean.pdf").exists(), process)
        (row,) = pq.read_table(out / "certificates").to_pylist()
        assert row["standard"] == "ISO 9001"
        key = f"{name_of(out)}-came-in"
        wait_for(lambda: key in {artifact["key"] for artifact in asked(port, "artifacts")}, process)
        second = certsweep(tmp_path, *_words(tmp_path, drop, free_port()))
        assert f"at work in {out}." in second.communicate(timeout=120)[1]
        assert second.returncode == Exit.LOCKED
        shutil.copy(SAMPLES / "statement-clean.pdf", drop)
        wait_for(lambda: (drop / "_archive" / "statement-clean.pdf").exists(), process)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=120)
    assert process.returncode == Exit.OK
    assert "Traceback" not in said
    assert "1 files came in (1 read)." in said


@pytest.mark.slow
def test_a_run_that_was_killed_with_its_server_does_not_block_those_after_it(tmp_path: Path, drop: Path) -> None:
    port = free_port()
    with served(tmp_path, drop, port, SELDOM) as process:
        wait_for(lambda: "Running" in states(port).values(), process)
        process.kill()
        process.communicate()
    assert not (drop / "_archive").exists()
    with served(tmp_path, drop, port, SELDOM) as process:
        wait_for(lambda: (drop / "_archive" / "zertifikat-clean.pdf").exists(), process)
        wait_for(lambda: sorted(states(port).values()) == ["Completed", "Crashed"], process)
    assert not list((tmp_path / "out" / "attempts").glob("*"))
