from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.clock.calendar import SEOUL, Calendar, CalendarEnds, load_calendar
from routing.clock.due import (
    CalendarDays,
    ExtensionRefused,
    Months,
    Pause,
    Period,
    WorkingDays,
    WorkingHours,
    ahead,
    due,
    extend,
    starts,
    with_pauses,
)
from routing.clock.periods import days

CALENDAR = load_calendar(switches={"labour_day": False})
WITH_LABOUR_DAY = load_calendar(switches={"labour_day": True})


def at(written: str) -> datetime:
    """A time in Seoul; a mere date is ten in the morning."""
    return datetime.fromisoformat(written if " " in written else f"{written} 10:00").replace(tzinfo=SEOUL)


DAYS = [
    (7, "2026-01-20", "2026-01-28"),
    (14, "2026-01-20", "2026-02-06"),
    (14, "2026-02-03", "2026-02-25"),   # three days of 설 out
    (7, "2026-02-13", "2026-02-26"),
    (7, "2026-02-14", "2026-02-27"),    # a Saturday: the clock starts on 2/19
    (14, "2026-02-27", "2026-03-19"),   # substitute day 3/2
    (7, "2026-05-29", "2026-06-09"),    # local elections 6/3
    (7, "2026-07-13", "2026-07-22"),    # 7/21 for those who miss 제헌절
    (7, "2026-04-27", "2026-05-06"),    # labour day worked; the other case stands below
    (14, "2026-09-14", "2026-10-06"),   # 추석 and 10/5
    (7, "2026-10-02", "2026-10-14"),    # 10/5 and 10/9
    (7, "2026-12-23", "2027-01-04"),    # over the year's end
]  # fmt: skip

HOURS = [
    (3, "2026-02-13 16:30", "2026-02-19 10:30"),
    (3, "2026-01-24 22:10", "2026-01-26 12:00"),
    (8, "2026-01-20 14:00", "2026-01-21 14:00"),    # lunch is no office time
    (8, "2026-09-23 17:00", "2026-09-28 17:00"),
    (24, "2026-01-20 10:00", "2026-01-23 10:00"),   # three working days, as they are counted
]  # fmt: skip


@pytest.mark.parametrize(("n", "received", "expected"), DAYS)
def test_working_days(n: int, received: str, expected: str) -> None:
    assert due(WorkingDays(n), at(received), CALENDAR) == at(f"{expected} 18:00")


@pytest.mark.parametrize(("n", "received", "expected"), HOURS)
def test_working_hours(n: int, received: str, expected: str) -> None:
    assert due(WorkingHours(n), at(received), CALENDAR) == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-01-20", "2026-02-19"),   # the civil code's reading would be 2/20
        ("2026-08-14", "2026-09-14"),   # 9/13 is a Sunday
        ("2026-01-30", "2026-03-03"),   # February has no 30th: its last day, a Saturday; 3/2 substitute
        ("2026-12-15", "2027-01-14"),
    ],
)  # fmt: skip
def test_months(received: str, expected: str) -> None:
    assert due(Months(1), at(received), CALENDAR) == at(f"{expected} 18:00")


@pytest.mark.parametrize(
    ("n", "received", "expected"),
    [
        (30, "2026-01-20", "2026-02-19"),        # day 30 is 2/18, in 설
        (15, "2026-03-02 10:00", "2026-03-17"),  # a holiday: day 1 is 3/3
        (1, "2026-01-20", "2026-01-20"),
    ],
)  # fmt: skip
def test_calendar_days(n: int, received: str, expected: str) -> None:
    assert due(CalendarDays(n), at(received), CALENDAR) == at(f"{expected} 18:00")


@pytest.mark.parametrize(
    ("hours", "due_at", "expected"),
    [
        (16, "2026-01-28 18:00", "2026-01-27 09:00"),  # two whole days, the last one with its evening
        (8, "2026-01-28 18:00", "2026-01-28 09:00"),
        (5, "2026-01-28 18:00", "2026-01-28 13:00"),
        (6, "2026-01-28 18:00", "2026-01-28 11:00"),   # lunch is no office time
        (16, "2026-02-19 10:30", "2026-02-12 10:30"),  # 설 and a weekend between: 1.5 + 8 + 6.5 hours
        (3, "2026-01-26 09:00", "2026-01-23 15:00"),
    ],
)  # fmt: skip
def test_so_many_hours_ahead(hours: int, due_at: str, expected: str) -> None:
    assert ahead(WorkingHours(hours), at(due_at), CALENDAR) == at(expected)


