"""A mailbox: each mail that was not acknowledged, streamed a megabyte at a time, and never marked by reading it.

A mail is known by its Message-ID and its content. Its number on the server is not part of its address, as servers
number anew after repairs and moves: so a mail that is delivered or listed twice makes no second row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from email.policy import compat32
from functools import partial
from typing import BinaryIO, TypeVar, cast

from imap_tools import BaseMailBox
from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from extractors.errors import TooLarge
from extractors.pages.triage import MAIL
from flows.settings import Settings
from flows.sources.address import Address, BadAddress
from flows.sources.imap import Account, Fetched, fetch, open_link
from flows.sources.incoming import CHUNK_BYTES, Incoming, Published, SourceLost, last_name, quote
from flows.sources.link import Link, Unanswered
from flows.sources.secret import secret

T = TypeVar("T")

DONE = "$CertsweepDone"
"""The keyword of a mail whose rows are published."""
PASSWORD = "env:CERTSWEEP_IMAP_PASSWORD"  # noqa: S105  # where it is, not what it is
_AT_ONCE = 100
"""Mails in one command: few commands, and lines that every server takes."""
_LONGEST_ID = 250
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def open_mailbox(address: Address, settings: Settings) -> Mailbox:
    """The mailbox at `imap://user@host/folder` (TLS once connected) or `imaps://…` (TLS from the start).

    Options: `password` (`env:NAME` or `block:NAME`), `move` (a folder to file mails in, instead of a flag), `login`
    (`password` or `xoauth2`, where the password is an access token).

    Raises:
        BadAddress: an option has a value that is not known.
    """
    login = address.options.get("login", "password")
    if login not in {"password", "xoauth2"}:
        raise BadAddress(f"?login= is password or xoauth2, not {login!r}.")
    folder = address.path.strip("/") or "INBOX"
    move = address.options.get("move")
    if move is not None and _folder_name(move) in {"", _folder_name(folder)}:
        raise BadAddress(f"?move= is nothing or the folder that is swept, {folder!r}; name another.")
    is_plain = address.scheme == "imap" and (settings.imap_plain or address.host in _LOOPBACK)
    account = Account(
        host=address.host,
        port=address.port or (993 if address.scheme == "imaps" else 143),
        user=address.user or "",
        folder=folder,
        tls="plain" if is_plain else {"imaps": "tls", "imap": "starttls"}[address.scheme],
        login=login,
        password=partial(secret, address.options.get("password", PASSWORD)),
    )
    return Mailbox(account, settings, move)


def _folder_name(given: str) -> str:
    name = given.strip("/")
    return "INBOX" if name.upper() == "INBOX" else name  # the one name whose case does not count (RFC 3501)


class Mailbox:
    """One folder of one mailbox. `move` is the folder for mails that are done; without it they get a flag."""

    def __init__(self, account: Account, settings: Settings, move: str | None = None) -> None:
        self._link = open_link(account, settings)
        self._limit = settings.mail_bytes
        self._move = move
        self._address = f"imap://{account.host}/{quote(account.folder)}"
        self._read: dict[str, tuple[str, str]] = {}
        """Address and SHA-256 of each mail that was handed over whole, by its number."""

    def __str__(self) -> str:
        return self._address

    def files(self) -> Iterator[Incoming]:
        """Every mail that is not yet done, oldest first."""
        self._read.clear()
        try:
            for uids in _batches(self._ask(self._waiting)):
                listed = self._ask(partial(fetch, uids=uids, what="BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"))
                for uid in uids:
                    if uid in listed:  # else somebody has moved it a moment ago, and it is no longer here to come in
                        yield self._incoming(uid, listed[uid])
        finally:
            self._link.close()

    def acknowledge(self, published: Published) -> None:
        """Flags or moves the mails that were read whole and are published."""
        done = [uid for uid, (source_uri, sha256) in self._read.items() if published(source_uri, sha256)]
        try:
            for uids in _batches(done):
                self._ask(partial(self._file_away, uids=uids))
        finally:
            self._link.close()

    def _ask(self, question: Callable[[BaseMailBox], T]) -> T:
        try:
            return self._link.ask(question)
        except Unanswered as error:
            raise SourceLost(f"{self._address}: {error}") from error

    def _waiting(self, mailbox: BaseMailBox) -> list[str]:
        """Numbers of the mails that are not done; sees first to it that they can be filed away afterwards."""
        if self._move is None:
            self._check_keyword(mailbox)
            wanted = f"UNDELETED UNKEYWORD {DONE}"
        else:
            self._check_folder(mailbox, self._move)
            wanted = "UNDELETED"
        return sorted(mailbox.uids(wanted, charset=None), key=int)

    def _check_keyword(self, mailbox: BaseMailBox) -> None:
        allowed = mailbox.client.response("PERMANENTFLAGS")[1][-1]  # where nothing is said, all may be set
        if allowed is not None and rb"\*" not in allowed and DONE.lower().encode() not in allowed.lower():
            raise SourceLost(f"{self._address} keeps no keywords. Have mails moved when they are done: ?move=FOLDER.")

    def _check_folder(self, mailbox: BaseMailBox, folder: str) -> None:
        if "MOVE" not in mailbox.client.capabilities:  # copying and deleting might double a mail, or lose it
            raise SourceLost(f"{self._address} cannot move mails. Leave ?move= out, and they get a flag.")
        if not mailbox.folder.exists(folder):
            mailbox.folder.create(folder)

    def _file_away(self, mailbox: BaseMailBox, uids: list[str]) -> None:
        which = ",".join(uids)
        if self._move is None:
            result = mailbox.client.uid("STORE", which, "+FLAGS.SILENT", rf"(\Seen {DONE})")
        else:
            result = mailbox.client.uid("MOVE", which, cast("str", encode_folder(self._move)))
        if result[0] != "OK":
            raise UnexpectedCommandStatusError(result, "OK")

    def _incoming(self, uid: str, listed: Fetched) -> Incoming:
        name = message_id(listed.body) or self._name_by_header(uid)
        source_uri = f"{self._address}/{quote(name)}"
        return Incoming(
            source_uri=source_uri,
            container_uri=None,
            file_name=f"{last_name(name)}.eml",
            supplier_id=None,
            open=partial(self._open, uid, source_uri, listed.size),
            media_type=MAIL,
        )

    def _name_by_header(self, uid: str) -> str:
        header = self._ask(partial(fetch, uids=[uid], what="BODY.PEEK[HEADER]")).get(uid)
        return f"header-{hashlib.sha256(header.body if header else b'').hexdigest()[:32]}"

    @contextmanager
    def _open(self, uid: str, source_uri: str, size: int) -> Iterator[BinaryIO]:
        if size > self._limit:
            raise TooLarge(f"More than {self._limit} bytes (CERTSWEEP_MAIL_BYTES).")
        letter = _Letter(self._link, uid, size)
        yield cast("BinaryIO", letter)
        if letter.is_over:
            self._read[uid] = source_uri, letter.sha256


class _Letter:
    """A mail as a stream; after a cut it goes on where it was."""

    def __init__(self, link: Link[BaseMailBox], uid: str, size: int) -> None:
        self.is_over = False
        self._link = link
        self._uid = uid
        self._size = size
        self._offset = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """The next bytes; none at the end.

        Raises:
            OSError: the server is there and does not give them, or the mail is gone.
            SourceLost: the server is not there.
        """
        if self.is_over:
            return b""
        try:
            found = self._link.ask(partial(self._next, size))
        except Unanswered as error:
            raise OSError(str(error).rstrip(".")) from error
        if found is None:
            raise OSError("The mail is no longer in the mailbox")
        self._offset += len(found.body)
        self._digest.update(found.body)
        # some servers claim more or fewer bytes than a mail has: only a short answer at its claimed end is the end
        self.is_over = not found.body or (len(found.body) < size and self._offset >= self._size)
        return found.body

    def _next(self, size: int, mailbox: BaseMailBox) -> Fetched | None:
        found = fetch(mailbox, [self._uid], f"BODY.PEEK[]<{self._offset}.{size}>").get(self._uid)
        if found and not found.body and not self._offset and self._size:  # a mail that is in trouble is no empty mail
            raise ConnectionError(f"The server gave nothing of a mail of {self._size} bytes.")
        return found


def message_id(header: bytes) -> str | None:
    r"""The Message-ID without its brackets; None where there is none that could name a mail.

    >>> message_id(b"Message-ID: <a.1@mail.example>\r\n\r\n")
    'a.1@mail.example'
    >>> message_id(b"Message-ID: <>\r\n\r\n")
    """
    try:
        given = str(BytesHeaderParser(policy=compat32).parsebytes(header).get("Message-ID", ""))
    except (ValueError, LookupError, TypeError):
        return None
    name = given.strip().removeprefix("<").removesuffix(">").strip()
    return name if name and name.isprintable() and len(name) <= _LONGEST_ID else None


def _batches(uids: list[str]) -> Iterator[list[str]]:
    return (uids[start : start + _AT_ONCE] for start in range(0, len(uids), _AT_ONCE))
