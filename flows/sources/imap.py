"""A folder of a mail server, selected, through connections that may break: asks again after passing faults only."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from flows.settings import Settings
from flows.sources.incoming import SourceLost
from flows.sources.link import Link, Ways

_BUSY = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]")
"""What servers say when the same question may be answered later (RFC 5530)."""
_FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError)
"""What the libraries raise when a server cannot be reached, refuses, or does not keep to the protocol."""


@dataclass(frozen=True, slots=True)
class Account:
    """A folder on a server, and how to get in. `password` is asked for at each connection."""

    host: str
    port: int
    user: str
    folder: str
    tls: str
    login: str
    password: Callable[[], str]


def open_link(account: Account, settings: Settings) -> Link[BaseMailBox]:
    """A link to the folder, selected, for as long as the server keeps to the numbers of its mails."""
    address = f"imap://{account.host}/{account.folder}"
    door = _Door(account, settings.source_seconds, address)
    return Link(address, Ways(door.connect, _let_go, _FAULTS, _is_passing, _words), settings)


class _Door:
    """Logs in and selects the folder; remembers its numbering from the first time on."""

    def __init__(self, account: Account, seconds: float, address: str) -> None:
        self._account = account
        self._seconds = seconds
        self._address = address
        self._numbering: bytes | None = None

    def connect(self) -> BaseMailBox:
        mailbox = self._reach()
        try:
            if self._account.tls == "starttls":
                self._encrypt(mailbox)
            self._log_in(mailbox)
            mailbox.folder.set(self._account.folder)
            self._check_numbering(mailbox)
        except BaseException:
            _let_go(mailbox)
            raise
        return mailbox

    def _reach(self) -> BaseMailBox:
        host, port, seconds = self._account.host, self._account.port, self._seconds
        if self._account.tls == "tls":
            return MailBox(host, port, timeout=seconds, ssl_context=_sceptical())
        return MailBoxUnencrypted(host, port, timeout=seconds)

    def _encrypt(self, mailbox: BaseMailBox) -> None:
        if "STARTTLS" not in mailbox.client.capabilities:
            raise SourceLost(
                f"{self._address} offers no TLS, and its password would go in clear. Is it imaps://? If this network is "
                "yours alone, set CERTSWEEP_IMAP_PLAIN=true."
            )
        mailbox.client.starttls(_sceptical())

    def _log_in(self, mailbox: BaseMailBox) -> None:
        account, password = self._account, self._account.password()
        if account.login == "xoauth2":
            mailbox.xoauth2(account.user, password, initial_folder=None)
        elif (account.user + password).isascii():
            mailbox.login(account.user, password, initial_folder=None)
        else:
            mailbox.login_utf8(account.user, password, initial_folder=None)
        _, told = mailbox.client.capability()  # servers tell more to those who have logged in
        if told[-1] is not None:  # what was told before stands
            mailbox.client.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())

    def _check_numbering(self, mailbox: BaseMailBox) -> None:
        numbering = mailbox.client.response("UIDVALIDITY")[1][-1]
        self._numbering = self._numbering or numbering
        if numbering != self._numbering:
            raise SourceLost(f"{self._address} was numbered anew while it was swept. Sweep it again.")


def _sceptical() -> ssl.SSLContext:
    """Believes a server only with a certificate that somebody vouches for; imaplib by itself believes any."""
    return ssl.create_default_context()


def _let_go(mailbox: BaseMailBox) -> None:
    with contextlib.suppress(OSError):  # without a word, which the server does not need
        mailbox.client.shutdown()


def _is_passing(error: Exception) -> bool:
    if isinstance(error, (ssl.SSLCertVerificationError, imaplib.IMAP4.readonly)):
        return False
    if isinstance(error, UnexpectedCommandStatusError):
        return any(word in repr(error.command_result).encode() for word in _BUSY)
    return isinstance(error, (OSError, EOFError, imaplib.IMAP4.abort))


def _words(error: Exception) -> str:
    """An error as a sentence. The libraries repeat what the server said, and nothing of what was sent to it."""
    if isinstance(error, UnexpectedCommandStatusError):
        said = error.command_result[1]
        text = b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")
        return f"the server says {error.command_result[0]}: {text}."
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"{str(text).rstrip('.')}."


_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_QUOTED = re.compile(rb'\bBODY\[[^\]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server said about one mail: `size` as it claims, `body` the part that was asked for."""

    size: int
    body: bytes


def fetch(mailbox: BaseMailBox, uids: list[str], what: str) -> dict[str, Fetched]:
    """Asks for a part of each mail; those that are no longer there are missing in the answer.

    Raises:
        UnexpectedCommandStatusError: the server refuses.
    """
    result = mailbox.client.uid("FETCH", ",".join(uids), f"(UID RFC822.SIZE {what})")
    if result[0] != "OK":
        raise UnexpectedCommandStatusError(result, "OK")
    return dict(_answers(result[1]))


def _answers(data: list[bytes | tuple[bytes, bytes] | None]) -> list[tuple[str, Fetched]]:
    """An answer as imaplib hands it over, in pieces: a tuple where a literal follows, bytes for what comes after it."""
    answers: list[tuple[str, Fetched]] = []
    head, body = b"", b""
    for piece in [*data, None]:
        if isinstance(piece, tuple):
            head, body = head + piece[0], piece[1]
            continue
        said = head + b" " + (piece or b"")
        uid, size, quoted = _UID.search(said), _SIZE.search(said), _QUOTED.search(said)
        if uid and size:  # others are about flags that somebody has set just now
            answers.append((uid[1].decode(), Fetched(int(size[1]), body or (quoted[1] if quoted else b""))))
        head, body = b"", b""
    return answers
