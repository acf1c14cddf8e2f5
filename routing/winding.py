"""Which timers a change winds up. In one place for all that change a concern, so that none is forgotten.

A timer is never taken back: when it rings, it looks whether its reason still stands.
"""

from dataclasses import replace
from datetime import UTC, datetime

from routing.model import Concern, Decision, Status, Submitter, Timer
from routing.office import Office

WAITS_FOR_AUTHOR = Status.NEEDS_INFO


def wind(
    office: Office, before: Concern | None, decision: Decision, now: datetime, *, by_clock: bool = False
) -> Decision:
    """The decision with the timers that follow from it, and since when its author waits for a word.

    What the clock itself says (`by_clock`) is no word from the office.
    """
    after = decision.concern
    if after is None:
        return decision
    before = before if before is not None and before.id == after.id else None
    told = not by_clock and any(notice.audience == Submitter(after.id) for notice in decision.notices)
    if before is None or told or _answered(before, after):
        after = replace(after, waiting_since=now)
    timers = (each for each in _standing(office, before, after) if each.at > now)
    return replace(decision, concern=after, timers=(*decision.timers, *timers))


def _answered(before: Concern, after: Concern) -> bool:
    """Its author has answered what the office asked."""
    return before.status is WAITS_FOR_AUTHOR and after.status is not WAITS_FOR_AUTHOR


def _standing(office: Office, before: Concern | None, after: Concern) -> list[Timer]:
    if after.status is Status.REPLIED:
        return [_outcome(office, after)] if before and before.status is not Status.REPLIED else []
    if not after.is_open or after.waiting_since is None:
        return []
    since, timers = after.waiting_since, list[Timer]()
    if before is None:
        timers.append(_timer("interim", after, "", office.after("interim", since)))
    if before is None or before.reopened != after.reopened:
        timers.append(_since("first_word", after, since, office.after("first_word", since)))
    if after.status is WAITS_FOR_AUTHOR:
        if before is None or before.status is not WAITS_FOR_AUTHOR:
            timers.append(_since("unanswered", after, since, office.after("unanswered", since)))
        return timers
    if before is None or before.waiting_since != since:
        timers.append(_since("silent", after, since, office.after("silence", since)))
    if before is None or before.due_at != after.due_at or _answered(before, after):
        # What rang while its author was asked must ring again.
        again = f":{after.version}" if before is not None and _answered(before, after) else ""
        mark = f"{_stamp(after.due_at)}{again}"
        timers.append(_timer("soon", after, mark, office.remind_at(after.due_at), after.due_at))
        timers.append(_timer("late", after, mark, after.due_at, after.due_at))
    return timers


def _outcome(office: Office, replied: Concern) -> Timer:
    """Counted from the receipt where the kind has a rule of its own, never before the reply is a day old."""
    answered = replied.answered_at or replied.received_at
    rule = f"{replied.kind}.decision"
    at = office.due(rule, replied.received_at) if rule in office.rules else office.after("outcome", answered)
    return _timer("outcome", replied, _stamp(answered), max(at, office.after("apology", answered)))


def _since(kind: str, concern: Concern, since: datetime, at: datetime) -> Timer:
    return Timer(f"{kind}:{concern.id}:{_stamp(since)}", concern.id, kind, at, {"since": since})


def _timer(kind: str, concern: Concern, mark: str, at: datetime, due_at: datetime | None = None) -> Timer:
    values = {} if due_at is None else {"due": due_at}
    return Timer(f"{kind}:{concern.id}:{mark}", concern.id, kind, at, values)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%y%m%d%H%M%S.%f}"
