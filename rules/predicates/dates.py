"""Questions about the days that a certificate prints."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable

from extractors.certificate import Absent, AbsentReason, Certificate
from rules.facts import Cycle

DAYS_A_YEAR = 365.25
LONGER_CYCLES = (2, 3, 4, 5)
"""Years from a paper for one year to the recertification of its cycle."""
RELIABLE_START = 0.5
"""Confidence: what is less sure than this does not excuse what else would be looked at."""


def has_expired(expiry_date: dt.date, as_of: dt.date) -> bool:
    """The last day of validity lies before the day of judgement.

    >>> has_expired(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
    False
    """
    return as_of > expiry_date


def is_not_yet_valid(start_date: dt.date, as_of: dt.date) -> bool:
    """Validity begins after the day of judgement.

    >>> is_not_yet_valid(dt.date(2026, 3, 2), dt.date(2026, 3, 1))
    True
    """
    return start_date > as_of


def is_issued_later(issue_date: dt.date, as_of: dt.date) -> bool:
    """Issued after the day of judgement.

    >>> is_issued_later(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
    False
    """
    return issue_date > as_of


def expires_within(expiry_date: dt.date, as_of: dt.date, days: int) -> bool:
    """Valid on the day of judgement, but not `days` later.

    >>> expires_within(dt.date(2026, 3, 31), dt.date(2026, 3, 1), days=30)
    True
    """
    return as_of <= expiry_date < as_of + dt.timedelta(days=days + 1)


def outlasts_its_cycle(cycle: Cycle, cycle_years: int, slack_days: int, carry_over_days: int) -> bool:
    """Covers more than the certification cycle of its standard.

    A renewal issued before the old certificate ended keeps the old rhythm, so that months lie between its issue and
    the cycle that it covers: `carry_over_days` are granted where only an issue date is printed.

    >>> renewed_early = Cycle(dt.date(2022, 9, 1), dt.date(2026, 1, 14), is_start_known=False)
    >>> outlasts_its_cycle(renewed_early, 3, slack_days=31, carry_over_days=183)
    False
    """
    allowed = cycle_years * DAYS_A_YEAR + (slack_days if cycle.is_start_known else max(slack_days, carry_over_days))
    return cycle.days > allowed


def outlasts_any_cycle(
    cycle: Cycle, certificate: Certificate, years: int, slack_days: int, carry_over_days: int
) -> bool | None:
    """Covers more than that many years, with some slack. Undecided where it was issued within them of its end.

    Papers print "valid from" for the first grant, too, and the day of issue beside it.
    """
    issued = certificate.issue_date
    is_longer = outlasts_its_cycle(cycle, years, slack_days, carry_over_days)
    if not is_longer or isinstance(issued, Absent):
        return is_longer
    since_issue = Cycle(issued.value, cycle.expiry, is_start_known=True)
    return outlasts_its_cycle(since_issue, years, slack_days, carry_over_days) or None


def is_dated_after_expiry(last_date: dt.date, expiry_date: dt.date) -> bool:
    """Was issued, or takes effect, on or after the day on which it ends.

    >>> is_dated_after_expiry(dt.date(2026, 5, 1), dt.date(2023, 4, 30))
    True
    """
    return last_date >= expiry_date


def is_first_granted_later(initial_certification_date: dt.date, last_date: dt.date) -> bool:
    """First granted after this paper was issued and took effect.

    >>> is_first_granted_later(dt.date(2024, 3, 1), dt.date(2021, 3, 1))
    True
    """
    return initial_certification_date > last_date


def owes_surveillance(certificate: Certificate, start_date: dt.date, as_of: dt.date, months: int) -> bool | None:
    """Old enough for a surveillance audit, and prints none, neither due nor done."""
    dates = certificate.surveillance_dates
    if not isinstance(dates, Absent):
        return False
    if as_of <= start_date + dt.timedelta(days=months * DAYS_A_YEAR / 12):
        return False
    return True if dates.reason is AbsentReason.NOT_FOUND else None


def lacks_surveillance(surveillance_dates: tuple[dt.date, ...], last_date: dt.date, as_of: dt.date) -> bool:
    """A printed surveillance date has gone by, and the paper was not issued anew since.

    Whether the date means due or done, the paper cannot show that the audit took place; a paper issued after it can.

    >>> due = (dt.date(2025, 6, 1), dt.date(2026, 6, 1))
    >>> lacks_surveillance(due, dt.date(2024, 6, 2), dt.date(2025, 7, 1))
    True
    >>> lacks_surveillance(due, dt.date(2025, 6, 20), dt.date(2025, 7, 1))  # issued anew after the first
    False
    """
    return any(last_date < date < as_of for date in surveillance_dates)


def has_surveillance_gap(surveillance_dates: tuple[dt.date, ...], start_date: dt.date, months: int) -> bool:
    """More than `months` lie between the start and the first printed surveillance date, or between two of them.

    >>> has_surveillance_gap((dt.date(2026, 12, 1),), dt.date(2025, 6, 1), months=13)
    True
    >>> has_surveillance_gap((dt.date(2026, 5, 1), dt.date(2027, 5, 1)), dt.date(2025, 6, 1), months=13)
    False
    """
    days = [start_date, *sorted(date for date in surveillance_dates if date > start_date)]
    return any((later - earlier).days > months * DAYS_A_YEAR / 12 for earlier, later in itertools.pairwise(days))


def is_recertified_after_expiry(
    certificate: Certificate, recertification_date: dt.date, expiry_date: dt.date, slack_days: int
) -> bool:
    """Recertification is due only after the certificate has ended, and the paper is not for one year of a longer cycle.

    Some bodies print a paper a year: it ends about a year after its start, and recertification is due whole years
    after that, with the cycle. A start that is not printed, or hardly read, excuses nothing.
    """
    if recertification_date <= expiry_date:
        return False
    start = certificate.effective_date
    if isinstance(start, Absent):
        start = certificate.issue_date
    if isinstance(start, Absent) or start.confidence < RELIABLE_START:
        return True
    return not (
        _is_years_after(start.value, expiry_date, (1,), slack_days)
        and _is_years_after(start.value, recertification_date, LONGER_CYCLES, slack_days)
    )


def _is_years_after(start: dt.date, end: dt.date, years: Iterable[int], slack_days: int) -> bool:
    """As many years after, give or take some days.

    >>> _is_years_after(dt.date(2026, 5, 20), dt.date(2029, 5, 19), (2, 3), slack_days=31)
    True
    """
    return any(abs((end - start).days - count * DAYS_A_YEAR) <= slack_days for count in years)


def is_recertification_overdue(recertification_date: dt.date, expiry_date: dt.date, as_of: dt.date) -> bool:
    """The day for recertification has gone by, while the expiry date has not.

    >>> is_recertification_overdue(dt.date(2027, 1, 31), dt.date(2027, 4, 30), dt.date(2027, 2, 1))
    True
    """
    return recertification_date < as_of <= expiry_date


def is_off_its_rhythm(
    initial_certification_date: dt.date, expiry_date: dt.date, cycle_years: int, slack_days: int
) -> bool:
    """Does not end a whole number of cycles after the first certification.

    >>> first = dt.date(2016, 5, 10)
    >>> is_off_its_rhythm(first, dt.date(2028, 5, 9), 3, slack_days=93)
    False
    >>> is_off_its_rhythm(first, dt.date(2026, 11, 9), 3, slack_days=93)
    True
    """
    length = cycle_years * DAYS_A_YEAR
    cycles = max(1, round((expiry_date - initial_certification_date).days / length))
    return abs((expiry_date - initial_certification_date).days - cycles * length) > slack_days


def begins_before_first_grant(effective_date: dt.date, initial_certification_date: dt.date, slack_days: int) -> bool:
    """Takes effect before certification was first granted.

    >>> begins_before_first_grant(dt.date(2022, 1, 1), dt.date(2024, 1, 1), slack_days=31)
    True
    """
    return effective_date + dt.timedelta(days=slack_days) < initial_certification_date
