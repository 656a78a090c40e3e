"""What a paper says twice and differently, and all that only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.certificate import Box, Contradiction, Disagreement, FieldValue
from extractors.fields import disagreements
from extractors.fields._paper import Paper
from extractors.pages.layout import Line
from tests.extractors.papers import line, paper, sheet

CHINESE = [
    "证书编号：99924Q10901R0M",
    "获证组织：苏州新垣光明电子有限公司",
    "发证日期：2024年7月16日",
    "有效期至：2027年7月15日",
]
ENGLISH = [
    "Certificate No.: 99924Q10901R0M",
    "Issued to: Xinyuan",
    "Date of issue: 16 July 2024",
    "Valid until: 15 July 2027",
]


def halves(chinese: list[str], english: list[str], confidence: float = 1.0) -> Paper:
    left = [line(text, x=40, y=100 + 20 * n, confidence=confidence) for n, text in enumerate(chinese)]
    right = [line(text, x=330, y=100 + 20 * n, confidence=confidence) for n, text in enumerate(english)]
    return paper((*left, *right))


def found(of: Paper) -> list[Disagreement]:
    value = disagreements.find(of)
    return list(value.value) if isinstance(value, FieldValue) else []


def test_halves_that_state_two_dates_disagree() -> None:
    (one,) = found(halves(CHINESE, [*ENGLISH[:3], "Valid until: 15 July 2029"]))
    assert (one.kind, one.field) == (Contradiction.LANGUAGES, "expiry_date")
    assert set(one.values) == {"2027-07-15", "2029-07-15"}
    assert len(one.evidence) == 2


def test_halves_whose_numbers_differ_in_a_digit_disagree() -> None:
    (one,) = found(halves(CHINESE, ["Certificate No.: 99924Q10907R0M", *ENGLISH[1:]]))
    assert one.field == "certificate_number"


AGREED = [
    pytest.param(CHINESE, ENGLISH, id="both say the same"),
    pytest.param(CHINESE, ["Certificate No.: SZ-77", *ENGLISH[1:]], id="another kind of number"),
    pytest.param(CHINESE, [*ENGLISH[:3], "Valid until: 16 July 2027"], id="a day apart, as computed Hijri dates are"),
    pytest.param(CHINESE, [*ENGLISH[:3], "Valid until: 2029"], id="half a date"),
    pytest.param(CHINESE, [*ENGLISH[:3], "Valid until: 16 July 2024"], id="a date that is another field's"),
    pytest.param(
        [*CHINESE, "有效期限：2029年7月15日"], [*ENGLISH[:3], "Valid until: 15 July 2029"], id="one half has both"
    ),
]


@pytest.mark.parametrize(("chinese", "english"), AGREED)
def test_only_what_both_state_once_can_disagree(chinese: list[str], english: list[str]) -> None:
    assert found(halves(chinese, english)) == []


def test_what_was_read_badly_proves_nothing() -> None:
    assert found(halves(CHINESE, [*ENGLISH[:3], "Valid until: 15 July 2029"], confidence=0.85)) == []


def text_layer(text: str, y: float) -> Line:
    return replace(line(text, y=y), method="text_layer")


SCAN = [line("Certificate No: QM-12345", y=100), line("Date of issue: 9 August 2022", y=140)]


@pytest.mark.parametrize(
    ("beneath", "said"),
    [([line("Valid until: 8 August 2025", y=180)], "Valid until: 8 August 2025"), ([], "")],
)
def test_a_date_laid_over_a_scan_disagrees_with_what_is_beneath(beneath: list[Line], said: str) -> None:
    over = sheet(*SCAN, text_layer("Valid until: 8 August 2030", 180))
    laid = Paper((replace(over, page=replace(over.page, beneath=tuple(beneath))),), paper(()).gazetteer)
    (one,) = found(laid)
    assert (one.kind, one.field, one.values) == (Contradiction.PICTURE, "expiry_date", ("2030-08-08", said))


@pytest.mark.parametrize(("place", "differs"), [(Box(50, 170, 400, 200), True), (Box(50, 300, 400, 330), False)])
def test_a_comment_laid_over_a_scan_is_no_part_of_it(place: Box, differs: bool) -> None:
    seen = sheet(*SCAN, line("Valid until: 8 August 2030", y=180))
    page = replace(seen.page, comments=(place,), beneath=(line("Valid until: 8 August 2025", y=180),))
    assert bool(found(Paper((replace(seen, page=page),), paper(()).gazetteer))) == differs


def test_text_over_stationery_is_how_bodies_print() -> None:
    lines = [text_layer(ln.text, ln.box.y0) for ln in SCAN]
    over = sheet(*lines, text_layer("Valid until: 8 August 2030", 180))
    assert found(Paper((replace(over, page=replace(over.page, beneath=())),), paper(()).gazetteer)) == []


def test_an_earlier_ocr_that_got_the_number_wrong_is_no_witness() -> None:
    shown = sheet(*SCAN, line("Valid until: 8 August 2030", y=180))
    hidden = sheet(line("Certificate No: QM-I2E45", y=100), SCAN[1], line("Valid until: 8 August 2025", y=180))
    assert found(Paper((replace(shown, hidden=hidden),), paper(()).gazetteer)) == []


@pytest.mark.parametrize(("day", "differs"), [("8 August 2025", True), ("8 August 2030", False)])
def test_a_text_layer_that_is_not_shown_may_tell_of_another_date(day: str, differs: bool) -> None:
    shown = sheet(*SCAN, line("Valid until: 8 August 2030", y=180))
    hidden = sheet(*SCAN, line(f"Valid until: {day}", y=180))
    assert bool(found(Paper((replace(shown, hidden=hidden),), paper(()).gazetteer))) == differs
