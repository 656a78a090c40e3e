"""Dates as they are printed, in many languages, and what looks like a date and is none."""

from __future__ import annotations

import datetime as dt
import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.parse.dates import Setting, find, settings_of

BEYOND_DOUBT = [
    # English: month names before and after the day, ordinals, abbreviations, stray words
    ("21 February 2024", "2024-02-21"),
    ("February 21, 2024", "2024-02-21"),
    ("21st February 2024", "2024-02-21"),
    ("February 3rd, 2024", "2024-02-03"),
    ("1ST of March 2025", "2025-03-01"),  # capital ordinal, `of`
    ("the 3rd day of May 2024", "2024-05-03"),
    ("Friday, February 21, 2025", "2025-02-21"),  # a weekday is no month
    ("sept 5 2024", "2024-09-05"),
    ("21 Feb., 2024", "2024-02-21"),
    ("21-Feb-2024", "2024-02-21"),
    ("21 / Feb / 2024", "2024-02-21"),
    ("2024-Feb-21", "2024-02-21"),
    ("2024 February 21", "2024-02-21"),
    # spaces lost by OCR, or by the designer
    ("21February2024", "2024-02-21"),
    ("21FEB2024", "2024-02-21"),
    ("Feb.21,2024", "2024-02-21"),
    ("issuedMarch 5,2024", "2024-03-05"),  # a word run into the month
    ("dateof issue21February2024", "2024-02-21"),
    # numbers only, year first: nobody prints year-day-month
    ("2024-02-21", "2024-02-21"),
    ("2024/2/21", "2024-02-21"),
    ("2024. 02. 21.", "2024-02-21"),
    ("2019 - 03 - 31", "2019-03-31"),
    ("2024 02 21", "2024-02-21"),  # blanks only
    # numbers only, day beyond 12
    ("21.02.2024", "2024-02-21"),
    ("21/02/2024", "2024-02-21"),
    ("21 / 02 / 2024", "2024-02-21"),
    # month first, day beyond 12
    ("02/21/2024", "2024-02-21"),
    ("2/21/2024", "2024-02-21"),
    ("12-31-2026", "2026-12-31"),
    ("02/21/24", "2024-02-21"),
    ("21–02–2024", "2024-02-21"),  # dashes from a typesetter
    # two-digit years
    ("21.02.24", "2024-02-21"),
    ("21-Feb-24", "2024-02-21"),
    ("21 Feb '24", "2024-02-21"),
    ("21.02.98", "1998-02-21"),  # 70 and more is the last century
    # Chinese and Korean
    ("2024年2月21日", "2024-02-21"),
    ("2024 年 02 月 21 日", "2024-02-21"),
    ("２０２４年２月２１日", "2024-02-21"),  # full-width digits
    ("2024년 2월 21일", "2024-02-21"),
    # eras
    ("令和6年2月21日", "2024-02-21"),
    ("令和元年5月1日", "2019-05-01"),  # the first year is called 元
    ("平成30年4月1日", "2018-04-01"),
    ("民國113年2月21日", "2024-02-21"),
    ("21/02/2567", "2024-02-21"),  # Buddhist year, as Thailand prints it
    ("21 กุมภาพันธ์ 2567", "2024-02-21"),  # vowels above and below are marks, and no letters
    # German, French, Spanish, Italian, Portuguese
    ("21. März 2024", "2024-03-21"),
    ("21. Maerz 2024", "2024-03-21"),  # umlaut written out
    ("den 3. Mai 2024", "2024-05-03"),
    ("1er février 2024", "2024-02-01"),
    ("21 AOUT 2024", "2024-08-21"),  # capitals without accents
    ("3 de mayo de 2024", "2024-05-03"),
    ("21 de septiembre del 2024", "2024-09-21"),
    ("21 marzo 2024", "2024-03-21"),
    ("1° luglio 2024", "2024-07-01"),
    ("1º de julho de 2024", "2024-07-01"),
    ("21 de março de 2024", "2024-03-21"),
    # Turkish: dotless i, capitals with and without dots, no accents
    ("20 Şubat 2027", "2027-02-20"),
    ("27 EYLÜL 2025", "2025-09-27"),
    ("27 Eylul 2025", "2025-09-27"),
    ("01 Ağustos 2024", "2024-08-01"),
    ("5 KASIM 2024", "2024-11-05"),
    ("5 Kasım 2024", "2024-11-05"),
    # others
    ("ngày 21 tháng 02 năm 2024", "2024-02-21"),
    ("21 lutego 2024", "2024-02-21"),  # Polish genitive
    ("21. února 2024", "2024-02-21"),
    ("21 февраля 2024 г.", "2024-02-21"),
    ("21 Φεβρουαρίου 2024", "2024-02-21"),
    ("21 mei 2024", "2024-05-21"),
    # OCR's letter for a digit
    ("17 JUNE 2O25", "2025-06-17"),
    ("17.06.2O25", "2025-06-17"),
    ("21.O2.2024", "2024-02-21"),
    ("2024-O2-21", "2024-02-21"),
    ("l5.02.2024", "2024-02-15"),  # a letter for a one
    ("2024年2月21曰", "2024-02-21"),  # a character that looks like 日
    # leap day
    ("29.02.2024", "2024-02-29"),
    # numbers written in characters
    ("二〇二四年二月二十一日", "2024-02-21"),
    ("二零二四年十二月三十一日", "2024-12-31"),
    ("二○二四年十月二十日", "2024-10-20"),
    ("二O二四年一月廿九日", "2024-01-29"),  # a letter for the round zero
    ("贰零贰肆年贰月贰拾壹日", "2024-02-21"),  # as cheques write them
    ("民國一一三年二月二十一日", "2024-02-21"),
    ("113年2月21日", "2024-02-21"),  # three digits before 年 count from 1911
    ("24年2月21日", "2024-02-21"),
    ("昭和63年4月1日", "1988-04-01"),
    ("令和6.2.21", "2024-02-21"),
    # Roman months
    ("12.VI.2024", "2024-06-12"),
    ("12 VI 2024 r.", "2024-06-12"),
    ("12-XI-2024", "2024-11-12"),
    # digits of other scripts
    ("๒๑ กุมภาพันธ์ ๒๕๖๗", "2024-02-21"),
    ("21 กุมภาพันธ์ พ.ศ. 2567", "2024-02-21"),  # the era is named
    ("٢١ فبراير ٢٠٢٤", "2024-02-21"),
    ("٢٠٢٤/٠٢/٢١", "2024-02-21"),
    # Hijri and Jalali: marked, in their own digits, or with their own months
    ("1445/09/12 هـ", "2024-03-22"),
    ("15/09/1445H", "2024-03-25"),
    ("12 رمضان 1445", "2024-03-22"),
    ("12 Ramadan 1445 AH", "2024-03-22"),
    ("١٤٤٥/٠٩/١٢", "2024-03-22"),
    ("۱۴۰۳/۰۵/۱۲", "2024-08-02"),
    ("12 مرداد 1403", "2024-08-02"),
    # quotation marks for the day to be filled in, words of a deed
    ("«05» марта 2024 г.", "2024-03-05"),
    ('" 05 " марта 2024 г.', "2024-03-05"),
    ("the twenty-first day of February, 2024", "2024-02-21"),
    ("a los 5 días del mes de marzo de 2024", "2024-03-05"),
    ("aos 5 dias do mês de março de 2024", "2024-03-05"),
    ("2024 m. vasario 21 d.", "2024-02-21"),
    ("2024. gada 21. februāris", "2024-02-21"),
    ("21/tháng 02/2024", "2024-02-21"),
]


