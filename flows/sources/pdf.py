"""A PDF that holds files: a portfolio, attachments, and paper clips on its pages. It is read as a document all the same."""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import pypdfium2
import pypdfium2.raw as pdfium

from flows.sources.errors import BrokenArchive
from flows.sources.incoming import Bounds, Measured, Member, refuse

_PAGES = 40
"""Pages that are looked at for paper clips, as many as are read."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a PDF, numbered from 1; none where it cannot be opened, which the reader will say."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return
    try:
        for number, attachment in enumerate(_attachments(path, pdf), start=1):
            if attachment is None:
                yield Member(f"{number}/unnamed", refuse(BrokenArchive("The PDF names a file that is not in it.")))
            else:
                yield Member(f"{number}/{_name(attachment)}", partial(_open, attachment, path, bounds.archive_ratio))
    finally:
        pdf.close()


def _attachments(path: Path, pdf: Any) -> Iterator[Any]:
    for index in range(pdf.count_attachments()):
        try:
            yield pdf.get_attachment(index)
        except pypdfium2.PdfiumError:
            yield None
    if _may_have_clips(path):
        for index in range(min(len(pdf), _PAGES)):
            yield from _clips(pdf, index)


def _may_have_clips(path: Path) -> bool:
    """Loading pages takes time; a file whose objects are in plain sight and name no such thing need not be loaded."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(b"FileAttachment") >= 0 or whole.find(b"ObjStm") >= 0


def _clips(pdf: Any, index: int) -> Iterator[Any]:
    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        return
    for place in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                held = pdfium.FPDFAnnot_GetFileAttachment(annotation)
                if held:
                    yield pypdfium2.PdfAttachment(held, pdf)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _name(attachment: Any) -> str:
    try:
        return attachment.get_name() or "unnamed"
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return "unnamed"


@contextmanager
def _open(attachment: Any, path: Path, ratio: int) -> Iterator[BinaryIO]:
    try:
        data = io.BytesIO(bytes(attachment.get_data()))
    except pypdfium2.PdfiumError as error:
        raise BrokenArchive(f"The file cannot be taken out of its PDF: {error}") from error
    yield cast(BinaryIO, Measured(data.read, path.stat().st_size, ratio))
