"""A mail saved as a file (`.eml`): its attachments, inline pictures and attached mails.

The body's own text is the mail itself, not a file in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from flows.sources.errors import BrokenArchive, TooManyEntries
from flows.sources.incoming import Bounds, Member, last_name

_ODD_MAIL = (ValueError, LookupError, TypeError, AttributeError, RecursionError, IndexError)
"""What the standard library's parser is known to raise on odd headers, unknown charsets and deep nesting."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a mail, numbered from 1 in the order of the mail.

    Raises:
        BrokenArchive: the mail cannot be taken apart.
        TooManyEntries: it holds more parts than `mail_parts`.
    """
    try:
        with path.open("rb") as stream:
            mail = BytesParser(_class=EmailMessage, policy=default).parse(stream)
        files = list(_files(mail, bounds.mail_parts))
        sender = sender_address(mail)
    except _ODD_MAIL as error:
        raise BrokenArchive(f"The mail cannot be taken apart: {error}.") from error
    for number, part in enumerate(files, start=1):
        yield Member(f"{number}/{_file_name(part, number)}", partial(_open, part), sender)


def sender_address(mail: Message[Any, Any]) -> str | None:
    """The address in `From`, in lower case; none where there is none that could be one."""
    return address_in(str(mail.get("From", "")))


def address_in(text: str) -> str | None:
    """The first address in a header's text, in lower case; none where there is none that could be one."""
    address = parseaddr(text)[1].strip().lower()
    return address if "@" in address and address.isprintable() else None


def _files(mail: EmailMessage, limit: int) -> Iterator[EmailMessage]:
    """The parts that are files, without going into attached mails: those are files of their own."""
    waiting, seen = [mail], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > limit:
            raise TooManyEntries(f"The mail holds more than {limit} parts (CERTSWEEP_MAIL_PARTS).")
        if part.get_content_type() != "message/rfc822" and part.is_multipart():
            waiting[:0] = cast("list[EmailMessage]", part.get_payload())
        elif _is_file(part):
            yield part


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_maintype() != "text" or _name_given(part) is not None or _is_attached(part)


def _is_attached(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except _ODD_MAIL:
        return False


def _name_given(part: EmailMessage) -> str | None:
    try:
        return part.get_filename()
    except _ODD_MAIL:
        return None


def _file_name(part: EmailMessage, number: int) -> str:
    given = _name_given(part)
    return last_name(given) if given else f"part-{number}"


def _open(part: EmailMessage) -> BinaryIO:
    try:
        if part.get_content_type() == "message/rfc822":
            inner = cast("list[EmailMessage]", part.get_payload())
            return io.BytesIO(inner[0].as_bytes(policy=SMTP) if inner else b"")
        return io.BytesIO(cast("bytes | None", part.get_payload(decode=True)) or b"")
    except _ODD_MAIL as error:
        raise BrokenArchive(f"The attachment cannot be decoded: {error}.") from error
