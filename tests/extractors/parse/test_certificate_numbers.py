"""Certificate numbers in the Chinese form, and everybody else's, which are left alone."""

from __future__ import annotations

import pytest

from extractors.parse.certificate_numbers import decode, find, systems

DECODED = [
    # (number, body, year, system, serial, renewals, size, suffix)
    ("04625Q15304R1M", "046", 2025, "Q", "15304", 1, "M", None),
    ("00114E22766R2L/3502", "001", 2014, "E", "22766", 2, "L", "3502"),  # a branch
    ("11724E00123R0S-1", "117", 2024, "E", "00123", 0, "S", "1"),  # a part
    ("016ZB24Q20123R2L", "016ZB", 2024, "Q", "20123", 2, "L", None),  # an office's letters
    ("ABCD19Q01001R0S", "ABCD", 2019, "Q", "01001", 0, "S", None),  # letters for the body
    ("999-24-QQ-01001-R0-M", "999", 2024, "QQ", "01001", 0, "M", None),  # hyphens between the parts
    ("012 20 EnMS 0012 R0 M", "012", 2020, "ENMS", "0012", 0, "M", None),  # blanks, small letters
    ("04625Q15304R12", "046", 2025, "Q", "15304", 12, None, None),  # without a size
]


@pytest.mark.parametrize(("number", "body", "year", "system", "serial", "renewals", "size", "suffix"), DECODED)
def test_a_number_comes_apart(
    number: str, body: str, year: int, system: str, serial: str, renewals: int, size: str | None, suffix: str | None
) -> None:
    found = decode(number)
    assert found is not None
    assert (found.body, found.year, found.system, found.serial) == (body, year, system, serial)
    assert (found.renewals, found.size, found.suffix) == (renewals, size, suffix)


@pytest.mark.parametrize(
    "number", ["01 100 999001", "FM 12345", "AB-1234-03/CD-00/10-R15", "Q-2024-02", "0462515304R1M", ""]
)
def test_other_forms_stay_whole(number: str) -> None:
    assert decode(number) is None


def test_the_approval_has_three_digits_and_foreign_bodies_have_none() -> None:
    own, office, foreign = (decode(n) for n in ("04625Q15304R1M", "016ZB24Q20123R2L", "USA25Q1234R0"))
    assert own and office and foreign
    assert (own.approval_digits, office.approval_digits, foreign.approval_digits) == ("046", "016", None)


def test_letters_stand_for_standards_or_for_nothing_known() -> None:
    known, unknown = decode("04625S15304R1M"), decode("04625XY15304R1M")
    assert known and unknown
    assert "ISO 45001" in known.standards
    assert unknown.standards == ()
    assert all(standards for standards in systems().values())


def test_numbers_are_found_between_other_text() -> None:
    text = "证书编号：04625Q15304R1M 注册号 00114E22766R2L/3502，X04625Q15304R1M No00225En10001R0M"
    assert [text[start:end] for start, end in find(text)] == [
        "04625Q15304R1M",
        "00114E22766R2L/3502",
        "00225En10001R0M",  # a small letter in the middle
    ]
