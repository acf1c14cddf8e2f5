"""The office's days of 2026 and how they are counted, worked out by hand; nothing of `routing` is asked."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)

#: Days off of 2026 on which the offices would else be open, as the government lists them.
DAYS_OFF = {
    date(2026, month, day)
    for month, days in {
        1: (1,), 2: (16, 17, 18), 3: (2,), 5: (5, 25), 6: (3,), 7: (17,), 8: (17,), 9: (24, 25),
        10: (5, 9), 12: (25,),
    }.items()
    for day in days
}  # fmt: skip

#: Working days until the answer of an opinion; as many may be added at most.
PERIOD = 7


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in DAYS_OFF


def closing(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=SEOUL)


def promised(received: datetime, days: int = PERIOD) -> datetime:
    """18:00 of the seventh working day, or of another, the day of receipt being the first."""
    local = received.astimezone(SEOUL)
    day = local.date() if local.hour < 18 else local.date() + DAY
    counted = 0
    while True:
        counted += working(day)
        if counted == days:
            return closing(day)
        day += DAY


def later(due: datetime, days: int) -> datetime:
    """So many working days after a due time."""
    day = due.astimezone(SEOUL).date()
    while days:
        day += DAY
        days -= working(day)
    return closing(day)


def pushed(due: datetime, start: datetime, end: datetime) -> datetime:
    """The due time once the days on which the office closed waiting do not count."""
    day, last, lost = start.astimezone(SEOUL).date(), due.astimezone(SEOUL).date(), 0
    while day <= last:
        lost += working(day) and start <= closing(day) < end
        day += DAY
    while lost:
        last += DAY
        lost -= working(last) and not start <= closing(last) < end
    return closing(last)


def end_of_fifteen_days(told: datetime) -> datetime:
    """18:00 of the fifteenth day, the day of the news being the first; a day off moves on."""
    local = told.astimezone(SEOUL)
    day = local.date() if local.hour < 18 else local.date() + DAY
    while not working(day):
        day += DAY
    day += 14 * DAY
    while not working(day):
        day += DAY
    return closing(day)
