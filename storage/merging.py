"""What is told together: deliveries of one room with a word in common go out as one message."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from routing.delivery import State
from storage.tables import delivery, notice
from storage.transaction import Transaction

#: More than this makes a message nobody reads.
_MOST = 10

_FRESH = (
    (delivery.c.state == str(State.DUE))
    & (delivery.c.attempts == 0)
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
_SET_DOWN = (
    update(delivery)
    .where(
        delivery.c.state == str(State.MERGED),
        delivery.c.carried_by.in_(
            select(delivery.c.id)
            .join(notice)
            .where(
                notice.c.key_id == bindparam("b_key"),
                delivery.c.state.in_((str(State.DUE), str(State.HELD))),
            )
        ),
    )
    .values(state=str(State.DUE), carried_by=None)
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


def set_down(transaction: Transaction, key_id: str) -> None:
    """What would have gone out with letters about to be erased goes out by itself."""
    transaction.connection.execute(_SET_DOWN, {"b_key": key_id})
