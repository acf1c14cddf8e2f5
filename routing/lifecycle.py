"""The life of a concern as one table: what may follow what, who may do it, who is told, what the clock does.

Invariants:
1. One concern has one thread for life; what its author writes always reaches whoever has it now.
2. "received" is said only after the commit.
3. A transfer never resets the clock.
4. Nobody closes without a reason that the author receives.
5. Every change is told, except where the table says that there is nothing to tell.
6. Whatever is not in the table does not happen.
"""

from dataclasses import dataclass
from typing import Literal

from routing.model import Concern, Status

S = Status
Who = Literal["author", "officer", "coordinator", "service"]
Clock = Literal["starts", "runs", "pauses", "stops", "restarts"]

_WORKED_ON = (S.ASSIGNED, S.REVIEWING, S.REOPENED)
_IN_HAND = (S.REVIEWING, S.NEEDS_INFO, S.REFERRED_OUT)
_ANSWERABLE = (*_WORKED_ON, S.NEEDS_INFO, S.REFERRED_OUT)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One allowed change."""

    act: str
    before: Status | None
    after: Status
    who: tuple[Who, ...]
    clock: Clock
    #: The phrase its author reads; None: nothing is said, and `silent` tells why.
    says: str | None = None
    silent: str = ""


def _from(before: tuple[Status, ...], arrow: Arrow) -> tuple[Arrow, ...]:
    return tuple(
        Arrow(arrow.act, each, arrow.after, arrow.who, arrow.clock, arrow.says, arrow.silent)
        for each in before
    )


def _staying(before: tuple[Status, ...], arrow: Arrow) -> tuple[Arrow, ...]:
    return tuple(
        Arrow(arrow.act, each, each, arrow.who, arrow.clock, arrow.says, arrow.silent) for each in before
    )


_DESK: tuple[Who, ...] = ("officer", "coordinator")
_STILL_OPEN = (S.RECEIVED, S.TRIAGED, S.ASSIGNED, S.REVIEWING, S.NEEDS_INFO, S.REFERRED_OUT, S.REOPENED)

NEXT: tuple[Arrow, ...] = (
    Arrow("file", None, S.RECEIVED, ("author",), "starts", "receipt"),
    Arrow("triage", S.RECEIVED, S.TRIAGED, ("service", "coordinator"), "runs", silent="told at take"),
    Arrow("assign", S.TRIAGED, S.ASSIGNED, ("service", "coordinator"), "runs", silent="told at take"),
    *_from((S.ASSIGNED, S.REOPENED), Arrow("take", None, S.REVIEWING, _DESK, "runs", "taken")),
    *_from(_WORKED_ON, Arrow("assign", None, S.ASSIGNED, ("coordinator",), "runs", "moved")),
    *_staying(_IN_HAND, Arrow("take_over", None, S.REVIEWING, _DESK, "runs", silent="the department stays")),
    *_from(_WORKED_ON, Arrow("ask", None, S.NEEDS_INFO, _DESK, "pauses", "asked")),
    Arrow("answer", S.NEEDS_INFO, S.REVIEWING, ("author",), "runs", "answered"),
    Arrow("proceed", S.NEEDS_INFO, S.REVIEWING, _DESK, "runs", "unanswered"),
    *_from(_WORKED_ON, Arrow("transfer", None, S.ASSIGNED, _DESK, "runs", "moved")),
    *_from(_WORKED_ON, Arrow("refer", None, S.REFERRED_OUT, _DESK, "runs", "referred")),
    *_from((*_WORKED_ON, S.REFERRED_OUT), Arrow("interim", None, S.REVIEWING, _DESK, "runs", "interim")),
    *_from(_WORKED_ON, Arrow("extend", None, S.REVIEWING, _DESK, "runs", "extended")),
    *_staying(
        _ANSWERABLE, Arrow("consent", None, S.REVIEWING, ("author", "service"), "runs", "consent.waits")
    ),
    *_staying(
        _ANSWERABLE, Arrow("propose", None, S.REVIEWING, _DESK, "runs", silent="a colleague looks first")
    ),
    *_from(_ANSWERABLE, Arrow("reply", None, S.REPLIED, _DESK, "stops", "reply")),
    Arrow("kept", S.REPLIED, S.REPLIED, _DESK, "stops", "kept"),
    Arrow("rate", S.REPLIED, S.REPLIED, ("author",), "stops", "rated"),
    Arrow("outcome", S.REPLIED, S.REPLIED, _DESK, "stops", "outcome"),
    Arrow("done", S.REPLIED, S.REPLIED, _DESK, "stops", "done"),
    *_from((S.REPLIED, S.CLOSED), Arrow("reopen", None, S.REOPENED, ("author",), "restarts", "reopened")),
    *_from(_STILL_OPEN, Arrow("withdraw", None, S.WITHDRAWN, ("author",), "stops", "withdrawn")),
    *_from(_STILL_OPEN, Arrow("merge", None, S.MERGED, ("coordinator",), "stops", "merged")),
    Arrow("split", S.MERGED, S.ASSIGNED, ("coordinator",), "runs", "split"),
    *_from(_STILL_OPEN, Arrow("close", None, S.CLOSED, _DESK, "stops", "closed")),
)  # fmt: skip

_BY_ACT_AND_STATUS = {(arrow.act, arrow.before): arrow for arrow in NEXT}

#: Nothing more is done about it, unless a coordinator splits what was put together.
ENDED = frozenset({S.WITHDRAWN, S.MERGED, S.CLOSED})
#: It waits at a desk for somebody to take it, perhaps for a second time.
BEGUN = frozenset({S.ASSIGNED, S.REOPENED})

#: How often one concern may be opened again by its author; once more after a refusal.
REOPENINGS = 1
DECLINED = "declined"


def looks_left(concern: Concern) -> int:
    """How often its author may still ask for another look."""
    return max(0, REOPENINGS + (concern.outcome == DECLINED) - concern.reopened)


def arrow(act: str, concern: Concern | None) -> Arrow | None:
    """The arrow that the act follows from where the concern stands; None: it may not happen now."""
    found = _BY_ACT_AND_STATUS.get((act, concern.status if concern else None))
    if found and act == "reopen" and concern and not looks_left(concern):
        return None
    return found
