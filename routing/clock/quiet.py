"""When something that is not urgent is told: not at night, and no two messages about the same at once.

What is told with a word in common (`Notice.merge`) reaches one reader as one message: what comes while it
waits joins it, and what comes soon after it waits until that time is over.
"""

from datetime import datetime, time, timedelta

from routing.clock.calendar import SEOUL

#: Changes within this time are told together.
TOGETHER = timedelta(minutes=10)

#: Nothing is told from the first hour on until the second, Asia/Seoul. People choose one by its name.
QUIET: dict[str, tuple[time, time] | None] = {
    "night": (time(21), time(8)),
    "long": (time(18), time(9)),
    "off": None,
}
USUAL = "night"


def told_at(
    now: datetime,
    setting: str,
    *,
    urgent: bool = False,
    waits: datetime | None = None,
    last: datetime | None = None,
) -> datetime:
    """When it is told: `waits`, when something with it in common will be; `last`, when something that is not
    urgent was. What is urgent waits for nothing but the morning.
    """
    if urgent:
        return awake(now, setting)
    if waits is not None and waits > now:
        return waits
    return awake(max(now, last + TOGETHER) if last is not None else now, setting)


def awake(at: datetime, setting: str = USUAL) -> datetime:
    """The first instant from then on at which this reader may be disturbed."""
    hours = QUIET.get(setting, QUIET[USUAL])
    if hours is None:
        return at
    quiet_from, until = hours
    local = at.astimezone(SEOUL)
    if until <= local.time() < quiet_from:
        return at
    morning = local.date() if local.time() < until else local.date() + timedelta(days=1)
    return datetime.combine(morning, until, SEOUL).astimezone(at.tzinfo)