@pytest.mark.parametrize(("text", "day"), BEYOND_DOUBT)
def test_a_date_beyond_doubt_has_one_reading(text: str, day: str) -> None:
    (found,) = find(text)
    assert found.readings == (dt.date.fromisoformat(day),)
    assert found.whole


@pytest.mark.parametrize("before", ["Issued ", "签发日期：", "Valid until:", "("])
@pytest.mark.parametrize(("text", "day"), [("21 May 2024", "2024-05-21"), ("2024-05-21", "2024-05-21")])
def test_the_place_of_a_date_is_that_of_its_characters(before: str, text: str, day: str) -> None:
    (found,) = find(f"{before}{text}.")
    assert (found.start, found.end) == (len(before), len(before) + len(text))
    assert found.readings == (dt.date.fromisoformat(day),)


AMBIGUOUS = [
    ("03/04/2025", "2025-04-03", "2025-03-04"),
    ("3.4.2025", "2025-04-03", "2025-03-04"),
    ("12 - 03 - 2024", "2024-03-12", "2024-12-03"),
    ("03-04-25", "2025-04-03", "2025-03-04"),
]


@pytest.mark.parametrize(("text", "day_first", "month_first"), AMBIGUOUS)
def test_an_ambiguous_date_keeps_both_readings(text: str, day_first: str, month_first: str) -> None:
    (found,) = find(text)
    assert found.readings == (dt.date.fromisoformat(day_first), dt.date.fromisoformat(month_first))
    assert found.order == ("dmy", "mdy")


def test_the_same_day_both_ways_is_not_ambiguous() -> None:
    (found,) = find("04/04/2025")
    assert found.readings == (dt.date(2025, 4, 4),)


def test_a_day_beyond_12_shows_the_order_of_the_paper() -> None:
    (found,) = find("21/02/2024")
    assert found.order == ("dmy",)


@pytest.mark.parametrize("text", ["Feb 2024", "February, 2024", "2024年2月", "02.2024", "02/2024"])
def test_month_and_year_alone_are_no_whole_date(text: str) -> None:
    (found,) = find(text)
    assert found.readings == (dt.date(2024, 2, 1),)
    assert not found.whole


