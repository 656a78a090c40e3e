"""Zips and mails that come out the same on every day and every machine."""

from __future__ import annotations

import base64
import io
import mimetypes
import zipfile
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from samples.make.model import Strict

PACKED = (2026, 9, 1, 9, 0, 0)


class Mail(Strict):
    """The head and text of a mail.

    `old_names` writes attachment names as Outlook does (RFC 2047 inside the
    parameter) and not as the standard wants (RFC 2231).
    """

    sender: str
    to: str
    subject: str
    date: str
    text: str
    old_names: bool = False


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    """A zip of names and contents; stored, because no two zlibs need compress alike."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, PACKED)
            info.create_system = 0
            archive.writestr(info, content)
    return packed.getvalue()


def zipped_in_gbk(members: list[tuple[str, bytes]]) -> bytes:
    """A zip as Chinese Windows makes it: names in its own code page, and no flag that says which.

    `zipfile` cannot write such names, so it gets stand-ins of the same length, which are then written over.
    """
    names = [name.encode("gbk") for name, _ in members]
    stand_ins = [f"{number:?>{len(name)}}" for number, name in enumerate(names)]
    packed = zipped([(stand_in, content) for stand_in, (_, content) in zip(stand_ins, members, strict=True)])
    for stand_in, name in zip(stand_ins, names, strict=True):
        packed = packed.replace(stand_in.encode(), name)
    return packed


def mailed(mail: Mail, attachments: list[tuple[str, bytes]]) -> bytes:
    """An `.eml` with the attachments."""
    message = MIMEMultipart(boundary="=_sample_boundary_900")
    message["From"], message["To"], message["Subject"], message["Date"] = mail.sender, mail.to, mail.subject, mail.date
    message["Message-ID"] = "<sample." + mail.date[5:16].replace(" ", "") + "@mail.example>"
    message.attach(MIMEText(mail.text, "plain", "utf-8"))
    for name, content in attachments:
        kind = mimetypes.types_map.get("." + name.rpartition(".")[2].lower(), "application/octet-stream")
        part = MIMEApplication(content)
        part.replace_header("Content-Type", kind)
        if mail.old_names:
            word = "=?utf-8?B?" + base64.b64encode(name.encode()).decode() + "?="
            part.add_header("Content-Disposition", f'attachment; filename="{word}"')
        else:
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        message.attach(part)
    return message.as_bytes()
