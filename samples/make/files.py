"""A document as the file that a supplier would have: clean PDF, scan in a PDF, or picture."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.make import edits
from samples.make.damage import Picture, wear
from samples.make.draw import draw
from samples.make.model import Document
from samples.make.truth import truth_of

QUALITY = 55  # of the last JPEG or WebP: what office scanners do when files must be small


def make(document: Document, file_name: str) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes, and its truth.

    Raises:
        FontMissing: the texts need a font that is not installed.
    """
    content, drawn = draw(document)
    if document.damage:
        content = pack(wear(document, content), document.format)
    for edit in document.edits:
        content = edits.edited(content, edit)
    return content, truth_of(document, content, file_name, drawn)


def pack(pages: list[Picture], kind: str) -> bytes:
    """Pictures as one file of the given format; only PDF and TIFF take several.

    Raises:
        ValueError: several pages for a format that holds one.
    """
    images = [_image(page) for page in pages]
    if kind == "pdf":
        return _scan_pdf(images)
    packed = io.BytesIO()
    if kind == "tiff":
        images[0].save(packed, "TIFF", save_all=True, append_images=images[1:], compression="jpeg", quality=QUALITY)
        return packed.getvalue()
    if len(images) > 1:
        raise ValueError(f"{len(images)} pages do not fit into one {kind}")
    if kind == "heic":
        pillow_heif.from_pillow(images[0]).save(packed, quality=QUALITY)
    else:
        options: dict[str, Any] = {"png": {"optimize": True}}.get(kind, {"quality": QUALITY})
        images[0].save(packed, {"jpg": "JPEG"}.get(kind, kind.upper()), **options)
    return packed.getvalue()


def _image(page: Picture) -> Image.Image:
    """A Pillow picture, in one channel where the page has no colour."""
    image = Image.fromarray(page)
    colourless = np.array_equal(page[..., 0], page[..., 1]) and np.array_equal(page[..., 0], page[..., 2])
    return image.convert("L") if colourless else image


def _scan_pdf(images: list[Image.Image]) -> bytes:
    """One JPEG a page, no text layer; the page is as large as A4 in the picture's direction."""
    packed = io.BytesIO()
    canvas = Canvas(packed, invariant=1, pageCompression=0)
    for image in images:
        scale = 842 / max(image.size)
        width, height = image.width * scale, image.height * scale
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=QUALITY)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return packed.getvalue()
