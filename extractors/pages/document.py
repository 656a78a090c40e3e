"""A file to pages that can be asked for their text layer and their picture.

Pages come one at a time, so a thousand-page file costs the memory of one.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from extractors.certificate import Box
from extractors.errors import BrokenDocument, EncryptedDocument, NoPages, TooLarge, UnsupportedType
from extractors.pages import comments, tables, text_layer
from extractors.pages.layout import Line

A4_LONG_SIDE = 842.0
_READING_PIXELS = 2000
"""Long side of a page's picture for OCR: about 170 dpi on A4, the largest that RapidOCR takes."""


_MANY_LINES = 2000
"""A page with more drawn lines than this is covered in ornament, and looking for tables in it takes minutes."""


_REDUCIBLE = {"1": "L", "P": "RGBA", "PA": "RGBA"}
"""Modes without shades, and one that has them."""
_LARGEST = 5000
"""Long side from which a picture is halved: a close-up of a third of it still has `_CLOSE_PIXELS`."""
_CLOSE_PIXELS = 1500
"""Long side of a close-up: on a third of an A4 page about 400 dpi, enough for a mark's small print."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may ask for before it is refused (or, for pages, cut short with an issue)."""

    pages: int = 40
    """Certificates with annexes rarely pass 20 pages; a catalogue of 600 is not one."""
    pixels: int = 120_000_000
    """A 1200 dpi A4 scan has 140 million; phones stop at 108 million."""


class PageSource(Protocol):
    """One page of an open document. Sizes in points, as displayed."""

    number: int

    @property
    def width(self) -> float: ...

    @property
    def height(self) -> float: ...

    def text_lines(self) -> tuple[Line, ...]:
        """Lines of the text layer; empty for a picture."""
        ...

    def aslant_lines(self) -> tuple[Line, ...]:
        """Words of the text layer that run across the page."""
        ...

    def hidden_lines(self) -> tuple[Line, ...]:
        """Lines of a text layer that the page does not show."""
        ...

    def has_artwork(self) -> bool:
        """May the page show more than its text layer says?"""
        ...

    def comments(self) -> tuple[Box, ...]:
        """Where typed comments and stamps were put on the page; none for a picture."""
        ...

    def cells(self) -> tuple[Box, ...]:
        """Cells of ruled tables; none for a picture."""
        ...

    def picture(self) -> Image.Image:
        """The page as an RGB picture, upright as displayed."""
        ...

    def close_up(self, region: Box) -> Image.Image:
        """A part of the page as large as it can be had."""
        ...

    def beneath(self, region: Box) -> Image.Image | None:
        """The same part of the picture that fills the page, without what is drawn or commented over it.

        None where nothing is, and where no picture fills the page.
        """
        ...


_PILLOW_TRIPS = (OSError, EOFError, ValueError, TypeError, LookupError, SyntaxError, struct.error)
"""What Pillow raises on pictures that are cut off or changed; which of them depends on where."""


@dataclass(frozen=True, slots=True)
class Document:
    """An open document: how many pages it has, and the pages that the limit allows."""

    page_count: int
    pages: Iterator[PageSource]


@contextmanager
def opened(path: Path, media_type: str, limits: Limits) -> Iterator[Document]:
    """The document at `path`, closed again at the end.

    Raises:
        DocumentError: it cannot be opened; the subclass says why.
    """
    if media_type == "application/pdf":
        with _pdf(path) as pdf:
            count = len(pdf)
            if not count:
                raise NoPages
            yield Document(count, (_PdfPage(path, pdf, i) for i in range(min(count, limits.pages))))
    elif media_type.startswith("image/"):
        with _image(path, media_type, limits) as image:
            count = _frames(image) if media_type == "image/tiff" else 1
            yield Document(count, (_ImagePage(image, n + 1, limits) for n in range(min(count, limits.pages))))
    else:
        raise UnsupportedType(f"a file of type {media_type}")


@contextmanager
def _pdf(path: Path) -> Iterator[Any]:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise EncryptedDocument from error
        raise BrokenDocument(f"pdfium cannot open it: {error}") from error
    try:
        pdf.init_forms()  # filled form fields are printed on the page too
        yield pdf
    finally:
        pdf.close()


@contextmanager
def _image(path: Path, media_type: str, limits: Limits) -> Iterator[Image.Image]:
    if media_type == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # our own limit, checked before a pixel is decoded
    try:
        image = Image.open(path)
    except _PILLOW_TRIPS as error:
        raise BrokenDocument(f"Pillow cannot open it: {error}") from error
    with image:
        _within_limits(image, limits)
        yield image