def test_labour_day_is_a_switch() -> None:
    assert due(WorkingDays(7), at("2026-04-27"), WITH_LABOUR_DAY) == at("2026-05-07 18:00")


def test_a_calendar_without_constitution_day_is_noticed() -> None:
    wrong = Calendar(CALENDAR.holidays - {date(2026, 7, 17)}, CALENDAR.first, CALENDAR.last)
    missed = [row for row in DAYS if due(WorkingDays(row[0]), at(row[1]), wrong) != at(f"{row[2]} 18:00")]
    assert missed == [(7, "2026-07-13", "2026-07-22")]
    assert due(WorkingDays(7), at("2026-07-13"), wrong) == at("2026-07-21 18:00")


@pytest.mark.parametrize("period", [WorkingDays(7), WorkingHours(48), Months(1)])
def test_a_table_that_ends_too_early_refuses(period: Period) -> None:
    short = Calendar(CALENDAR.holidays, date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(CalendarEnds, match="add the holidays of 2027 and move covers_through"):
        due(period, at("2026-12-23 18:00"), short)


@pytest.mark.parametrize(
    ("received", "start"),
    [
        ("2026-01-20 08:59", "2026-01-20 09:00"),
        ("2026-01-20 09:00", "2026-01-20 09:00"),
        ("2026-01-20 12:30", "2026-01-20 12:30"),
        ("2026-01-20 17:59", "2026-01-20 17:59"),
        ("2026-01-20 18:00", "2026-01-21 09:00"),
        ("2026-01-23 18:00", "2026-01-26 09:00"),
        ("2026-02-15 03:00", "2026-02-19 09:00"),
    ],
)
def test_when_the_clock_starts(received: str, start: str) -> None:
    assert starts(at(received), CALENDAR) == at(start)


def test_a_time_of_another_zone_is_moved_and_one_without_is_refused() -> None:
    assert starts(datetime(2026, 1, 19, 23, tzinfo=UTC), CALENDAR) == at("2026-01-20 09:00")
    with pytest.raises(ValueError, match="zone"):
        due(WorkingDays(7), datetime(2026, 1, 20), CALENDAR)  # noqa: DTZ001


def test_five_days_or_fewer_are_hours() -> None:
    assert days(3) == WorkingHours(24)
    assert days(6) == WorkingDays(6)
    with pytest.raises(ValueError, match=r"WorkingHours\(40\)"):
        WorkingDays(5)
    for nothing in (WorkingHours, CalendarDays, Months):
        with pytest.raises(ValueError, match="at least one"):
            nothing(0)


@pytest.mark.parametrize(
    ("period", "received", "pauses", "expected"),
    [
        # Asked on Wednesday, answered on Friday: two closings waited through.
        (WorkingDays(7), "2026-01-20", [("2026-01-21 11:00", "2026-01-23 09:30")], "2026-01-30 18:00"),
        # Answered the same day: nothing is lost.
        (WorkingDays(7), "2026-01-20", [("2026-01-21 11:00", "2026-01-21 17:30")], "2026-01-28 18:00"),
        # A weekend within it counts for nothing; overlapping questions count once.
        (
            WorkingDays(7),
            "2026-01-20",
            [("2026-01-23 11:00", "2026-01-26 09:30"), ("2026-01-23 12:00", "2026-01-26 09:00")],
            "2026-01-29 18:00",
        ),
        # Still waiting on the day it would have been due.
        (WorkingDays(7), "2026-01-20", [("2026-01-28 11:00", "2026-02-03 11:00")], "2026-02-03 18:00"),
        # Asked and answered before the clock ran.
        (WorkingDays(7), "2026-01-24 10:00", [("2026-01-24 11:00", "2026-01-25 11:00")], "2026-02-03 18:00"),
        (WorkingHours(8), "2026-01-20 10:00", [("2026-01-20 11:00", "2026-01-20 14:00")], "2026-01-21 12:00"),
        (WorkingHours(8), "2026-01-20 10:00", [("2026-01-20 17:00", "2026-01-21 10:00")], "2026-01-21 12:00"),
        (Months(1), "2026-01-20", [("2026-01-22 11:00", "2026-01-27 11:00")], "2026-02-24 18:00"),
    ],
)  # fmt: skip
def test_pauses(period: Period, received: str, pauses: list[tuple[str, str]], expected: str) -> None:
    held = [Pause(at(start), at(end)) for start, end in pauses]
    assert due(period, at(received), CALENDAR, held) == at(expected)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Pause(at("2026-01-21"), at("2026-01-20"))


@pytest.mark.parametrize(
    ("period", "due_at", "n", "expected"),
    [
        (WorkingDays(7), "2026-01-28 18:00", 7, "2026-02-06 18:00"),
        (WorkingDays(7), "2026-02-13 18:00", 1, "2026-02-19 18:00"),
        (WorkingHours(24), "2026-01-23 10:00", 2, "2026-01-27 10:00"),
    ],
)
def test_an_extension_adds_working_days(period: Period, due_at: str, n: int, expected: str) -> None:
    assert extend(period, at(due_at), n, CALENDAR) == at(expected)


@pytest.mark.parametrize(
    ("period", "n", "before", "consent", "code"),
    [
        (WorkingDays(7), 8, 0, False, "too_long"),
        (WorkingDays(7), 0, 0, False, "too_long"),
        (WorkingHours(3), 1, 0, False, "too_long"),
        (Months(1), 1, 0, False, "too_long"),
        (WorkingDays(7), 3, 1, False, "needs_consent"),
        (WorkingDays(7), 3, 2, True, "used_up"),
    ],
)
def test_extensions_refused(period: Period, n: int, before: int, consent: bool, code: str) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        extend(period, at("2026-01-28 18:00"), n, CALENDAR, before=before, consent=consent)
    assert refused.value.code == code


def test_a_second_extension_with_consent() -> None:
    assert extend(WorkingDays(7), at("2026-02-06 18:00"), 1, CALENDAR, before=1, consent=True) == at(
        "2026-02-09 18:00"
    )


# --- properties -----------------------------------------------------------------------------------

periods = st.one_of(
    st.integers(6, 30).map(WorkingDays),
    st.integers(1, 60).map(WorkingHours),
    st.integers(1, 40).map(CalendarDays),
    st.integers(1, 3).map(Months),
)
instants = st.integers(0, 545 * 24 * 60).map(
    lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)
)
#: With days before them that can be counted back.
instants_from_february = st.integers(1, 514 * 24 * 60).map(
    lambda minutes: at("2026-02-01 00:00") + timedelta(minutes=minutes)
)
lengths = st.timedeltas(timedelta(0), timedelta(days=40))


