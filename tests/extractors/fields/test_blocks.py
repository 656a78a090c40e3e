"""Which text belongs to a label, however the paper is laid out."""

from __future__ import annotations

import pytest

from extractors.fields._blocks import block, over, under
from extractors.fields._paper import Sheet, Span
from extractors.pages.layout import Line
from tests.extractors.papers import line, sheet


def goes_on(_: Sheet, __: int) -> None:
    """Nothing ends the block but the layout."""


def ends_at_labels(page: Sheet, number: int) -> int | None:
    """A strong label ends the block, as in the fields' own."""
    return min((h.start for h in page.hits_in(number) if h.strong), default=None)


def texts(page: Sheet, spans: list[Span]) -> list[str]:
    return [page.text(span) for span in spans]


LAYOUTS: list[tuple[str, list[Line], list[str]]] = [
    (
        "label and value in one line",
        [line("Scope: castings of iron")],
        ["castings of iron"],
    ),
    (
        "the value goes on below, where it started",
        [line("Scope: castings", x=60, y=100), line("of iron and steel", x=95, y=112)],
        ["castings", "of iron and steel"],
    ),
    (
        "the value goes on below, where its label started",
        [line("Scope: castings", x=60, y=100), line("of iron and steel", x=60, y=112)],
        ["castings", "of iron and steel"],
    ),
    (
        "label left, value right",
        [line("Scope", x=60, y=100), line("castings", x=200, y=100), line("of iron", x=200, y=112)],
        ["castings", "of iron"],
    ),
    (
        "label left, value right, the next label under the first",
        [
            line("Scope", x=60, y=100),
            line("castings", x=200, y=100),
            line("Expiry date", x=60, y=112),
            line("2027-01-31", x=200, y=112),
        ],
        ["castings"],
    ),
    (
        "label above value",
        [line("Scope", y=100), line("castings", y=114), line("of iron", y=126)],
        ["castings", "of iron"],
    ),
    (
        "centred label above a wide value",
        [line("Scope", x=285, y=100), line("design and manufacture of castings of iron", x=195, y=116)],
        ["design and manufacture of castings of iron"],
    ),
    (
        "two columns, label above value in each: the neighbour's value stays out",
        [
            line("Scope", x=60, y=100),
            line("Expiry date", x=320, y=100),
            line("castings", x=60, y=114),
            line("2027-01-31", x=320, y=114),
            line("of iron", x=60, y=126),
        ],
        ["castings", "of iron"],
    ),
    (
        "the label once more in another language, then the value",
        [line("Scope", y=100), line("Geltungsbereich", y=112), line("Gussteile", y=126)],
        ["Gussteile"],
    ),
    (
        "a blank space ends the block",
        [line("Scope: castings", y=100), line("signed by somebody", y=150)],
        ["castings"],
    ),
    (
        "a label of its own ends the block",
        [line("Scope: castings", y=100), line("of iron", y=112), line("Expiry date: 2027-01-31", y=124)],
        ["castings", "of iron"],
    ),
    (
        "a label later in the same line ends the value",
        [line("Scope: castings Expiry date: 2027-01-31")],
        ["castings"],
    ),
    (
        "full-width colon, Chinese",
        [line("认证范围：铸件的生产", y=100), line("和销售", x=110, y=112)],
        ["铸件的生产", "和销售"],
    ),
    (
        "a label in two languages without a slash",
        [line("认证范围 Scope", x=60), line("LED照明模组", x=230)],
        ["LED照明模组"],
    ),
    (
        "a label with nothing near it",
        [line("Scope", y=100), line("far below", y=400)],
        [],
    ),
    (
        "a label whose neighbour is another label",
        [line("Scope", x=60, y=100), line("Expiry date:", x=200, y=100)],
        [],
    ),
]


@pytest.mark.parametrize(("lines", "value"), [case[1:] for case in LAYOUTS], ids=[case[0] for case in LAYOUTS])
def test_the_block_of_a_label(lines: list[Line], value: list[str]) -> None:
    page = sheet(*lines)
    label = next(hit for hit in page.hits if hit.kind == "scope")
    assert texts(page, block(page, label, ends_at_labels)) == value


def test_a_block_is_no_longer_than_it_is_asked_to_be() -> None:
    page = sheet(line("Scope:", y=100), *(line(f"line {n}", y=100 + 12 * n) for n in range(1, 9)))
    assert texts(page, block(page, page.hits[0], goes_on, most=3)) == ["line 1", "line 2", "line 3"]


def test_what_stands_under_a_name_is_in_its_column() -> None:
    page = sheet(
        line("Acme Castings Ltd", x=60, y=100),
        line("12 High Street", x=60, y=112),
        line("page 1 of 2", x=400, y=112),
        line("Leeds", x=60, y=124),
    )
    assert texts(page, under(page, 0, goes_on)) == ["12 High Street", "Leeds"]


def test_value_above_its_label() -> None:
    page = sheet(
        line("a title far above", y=20),
        line("dökümlerin tasarımı", y=100),
        line("ve üretimi", y=112),
        line("kapsamında", y=124),
    )
    closing = next(hit for hit in page.hits if page.text(Span(hit.line, hit.start, hit.end)) == "kapsamında")
    assert texts(page, over(page, closing, goes_on)) == ["dökümlerin tasarımı", "ve üretimi"]
