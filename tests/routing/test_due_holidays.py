"""Pauses and extensions across the long holidays of 2026, worked out by hand before the engine was asked.

Off: 설 Mon 16 to Wed 18 February; 추석 Thu 24 and Fri 25 September (26 is a Saturday), Mon 5 October
(for 개천절) and Fri 9 October. A pause takes out each counting day on which the office closed while it
waited; of hours, the very minutes. An extension adds working days after the due day.
"""

from datetime import date, datetime

import pytest

from routing.clock.calendar import Calendar, CalendarEnds
from routing.clock.due import Months, Pause, Period, WorkingDays, WorkingHours, due, extend, with_pauses
from tests.routing.test_due import CALENDAR, at


def on(written: str) -> datetime:
    """A day of 2026, with or without the time."""
    return at(f"2026-{written}")


PAUSED: list[tuple[Period, str, str, str, str, str]] = [
    # Days 10 11 12 13 | 19 20 23: due 23 Feb. Waited through the closing of the 13th alone: one day on, 24.
    (WorkingDays(7), "02-10", "02-23 18:00", "02-13 15:00", "02-19 10:00", "02-24 18:00"),
    # The same, answered a day later: the closings of the 13th and the 19th; 24, 25.
    (WorkingDays(7), "02-10", "02-23 18:00", "02-13 15:00", "02-20 09:30", "02-25 18:00"),
    # Asked and answered within the holidays: no closing of a working day was waited through.
    (WorkingDays(7), "02-10", "02-23 18:00", "02-14 09:00", "02-18 20:00", "02-23 18:00"),
    # 13 Feb 14-18 is four hours, 19 Feb 09-12 and 13-14 four more. Lost: 16-18 and 09-10, three hours.
    (WorkingHours(8), "02-13 14:00", "02-19 14:00", "02-13 16:00", "02-19 10:00", "02-19 17:00"),
    # By the calendar days off count: the closings of 12 to 19 are eight; 20 to 27 Feb are eight more.
    (Months(1), "01-20", "02-19 18:00", "02-12 11:00", "02-20 11:00", "02-27 18:00"),
    # Closings of 22, 23 and 28 Sep; from 6 Oct on 7, 8, and, over the 9th and a weekend, 12.
    (WorkingDays(14), "09-14", "10-06 18:00", "09-22 11:00", "09-29 09:30", "10-12 18:00"),
    # 16:30-18 is an hour and a half, 28 Sep 09-10:30 the rest. Lost: 17-18 and 09-09:30; 10:30 to 12.
    (WorkingHours(3), "09-23 16:30", "09-28 10:30", "09-23 17:00", "09-28 09:30", "09-28 12:00"),
    # Received on the Saturday of 추석: 28 29 30 1 2 | 6 7. Asked before the clock ran; the 28th is lost.
    (WorkingDays(7), "09-26 11:00", "10-07 18:00", "09-26 12:00", "09-29 10:00", "10-08 18:00"),
    # Due on 23 Sep; still waiting then, answered on Mon 28: the 23rd is made up for on the 28th.
    (WorkingDays(7), "09-15", "09-23 18:00", "09-23 10:00", "09-28 09:10", "09-28 18:00"),
]  # fmt: skip

EXTENDED: list[tuple[Period, str, str, int, int, str]] = [
    # 4 5 6 9 10 11 12 Feb; then 13 | 19 20.
    (WorkingDays(7), "02-04", "02-12 18:00", 3, 0, "02-20 18:00"),
    # 11 14 15 16 17 18 21 Sep; then 22 23 | 28 29 30 1 2.
    (WorkingDays(7), "09-11", "09-21 18:00", 7, 0, "10-02 18:00"),
    # A second time, agreed to, from 2 Oct: over the 5th 6 7 8.
    (WorkingDays(7), "09-24", "10-07 18:00", 1, 1, "10-08 18:00"),
    (WorkingDays(7), "09-22", "10-02 18:00", 3, 1, "10-08 18:00"),
    # Three days are 24 hours: 11 Feb 10:00 to 19 Feb 10:00 over 설, and one more.
    (WorkingHours(24), "02-11 10:00", "02-19 10:00", 1, 0, "02-20 10:00"),
]  # fmt: skip


@pytest.mark.parametrize(("period", "received", "without", "asked", "answered", "expected"), PAUSED)
def test_a_pause_across_the_holidays(
    period: Period, received: str, without: str, asked: str, answered: str, expected: str
) -> None:
    pause = Pause(on(asked), on(answered))

    assert due(period, on(received), CALENDAR) == on(without)
    assert due(period, on(received), CALENDAR, [pause]) == on(expected)


@pytest.mark.parametrize(("period", "received", "first", "days", "before", "expected"), EXTENDED)
def test_an_extension_across_the_holidays(
    period: Period, received: str, first: str, days: int, before: int, expected: str
) -> None:
    assert due(period, on(received), CALENDAR) == on(first)
    assert extend(period, on(first), days, CALENDAR, before=before, consent=True) == on(expected)


def test_paused_first_and_extended_then() -> None:
    # 23 Feb, over one lost day 24; two days on: 25, 26.
    paused = with_pauses(
        WorkingDays(7),
        on("02-23 18:00"),
        [Pause(on("02-13 15:00"), on("02-19 10:00"))],
        CALENDAR,
    )
    assert extend(WorkingDays(7), paused, 2, CALENDAR) == on("02-26 18:00")


def test_what_leads_beyond_the_table_is_refused_not_guessed() -> None:
    short = Calendar(CALENDAR.holidays, date(2026, 1, 1), date(2026, 9, 23))
    with pytest.raises(CalendarEnds, match="covers_through"):
        extend(WorkingDays(7), on("09-21 18:00"), 3, short)
    with pytest.raises(CalendarEnds, match="covers_through"):
        due(WorkingDays(7), on("09-15"), short, [Pause(on("09-23 10:00"), on("09-28 09:10"))])
    assert extend(WorkingDays(7), on("09-21 18:00"), 2, short) == on("09-23 18:00")


def test_a_calendar_without_the_holidays_is_noticed() -> None:
    """The vectors can tell: without 설 and 추석 in the table nearly all of them fail."""
    bare = Calendar(frozenset(), CALENDAR.first, CALENDAR.last)
    wrong = [each for each in PAUSED if due(each[0], on(each[1]), bare) != on(each[2])]
    assert len(wrong) >= 6
