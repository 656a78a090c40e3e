"""A real mail server for tests: Dovecot on a loopback port, with a folder of its own; and a wire that can be cut."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

USER = "certificates"
PASSWORD = "a-secret-of-the-test"  # noqa: S105

ELSEWHERE = "127.0.0.2"
"""This machine by an address that certsweep does not take for its own, as if it were another."""

_CONFIG = """
protocols = imap
listen = 127.0.0.1, {elsewhere}
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = {ssl}
mail_max_userip_connections = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_dovecot() -> bool:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


class Dovecot:
    """The server. Use as a context manager; `address` is what certsweep is given."""

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        # a short path, as that of a socket may have no more than 108 bytes, and one that the server's user may enter
        self.home = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.home.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port() if certificate else 0
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"imap://{USER}@127.0.0.1:{self.port}/INBOX"

    def __enter__(self) -> Self:
        owner = pwd.getpwnam("nobody" if os.getuid() == 0 else getpass.getuser())
        text = _CONFIG.format(
            home=self.home,
            elsewhere=ELSEWHERE,
            owner=owner.pw_uid,
            owner_group=owner.pw_gid,
            password=PASSWORD,
            port=self.port,
            tls_port=self.tls_port,
            ssl="yes" if self._certificate else "no",
        )
        if os.getuid():  # root's Dovecot has users of its own, and refuses root
            text += f"default_internal_user = {owner.pw_name}\ndefault_login_user = {owner.pw_name}\n"
            text += f"default_internal_group = {grp.getgrgid(owner.pw_gid).gr_name}\n"
        if self._certificate:
            text += "ssl_cert = <{}\nssl_key = <{}\n".format(*self._certificate)
        (self.home / "dovecot.conf").write_text(text)
        for name in ("", "cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True, exist_ok=True)
        for path in (self.maildir.parent, self.maildir, *self.maildir.iterdir()):
            if os.getuid() == 0:
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._owner = owner
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def maildir(self) -> Path:
        return self.home / "mail" / USER

    def start(self) -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        self._process = subprocess.Popen([program, "-F", "-c", str(self.home / "dovecot.conf")])
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                if probe.recv(4) == b"* OK":
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError((self.home / "log").read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def deliver(self, *mails: bytes) -> None:
        """Puts mails into the INBOX, as a delivery agent does."""
        before = len(list(self.maildir.glob("*/*.test")))
        for number, mail in enumerate(mails, start=before):
            beside = self.maildir / "tmp" / f"{1_700_000_000 + number}.M{number:06}P1.test"
            beside.write_bytes(mail)
            if os.getuid() == 0:
                os.chown(beside, self._owner.pw_uid, self._owner.pw_gid)
            beside.rename(self.maildir / "new" / beside.name)

    def renumber(self) -> None:
        """Gives the folder a new UIDVALIDITY and all mails new numbers, as repairs and moves do; flags are lost."""
        self.stop()
        for path in self.maildir.iterdir():
            if path.name.startswith("dovecot"):
                path.unlink()
        for path in [*(self.maildir / "cur").iterdir()]:
            path.rename(self.maildir / "new" / path.name.partition(":")[0])
        time.sleep(1.1)  # the new number is the time in seconds
        self.start()

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Somebody else's mail program, looking into a folder."""
        client = imaplib.IMAP4("127.0.0.1", self.port, 20)
        client.login(USER, PASSWORD)
        client.select(folder)
        try:
            yield client
        finally:
            client.logout()

    def flags(self) -> list[tuple[str, set[str]]]:
        """The Message-ID and the flags, `\\Recent` left out, of every mail in the INBOX."""
        with self.client() as client:
            _, data = client.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        return [
            (
                piece[1].decode().partition(":")[2].strip(" <>\r\n"),
                {flag.decode() for flag in imaplib.ParseFlags(piece[0])} - {r"\Recent"},
            )
            for piece in data
            if isinstance(piece, tuple)
        ]


class Wire:
    """A wire to a server that is cut at chosen commands, counted over all connections.

    `how` is where: `before` the command has gone through, `after` it but before an answer, or `within` the answer.
    """

    def __init__(self, port: int, cuts: set[int] | range, how: str = "before", host: str = "127.0.0.1") -> None:
        self.commands = 0
        self.lines: list[bytes] = []
        self._cuts, self._how, self._server_port = cuts, how, port
        self._listener = socket.create_server((host, 0))
        self._host = host
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def address(self) -> str:
        return f"imap://{USER}@{self._host}:{self.port}/INBOX"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            server = socket.create_connection(("127.0.0.1", self._server_port), 20)
            with server:
                budget: list[int] = []
                back = threading.Thread(target=self._carry_back, args=(server, client, budget), daemon=True)
                back.start()
                for line in client.makefile("rb"):
                    self.commands += 1
                    self.lines.append(line)
                    if self._is_cut(line):
                        self._cut(line, client, server, budget)
                        return
                    server.sendall(line)
                _end(server)
                back.join(20)

    def _is_cut(self, line: bytes) -> bool:
        return self.commands in self._cuts

    def _cut(self, line: bytes, client: socket.socket, server: socket.socket, budget: list[int]) -> None:
        if self._how != "before":
            budget.append(0 if self._how == "after" else 30)
            server.sendall(line)
            time.sleep(0.1)  # the server does as it is told
        _end(client)
        _end(server)

    def _carry_back(self, server: socket.socket, client: socket.socket, budget: list[int]) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data[: budget[0]] if budget else data)
                if budget:
                    break
            _end(client)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
