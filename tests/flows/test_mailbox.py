"""A mailbox on a real mail server: whatever breaks, no mail is acknowledged without rows and no row is doubled."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from flows import stages
from flows.files import hold
from flows.originals import Original
from flows.progress import Silence
from flows.readers import ReadDone
from flows.reading import read_safely
from flows.settings import Settings
from flows.sources.address import open_source
from flows.sources.mailbox import DONE
from flows.stages import Sweep
from flows.summary import Summary
from flows.terms import Terms
from tests.flows import fakes
from tests.flows.letters import letter, post
from tests.flows.mailserver import ELSEWHERE, PASSWORD, USER, Dovecot, Wire, free_port, has_dovecot
from tests.flows.test_stages import ticking
from tests.flows.test_sweep import same_tables

on_a_server = pytest.mark.skipif(not has_dovecot(), reason="no mail server: apt-get install dovecot-imapd")

QUICK = {"source_pause_seconds": 0.01, "source_seconds": 20.0}


class Inline:
    """Reads in this process, as starting one for each of a few hundred sweeps would take the hour."""

    def read(self, batch: Iterable[Original]) -> Iterator[ReadDone]:
        for original in batch:
            yield ReadDone(original, read_safely(original.path, fakes.read_text), 0.0)


def sweep(out: Path, *addresses: str, acknowledge: bool = True, **settings: float) -> Summary:
    limits = Settings(**(QUICK | settings))  # type: ignore[arg-type]
    sources = [open_source(address, limits, out) for address in addresses]
    job = Sweep(out, "run", ticking(), limits, fakes.doors(), Silence())
    with hold(out):
        arrivals = stages.take_in(job, sources)
        read_now = stages.read_batch(job, Inline(), stages.unread(job, arrivals))  # type: ignore[arg-type]
        summary = stages.judge_and_publish(job, arrivals, Terms(fakes.AS_OF), read_now)
        if acknowledge:
            stages.acknowledge(job, sources)
        return summary


def rows(out: Path, table: str = "intake") -> pd.DataFrame:
    return pd.read_parquet(out / table)


def done(server: Dovecot) -> list[str]:
    return [name for name, flags in server.flags() if DONE in flags]


def check(out: Path, server: Dovecot) -> None:
    """Nothing is acknowledged that has no rows, and nothing is there twice."""
    intake = rows(out)
    assert not intake.duplicated(["source_uri", "document_id"]).any()
    assert not rows(out, "certificates").duplicated("certificate_id").any()
    mails = set(intake[intake.container_uri.isna() & intake.document_id.notna()].source_uri)
    assert {name for name in done(server) if name} <= {uri.rpartition("/INBOX/")[2] for uri in mails}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTSWEEP_IMAP_PASSWORD", PASSWORD)


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@on_a_server
@pytest.mark.slow
def test_mails_are_swept_once_and_flagged_when_their_rows_are_published(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(*post(14))
    out = tmp_path / "out"
    sweep(out, server.address, acknowledge=False)
    assert not any(flags for _, flags in server.flags())  # reading leaves no mark
    before = rows(out)
    sweep(out, server.address)  # as after a kill between publishing and acknowledging
    pd.testing.assert_frame_equal(rows(out), before)
    assert all(flags == {r"\Seen", DONE} for _, flags in server.flags())
    sweep(out, server.address)
    pd.testing.assert_frame_equal(rows(out), before)
    assert Counter(before[before.container_uri.isna()].status) == {"unpacked": 14}
    assert "qa@supplier0.example" in set(before.supplier_id)
    assert not any(USER in uri for uri in before.source_uri)


@on_a_server
@pytest.mark.slow
@pytest.mark.parametrize("how", ["before", "after", "within"])
def test_a_connection_cut_at_every_command_changes_nothing(tmp_path: Path, how: str) -> None:
    mails = post(8)
    with Dovecot() as server, Wire(server.port, set()) as wire:
        server.deliver(*mails)
        sweep(tmp_path / "whole", wire.address)
        commands = wire.commands
    assert commands > 15
    for n in range(1, commands + 1):
        out = tmp_path / str(n)
        with Dovecot() as server, Wire(server.port, {n}, how) as wire:
            server.deliver(*mails)
            assert not sweep(out, wire.address).troubles
            check(out, server)
            assert len(done(server)) == len(mails)
            same_tables(out, tmp_path / "whole")


@on_a_server
@pytest.mark.slow
def test_a_server_that_is_lost_at_any_command_is_swept_to_the_end_the_next_time(tmp_path: Path) -> None:
    mails = post(8)
    with Dovecot() as server, Wire(server.port, set()) as wire:
        server.deliver(*mails)
        sweep(tmp_path / "whole", wire.address)
        commands = wire.commands
    for n in range(1, commands + 1):
        out = tmp_path / str(n)
        with Dovecot() as server:
            server.deliver(*mails)
            with Wire(server.port, range(n, 10_000)) as wire:
                summary = sweep(out, wire.address)
                assert len(summary.troubles) in {1, 2}
                assert PASSWORD not in "".join(summary.troubles)
            check(out, server)
            assert not sweep(out, server.address).troubles
            check(out, server)
            assert len(done(server)) == len(mails)
            same_tables(out, tmp_path / "whole")


@on_a_server
@pytest.mark.slow
def test_five_hundred_mails_with_cuts_and_a_restart_end_like_an_undisturbed_sweep(tmp_path: Path) -> None:
    mails = post(500)
    with Dovecot() as server:
        server.deliver(*mails)
        sweep(tmp_path / "whole", server.address)
    out = tmp_path / "out"
    with Dovecot() as server, Wire(server.port, range(5, 10_000, 23), "within") as wire:
        server.deliver(*mails)
        restarted = threading.Event()

        def restart() -> None:
            while wire.commands < 250:
                time.sleep(0.01)
            server.stop()
            time.sleep(0.5)
            server.start()
            restarted.set()

        thread = threading.Thread(target=restart)
        thread.start()
        summary = sweep(out, wire.address, source_pause_seconds=0.2)
        thread.join()
        assert restarted.is_set()
        assert not summary.troubles
        check(out, server)
        assert len(done(server)) == len(mails)
    same_tables(out, tmp_path / "whole")


@on_a_server
@pytest.mark.slow
def test_mails_numbered_anew_make_no_second_row(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(*post(8))
    out = tmp_path / "out"
    sweep(out, server.address)
    before = rows(out)
    server.renumber()
    assert done(server) == []
    sweep(out, server.address)
    pd.testing.assert_frame_equal(rows(out), before)
    assert len(done(server)) == 8


@on_a_server
@pytest.mark.slow
def test_mails_numbered_anew_within_a_sweep_are_not_flagged_by_their_old_numbers(
    tmp_path: Path, server: Dovecot
) -> None:
    server.deliver(*post(4))
    source = open_source(server.address, Settings(**QUICK), tmp_path)  # type: ignore[arg-type]
    for incoming in source.files():
        with incoming.open() as stream:
            while stream.read(65536):
                pass
    server.renumber()
    with pytest.raises(Exception, match="numbered anew"):
        source.acknowledge(lambda *_: True)
    assert done(server) == []


@on_a_server
@pytest.mark.slow
def test_mails_are_moved_where_that_is_asked_for(tmp_path: Path, server: Dovecot) -> None:
    mails = post(8)
    server.deliver(*mails)
    sweep(tmp_path / "out", f"{server.address}?move=Erledigt%20%C3%BC")
    assert server.flags() == []
    before = rows(tmp_path / "out")
    server.deliver(mails[0])  # delivered again after all
    sweep(tmp_path / "out", f"{server.address}?move=Erledigt%20%C3%BC")
    assert server.flags() == []
    pd.testing.assert_frame_equal(rows(tmp_path / "out"), before)


@on_a_server
@pytest.mark.slow
def test_a_mail_over_the_limit_is_a_row_and_is_neither_fetched_nor_flagged(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(letter(1, c=bytes(300_000)), letter(2, c=fakes.paper()))
    with Wire(server.port, set()) as wire:
        sweep(tmp_path / "out", wire.address, mail_bytes=100_000)
        fetched = [line for line in wire.lines if b"BODY.PEEK[]" in line]
    assert len(fetched) == 1
    assert list(rows(tmp_path / "out").query("code == 'too_large'").file_name) == ["1.7@supplier1.example.eml"]
    assert done(server) == ["2.14@supplier2.example"]
    sweep(tmp_path / "out", server.address)
    assert not list(rows(tmp_path / "out").query("code == 'too_large'").file_name)


@on_a_server
@pytest.mark.slow
def test_a_large_mail_comes_in_parts_and_is_the_same(tmp_path: Path, server: Dovecot) -> None:
    mail = letter(1, c=fakes.paper(scope="x" * 3_000_000))
    server.deliver(mail)
    with Wire(server.port, {8}, "within") as wire:
        assert not sweep(tmp_path / "out", wire.address).troubles
        assert sum(b"BODY.PEEK[]" in line for line in wire.lines) > 4
    sent = mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # as every server hands mails over
    assert hashlib.sha256(sent).hexdigest() in set(rows(tmp_path / "out").document_id)


@on_a_server
@pytest.mark.slow
def test_a_mail_that_breaks_the_connection_each_time_costs_one_row(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(*[letter(n, c=fakes.paper(certificate_number=str(n))) for n in range(1, 5)])

    class Poisoned(Wire):
        def _is_cut(self, line: bytes) -> bool:
            return b"UID FETCH 2 " in line

    with Poisoned(server.port, set()) as wire:
        assert not sweep(tmp_path / "out", wire.address).troubles
    assert list(rows(tmp_path / "out").query("code == 'cannot_open'").file_name) == ["2.14@supplier2.example.eml"]
    assert len(done(server)) == 3
    sweep(tmp_path / "out", server.address)
    assert len(done(server)) == 4
    assert not len(rows(tmp_path / "out").query("code == 'cannot_open'"))


@on_a_server
@pytest.mark.slow
def test_a_wrong_password_is_tried_once_and_said_without_it(
    tmp_path: Path, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERTSWEEP_IMAP_PASSWORD", "not the right one")
    with Wire(server.port, set()) as wire:
        summary = sweep(tmp_path / "out", wire.address)
        assert sum(b"LOGIN" in line for line in wire.lines) == 1
    assert "AUTHENTICATIONFAILED" in summary.troubles[0]
    assert "right one" not in "".join(summary.troubles)


@on_a_server
@pytest.mark.slow
def test_the_password_is_nowhere_in_the_output_folder(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(*post(4))
    sweep(tmp_path / "out", server.address)
    for path in (tmp_path / "out").rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()


def test_a_server_that_is_not_there_does_not_keep_other_sources_from_being_swept(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(fakes.paper())
    summary = sweep(tmp_path / "out", f"imap://me@127.0.0.1:{free_port()}/INBOX", str(tmp_path / "in"), source_tries=2)
    assert len(summary.troubles) == 1
    assert "Connection refused" in summary.troubles[0]
    assert len(rows(tmp_path / "out")) == 1


def test_a_server_that_says_nothing_is_given_up_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"imap://me@127.0.0.1:{silent.getsockname()[1]}/INBOX"
        began = time.monotonic()
        summary = sweep(tmp_path / "out", address, source_tries=2, source_seconds=0.3)
    assert "timed out" in summary.troubles[0]
    assert time.monotonic() - began < 20


@on_a_server
@pytest.mark.slow
def test_a_password_never_goes_in_clear_to_another_machine(tmp_path: Path, server: Dovecot) -> None:
    server.deliver(*post(2))
    with Wire(server.port, set(), host=ELSEWHERE) as wire:
        assert "offers no TLS" in sweep(tmp_path / "out", wire.address).troubles[0]
        assert not any(PASSWORD.encode() in line for line in wire.lines)
        assert not sweep(tmp_path / "out", wire.address, imap_plain=True).troubles  # where it is said to be allowed
    assert len(done(server)) == 2


@on_a_server
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail"]
    made += ["-addext", f"subjectAltName=IP:{ELSEWHERE}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    with Dovecot((certificate, key)) as server:
        server.deliver(*post(2))
        port = server.tls_port if scheme == "imaps" else server.port
        address = f"{scheme}://{USER}@{ELSEWHERE}:{port}/INBOX"
        assert "certificate verify failed" in sweep(tmp_path / "out", address).troubles[0].lower()
        assert done(server) == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert not sweep(tmp_path / "out", address).troubles
        assert len(done(server)) == 2
