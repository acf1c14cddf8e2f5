"""When a delivery is tried again and when it stops. Pure: what happened goes in, what to do comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Result(StrEnum):
    """What became of one attempt, in words every messenger maps its answers to."""

    DELIVERED = "delivered"
    #: The platform certainly did not take it: no connection, too many requests.
    TRY_LATER = "try_later"
    #: Its turn has not come, or we are about to stop: nothing was tried.
    NOT_YET = "not_yet"
    #: It may have taken it: timeout after sending, connection lost, server error.
    UNKNOWN = "unknown"
    #: It cannot be pushed now; it is shown when the person next acts.
    HELD = "held"
    #: The person blocked us or is gone; nothing more is tried until they write again.
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message: the platform's id of it, and the earliest next attempt it asked for."""

    result: Result
    ref: str | None = None
    not_before: datetime | None = None
    reason: str | None = None
    #: The thread of the concern in that room, where this attempt opened one; kept whatever the result.
    thread: str | None = None
    #: Messages of the delivery that follow this one.
    rest: int = 0


class State(StrEnum):
    """Where a delivery stands."""

    DUE = "due"
    DELIVERED = "delivered"
    HELD = "held"
    DEAD = "dead"
    #: It goes out with another one of the same room.
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one address is told, in one message or several. `ambiguous` counts the attempts whose result
    nobody knows. `thread` is what an attempt opened for the concern it is about.
    """

    id: int
    state: State
    not_before: datetime
    attempts: int = 0
    ambiguous: int = 0
    expires: datetime | None = None
    ref: str | None = None
    reason: str | None = None
    thread: str | None = None
    #: How many of its messages have arrived, and what stands for the words they were messages of.
    done: int = 0
    words: str = ""
    #: Attempts before this claim, which tells it from others of the same delivery.
    claim: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """What a platform wants to have gaps: a room, a bot. `gap` is the least time between two messages."""

    name: str
    gap: timedelta


@dataclass(frozen=True, slots=True)
class Passed:
    """What went down lanes without a turn: until when each is busy with it, by name; how many messages."""

    busy: Mapping[str, datetime]
    messages: int = 0


NOTHING_PASSED = Passed({})


#: The wait after the first failure, doubled each time, up to the longest.
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
#: After so many attempts an operator is told. What nobody has taken is tried on, seldom, and holds up nothing
#: that comes after it; what may have arrived each time is not sent over and over.
WORN_ATTEMPTS = 60
SELDOM = timedelta(hours=1)


def begun(delivery: Delivery, words: str) -> Delivery:
    """The delivery as it is about to be sent in these words.

    It goes on after the messages that have arrived. In other words than theirs it begins anew, and some of it
    may then have arrived before: that is one more attempt of which nobody knows what became.
    """
    if not delivery.done or delivery.words == words:
        return replace(delivery, words=words)
    return replace(delivery, words=words, done=0, ambiguous=delivery.ambiguous + 1)


def further(delivery: Delivery, outcome: Outcome, until: datetime) -> Delivery:
    """The delivery when one more of its messages has arrived; nobody else takes it before `until`."""
    thread = outcome.thread or delivery.thread
    return replace(delivery, done=delivery.done + 1, thread=thread, not_before=until)


def after(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    """The delivery as it stands after one more attempt with this outcome."""
    delivery = replace(delivery, reason=outcome.reason, thread=outcome.thread or delivery.thread)
    if outcome.result is Result.NOT_YET:
        return replace(delivery, not_before=outcome.not_before or now)
    tried = replace(delivery, attempts=delivery.attempts + 1)
    match outcome.result:
        case Result.DELIVERED:
            return replace(tried, state=State.DELIVERED, ref=outcome.ref, reason=None)
        case Result.HELD:
            return replace(tried, state=State.HELD)
        case Result.UNREACHABLE:
            return replace(tried, state=State.HELD, reason=outcome.reason or "unreachable")
        case Result.UNKNOWN:
            tried = replace(tried, ambiguous=tried.ambiguous + 1)
        case Result.TRY_LATER:
            pass
    if tried.expires is not None and tried.expires <= now:
        return replace(tried, state=State.DEAD, reason=outcome.reason or "expired")
    worn = tried.attempts >= WORN_ATTEMPTS
    if worn and outcome.result is Result.UNKNOWN:
        return replace(tried, state=State.HELD, reason=None)
    wait = SELDOM if worn else min(FIRST_WAIT * 2 ** min(tried.attempts - 1, 20), LONGEST_WAIT)
    earliest = max(now + wait, outcome.not_before or now)
    return replace(tried, not_before=earliest)
