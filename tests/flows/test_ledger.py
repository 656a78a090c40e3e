"""A row goes only where it stood for no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.intake import Arrival
from flows.ledger import merge
from flows.originals import Original
from tests.flows.packing import NOW


def taken(uri: str, content: str) -> Arrival:
    return Arrival(uri, None, uri.rpartition("/")[2], None, NOW, Original(content, "application/pdf", 1, Path()))


def failed(uri: str, code: str = "cannot_open") -> Arrival:
    return Arrival(uri, None, uri.rpartition("/")[2], None, NOW, None, "failed", code, "why")


@pytest.mark.parametrize(
    ("before", "now", "stay"),
    [
        ([failed("file:///in/Acme")], [taken("file:///in/Acme/2026/c.pdf", "1")], False),
        ([failed("sftp://h/in/Acme")], [taken("sftp://h/in/Acme/c.pdf", "1")], False),
        ([failed("file:///in/Acme")], [taken("file:///in/Acme Valves/c.pdf", "1")], True),  # another folder
        ([failed("s3://b/Acme")], [taken("s3://b/Acme/c.pdf", "1")], True),  # both are files there
        ([failed("imap://h/INBOX/a")], [taken("imap://h/INBOX/a/b@c", "1")], True),  # two mails
        ([failed("file:///z.zip!/a")], [taken("file:///z.zip!/a/b", "1")], True),  # a member of what the zip was
        ([failed("file:///in/a", "encrypted_archive")], [taken("file:///in/a/b", "1")], True),
        ([failed("file:///in/a")], [], True),
        (
            [failed("file:///x.pdf!/files%20inside", "timed_out"), taken("file:///x.pdf", "1")],
            [taken("file:///x.pdf", "1")],
            False,
        ),
        (  # another paper: what was in the first is still not known
            [failed("file:///x.pdf!/files%20inside", "timed_out"), taken("file:///x.pdf", "1")],
            [taken("file:///x.pdf", "2")],
            True,
        ),
        (
            [failed("file:///x.pdf!/files%20inside"), taken("file:///x.pdf", "1"), taken("file:///x.pdf", "2")],
            [taken("file:///x.pdf", "2")],
            True,
        ),
        (
            [failed("file:///x.pdf!/files%20inside"), taken("file:///x.pdf", "1")],
            [failed("file:///x.pdf!/files%20inside"), taken("file:///x.pdf", "1")],
            True,
        ),
        (
            [failed("file:///x.pdf!/1/secret.zip", "encrypted_archive"), taken("file:///x.pdf", "1")],
            [taken("file:///x.pdf", "1")],
            True,
        ),
    ],
)
def test_a_row_without_content_goes_only_where_it_stood_for_no_file(
    before: list[Arrival], now: list[Arrival], stay: bool
) -> None:
    merged = merge(before, now)
    assert (before[0].source_uri in {a.source_uri for a in merged}) is stay
    assert {a.source_uri for a in merged} >= {a.source_uri for a in [*before[1:], *now]}
