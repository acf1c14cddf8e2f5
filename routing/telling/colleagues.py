"""Whoever has a concern hears what a colleague does with it; two people never work past each other."""

from dataclasses import replace

from intake.messages import Named, Phrase, Tell
from routing.model import Concern, Decision, Entry, Notice, OfficersOf
from routing.telling.marks import colleague
from routing.telling.notices import case_offer
from routing.telling.showing import case_params

#: What a colleague may do with what somebody else has. Taking it over, giving it to somebody, merging and
#: confirming tell whoever had it in words of their own.
_DONE = frozenset(
    {
        "ask", "proceed", "interim", "extend", "extend_ask", "transfer", "refer", "reply", "close", "outcome",
        "done",
    }
)  # fmt: skip


def with_holder(before: Concern | None, decision: Decision) -> Decision:
    """The decision with a line for whoever had the concern, where a colleague has gone on with it."""
    if before is None or before.taken_by is None or decision.concern is None:
        return decision
    told = {each.holder for n in decision.notices if isinstance(each := n.audience, OfficersOf)}
    if before.taken_by in told:
        return decision
    lines = tuple(
        _line(before, decision.concern, entry)
        for entry in decision.entries
        if entry.act in _DONE and entry.by not in (None, before.taken_by)
    )
    return replace(decision, notices=(*decision.notices, *lines))


def _line(before: Concern, after: Concern, entry: Entry) -> Notice:
    what = Phrase(
        f"thread.{entry.act}", {"at": entry.at, "department": Named("department", after.department)}
    )
    told = Tell("case.done_by", {**case_params(before), "colleague": colleague(entry.by), "what": what})
    if after.department == before.department:
        told = replace(told, offers=(case_offer(after),))
    to = OfficersOf(before.department, before.taken_by)
    return Notice(f"done_by:{after.id}:{after.version}:{entry.act}", (told,), to, after.id)
