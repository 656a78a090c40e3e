"""What mail servers answer is understood, in whatever order and form they put it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import ClassVar

import pytest

from flows.settings import Settings
from flows.sources.imap import Account, Fetched, _answers, _Door, _is_passing
from flows.sources.link import Link, Ways
from flows.sources.mailbox import _Letter, message_id


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ([(b"1 (UID 5 RFC822.SIZE 9 BODY[] {3}", b"abc"), b")"], {"5": (9, b"abc")}),
        ([(b"1 (BODY[] {3}", b"abc"), b" UID 5 RFC822.SIZE 9)"], {"5": (9, b"abc")}),  # the order is the server's
        ([b'1 (UID 5 RFC822.SIZE 9 BODY[]<9> "")'], {"5": (9, b"")}),  # past the end
        ([b"3 (FLAGS (\\Seen))", (b"1 (UID 5 RFC822.SIZE 9 BODY[] {1}", b"a"), b")"], {"5": (9, b"a")}),
        ([(b"1 (UID 5 RFC822.SIZE 9 BODY[] {12}", b"UID 7 FORGED"), b")"], {"5": (9, b"UID 7 FORGED")}),
        ([None], {}),
    ],
)
def test_answers_of_all_servers_are_understood(
    data: list[bytes | tuple[bytes, bytes] | None], found: dict[str, tuple[int, bytes]]
) -> None:
    assert {uid: (answer.size, answer.body) for uid, answer in _answers(data)} == found


def test_an_empty_answer_is_no_empty_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        """Says nothing of a mail the first time, and all of it the second."""

        answers: ClassVar = [Fetched(4, b""), Fetched(4, b"mail")]

        def fetch(self, mailbox: object, uids: list[str], what: str) -> dict[str, Fetched]:
            return {"7": self.answers.pop(0)}

    monkeypatch.setattr("flows.sources.mailbox.fetch", Server().fetch)
    ways: Ways[object] = Ways(object, lambda _: None, (OSError,), _is_passing, str)
    letter = _Letter(Link("", ways, Settings(source_pause_seconds=0.0)), "7", 4)  # type: ignore[arg-type]
    assert letter.read() == b"mail"
    Server.answers += [Fetched(4, b"")] * 9
    with pytest.raises(OSError, match="gave nothing"):
        _Letter(Link("", ways, Settings(source_pause_seconds=0.0)), "7", 4).read()  # type: ignore[arg-type]
    Server.answers[:] = [Fetched(0, b"")]
    assert _Letter(Link("", ways, Settings()), "7", 0).read() == b""  # type: ignore[arg-type]


def test_a_server_that_tells_no_more_to_those_who_have_logged_in_is_no_fault() -> None:
    account = Account("mail.example", 143, "me", "INBOX", "plain", "password", lambda: "wonderland")
    client = SimpleNamespace(capability=lambda: ("OK", [None]), capabilities=("IMAP4REV1",))
    mailbox = SimpleNamespace(client=client, login=lambda *_, **__: None)
    _Door(account, Settings().source_seconds, "")._log_in(mailbox)  # type: ignore[arg-type]
    assert client.capabilities == ("IMAP4REV1",)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"Message-ID: <a@b>\r\n", "a@b"),
        (b"Message-Id:\r\n <a@b>\r\n", "a@b"),
        (b"Message-ID: a@b\r\n", "a@b"),
        (b"Message-ID: <>\r\n", None),
        (b"Message-ID: <" + b"x" * 300 + b">\r\n", None),
        (b"Message-ID: <a\x07@b>\r\n", None),
        (b"\r\n", None),
    ],
)
def test_only_a_sound_message_id_names_a_mail(header: bytes, name: str | None) -> None:
    assert message_id(header) == name
