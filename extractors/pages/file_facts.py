"""What a file says of its own making: the program, the moments, how often it was saved, who signed it.

All of it is the file's own word, and a file can say anything: a fact that cannot be had is missing, and costs nobody
the reading.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pypdfium2
from PIL import ExifTags, Image

from extractors.certificate import FileFacts
from extractors.pages.printable import printable
from extractors.pages.signatures import signatures_in
from extractors.pages.triage import PDF

_SAVED = re.compile(rb"startxref\s{1,8}(\d{1,12})\s{1,8}%%EOF")
_CROSS_REFERENCES = re.compile(rb"\s{0,8}(?:xref\s{1,4}+(?!0 0\s{1,4}trailer)|\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj\b)")
"""Where a save lists its objects; Word ends each of its saves in a second list that is empty."""
_LINEARIZED_WITHIN = 1024
_HEADER_WITHIN = 1024
_MOST_SAVES = 1000
_PDF_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:Z|([+-])(\d\d)'?(?:(\d\d)'?)?)?", re.ASCII
)
_EXIF_DATE = "%Y:%m:%d %H:%M:%S"
_XMP_TOOL = re.compile(rb"CreatorTool(?:=\"|>)([^\"<]{1,400})")
_XMP_WITHIN = 1_000_000


def facts_of(data: bytes, media_type: str) -> FileFacts:
    """What the file with these bytes says of itself; whatever it does not say, or says in no form that is known, is missing.

    Never raises.
    """
    try:
        return _pdf_facts(data) if media_type == PDF else _picture_facts(data)
    except Exception:  # properties are written by anybody, in every broken way
        return FileFacts()


def _pdf_facts(data: bytes) -> FileFacts:
    with pypdfium2.PdfDocument(data) as pdf:
        said = pdf.get_metadata_dict()
    return FileFacts(
        producer=printable(said.get("Producer")),
        creator=printable(said.get("Creator")),
        created_at=pdf_moment(said.get("CreationDate", "")),
        modified_at=pdf_moment(said.get("ModDate", "")),
        revisions=revisions_in(data),
        signatures=signatures_in(data),
    )


def revisions_in(data: bytes) -> int:
    """How often a PDF was saved: every save ends in the place of its cross-references.

    One that names no such place does not count, nor does the first of a linearized file: that stands at its front, and
    both of its sections are of one save.
    """
    shift = max(0, data.find(b"%PDF-", 0, _HEADER_WITHIN))
    saves = [int(match[1]) for match, _ in zip(_SAVED.finditer(data), range(_MOST_SAVES), strict=False)]
    if b"/Linearized" in data[:_LINEARIZED_WITHIN]:
        saves = saves[1:]
    return max(1, len({at for at in saves if at and any(_CROSS_REFERENCES.match(data, at + s) for s in {0, shift})}))


def pdf_moment(text: str) -> dt.datetime | None:
    """A PDF's date (ISO 32000-1, 7.9.4) in UTC, which also stands in for a zone that is not given.

    >>> pdf_moment("D:20240311093000+01'00'").isoformat()
    '2024-03-11T08:30:00+00:00'
    >>> pdf_moment("D:2024").isoformat()
    '2024-01-01T00:00:00+00:00'
    >>> pdf_moment("yesterday") is None
    True
    """
    match = _PDF_DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else least for part, least in zip(
        match.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True
    ))  # fmt: skip
    try:
        away = dt.timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
        zone = dt.timezone(-away if match[7] == "-" else away)
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _picture_facts(data: bytes) -> FileFacts:
    with Image.open(io.BytesIO(data)) as image:
        exif, info = image.getexif(), dict(image.info)
    taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    xmp = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    tool = _XMP_TOOL.search((xmp.encode() if isinstance(xmp, str) else xmp)[:_XMP_WITHIN])
    software = printable(exif.get(ExifTags.Base.Software)) or printable(info.get("Software"))
    return FileFacts(
        producer=software or printable(tool and tool[1]),
        creator=printable(tool and tool[1]),
        created_at=_exif_moment(taken),
        modified_at=_exif_moment(exif.get(ExifTags.Base.DateTime)),
    )


def _exif_moment(text: Any) -> dt.datetime | None:
    """A camera's date; it has no zone, and UTC stands in for it."""
    try:
        return dt.datetime.strptime(str(text).strip("\x00 "), _EXIF_DATE).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
