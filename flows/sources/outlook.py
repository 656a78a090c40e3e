"""A mail that Outlook saved (`.msg`): its attachments, and mails attached to it as `.eml`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from oxmsg.attachment import Attachment
from oxmsg.message import Message
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from extractors.errors import DocumentError, UnsupportedType
from flows.sources.errors import BrokenArchive
from flows.sources.incoming import Bounds, Member, last_name
from flows.sources.mail import address_in

_SHORT_NAME, _DISPLAY_NAME, _MESSAGE_ID = 0x3704, 0x3001, 0x1035
_SMTP_ADDRESSES = (0x5D01, 0x5D02)
"""[MS-OXPROPS]: the sender's address, and that of whoever it was sent for; others may be Exchange's own names."""
_PROPERTIES = "__properties_version1.0"
_OBJECT = "__substg1.0_3701000D"
_EMBEDDED_HEADER = 24
"""[MS-OXMSG] 2.4.1.2: a mail in a mail has a shorter header than one that is a file."""


class _Embedded(Message):
    """A mail attached to a mail."""

    @property
    def properties(self) -> Properties:
        return Properties(self._storage, properties_header_offset=_EMBEDDED_HEADER)


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a mail, numbered from 1.

    Raises:
        BrokenArchive: the mail cannot be taken apart.
    """
    with _breaking():
        message = Message.load(str(path))
        sender, attachments = _sender(message), message.attachments
    for number, attachment in enumerate(attachments, start=1):
        with _breaking():
            name = _name(attachment, number)
        yield Member(f"{number}/{name}", partial(_open, attachment), sender)


def _sender(message: Message) -> str | None:
    known = (message.properties.str_prop_value(tag) for tag in _SMTP_ADDRESSES)
    return address_in(message.sender or "") or next((a for text in known if text and (a := address_in(text))), None)


def _name(attachment: Attachment, number: int) -> str:
    read = attachment.properties.str_prop_value
    name = last_name(attachment.file_name or read(_SHORT_NAME) or read(_DISPLAY_NAME) or f"part-{number}")
    return f"{name}.eml" if _embedded(attachment) else name


def _embedded(attachment: Attachment) -> Message | None:
    for storage in cast(Storage, attachment._storage).storages:
        if storage.name == _OBJECT and any(s.name == _PROPERTIES for s in storage.streams):
            return _Embedded(storage)
    return None


@contextmanager
def _open(attachment: Attachment) -> Iterator[BinaryIO]:
    with _breaking():
        embedded = _embedded(attachment)
        data = _as_eml(embedded).as_bytes(policy=SMTP) if embedded else attachment.file_bytes
        if data is None:
            raise UnsupportedType("A link to a file, or an object that only Outlook can show.")
        yield cast(BinaryIO, io.BytesIO(data))


def _as_eml(message: Message) -> EmailMessage:
    """The mail as others write it: who, what and the files, for the same way on as any attached mail."""
    mail = EmailMessage()
    for header, value in {
        "From": _sender(message),
        "Subject": message.subject,
        "Message-ID": message.properties.str_prop_value(_MESSAGE_ID),
    }.items():
        if value:
            mail[header] = " ".join(value.split())
    mail.set_content(message.body or "")
    for number, attachment in enumerate(message.attachments, start=1):
        embedded = _embedded(attachment)
        if embedded:
            mail.add_attachment(_as_eml(embedded))
        elif attachment.file_bytes is not None:
            name = _name(attachment, number)
            mail.add_attachment(attachment.file_bytes, maintype="application", subtype="octet-stream", filename=name)
    return mail


@contextmanager
def _breaking() -> Iterator[None]:
    try:
        yield
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged table makes of it
        raise BrokenArchive(f"The mail cannot be taken apart: {type(error).__name__}: {error}.") from error
