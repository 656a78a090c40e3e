"""PDFs drawn on the spot: what a test needs on a page, and nothing else."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
Draw = Callable[[Any], None]
"""Draws one page on a reportlab canvas, whose origin is at the bottom left."""


def pdf(path: Path, *pages: Draw, **options: Any) -> Path:
    """A PDF of A4 pages; `options` go to reportlab's canvas."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def broken(path: Path, number: int) -> None:
    """Spoils one page of the PDF at `path`, counted from 1: it says that it is something else."""
    data = path.read_bytes()
    at = [match.start() for match in re.finditer(rb"/Type /Page\b", data)][number - 1]
    path.write_bytes(data[:at] + b"/Type /Pxge" + data[at + len(b"/Type /Page") :])


def text(words: str, x: float, y: float, size: float = 12.0) -> Draw:
    """`words` with their baseline `y` points under the top of the page."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, HEIGHT - y, words)

    return draw


def placed(words: str, x: float, y: float, font: str = "Helvetica", size: float = 12.0) -> Draw:
    """Each of the `words` drawn where it belongs, and no blank between them, as browsers print."""

    def draw(canvas: Any) -> None:
        canvas.setFont(font, size)
        at = x
        for word in words.split():
            canvas.drawString(at, HEIGHT - y, word)
            at += canvas.stringWidth(word + " ", font, size)

    return draw


def spaced(words: str, x: float, y: float, room: float, size: float = 12.0) -> Draw:
    """`words` with `room` points more between each two letters."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, HEIGHT - y, words, charSpace=room)

    return draw


def upright_on_turned_page(words: str, x: float, y: float, turn: int) -> Draw:
    """`words` that a viewer shows upright at `x`, `y` of the displayed page, on a page turned by `turn` degrees."""

    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        if turn in (90, 270):
            canvas.setPageSize((HEIGHT, WIDTH))  # as displayed: reportlab turns it back for the file
        canvas.setFont("Helvetica", 12)
        place = {0: (x, HEIGHT - y), 90: (y, x), 180: (WIDTH - x, y), 270: (WIDTH - y, HEIGHT - x)}[turn]
        canvas.translate(*place)
        canvas.rotate(turn)
        canvas.drawString(0, 0, words)

    return draw


def watermark(shade: int = 25) -> Draw:
    """A picture of the whole page that one can look through, drawn where its turn comes."""

    def draw(canvas: Any) -> None:
        image = Image.new("RGBA", (60, 84), (0, 90, 200, shade))
        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT, mask="auto")

    return draw


def with_comment(path: Path, words: str, place: tuple[float, float, float, float], *, hidden: bool = False) -> Path:
    """`words` as a stamp on the first page of the PDF at `path`; `place` is left, bottom, right and top."""
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    comment = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_STAMP)
    pdfium.FPDFAnnot_SetRect(comment, pdfium.FS_RECTF(left=place[0], bottom=place[1], right=place[2], top=place[3]))
    pdfium.FPDFAnnot_SetFlags(comment, pdfium.FPDF_ANNOT_FLAG_HIDDEN if hidden else pdfium.FPDF_ANNOT_FLAG_PRINT)
    drawn = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 24.0)
    pdfium.FPDFText_SetText(drawn, (ctypes.c_ushort * (len(words) + 1))(*map(ord, words), 0))
    pdfium.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, place[0] + 5, place[1] + 5)
    pdfium.FPDFAnnot_AppendObject(comment, drawn)
    pdfium.FPDFPage_CloseAnnot(comment)
    document.save(path.with_suffix(".commented.pdf"))
    document.close()
    return path.with_suffix(".commented.pdf")


def form(inner: Draw) -> Draw:
    """`inner` as an object of its own that is put on the page, which is what flattening makes of a comment."""

    def draw(canvas: Any) -> None:
        canvas.beginForm("form")
        inner(canvas)
        canvas.endForm()
        canvas.doForm("form")

    return draw


def unseen(words: str, x: float, y: float) -> Draw:
    """`words` in the render mode that scanners use for what their own OCR read: neither filled nor stroked."""

    def draw(canvas: Any) -> None:
        canvas.drawString(x, HEIGHT - y, words, mode=3)

    return draw


def picture(x: float = 0, y: float = 0, width: float = WIDTH, height: float = HEIGHT) -> Draw:
    """A grey picture; of the whole page, unless told otherwise."""

    def draw(canvas: Any) -> None:
        image = ImageReader(Image.new("RGB", (60, 80), "#dddddd"))
        canvas.drawImage(image, x, HEIGHT - y - height, width, height)

    return draw


def together(*parts: Draw) -> Draw:
    """All `parts` on one page, the first at the bottom of the pile."""

    def draw(canvas: Any) -> None:
        for part in parts:
            part(canvas)

    return draw


Piece = tuple[str, float, float]
"""What is drawn in one go, from the left, and where: points from the left and from the top."""


def foreign(path: Path, pieces: list[Piece], size: float = 12.0) -> Path:
    """A PDF whose letters are of any script: drawn as Latin ones, since a font that has them may not be installed."""
    strange = sorted({c for text, _, _ in pieces for c in text if not c.isascii()})
    codes = {c: code for code, c in enumerate(strange, start=0xC0)}
    codes |= {c: ord(c) for text, _, _ in pieces for c in text if c.isascii()}
    shown = "".join(
        f"BT /F {size} Tf {x} {HEIGHT - y} Td <{''.join(f'{codes[c]:02x}' for c in text)}> Tj ET\n"
        for text, x, y in pieces
    )
    ranges = "".join(f"<{code:02x}> <{ord(c):04x}>\n" for c, code in codes.items())
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{ranges}endbfchar endcmap"
    widths = " ".join(["600"] * 256)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}endstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding/FirstChar 0/LastChar 255/Widths[{widths}]/ToUnicode 6 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    path.write_bytes(f"{body}{end}startxref\n{len(body)}\n%%EOF".encode("ascii"))
    return path
