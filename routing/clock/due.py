"""When something is due: working days, working hours and months, with pauses and extensions.

The counting is that of the law on civil petitions (article 19; read in a copy, to be confirmed): up to
five days in working hours, eight to the day; from six days on in days, the first day counted; months by the
calendar, the first day counted, and a last day off moves to the next working day. Pauses are times in which
the office waits for the person.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from routing.clock.calendar import CLOSES, OFFICE_HOURS, OPENS, SEOUL, Calendar

HOURS_A_DAY = 8
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Six working days or more; due when the office closes on day n, the day of receipt being day 1."""

    n: int

    def __post_init__(self) -> None:
        if self.n < 6:
            raise ValueError(
                f"{self.n} working days are counted in hours: WorkingHours({self.n * HOURS_A_DAY})"
            )


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """So many hours of office time; due to the minute. Days up to five are eight hours each."""

    n: int

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError("a period has at least one working hour")


@dataclass(frozen=True, slots=True)
class Months:
    """Months by the calendar, counted from the day of receipt on; due when the office closes.

    The other reading in use, from the next day on (civil code), ends a day later or on the same day,
    so this is always the earlier of the two.
    """

    n: int

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError("a period has at least one month")


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Days off counted as well, the day of receipt being day 1; a last day off moves to a working day."""

    n: int

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError("a period has at least one day")


Period = WorkingDays | WorkingHours | CalendarDays | Months


@dataclass(frozen=True, slots=True)
class Pause:
    """From the question to the answer; both aware, the end not counted."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a pause ends before it begins")


class ExtensionRefused(Exception):
    """An extension the rules do not allow; `code` is too_long, needs_consent or used_up."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def due(period: Period, received_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The instant in Seoul by which to answer; never on a day off.

    Received outside office hours, or on a day off, the clock starts when the office next opens.
    ValueError for a time without a zone, CalendarEnds when the table of holidays is too short.
    """
    start = starts(received_at, calendar)
    # What was asked before the clock ran did not hold it up.
    held = [Pause(max(each.start, start), each.end) for each in pauses if each.end > start]
    if isinstance(period, WorkingHours):
        return _after(start, timedelta(hours=period.n), calendar, held)
    if isinstance(period, Months):
        last = _month_end(start.date(), period.n)
    elif isinstance(period, CalendarDays):
        last = start.date() + (period.n - 1) * _DAY
    else:
        working = (day for day in _days(start.date()) if calendar.is_working(day))
        last = next(islice(working, period.n - 1, None))
    return with_pauses(period, _closing(last), held, calendar)


def with_pauses(period: Period, due_at: datetime, pauses: Sequence[Pause], calendar: Calendar) -> datetime:
    """A due time moved later by what was paused before it; never earlier, never on a day off.

    A day is lost when the office closed on it while waiting; of hours, the very minutes are lost.
    """
    due_at = _in_seoul(due_at)
    if isinstance(period, WorkingHours):
        first = min((each.start for each in pauses), default=due_at)
        lost = _worked(first, due_at, calendar, ()) - _worked(first, due_at, calendar, pauses)
        return _after(due_at, lost, calendar, pauses) if lost else due_at
    counts: Callable[[date], bool] = calendar.is_working if isinstance(period, WorkingDays) else _always
    last = due_at.date()
    lost_days = {
        day
        for each in pauses
        for day in _days(_in_seoul(each.start).date(), min(last, _in_seoul(each.end).date()))
        if counts(day) and _closed_in(each, day)
    }
    left = len(lost_days)
    day = last
    while left:
        day += _DAY
        if counts(day) and not any(_closed_in(each, day) for each in pauses):
            left -= 1
    return max(due_at, _closing(_working_from(day, calendar, pauses)))


def extend(
    period: Period, due_at: datetime, days: int, calendar: Calendar, *, before: int = 0, consent: bool = False
) -> datetime:
    """The due time `days` working days later, within the original length of the period.

    Once by the office's own decision; a second time (`before` = 1) only with the citizen's consent; then
    no more. ExtensionRefused otherwise. Periods by the calendar have no such rule, so none is granted.
    """
    if before > 1:
        raise ExtensionRefused("used_up")
    if before == 1 and not consent:
        raise ExtensionRefused("needs_consent")
    longest = {WorkingDays: period.n, WorkingHours: period.n // HOURS_A_DAY}.get(type(period), 0)
    if not 1 <= days <= longest:
        raise ExtensionRefused("too_long")
    return _after(_in_seoul(due_at), timedelta(hours=days * HOURS_A_DAY), calendar, ())


def ahead(hours: WorkingHours, due_at: datetime, calendar: Calendar) -> datetime:
    """The instant from which so many hours of office time are left until the due time."""
    due_at = _in_seoul(due_at)
    left, day = timedelta(hours=hours.n), due_at.date()
    while True:
        if calendar.is_working(day):
            for opens, closes in reversed(OFFICE_HOURS):
                opened = datetime.combine(day, opens, SEOUL)
                end = min(due_at, datetime.combine(day, closes, SEOUL))
                if end - opened >= left:
                    return end - left
                left -= max(end - opened, timedelta(0))
        day -= _DAY


def starts(received_at: datetime, calendar: Calendar) -> datetime:
    """When the clock starts: at once in office hours (lunch included), else when the office next opens."""
    at = _in_seoul(received_at)
    if calendar.is_working(at.date()) and OPENS <= at.time() < CLOSES:
        return at
    first = at.date() if at.time() < OPENS else at.date() + _DAY
    return datetime.combine(_working_from(first, calendar, ()), OPENS, SEOUL)


def _in_seoul(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be placed in Seoul's office hours")
    return at.astimezone(SEOUL)


def _closing(day: date) -> datetime:
    return datetime.combine(day, CLOSES, SEOUL)


def _always(_: date) -> bool:
    return True


def _days(first: date, last: date | None = None) -> Iterator[date]:
    day = first
    while last is None or day <= last:
        yield day
        day += _DAY


def _closed_in(pause: Pause, day: date) -> bool:
    return pause.start <= _closing(day) < pause.end


def _working_from(day: date, calendar: Calendar, pauses: Sequence[Pause]) -> date:
    working = (each for each in _days(day) if calendar.is_working(each))
    return next(each for each in working if not any(_closed_in(pause, each) for pause in pauses))


def _month_end(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    start_of_month = date(first.year + years, month + 1, 1)
    following = (start_of_month + 31 * _DAY).replace(day=1)
    # Where the month is too short to have that day, the period ends with the month.
    return min(start_of_month + (first.day - 1) * _DAY, following) - _DAY


def _office_time(
    start: datetime, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of office time from `start` on, without the pauses."""
    edges = sorted((each.start, each.end) for each in pauses)
    for day in _days(_in_seoul(start).date()):
        if not calendar.is_working(day):
            continue
        for opens, closes in OFFICE_HOURS:
            at = max(start, datetime.combine(day, opens, SEOUL))
            close = datetime.combine(day, closes, SEOUL)
            for held_from, held_to in edges:
                if at < held_from < close:
                    yield at, held_from
                if held_from < close:
                    at = max(at, held_to)
            if at < close:
                yield at, close


def _worked(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> timedelta:
    stretches = takewhile(lambda each: each[0] < end, _office_time(start, calendar, pauses))
    return sum((min(closes, end) - opens for opens, closes in stretches), timedelta(0))


def _after(start: datetime, work: timedelta, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    for opens, closes in _office_time(start, calendar, pauses):
        if opens + work <= closes:
            return (opens + work).astimezone(SEOUL)
        work -= closes - opens
    raise AssertionError("office time has no end: the calendar refuses first")
