"""Folders on other machines: an object store and SFTP, from servers that the tests start themselves."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import botocore.session
import pytest
from moto.backends import get_backend
from moto.server import ThreadedMotoServer

from flows.intake import Arrival, Intake
from flows.originals import Originals
from flows.settings import Settings
from flows.sources.address import BadAddress, open_source
from flows.sources.incoming import SourceLost
from flows.sources.sftp import _listed, _Sftp
from tests.flows import fakes
from tests.flows.mailserver import free_port
from tests.flows.packing import NOW, zipped

QUICK = Settings(source_pause_seconds=0.01, source_seconds=10.0, source_tries=3)
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

pytestmark = [
    pytest.mark.slow,
    # libraries that leave sockets to the garbage collector, and one that has not heard of utcnow's end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def take(tmp_path: Path, address: str) -> dict[str, Arrival]:
    intake = Intake(Originals(tmp_path / "originals"), QUICK, NOW)
    return {a.source_uri: a for a in intake.take(open_source(address, QUICK, tmp_path))}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ThreadedMotoServer, object]]:
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "wonderland",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server._port}",
    }.items():
        monkeypatch.setenv(name, value)
    client = botocore.session.get_session().create_client("s3")
    client.create_bucket(Bucket="papers", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield server, client
    client.close()
    get_backend("s3").reset()  # the store is in this process, and outlives its server
    server.stop()


def test_objects_come_in_with_their_folders_as_suppliers(tmp_path: Path, store: tuple[object, object]) -> None:
    objects = {
        "in/Acme/2026/证书 1.txt": fakes.paper(),
        "in/z.zip": zipped({"c.txt": fakes.paper("ISO 14001")}),
        "in/folder/": b"",
        "in/Beta//odd.txt": b"dear buyer",
        "inner/not asked for.txt": b"x",
    }
    for key, data in objects.items():
        store[1].put_object(Bucket="papers", Key=key, Body=data)  # type: ignore[attr-defined]
    arrivals = take(tmp_path, "s3://papers/in")
    assert {uri: (a.status, a.supplier_id) for uri, a in arrivals.items()} == {
        "s3://papers/in/Acme/2026/证书%201.txt": (None, "Acme"),
        "s3://papers/in/Beta//odd.txt": (None, "Beta"),
        "s3://papers/in/z.zip": ("unpacked", None),
        "s3://papers/in/z.zip!/c.txt": (None, None),
    }
    stored = arrivals["s3://papers/in/Acme/2026/证书%201.txt"].original
    assert stored is not None
    assert stored.path.read_bytes() == fakes.paper()


def test_an_object_that_is_gone_before_it_is_opened_is_a_row(tmp_path: Path, store: tuple[object, object]) -> None:
    for key in ("a.txt", "b.txt"):
        store[1].put_object(Bucket="papers", Key=key, Body=b"x")  # type: ignore[attr-defined]
    codes = []
    intake = Intake(Originals(tmp_path / "originals"), QUICK, NOW)
    for arrival in intake.take(open_source("s3://papers", QUICK, tmp_path)):
        store[1].delete_object(Bucket="papers", Key="b.txt")  # type: ignore[attr-defined]
        codes.append(arrival.code)
    assert codes == [None, "cannot_open"]


def test_a_bucket_that_is_not_there_is_said(tmp_path: Path, store: tuple[object, object]) -> None:
    with pytest.raises(SourceLost, match=r"s3://no-such-bucket/in cannot be reached") as caught:
        take(tmp_path, "s3://no-such-bucket/in")
    assert "wonderland" not in str(caught.value)
    with pytest.raises(BadAddress):
        open_source("s3:///in", QUICK, tmp_path)


def test_a_store_that_is_lost_on_the_way_ends_the_source_and_not_in_rows(
    tmp_path: Path, store: tuple[ThreadedMotoServer, object]
) -> None:
    for key in ("a.txt", "b.txt"):
        store[1].put_object(Bucket="papers", Key=key, Body=b"x")  # type: ignore[attr-defined]
    taken = []
    intake = Intake(Originals(tmp_path / "originals"), QUICK, NOW)
    with pytest.raises(SourceLost):
        for arrival in intake.take(open_source("s3://papers", QUICK, tmp_path)):
            taken.append(arrival.file_name)
            store[0].stop()
    assert taken == ["a.txt"]


class Sshd:
    """An SSH server on a loopback port that lets in one key."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        self.client_key, self.host_key = folder / "client", folder / "host"
        for path in (self.client_key, self.host_key):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
        shutil.copy(f"{self.client_key}.pub", folder / "authorized_keys")
        (folder / "config").write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {self.host_key}\nPidFile {folder}/pid\n"
            f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "Subsystem sftp internal-sftp\n"
        )
        Path("/run/sshd").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [SSHD or "", "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)

    def known_hosts(self, port: int | None = None) -> str:
        kind, key, *_ = Path(f"{self.host_key}.pub").read_text().split()
        return f"[127.0.0.1]:{port or self.port} {kind} {key}\n"

    def address(self, folder: Path, port: int | None = None) -> str:
        return f"sftp://{getpass.getuser()}@127.0.0.1:{port or self.port}{folder}?key={self.client_key}"


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    if SSHD is None:
        pytest.skip("no SSH server: apt-get install openssh-server")
    server = Sshd(tmp_path / "sshd")
    yield server
    server.process.terminate()
    server.process.wait(10)


@pytest.fixture
def known(sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose `known_hosts` the client reads, still empty."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    path = home / ".ssh" / "known_hosts"
    path.write_text("")
    return path


def test_files_over_sftp_come_in_and_links_do_not(tmp_path: Path, sshd: Sshd, known: Path) -> None:
    folder = tmp_path / "remote"
    (folder / "Acme").mkdir(parents=True)
    (folder / "Acme" / "a b.txt").write_bytes(fakes.paper())
    (folder / "big.bin").write_bytes(os.urandom(3_000_000))
    (folder / "link").symlink_to("/etc/passwd")
    known.write_text(sshd.known_hosts())
    arrivals = take(tmp_path, sshd.address(folder))
    assert {uri: (a.code, a.supplier_id) for uri, a in arrivals.items()} == {
        f"sftp://127.0.0.1{folder}/Acme/a%20b.txt": (None, "Acme"),
        f"sftp://127.0.0.1{folder}/big.bin": (None, None),
        f"sftp://127.0.0.1{folder}/link": ("symbolic_link", None),
    }
    big = arrivals[f"sftp://127.0.0.1{folder}/big.bin"].original
    assert big is not None
    assert big.path.read_bytes() == (folder / "big.bin").read_bytes()


def test_a_name_that_is_not_utf8_costs_nothing_over_sftp(tmp_path: Path, sshd: Sshd, known: Path) -> None:
    folder = tmp_path / "remote"
    odd = os.fsencode(folder) + b"/Pr\xfcfung"
    Path(os.fsdecode(odd)).mkdir(parents=True)
    Path(os.fsdecode(odd + b"/Pr\xfcfung.pdf")).write_bytes(b"odd")
    (folder / "a.pdf").write_bytes(b"plain")
    known.write_text(sshd.known_hosts())
    arrivals = take(tmp_path, sshd.address(folder)).values()
    assert [a.original.path.read_bytes() for a in arrivals if a.original] == [b"odd", b"plain"]
    assert all(a.source_uri.isprintable() for a in arrivals)


def test_folders_over_sftp_may_lie_deeper_than_calls_may_go() -> None:
    class Deep:
        def ask(self, question: Callable[[object], object]) -> object:
            return question(self)

        def ls(self, folder: str) -> list[dict[str, str]]:
            depth = folder.count("/")
            return [{"name": f"{folder}/a", "type": "directory" if depth < 1500 else "file"}]

    assert [name.count("/") for name, _ in _listed(Deep(), "/in")] == [1501]  # type: ignore[arg-type]


def test_a_machine_that_is_not_known_is_not_believed(tmp_path: Path, sshd: Sshd, known: Path) -> None:
    with pytest.raises(SourceLost, match="known_hosts"):
        take(tmp_path, sshd.address(tmp_path))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, sshd: Sshd, known: Path) -> None:
    known.write_text(sshd.known_hosts())
    with pytest.raises(SourceLost, match="cannot be listed: No such file"):
        take(tmp_path, sshd.address(tmp_path / "nowhere"))


def test_a_connection_that_breaks_within_a_file_is_taken_up_again(
    tmp_path: Path, sshd: Sshd, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "remote"
    folder.mkdir()
    (folder / "big.bin").write_bytes(os.urandom(20_000_000))  # more than fits into buffers on the way
    known.write_text(sshd.known_hosts())
    source = open_source(sshd.address(folder), QUICK, tmp_path)
    connections: list[_Sftp] = []
    connect = _Sftp._connect

    def remembered(self: _Sftp) -> None:
        connect(self)
        connections.append(self)

    monkeypatch.setattr(_Sftp, "_connect", remembered)
    parts = []
    for incoming in source.files():
        with incoming.open() as stream:
            while part := stream.read(1_000_000):
                parts.append(part)
                if len(parts) == 2:
                    connections[-1].client.get_transport().sock.shutdown(socket.SHUT_RDWR)
    assert b"".join(parts) == (folder / "big.bin").read_bytes()
    assert len(connections) == 2
