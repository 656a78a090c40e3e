"""Days of other calendars as days of ours: eras of Japan, the Republic of China, Buddhist, Hijri and Jalali years.

Hijri is the calendar of Umm al-Qura, which Saudi papers follow; elsewhere the month may begin a day off. Years tell
the two Islamic calendars apart without a clock: management-system certificates began in the 1970s, so that 1403 is
Jalali (2024) and hardly Hijri (1983), and 1445 is Hijri (2023) and not yet Jalali (2066).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1970, 2069
"""Management-system certificates began in the 1970s; a later or earlier year is a misreading."""
_BUDDHIST, _MINGUO = 543, 1911
_BUDDHIST_FROM = 2500
_ERAS = {
    "令和": 2018,
    "R": 2018,
    "平成": 1988,
    "H": 1988,
    "昭和": 1925,
    "S": 1925,
    "佛历": -_BUDDHIST,
    "佛曆": -_BUDDHIST,
}
_MINGUO_NAMES = ("民國", "民国", "中華民國", "中华民国")
JALALI_YEARS = range(1365, 1420)
HIJRI_YEARS = range(1420, 1480)


def year_of(year: int, era: str = "") -> int:
    """The year of our calendar for a printed one; a Buddhist year needs no era's name.

    >>> year_of(6, "令和"), year_of(113, "民國"), year_of(2567), year_of(2024)
    (2024, 2024, 2024, 2024)
    """
    if era:
        return year + (_MINGUO if era in _MINGUO_NAMES else _ERAS[era])
    return year - _BUDDHIST if year >= _BUDDHIST_FROM else year


def days(year: int, month: int, day: int) -> Iterator[dt.date]:
    """The day, if there is such a day within the years that a certificate may name."""
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        yield dt.date(year, month, day)


def islamic_days(year: int, month: int, day: int, *, solar: bool | None = None) -> Iterator[dt.date]:
    """The day of a Jalali (`solar`) or Hijri date; where the paper does not say which, its year does.

    >>> [d.isoformat() for d in (*islamic_days(1403, 5, 12), *islamic_days(1445, 9, 12))]
    ['2024-08-02', '2024-03-22']
    >>> list(islamic_days(1445, 13, 1))
    []
    """
    if solar is None:
        solar = year in JALALI_YEARS
    if year not in (JALALI_YEARS if solar else range(1390, HIJRI_YEARS.stop)):
        return
    try:
        found = _jalali(year, month, day) if solar else _hijri(year, month, day)
    except (ValueError, OverflowError):
        return
    yield from days(found.year, found.month, found.day)


def _jalali(year: int, month: int, day: int) -> dt.date:
    from persiantools.jdatetime import JalaliDate  # few papers need it

    found: dt.date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return found


def _hijri(year: int, month: int, day: int) -> dt.date:
    from hijridate import Hijri

    return Hijri(year, month, day).to_gregorian()
