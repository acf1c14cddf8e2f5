"""Which concerns may be meant when somebody names one loosely, or not at all."""

import re

from routing.model import Actor, Status
from routing.records import Query

#: As many as one card can offer.
MOST = 8


def pick(actor: Actor, relation: str, statuses: frozenset[Status], hint: str | None) -> Query | None:
    """The query for what the person may mean; None when the hint is no number at all."""
    if relation in ("near", "joined"):
        joined = actor.person if relation == "joined" else None
        return Query(joined_by=joined, limit=MOST) if joined and hint is None else None
    mine = actor.person if relation == "author" else None
    desk = actor.departments if relation in ("desk", "coordinator") else None
    if desk is not None and not desk:
        return None
    if hint is None and mine:
        return Query(submitter=mine, statuses=statuses, order="newest", limit=MOST)
    if hint is None:
        return Query(departments=desk, statuses=statuses, limit=MOST)
    wanted = hint.strip().lstrip("#").upper()
    if re.fullmatch(r"\d{1,6}", wanted):
        return Query(departments=desk, submitter=mine, statuses=statuses, serial=int(wanted), limit=MOST)
    if re.fullmatch(r"[A-Z0-9]+-\d{6}-\d{4,}", wanted):
        return Query(departments=desk, submitter=mine, number=wanted, limit=MOST)
    return None
