"""The scheduled sweep: what it shows, whom it tells, and that it runs by the clock until it is stopped."""

from __future__ import annotations

import ast
import datetime as dt
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from flows.cli import main
from flows.commands.options import Exit
from flows.news import news
from flows.sources.mailbox import DONE
from tests.flows import fakes
from tests.flows.letters import post
from tests.flows.mailserver import PASSWORD, Dovecot, free_port, has_dovecot
from tests.flows.test_stages import sweep
from tests.flows.test_sweep import _children_of

ROOT = Path(__file__).parents[2]
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "Acme").mkdir(parents=True)
    (folder / "Acme" / "good.txt").write_bytes(fakes.paper(certified_organization="Acme"))
    (folder / "Acme" / "odd.txt").write_bytes(b"standard: ISO 9001\n")
    (folder / "Acme" / "old.txt").write_bytes(fakes.paper(expiry="2020-01-31", certified_organization="Acme"))
    (folder / "locked.txt").write_bytes(b"!locked")
    return folder


def test_what_came_in_and_what_needs_a_person_are_told_apart(tmp_path: Path, source: Path) -> None:
    sweep(tmp_path / "out", source, doors=fakes.doors())
    found = news(tmp_path / "out", ALWAYS)
    assert [(row["file"], row["certificates"]) for row in found.came_in] == [
        ("good.txt", "ISO 9001: accept"),
        ("odd.txt", "ISO 9001: review"),
        ("old.txt", "ISO 9001: reject"),
        ("locked.txt", ""),
    ]
    assert [row["what"] for row in found.for_a_person] == [
        "locked.txt",
        "ISO 9001 of Acme",
        "ISO 9001 of no holder read",
    ]
    assert "password" in str(found.for_a_person[0]["why"])
    assert found.lines(limit=1)[0] == "4 files came in (3 read, 1 failed)."
    assert found.lines(limit=1)[-1] == "- and 2 more"


def test_what_came_in_before_is_no_news(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    sweep(out, source, doors=fakes.doors())
    last = max(row["received_at"] for row in pq.read_table(out / "intake").to_pylist())
    later = news(out, last + dt.timedelta(microseconds=1))
    assert (later.came_in, later.for_a_person) == ([], [])
    assert later.lines(limit=5) == ["Nothing new came in."]


def parameters_of(entrypoint: str) -> set[str]:
    """The parameters of a flow, without starting Prefect."""
    path, name = entrypoint.split(":")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    flow = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    return {argument.arg for argument in flow.args.args}


DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: str(deployment["name"]))
def test_deployments_fit_their_flows(deployment: dict[str, Any]) -> None:
    assert deployment["parameters"].keys() <= parameters_of(deployment["entrypoint"]) - {"doors"}
    assert "out" in deployment["parameters"]
    limit = deployment["concurrency_limit"]
    assert (limit if isinstance(limit, int) else limit["limit"]) == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--cron", "0 6 * * *", "--interval", "60"], "not both"),
        (["--cron", "at six"], "Invalid cron"),
        (["--cron", "0 6 * * *", "--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--profile", "no-such-profile"], "no-such-profile"),
    ],
)
@pytest.mark.slow
def test_a_schedule_that_cannot_work_is_a_usage_error(tmp_path: Path, arguments: list[str], part: str) -> None:
    done = certsweep(tmp_path, "serve", str(tmp_path), "--out", str(tmp_path / "out"), *arguments)
    _, stderr = done.communicate(timeout=120)
    assert done.returncode == Exit.USAGE
    assert part in stderr


def test_serve_takes_no_source_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "drop:///no/such/folder", "--out", str(tmp_path)])
    assert result.exit_code == Exit.USAGE


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "CERTSWEEP_CACHE": str(tmp_path / "cache")}