@given(periods, instants)
def test_never_due_on_a_day_off_nor_outside_the_office_nor_before_receipt(
    period: Period, received: datetime
) -> None:
    found = due(period, received, CALENDAR)
    assert CALENDAR.is_working(found.date())
    assert 9 <= found.hour <= 18
    assert found >= received


@given(periods, instants, lengths)
def test_received_later_is_never_due_earlier(period: Period, received: datetime, later: timedelta) -> None:
    assert due(period, received + later, CALENDAR) >= due(period, received, CALENDAR)


@given(st.integers(1, 60).map(WorkingHours), instants_from_february)
def test_counting_back_undoes_counting(hours: WorkingHours, received: datetime) -> None:
    due_at = due(hours, received, CALENDAR)
    assert due(hours, ahead(hours, due_at, CALENDAR), CALENDAR) == due_at


@st.composite
def waits(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    received = draw(instants)
    edges = draw(st.lists(lengths, min_size=2, max_size=6, unique=True).map(sorted))
    return received, [Pause(received + a, received + b) for a, b in list(pairwise(edges))[::2]]


@given(periods, waits())
def test_a_pause_never_makes_it_earlier_nor_moves_it_to_a_day_off(
    period: Period, wait: tuple[datetime, list[Pause]]
) -> None:
    received, pauses = wait
    found = due(period, received, CALENDAR, pauses)
    assert found >= due(period, received, CALENDAR)
    assert CALENDAR.is_working(found.date())
    assert not any(pause.start < found < pause.end for pause in pauses)


@given(st.one_of(st.integers(6, 30).map(WorkingDays), st.integers(1, 60).map(WorkingHours)), waits())
def test_counting_anew_and_moving_the_old_due_time_agree(
    period: Period, wait: tuple[datetime, list[Pause]]
) -> None:
    received, pauses = wait
    # A question asked before the clock ran is known only to the counting anew.
    assume(all(pause.start >= starts(received, CALENDAR) for pause in pauses))
    moved = with_pauses(period, due(period, received, CALENDAR), pauses, CALENDAR)
    assert moved == due(period, received, CALENDAR, pauses)


@given(st.integers(1, 3), instants)
def test_a_month_never_ends_later_than_the_civil_code_has_it(n: int, received: datetime) -> None:
    start = starts(received, CALENDAR).date()
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    day = next(
        date(year, month + 1, last) for last in range(start.day, 0, -1) if _exists(year, month + 1, last)
    )
    while not CALENDAR.is_working(day):
        day += timedelta(days=1)
    assert due(Months(n), received, CALENDAR).date() <= day


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
