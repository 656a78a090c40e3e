"""Ruled tables of a born-digital page: the cells that its lines draw.

pdfplumber finds them from the drawn lines and rectangles. A value never runs
from one cell into the next, however close the letters stand.
"""

from __future__ import annotations

from pathlib import Path

from extractors.certificate import Box


def cells(path: Path, number: int) -> tuple[Box, ...]:
    """The cells of all ruled tables on page `number` (from 1), in points from the page's top left corner.

    A turned or a cropped page gives none: its table is read like any other text. Nor does one that pdfplumber trips
    over: it parses the file a second time and less leniently than pdfium, and raises whatever comes up on the way.
    """
    try:
        return _cells(path, number)
    except MemoryError:
        raise
    except Exception:  # no cells are no loss that anybody sees; the words are pdfium's
        return ()


def _cells(path: Path, number: int) -> tuple[Box, ...]:
    import pdfplumber  # takes a quarter of a second to load, and most pages have no ruled table

    with pdfplumber.open(path, pages=[number]) as pdf:
        page = next((p for p in pdf.pages if p.page_number == number), None)
        if page is None:
            return ()
        if page.rotation or tuple(page.cropbox) != tuple(page.mediabox):
            return ()
        left, top = page.bbox[0], page.bbox[1]
        found = (cell for table in page.find_tables() if len(table.cells) >= _CELLS for cell in table.cells)
        return tuple(Box(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in found)


_CELLS = 4
"""Fewer cells than these are a frame round the page, or a line under a heading."""