def _frames(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except _PILLOW_TRIPS as error:
        raise BrokenDocument(f"Pillow cannot count its pages: {error}") from error


def _within_limits(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        raise TooLarge(f"{image.width} x {image.height} pixels; the limit is {limits.pixels}")


class _PdfPage:
    """Loaded when it is first asked for something, so that a broken page is one page's error."""

    def __init__(self, path: Path, pdf: Any, index: int) -> None:
        self._path, self._pdf = path, pdf
        self.number = index + 1

    @functools.cached_property
    def _page(self) -> Any:
        try:
            return self._pdf[self.number - 1]
        except pypdfium2.PdfiumError as error:
            raise BrokenDocument(f"page {self.number} cannot be loaded: {error}") from error

    @property
    def width(self) -> float:
        return float(self._page.get_size()[0])

    @property
    def height(self) -> float:
        return float(self._page.get_size()[1])

    @functools.cached_property
    def _text(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        return text_layer.read(self._page)

    @functools.cached_property
    def _is_hidden(self) -> bool:
        return text_layer.is_hidden(self._page)

    def text_lines(self) -> tuple[Line, ...]:
        return () if self._is_hidden else self._text[0]

    def aslant_lines(self) -> tuple[Line, ...]:
        return () if self._is_hidden else self._text[1]

    def hidden_lines(self) -> tuple[Line, ...]:
        return self._text[0] if self._is_hidden else ()

    def has_artwork(self) -> bool:
        wanted = (
            pdfium.FPDF_PAGEOBJ_IMAGE,
            pdfium.FPDF_PAGEOBJ_PATH,
            pdfium.FPDF_PAGEOBJ_FORM,
            pdfium.FPDF_PAGEOBJ_SHADING,
        )
        filled_in = pdfium.FPDFPage_GetAnnotCount(self._page.raw) > 0  # form fields are drawn, but are no text
        return filled_in or any(obj.type in wanted for obj in self._page.get_objects(max_depth=1))

    def comments(self) -> tuple[Box, ...]:
        return comments.boxes(self._page)

    def cells(self) -> tuple[Box, ...]:
        lines = sum(obj.type == pdfium.FPDF_PAGEOBJ_PATH for obj in self._page.get_objects(max_depth=1))
        return tables.cells(self._path, self.number) if 0 < lines <= _MANY_LINES else ()

    def picture(self) -> Image.Image:
        scale = _READING_PIXELS / max(self.width, self.height, 1.0)
        return self._rendered(scale)

    def close_up(self, region: Box) -> Image.Image:
        return self._close_up(region)

    def _close_up(self, region: Box, *, with_comments: bool = True) -> Image.Image:
        scale = _CLOSE_PIXELS / max(region.width, region.height, 1.0)
        edges = (region.x0, self.height - region.y1, self.width - region.x1, region.y0)
        return self._rendered(scale, edges, with_comments=with_comments)

    def beneath(self, region: Box) -> Image.Image | None:
        over = text_layer.drawn_over_picture(self._page)
        if not over and not (self.comments() and text_layer.is_scan(self._page)):
            return None
        for obj in over:
            pdfium.FPDFPageObj_SetIsActive(obj.raw, False)
        try:
            return self._close_up(region, with_comments=False)
        finally:
            for obj in over:
                pdfium.FPDFPageObj_SetIsActive(obj.raw, True)

    def _rendered(
        self, scale: float, crop: tuple[float, float, float, float] = (0, 0, 0, 0), *, with_comments: bool = True
    ) -> Image.Image:
        """The page, or what is left of it when `crop` points are cut off its left, bottom, right and top."""
        try:
            image: Image.Image = self._page.render(scale=scale, crop=crop, draw_annots=with_comments).to_pil()
        except (ValueError, pypdfium2.PdfiumError) as error:  # a page of a hair's breadth, say
            raise BrokenDocument(f"page {self.number} cannot be drawn: {error}") from error
        return image.convert("RGB")


class _ImagePage:
    """Decoded when it is first asked for something; a second page that is too large or broken is its own error."""

    def __init__(self, image: Image.Image, number: int, limits: Limits) -> None:
        self._file, self._limits = image, limits
        self.number = number

    @functools.cached_property
    def _image(self) -> Image.Image:
        try:
            self._file.seek(self.number - 1)
            _within_limits(self._file, self._limits)
            return _flattened(ImageOps.exif_transpose(_bounded(self._file)))
        except _PILLOW_TRIPS as error:
            raise BrokenDocument(f"page {self.number} cannot be decoded: {error}") from error

    @property
    def width(self) -> float:
        return self._image.width * A4_LONG_SIDE / max(self._image.size)

    @property
    def height(self) -> float:
        return self._image.height * A4_LONG_SIDE / max(self._image.size)

    def text_lines(self) -> tuple[Line, ...]:
        return ()

    def aslant_lines(self) -> tuple[Line, ...]:
        return ()

    def hidden_lines(self) -> tuple[Line, ...]:
        return ()

    def has_artwork(self) -> bool:
        return True

    def comments(self) -> tuple[Box, ...]:
        return ()

    def cells(self) -> tuple[Box, ...]:
        return ()

    def picture(self) -> Image.Image:
        """At most the reading size; a small one is enlarged, since OCR misses letters under about 12 pixels."""
        return _enlarged(self._image, _READING_PIXELS)

    def close_up(self, region: Box) -> Image.Image:
        scale = self._image.width / self.width
        left, top, right, bottom = (round(edge * scale) for edge in (region.x0, region.y0, region.x1, region.y1))
        part = self._image.crop((left, top, right, bottom))
        return _enlarged(part, _CLOSE_PIXELS, most=3.0)

    def beneath(self, region: Box) -> Image.Image | None:
        return None


def _bounded(image: Image.Image) -> Image.Image:
    """The picture, made smaller by a whole factor where it is larger than any reading of it needs.

    A JPEG is made smaller while it is decoded, so that a phone's 108 million pixels never lie in memory.
    """
    image.draft("RGB", (_LARGEST, _LARGEST))
    factor = max(image.size) // _LARGEST
    if factor < 2:
        return image
    smaller = image.convert(_REDUCIBLE.get(image.mode, image.mode)).reduce(factor)
    smaller.info.update(image.info)
    if "exif" in image.info:
        smaller.getexif().load(image.info["exif"])
    return smaller


def _enlarged(image: Image.Image, pixels: int, most: float = 2.0) -> Image.Image:
    """At most `pixels` on its long side, and at most `most` times as large as it was: more adds no letters."""
    factor = min(pixels / max(image.size), most)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _flattened(image: Image.Image) -> Image.Image:
    """RGB on white: a transparent certificate is printed on paper, not on black."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")
