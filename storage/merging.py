"""What is told together: deliveries of one room with a word in common go out as one message."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, case, select, update

from routing.delivery import State
from storage.tables import delivery, notice
from storage.transaction import Transaction

#: More than this makes a message nobody reads.
_MOST = 10

_FRESH = (
    (delivery.c.state == str(State.DUE))
    & (delivery.c.attempts == 0)
    & (delivery.c.done == 0)
    & delivery.c.lease_owner.is_(None)
    & delivery.c.expires_at.is_(None)
)
_CARRIERS = select(delivery.c.id, delivery.c.address_id, delivery.c.merge).where(
    delivery.c.id.in_(bindparam("ids", expanding=True)), delivery.c.merge.is_not(None), _FRESH
)
_COMPANIONS = (
    select(delivery.c.id)
    .where(
        delivery.c.address_id == bindparam("address"),
        delivery.c.merge == bindparam("merge"),
        delivery.c.id != bindparam("carrier"),
        _FRESH,
    )
    .order_by(delivery.c.seq)
    .limit(_MOST - 1)
    .with_for_update(skip_locked=True)
)
_CARRY = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=str(State.MERGED), carried_by=bindparam("carrier"))
)
_GIVE_UP = (
    update(delivery)
    .where(delivery.c.carried_by == bindparam("b_carrier"))
    .values(state=str(State.DEAD), reason=bindparam("b_reason"))
)
_carrier = delivery.alias("carrier")
#: An attempt under way, or one whose claim ran out: nobody knows what became of it.
_LOST = case((_carrier.c.lease_owner.is_not(None), 1), else_=0)
#: Nor whose words stood in the messages that arrived when others are still to come.
_HALF = case((_carrier.c.done > 0, 1), else_=0)


def _of_carrier(value: ColumnElement[Any]) -> ScalarSelect[Any]:
    return select(value).where(_carrier.c.id == delivery.c.carried_by).scalar_subquery()


#: What was carried counts the attempts it went along with, and goes when its carrier would have gone.
_SET_DOWN = (
    update(delivery)
    .where(delivery.c.state == str(State.MERGED))
    .values(
        state=_of_carrier(_carrier.c.state),
        attempts=_of_carrier(_carrier.c.attempts + _LOST),
        ambiguous=_of_carrier(_carrier.c.ambiguous + _LOST + _HALF),
        next_at=_of_carrier(_carrier.c.next_at),
        reason=_of_carrier(_carrier.c.reason),
        carried_by=None,
    )
)
_LEFT_BEHIND = _SET_DOWN.where(delivery.c.id.in_(bindparam("ids", expanding=True)))
_ORPHANED = _SET_DOWN.where(
    delivery.c.carried_by.in_(
        select(_carrier.c.id)
        .join(notice, notice.c.id == _carrier.c.notice_id)
        .where(
            notice.c.key_id == bindparam("b_key"),
            _carrier.c.state.in_((str(State.DUE), str(State.HELD))),
        )
    )
)


def gather(transaction: Transaction, ids: Sequence[int]) -> None:
    """Give those about to be sent for the first time what may go out with them, due yet or not."""
    connection = transaction.connection
    for carrier, address, merge in connection.execute(_CARRIERS, {"ids": ids}).all():
        wanted: dict[str, Any] = {"address": address, "merge": merge, "carrier": carrier}
        if found := connection.execute(_COMPANIONS, wanted).scalars().all():
            connection.execute(_CARRY, {"ids": list(found), "carrier": carrier})


def give_up(transaction: Transaction, carrier: int, reason: str | None) -> None:
    """What went out with a delivery that was given up is given up as well."""
    transaction.connection.execute(_GIVE_UP, {"b_carrier": carrier, "b_reason": reason})


def leave_behind(transaction: Transaction, ids: Sequence[int]) -> None:
    """What does not open cannot go out with its carrier, which is not leased yet: it waits by itself."""
    if ids:
        transaction.connection.execute(_LEFT_BEHIND, {"ids": list(ids)})


def set_down(transaction: Transaction, key_id: str) -> None:
    """What would have gone out with letters about to be erased goes out by itself."""
    transaction.connection.execute(_ORPHANED, {"b_key": key_id})
