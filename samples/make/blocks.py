"""The kinds of block that a layout can stack: `{text: …}`, `{table: …}`, `{cells: …}` and so on.

Each is one function, called with the block's value and its other keys as
options. Templates in braces are filled from the paper; a block whose value the
paper does not have is left out, as a certification body would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samples.make import artwork, decor
from samples.make.model import Body, Organization
from samples.make.sheet import Sheet
from samples.make.wording import Wording

Draw = Callable[..., None]


class Painter:
    """Draws one paper's blocks on a sheet."""

    def __init__(self, sheet: Sheet, words: Wording, body: Body, organization: Organization) -> None:
        self.sheet, self.words, self.body, self.organization = sheet, words, body, organization

    def paint(self, blocks: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> None:
        """Draws blocks from top to bottom; the first key of each names its kind.

        Raises:
            KeyError: there is no such kind of block.
        """
        for block in blocks:
            kind, *options = block
            KINDS[kind](self, block[kind], **{key: block[key] for key in options})


def text(to: Painter, template: str, **options: Any) -> None:
    """Wrapped text; `art: true` makes it a picture."""
    filled = to.words.fill(template)
    if filled is None:
        return
    style = to.sheet.styled(options)
    if style.art:
        artwork.write(to.sheet, filled, style)
    else:
        to.sheet.write(filled, style)


def table(
    to: Painter, rows: list[list[str]], *, label_width: float = 130, gap: float = 5, grid: bool = False, **options: Any
) -> None:
    """Labels on the left, values on the right; an empty label continues the row above."""
    sheet = to.sheet
    style = sheet.styled({"after": gap} | options)
    labels = sheet.styled({"after": gap} | options | {"bold": not style.bold})
    left, column = sheet.x, sheet.column
    for label, template in rows:
        value = to.words.fill(template)
        if value is None:
            continue
        top = sheet.y
        with sheet.within(left + 4 * grid, label_width - 8):
            sheet.write(label, labels)
        below, sheet.y = sheet.y, top
        with sheet.within(left + label_width + 4 * grid, column - label_width - 8 * grid):
            sheet.write(value, style)
        sheet.y = max(below, sheet.y)
        if grid:
            decor.cell(sheet, left, top, label_width, sheet.y)
            decor.cell(sheet, left + label_width, top, column - label_width, sheet.y)


def cells(to: Painter, pairs: list[list[str]], *, gap: float = 12, after: float = 10, **options: Any) -> None:
    """Columns side by side, each a label above its value."""
    filled = [(label, value) for label, value in ((a, to.words.fill(b)) for a, b in pairs) if value is not None]
    if not filled:
        return
    sheet = to.sheet
    style = sheet.styled(options | {"after": 1})
    small = sheet.styled(options | {"size": style.size * 0.78, "color": "#5a5a5a", "after": 1, "bold": False})
    top, width = sheet.y, (sheet.column + gap) / len(filled)
    lowest = top
    for i, (label, value) in enumerate(filled):
        sheet.y = top
        with sheet.within(sheet.x + i * width, width - gap):
            sheet.write(label, small)
            sheet.write(value, style)
        lowest = max(lowest, sheet.y)
    sheet.y = lowest + after


def columns(to: Painter, parts: list[list[dict[str, Any]]], *, widths: list[float], gap: float = 24) -> None:
    """Blocks beside blocks; `widths` are shares of the column."""
    sheet = to.sheet
    top = lowest = sheet.y
    x, column = sheet.x, sheet.column
    for part, share in zip(parts, widths, strict=True):
        sheet.y = top
        with sheet.within(x, column * share - gap / 2):
            to.paint(part)
        x += column * share + gap / 2
        lowest = max(lowest, sheet.y)
    sheet.y = lowest


def move(to: Painter, y: float) -> None:
    """Goes on at this distance from the page's top."""
    to.sheet.y = y


def space(to: Painter, height: float) -> None:
    """Leaves room."""
    to.sheet.y += height


def rule(to: Painter, color: str, *, width: float = 0.8, after: float = 8) -> None:
    """A line across the column."""
    decor.line(to.sheet, color, width)
    to.sheet.y += after


def logo(to: Painter, align: str, *, size: float = 40, art: bool = False, name: bool = True) -> None:
    """The certification body's mark, with its short name unless `name: false`."""
    if name:
        to.words.printed.add("brand")
    decor.logo(to.sheet, to.body, align, size, art=art, name=name)


def mark(to: Painter, align: str, *, size: float = 9) -> None:
    """The accreditation body's acronym and number in a box, where there is an accreditation."""
    lines = to.words.fill("{accreditation_body}"), to.words.fill("{accreditation_number}")
    if lines[0]:
        decor.mark(to.sheet, [line for line in lines if line], align, size)


def qr(to: Painter, template: str, *, size: float = 54, align: str = "right") -> None:
    """A QR code that holds the filled template."""
    filled = to.words.fill(template)
    if filled is not None:
        decor.qr(to.sheet, filled, align, size)


def signature(to: Painter, template: str, *, width: float = 130, align: str = "left") -> None:
    """A hand's flourish above a line, and who signs."""
    decor.signature(to.sheet, to.body.id, width, align)
    text(to, template, size=8, align=align)


def seal(to: Painter, label: str, *, x: float, y: float, radius: float = 44) -> None:
    """The red round seal of a Chinese body, wherever it was put down."""
    decor.seal(to.sheet, label, x, y, radius)


def sites(to: Painter, heads: list[str], *, widths: list[float], size: float = 9) -> None:
    """An annex's table of sites: name, address, scope."""
    to.words.printed.add("sites")
    sheet = to.sheet
    rows = [heads, *([site.name, site.address, site.scope] for site in to.organization.sites)]
    for number, row in enumerate(rows):
        style = sheet.styled({"size": size, "bold": number == 0})
        top = lowest = sheet.y
        x = sheet.x
        for value, share in zip(row, widths, strict=True):
            sheet.y = top + 2
            with sheet.within(x + 4, sheet.column * share - 8):
                sheet.write(value, style)
            x += sheet.column * share
            lowest = max(lowest, sheet.y)
        x = sheet.x
        for share in widths:
            decor.cell(sheet, x, top, sheet.column * share, lowest)
            x += sheet.column * share
        sheet.y = lowest


def page(to: Painter, _: bool) -> None:
    """The rest stands on the next page."""
    to.sheet.next_page()


KINDS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (text, table, cells, columns, move, space, rule, logo, mark, qr, signature, seal, sites, page)
}