def certsweep(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *arguments],
        env=environment(tmp_path) | {"CERTSWEEP_SETTLE_SECONDS": "0.5"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_serve_sweeps_by_the_clock_and_leaves_nothing_running(tmp_path: Path, ending: signal.Signals) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    (drop / "letter.txt").write_bytes(b"dear buyer")
    process = certsweep(
        tmp_path, "serve", f"drop://{drop}", "--out", str(out), "--interval", "10", "--port", str(free_port())
    )
    try:
        wait_for(lambda: (drop / "_archive" / "letter.txt").exists(), process)
        (drop / "second.txt").write_bytes(b"dear buyer, once more")
        wait_for(lambda: (drop / "_archive" / "second.txt").exists(), process)
    finally:
        process.send_signal(ending)
        process.communicate(timeout=60)
    assert len(pq.read_table(out / "intake")) == 2
    wait_for(lambda: _children_of(process.pid) == [], seconds=60)


def wait_for(condition: Any, process: subprocess.Popen[str] | None = None, seconds: float = 180.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert process is None or process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.2)


_RUN = """
import os, sys
from pathlib import Path
from flows.prefect_home import settle_prefect
if __name__ == "__main__":
    settle_prefect(Path(os.environ["CERTSWEEP_CACHE"]))
    from prefect.artifacts import Artifact
    from prefect.blocks.notifications import CustomWebhookNotificationBlock
    from flows.inbox import SourcesLost, inbox
    from flows.prefect_home import name_of
    from tests.flows import fakes
    hook, out, *sources = sys.argv[1:]
    block = CustomWebhookNotificationBlock(
        name="hook", url=hook, json_data={"subject": "{{subject}}", "body": "{{body}}"}
    )
    block.save("buyers", overwrite=True)
    try:
        inbox(sources, out, notify="custom-webhook/buyers", doors=fakes.doors())
    except SourcesLost as error:
        print(f"lost: {error}")
    for key in ("came-in", "for-a-person"):
        print(Artifact.get(f"{name_of(Path(out))}-{key}").data)
"""


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A webhook, and what it was told."""
    told: list[dict[str, str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/", told
        listening.shutdown()


@pytest.mark.slow
def test_a_run_shows_what_came_in_and_tells_what_needs_a_person(
    tmp_path: Path, source: Path, hook: tuple[str, list[dict[str, str]]]
) -> None:
    lost = f"imap://me@127.0.0.1:{free_port()}/INBOX"
    script = tmp_path / "run_inbox.py"
    script.write_text(_RUN)
    done = subprocess.run(
        [sys.executable, str(script), hook[0], str(tmp_path / "out"), str(source), lost],
        env=environment(tmp_path) | {"CERTSWEEP_SOURCE_TRIES": "1", "CERTSWEEP_IMAP_PASSWORD": "wonderland"},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert "lost: imap://127.0.0.1/INBOX cannot be reached" in done.stdout
    assert "good.txt" in done.stdout
    (message,) = hook[1]
    assert message["subject"] == "certsweep: out"
    assert "4 files came in" in message["body"]
    assert "locked.txt" in message["body"]
    assert "cannot be reached" in message["body"]
    assert "wonderland" not in done.stdout + done.stderr + message["body"]


_RUN_MAILBOX = """
import os, sys
from pathlib import Path
from flows.prefect_home import settle_prefect
if __name__ == "__main__":
    settle_prefect(Path(os.environ["CERTSWEEP_CACHE"]))
    from prefect.blocks.system import Secret
    from flows.inbox import SourcesLost, inbox
    from flows.prefect_home import name_of
    from tests.flows import fakes
    from tests.flows.mailserver import PASSWORD
    out, address = sys.argv[1:]
    Secret(value=PASSWORD).save("mailbox", overwrite=True)
    for name in ("mailbox", "no-such-block"):
        try:
            inbox([f"{address}?password=block:{name}"], out, doors=fakes.doors())
            print("done")
        except SourcesLost as error:
            print(f"lost: {error}")
"""


@pytest.mark.slow
@pytest.mark.skipif(not has_dovecot(), reason="no mail server: apt-get install dovecot-imapd")
def test_a_mailbox_is_opened_with_the_password_of_a_block(tmp_path: Path) -> None:
    script = tmp_path / "run_mailbox.py"
    script.write_text(_RUN_MAILBOX)
    with Dovecot() as server:
        server.deliver(*post(2))
        done = subprocess.run(
            [sys.executable, str(script), str(tmp_path / "out"), server.address],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        )
        assert all(DONE in flags for _, flags in server.flags())
    assert done.stdout.splitlines() == [
        "done",
        "lost: Prefect has no Secret block no-such-block: `prefect block create secret`.",
    ]
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    assert not [path for path in kept if path != script]
