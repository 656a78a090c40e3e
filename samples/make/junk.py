"""What else a supplier sends: broken, locked and empty files, office files, litter of operating systems."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from reportlab.lib.pdfencrypt import StandardEncryption

from samples.make.containers import zipped
from samples.make.draw import draw
from samples.make.model import Document

PASSWORD = "sample"  # noqa: S105 - known to everybody who reads this; the sweep is not meant to have it
OFFICE = "http://schemas.openxmlformats.org"
PACKAGE_RELATIONS = f"{OFFICE}/package/2006/relationships"
CONTENT_TYPES = f"{OFFICE}/package/2006/content-types"
RELATION = f"{OFFICE}/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def broken(document: Document) -> bytes:
    """A download that stopped half way: the PDF's page tree and index are missing."""
    content, _ = draw(document)
    return content[: content.index(b"/Type /Catalog") - 20]


def encrypted(document: Document) -> bytes:
    """A PDF that asks for a password."""
    content, _ = draw(document, StandardEncryption(PASSWORD, strength=128))
    return content


def empty(_: str) -> bytes:
    """No byte at all."""
    return b""


def text(content: str) -> bytes:
    """A text file with the line ends of Windows."""
    return content.replace("\n", "\r\n").encode()


def thumbs(_: str) -> bytes:
    """The head of an OLE file such as Windows' Thumbs.db, and noughts."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1528)


def docx(content: str) -> bytes:
    """The smallest Word file that opens: one paragraph a line."""
    name = f"{OFFICE}/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in content.splitlines())
    body = f'{XML}<w:document xmlns:w="{name}"><w:body>{paragraphs}</w:body></w:document>'
    return _office("word/document.xml", f"{TYPE}.wordprocessingml.document.main+xml", {"word/document.xml": body})


def xlsx(content: str) -> bytes:
    """The smallest Excel file that opens: one row a line, cells between semicolons."""
    name = f"{OFFICE}/spreadsheetml/2006/main"
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(c)}</t></is></c>' for c in line.split(";")) + "</row>"
        for line in content.splitlines()
    )
    sheet = f'{XML}<worksheet xmlns="{name}"><sheetData>{rows}</sheetData></worksheet>'
    book = (
        f'{XML}<workbook xmlns="{name}" xmlns:r="{RELATION}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    relations = _relations("worksheet", "worksheets/sheet1.xml")
    parts = {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet, "xl/_rels/workbook.xml.rels": relations}
    return _office("xl/workbook.xml", f"{TYPE}.spreadsheetml.sheet.main+xml", parts)


def _relations(kind: str, target: str) -> str:
    return (
        f'{XML}<Relationships xmlns="{PACKAGE_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{RELATION}/{kind}" Target="{target}"/></Relationships>'
    )


def _office(main: str, kind: str, parts: dict[str, str]) -> bytes:
    types = (
        f'{XML}<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>'
        + "".join(
            f'<Override PartName="/{name}" ContentType="{TYPE}.spreadsheetml.worksheet+xml"/>'
            for name in parts
            if name.startswith("xl/worksheets/sheet")
        )
        + "</Types>"
    )
    package = {"[Content_Types].xml": types, "_rels/.rels": _relations("officeDocument", main), **parts}
    return zipped([(name, part.encode()) for name, part in package.items()])


FROM_DOCUMENT: dict[str, Callable[[Document], bytes]] = {"broken": broken, "encrypted": encrypted}
FROM_TEXT: dict[str, Callable[[str], bytes]] = {
    "empty": empty,
    "text": text,
    "thumbs": thumbs,
    "docx": docx,
    "xlsx": xlsx,
}
