"""Numbers on a paper: the certificate's own, the holder's in its register, and that neither is taken for the other."""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Absent, FieldValue
from extractors.fields import certificate_number, initial_certification_date, organization_address
from extractors.fields import organization_registration_number as registration
from extractors.fields._paper import Paper
from tests.extractors.papers import line, paper

CODE = "91350100M000100Y43"  # the example of the standard


def rows(*texts: str, size: float = 10, confidence: float = 1.0) -> Paper:
    return paper(tuple(line(t, y=100 + 14 * n, size=size, confidence=confidence) for n, t in enumerate(texts)))


def number(found: Paper, standard: str = "") -> str | None:
    value = certificate_number.find(found, standard)
    return value.value if isinstance(value, FieldValue) else None


def test_a_number_in_the_chinese_form_goes_before_the_issuers_own_register() -> None:
    found = rows("注册号：ABC-01-2001-0001", "证书编号：99916Q10010R1M")
    assert number(found) == "99916Q10010R1M"


def test_of_several_numbers_each_standard_has_its_own() -> None:
    found = rows("证书编号：99916Q10010R1M", "证书编号：99916E10011R1M")
    assert number(found, "ISO 9001") == "99916Q10010R1M"
    assert number(found, "ISO 14001") == "99916E10011R1M"
    value = certificate_number.find(found, "ISO 14001")
    assert isinstance(value, FieldValue)
    assert [r.value for r in value.rivals] == ["99916Q10010R1M"]


def test_the_text_as_read_stays() -> None:
    value = certificate_number.find(rows("证书编号：999 16 Q 10010 R1 M"))
    assert isinstance(value, FieldValue)
    assert (value.value, value.as_read) == ("999 16 Q 10010 R1 M", "999 16 Q 10010 R1 M")


def test_a_first_date_that_the_number_contradicts_is_less_sure() -> None:
    fits, contradicts = (
        initial_certification_date.find(
            rows(f"证书编号：{n}", "初次获证日期：2012年5月6日", "颁证日期：2021年5月6日", "有效期至：2024年5月5日")
        )
        for n in ("99921Q10010R3M", "99921Q10010R0M")
    )
    assert isinstance(fits, FieldValue)
    assert isinstance(contradicts, FieldValue)
    assert fits.value == contradicts.value == dt.date(2012, 5, 6)  # nothing is set right in silence
    assert contradicts.confidence < fits.confidence


def test_a_registration_number_is_read_behind_its_label() -> None:
    value = registration.find(rows(f"统一社会信用代码：{CODE}"))
    assert isinstance(value, FieldValue)
    assert (value.value, value.as_read) == (CODE, CODE)


def test_it_needs_no_label_but_is_surer_with_one() -> None:
    alone, labelled = registration.find(rows(CODE)), registration.find(rows(f"统一社会信用代码：{CODE}"))
    assert isinstance(alone, FieldValue)
    assert isinstance(labelled, FieldValue)
    assert alone.confidence < labelled.confidence


def test_it_may_stand_below_its_label_and_be_misread() -> None:
    value = registration.find(rows("Unified Social Credit Code:", "9135O100M0D0100Y43"))
    assert isinstance(value, FieldValue)
    assert (value.value, value.as_read) == (CODE, "9135O100M0D0100Y43")


def test_the_older_code_needs_its_label() -> None:
    value = registration.find(rows("组织机构代码：M000100Y-4"))
    assert isinstance(value, FieldValue)
    assert value.value == "M000100Y4"
    assert isinstance(registration.find(rows("M000100Y-4")), Absent)


def test_a_number_whose_check_character_is_wrong_is_none() -> None:
    assert isinstance(registration.find(rows("统一社会信用代码：91350100M000199Y43")), Absent)


def test_it_is_no_certificate_number_and_no_part_of_an_address() -> None:
    found = rows("编号", CODE)
    assert number(found) is None
    address = organization_address.find(rows("Address:", CODE, "安徽省合肥市样品路2066号"))
    assert isinstance(address, FieldValue)
    assert address.value == "安徽省合肥市样品路2066号"


def test_no_place_is_at_a_standard() -> None:
    """Spanish `en` stands before an address, and in `UNE-EN ISO 9001`."""
    address = organization_address.find(rows("conforme con la Norma", "UNE-EN ISO 9001:2015"))
    assert not isinstance(address, FieldValue)


def test_a_number_for_information_security_is_no_credit_code() -> None:
    found = certificate_number.find(rows("证书编号：99925I10077R0M"))
    assert isinstance(found, FieldValue)
    assert found.value == "99925I10077R0M"