RANGES = [
    ("2021-03-31~2024-03-30", "2021-03-31", "2024-03-30"),
    ("2021.03.31-2024.03.30", "2021-03-31", "2024-03-30"),  # the dash that joins them is the one inside them
    ("31-01-2021 - 30-01-2024", "2021-01-31", "2024-01-30"),
    ("31.03.2021-30.03.2024", "2021-03-31", "2024-03-30"),  # the dash that joins them is no part of either
    ("31.03.2021 - 30.03.2024", "2021-03-31", "2024-03-30"),
    ("31/03/2021 - 30/03/2024", "2021-03-31", "2024-03-30"),
    ("March 31,2019 to March 30, 2022", "2019-03-31", "2022-03-30"),
    ("2021年3月31日至2024年3月30日", "2021-03-31", "2024-03-30"),
    ("15 May 2024 - 14 May 2027", "2024-05-15", "2027-05-14"),
    ("vom 15.05.2024bis14.05.2027", "2024-05-15", "2027-05-14"),  # spaces lost
]


@pytest.mark.parametrize(("text", "first", "second"), RANGES)
def test_both_ends_of_a_range_are_found(text: str, first: str, second: str) -> None:
    assert [d.readings for d in find(text)] == [(dt.date.fromisoformat(first),), (dt.date.fromisoformat(second),)]


@pytest.mark.parametrize("text", ["12 Augnst 2024", "12 Agustus 2024", "Augusl 12, 2024"])
def test_a_month_with_one_letter_misread_is_read_and_marked(text: str) -> None:
    (found,) = find(text)
    assert found.readings == (dt.date(2024, 8, 12),)
    assert found.misread == (text != "12 Agustus 2024")  # which is Indonesian


IN_A_SETTING = [
    ("1403/05/12", "شماره گواهینامه", "2024-08-02"),  # Iranian papers print European digits, too
    ("1445/09/12", "تاريخ الإصدار", "2024-03-22"),
    ("R6.2.21", "マネジメントシステム", "2024-02-21"),
    ("H30.4.1", "マネジメントシステム", "2018-04-01"),
    ("113.02.21", "中華民國", "2024-02-21"),
]


@pytest.mark.parametrize(("text", "page", "day"), IN_A_SETTING)
def test_short_forms_of_other_calendars_are_dates_on_pages_of_their_scripts_only(
    text: str, page: str, day: str
) -> None:
    (found,) = find(text, settings_of(page))
    assert found.readings == (dt.date.fromisoformat(day),)
    assert find(text) == []


def test_a_page_in_english_has_no_setting() -> None:
    assert settings_of("Certificate of Registration, Taiwan, 2024") == frozenset()
    assert settings_of("發證日期：中華民國113年") == {Setting.REPUBLIC_OF_CHINA}


NO_DATES = [
    "ISO 9001:2015, page 2 of 3",
    "GB/T19001-2016/ISO9001:2015",
    "EC 1907/2006",  # a regulation
    "2014/30/EU",  # a directive
    "192.168.10.12",
    "Tel. +49 30 12 03 2024",
    "+86 010-2024-0312",
    "+1 (555) 010-2024",
    "20240221",  # eight digits are a number until something says otherwise
    "12345678",
    "00124Q30021R1M/3302",
    "Q12-34-2024",
    "Certificate No Q-2024-02-21",  # a number made of the day it was given on
    "CN-12/03/2024",
    "No. 12/2024",
    "IAF 17 2024",
    "Certificate 09/12/1234",
    "31.02.2024",  # no such day
    "29.02.2023",  # no leap year
    "00/00/2024",  # a form not filled in
    "15/14/2024",
    "18/11/2099",  # certificates don't run that far
    "21 February 1969",  # there were none
    "1.2.3",
    "Rev. 03 2024",
    "Page 1/2 2024",
    "21 Febtember 2024",
    "20 Manch 2022",  # too short a name to be sure which
    "Clause 4 section 2021",
    "1445/13/12 هـ",  # no such month
    "1403/05/12",  # a number, on a page without a Persian letter
    "R6.2.21",
    "113.02.21",
    "12.VIIII.2024",
    "Form 1445-09-12",
    "有效期3年",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find(text) == []


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%Y年%m月%d日", "%d%b%Y", "%d-%b-%Y"]),
)
def test_every_day_is_read_back_from_every_form(day: dt.date, form: str) -> None:
    (found,) = find(day.strftime(form))
    assert found.readings == (day,)


@given(st.text(alphabet=string.digits + "-/. ,年月日Mayto至", max_size=40))
def test_dates_stand_in_order_and_apart(text: str) -> None:
    found = find(text)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_month_that_is_another_one_in_a_neighbour_s_language_is_not_sure() -> None:
    (november,) = find("11 listopada 2024")
    assert november.misread
    (october,) = find("11 października 2024")
    assert not october.misread
