"""What was put on a PDF page as a comment: typed text and stamps, which a viewer shows and the page's own text has not."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from extractors.certificate import Box
from extractors.pages.glyphs import page_to_display

_KINDS = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def boxes(page: Any) -> tuple[Box, ...]:
    """Where a `pypdfium2.PdfPage` shows typed comments and stamps, as displayed."""
    to_page = page_to_display(page)
    found = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        comment = pdfium.FPDFPage_GetAnnot(page.raw, index)
        corners = pdfium.FS_RECTF()
        shown = pdfium.FPDFAnnot_GetSubtype(comment) in _KINDS and not pdfium.FPDFAnnot_GetFlags(comment) & _UNSEEN
        if shown and pdfium.FPDFAnnot_GetRect(comment, corners):
            found.append(to_page(corners.left, corners.bottom, corners.right, corners.top))
        pdfium.FPDFPage_CloseAnnot(comment)
    return tuple(found)
