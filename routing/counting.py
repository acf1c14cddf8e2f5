"""What a change adds to the sums of the ledger, so that nobody counts through all concerns to read it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from routing.clock.calendar import SEOUL, Calendar
from routing.model import Concern, Count, Decision, Status

#: A longer answer is counted as this long, in working days.
LONGEST = 30
#: Counts of answers by the working days they took begin with this.
TOOK = "took."


def counted(calendar: Calendar, before: Concern | None, decision: Decision, now: datetime) -> Decision:
    """The decision with what it adds to the sums of its department."""
    after = decision.concern
    if after is None:
        return decision
    before = before if before is not None and before.id == after.id else None
    what = tuple(_measures(calendar, before, after, now))
    owner = before.department if before is not None and "transferred" in what else after.department
    month = now.astimezone(SEOUL).date().replace(day=1)
    counts = tuple(Count(month, owner, measure) for measure in what)
    return replace(decision, counts=(*decision.counts, *counts)) if counts else decision


def _measures(calendar: Calendar, before: Concern | None, after: Concern, now: datetime) -> Iterable[str]:
    if before is None:
        yield "filed"
        return
    if after.status is Status.REPLIED and before.status is not Status.REPLIED:
        yield "answered"
        if now <= after.due_at:
            yield "on_time"
        yield f"{TOOK}{min(worked(calendar, after.received_at, now), LONGEST):02}"
    if after.reopened > before.reopened:
        yield "reopened"
    if after.department != before.department:
        yield "transferred"


def worked(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The working days from one instant to another, the first and the last counted."""
    day, last = start.astimezone(SEOUL).date(), end.astimezone(SEOUL).date()
    days = 0
    while day <= last and days < LONGEST:
        days += calendar.is_working(day)
        day += timedelta(days=1)
    return days


@dataclass(frozen=True, slots=True)
class Sums:
    """What one department has done within a time."""

    answered: int = 0
    on_time: int = 0
    reopened: int = 0
    transferred: int = 0
    #: The median of the working days an answer took; None without answers.
    median: float | None = None


def summed(counts: Iterable[tuple[str, int]]) -> Sums:
    """The sums of one department's counts by measure."""
    sums: dict[str, int] = {}
    for measure, count in counts:
        sums[measure] = sums.get(measure, 0) + count
    took = sorted((int(m.removeprefix(TOOK)), n) for m, n in sums.items() if m.startswith(TOOK))
    named = {name: sums.get(name, 0) for name in ("answered", "on_time", "reopened", "transferred")}
    return Sums(**named, median=_median(took))


def _median(took: list[tuple[int, int]]) -> float | None:
    """The middle of values with how often each occurs, in order."""
    total = sum(count for _, count in took)
    if not total:
        return None
    low, high = _nth(took, (total - 1) // 2), _nth(took, total // 2)
    return (low + high) / 2


def _nth(took: list[tuple[int, int]], position: int) -> int:
    for value, count in took:
        if position < count:
            return value
        position -= count
    raise IndexError(position)


def months(now: datetime) -> tuple[date, date]:
    """Last month and this one, each by its first day in Seoul: what the ledger looks back on."""
    this = now.astimezone(SEOUL).date().replace(day=1)
    return (this - timedelta(days=1)).replace(day=1), this
