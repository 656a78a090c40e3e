"""Mails with certificates in them, as suppliers send them."""

from __future__ import annotations

from email.message import EmailMessage

from tests.flows import fakes
from tests.flows.packing import zipped


def letter(number: int, *, name: str | None = None, **attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"QA <qa@supplier{number % 7}.example>", "certificates@buyer.example"
    message["Subject"] = f"Certificates {number}"
    if name is None:
        message["Message-ID"] = f"<{number}.{number * 7}@supplier{number % 7}.example>"
    elif name:
        message["Message-ID"] = name
    message.set_content("Please find attached.")
    for file_name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file_name)
    return message.as_bytes()


def post(count: int) -> list[bytes]:
    """Mails as they come: one certificate, two, a zip, none, a forward, one without a name, one delivered twice."""
    mails = []
    for n in range(count):
        paper = fakes.paper(certificate_number=f"N {n}")
        match n % 7:
            case 0:
                mails.append(letter(n, a=paper, b=fakes.paper("ISO 14001", certificate_number=f"E {n}")))
            case 1:
                mails.append(letter(n, z=zipped({"c.txt": paper, "note.txt": b"dear buyer"})))
            case 2:
                mails.append(letter(n))
            case 3:
                mails.append(letter(n, name="", c=paper))
            case 4:
                mails.append(b"Received: by another way\r\n" + mails[-3])
            case 5:
                mails.append(letter(n, c=b"!locked"))
            case _:
                mails.append(letter(n, c=paper))
    return mails
