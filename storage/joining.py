"""Who said "me too", and by which marks a concern is found from near: keyed hashes, nothing readable."""

from datetime import datetime

from sqlalchemy import LargeBinary, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from routing.model import OPEN, Concern, Decision, Joining, Listing
from storage import rows
from storage.columns import Instant
from storage.tables import concern, joiner, listing
from storage.transaction import Transaction

#: As many as are looked at closely.
_MOST = 50

_JOIN = insert(joiner).on_conflict_do_nothing(index_elements=[joiner.c.concern_id, joiner.c.person_id])
_LEAVE = delete(joiner).where(
    joiner.c.concern_id == bindparam("b_concern"), joiner.c.person_id == bindparam("b_person")
)
_LIST = insert(listing).on_conflict_do_nothing(index_elements=[listing.c.blind, listing.c.concern_id])
_UNLIST = delete(listing).where(listing.c.concern_id == bindparam("b_concern"))
_NEAR = (
    rows.CONCERNS.where(
        concern.c.id.in_(
            select(listing.c.concern_id).where(
                listing.c.blind.in_(bindparam("blinds", type_=LargeBinary, expanding=True))
            )
        ),
        concern.c.status.in_(sorted(map(str, OPEN))),
        concern.c.received_at >= bindparam("since", type_=Instant),
    )
    .order_by(concern.c.received_at.desc(), concern.c.number)
    .limit(_MOST)
)


def keep(transaction: Transaction, decision: Decision, now: datetime) -> None:
    """Keep who joins and leaves, and by which marks a concern is found."""
    for each in decision.joinings:
        _move(transaction, each, now)
    if decision.listing is not None:
        _mark(transaction, decision.listing)


def near(transaction: Transaction, marks: frozenset[str], since: datetime) -> tuple[Concern, ...]:
    """Listed open concerns that carry one of the marks and came in since then, newest first, a few."""
    wanted = {"blinds": sorted(_blind(transaction, mark) for mark in marks), "since": since}
    found = transaction.connection.execute(_NEAR, wanted).all()
    return tuple(rows.read_concern(transaction, row) for row in found)


def _move(transaction: Transaction, joining: Joining, now: datetime) -> None:
    if joining.leaves:
        gone = {"b_concern": joining.concern, "b_person": joining.person}
        transaction.connection.execute(_LEAVE, gone)
        return
    row = {"concern_id": joining.concern, "person_id": joining.person, "at": now}
    transaction.connection.execute(_JOIN, row)


def _mark(transaction: Transaction, new: Listing) -> None:
    transaction.connection.execute(_UNLIST, {"b_concern": new.concern})
    for mark in sorted(new.marks):
        row = {"blind": _blind(transaction, mark), "concern_id": new.concern}
        transaction.connection.execute(_LIST, row)


def _blind(transaction: Transaction, mark: str) -> bytes:
    return transaction.keyring.blind("near", mark)
