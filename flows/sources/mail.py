"""A mail saved as a file (`.eml`): its attachments, inline pictures and attached mails.

The body's own text is the mail itself, not a file in it; files that are written into it are.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from flows.sources import uuencoded
from flows.sources.errors import BrokenArchive, TooManyEntries
from flows.sources.incoming import Bounds, Member, last_name

_ODD_MAIL = (ValueError, LookupError, TypeError, AttributeError, RecursionError, IndexError)
"""What the standard library's parser is known to raise on odd headers, unknown charsets and deep nesting."""
_Opener = Callable[[], AbstractContextManager[BinaryIO]]


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
    for number, (name, opener) in enumerate(files, start=1):
        yield Member(f"{number}/{last_name(name) if name else f'part-{number}'}", opener, sender)


def sender_address(mail: Message[Any, Any]) -> str | None:
    """The address in `From`, in lower case; none where there is none that could be one."""
    try:
        return address_in(str(mail.get("From", "")))
    except _ODD_MAIL:
        return None


def address_in(text: str) -> str | None:
    """The first address in a header's text, in lower case; none where there is none that could be one."""
    address = parseaddr(text)[1].strip().lower()
    return address if "@" in address and address.isprintable() else None


def _files(mail: EmailMessage, limit: int) -> Iterator[tuple[str | None, _Opener]]:
    """The files by the names given to them, without going into attached mails: those are files of their own."""
    waiting, seen = [mail], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > limit:
            raise TooManyEntries(f"The mail holds more than {limit} parts (CERTSWEEP_MAIL_PARTS).")
        if part.get_content_type() != "message/rfc822" and part.is_multipart():
            waiting[:0] = cast("list[EmailMessage]", part.get_payload())
        elif _is_file(part):
            yield _name_given(part), partial(_open, part)
        else:
            yield from uuencoded.files_in(_bytes(part))


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


def _open(part: EmailMessage) -> BinaryIO:
    try:
        return io.BytesIO(_mail_in(part) if part.get_content_type() == "message/rfc822" else _bytes(part))
    except _ODD_MAIL as error:
        raise BrokenArchive(f"The attachment cannot be decoded: {error}.") from error


def _bytes(part: EmailMessage) -> bytes:
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _mail_in(part: EmailMessage) -> bytes:
    """An attached mail; it must not be encoded (RFC 2046), and the standard library does not decode one that is."""
    inner = cast("list[EmailMessage]", part.get_payload())
    if not inner:
        return b""
    data = inner[0].as_bytes(policy=SMTP)
    is_encoded = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    return base64.b64decode(data) if is_encoded and not inner[0].keys() else data  # some only say so
