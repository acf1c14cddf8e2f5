"""The outbox: deliveries are leased, in order within an address, and settled by whoever holds the lease."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, or_, select, update

from routing.delivery import WORN_ATTEMPTS, Delivery, State
from routing.records import Parcel
from storage import expanding, merging, notices, rightful, rooms
from storage.columns import AnyRow
from storage.parcels import open_parcels
from storage.schema import spelt
from storage.tables import address, conversation, delivery, notice
from storage.transaction import Transaction, Transactions

_DUE, _HELD, _DEAD = (spelt(each) for each in (State.DUE, State.HELD, State.DEAD))

_other = delivery.alias("other")


def _first(at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Nothing earlier is due in the same room at that instant, and nothing later is being sent there.

    What waits for the morning, or for others to go with, holds up nobody; nor does what nobody takes.
    """
    same = (_other.c.address_id == delivery.c.address_id, _other.c.state == _DUE)
    sent = _other.c.lease_owner.is_not(None)
    untouched = (_other.c.attempts == 0) & (_other.c.done == 0)
    waits = (_other.c.merge.is_not(None) & untouched) | (_other.c.attempts >= WORN_ATTEMPTS)
    calm = waits & (_other.c.next_at > at)
    earlier = exists().where(*same, _other.c.seq < delivery.c.seq, or_(~calm, sent))
    later = exists().where(*same, _other.c.seq > delivery.c.seq, sent, _other.c.next_at > at)
    return and_(~earlier, ~later)


_NOW = bindparam("now", type_=delivery.c.next_at.type)
_CLAIMABLE = (
    select(delivery.c.id)
    .where(delivery.c.state == _DUE, delivery.c.next_at <= _NOW, _first(_NOW))
    .order_by(delivery.c.priority, delivery.c.next_at, delivery.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
#: A lease that ran out was one attempt, of which nobody knows what became.
_LOST = case((delivery.c.lease_owner.is_not(None), 1), else_=0)
_LEASE = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        lease_owner=bindparam("owner"),
        next_at=bindparam("until"),
        attempts=delivery.c.attempts + _LOST,
        ambiguous=delivery.c.ambiguous + _LOST,
    )
)
_POSTPONE = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(next_at=bindparam("until"), reason="cannot be opened", attempts=delivery.c.attempts + 1)
)
#: What has had its time is dead, unless somebody is sending it right now.
EXPIRE = (
    update(delivery)
    .where(
        delivery.c.state.in_((_DUE, _HELD)),
        delivery.c.expires_at <= _NOW,
        (delivery.c.lease_owner.is_(None)) | (delivery.c.next_at <= _NOW),
    )
    .values(
        state=_DEAD,
        reason="expired",
        lease_owner=None,
        attempts=delivery.c.attempts + _LOST,
        ambiguous=delivery.c.ambiguous + _LOST,
    )
)
_KEEP = update(delivery).where(
    delivery.c.id == bindparam("b_id"),
    delivery.c.state == _DUE,
    delivery.c.lease_owner == bindparam("b_owner"),
    delivery.c.attempts == bindparam("b_claim"),
)
_WHERE_TO = (
    select(delivery.c.address_id, address.c.person_id, notice.c.concern_id, notice.c.head, notice.c.key)
    .select_from(delivery.join(notice).join(address, address.c.id == delivery.c.address_id))
    .where(delivery.c.id == bindparam("id"))
)
_SEEN = select(conversation.c.seen_at).where(conversation.c.room_id == bindparam("room")).with_for_update()
_UNREACHABLE = (
    update(address)
    .where(address.c.id == bindparam("b_id"), address.c.unreachable_since.is_(None))
    .values(unreachable_since=bindparam("since"))
)
_HOLD = (
    update(delivery)
    .where(
        delivery.c.address_id == bindparam("b_id"), delivery.c.state == _DUE, delivery.c.lease_owner.is_(None)
    )
    .values(state=_HELD, reason=bindparam("b_reason"))
)
_RELEASE = (
    update(delivery)
    .where(delivery.c.address_id == bindparam("b_id"), delivery.c.state == _HELD)
    .values(state=_DUE, next_at=bindparam("b_now"), reason=None)
)
_REACHABLE = update(address).where(address.c.id == bindparam("b_id")).values(unreachable_since=None)
_NEXT = (
    select(delivery.c.next_at)
    .where(delivery.c.state == _DUE, _first(delivery.c.next_at))
    .order_by(delivery.c.next_at)
    .limit(1)
)
#: Longer than this, a reason is somebody's text.
_REASON = 200


def release(transaction: Transaction, address_id: int, now: datetime) -> None:
    """Somebody has come back to a room: what was held there is due, and the room can be reached."""
    transaction.connection.execute(_RELEASE, {"b_id": address_id, "b_now": now})
    transaction.connection.execute(_REACHABLE, {"b_id": address_id})


class Outbox:
    """Deliveries: the only thing that repeats a send."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def expand(self, now: datetime, limit: int = 500) -> int:
        """Turn waiting notices into deliveries, one for each address, once; how many were made."""
        return expanding.expand(self._database, now, limit)

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int = 50) -> tuple[Parcel, ...]:
        """Lease due deliveries, the first of each room only, so that order within a room holds.

        A delivery whose lease ran out is claimed again, with one more attempt, and that one ambiguous. What
        has expired is dead.
        """
        due = self._next()
        if due is None or due > now:
            return ()
        with self._database.write() as transaction:
            connection = transaction.connection
            connection.execute(EXPIRE, {"now": now})
            ids = connection.execute(_CLAIMABLE, {"now": now, "limit": limit}).scalars().all()
            if not ids or not (ids := rightful.without_lost(transaction, ids, now)):
                return ()
            merging.gather(transaction, ids)
            parcels, left = open_parcels(transaction, ids)
            merging.leave_behind(transaction, left)
            leased = [parcel.delivery.id for parcel in parcels]
            if leased:
                connection.execute(_LEASE, {"ids": leased, "owner": owner, "until": now + lease})
            # What does not open waits while others go out; and its room with it, until it is worn.
            if closed := set(ids).difference(leased):
                connection.execute(_POSTPONE, {"ids": list(closed), "until": now + lease})
            return tuple(parcels)

    def settle(self, owner: str, delivery: Delivery, began: datetime | None = None) -> bool:
        """Keep what became of a claimed delivery; False when the lease was lost meanwhile.

        `delivery` is what `routing.delivery.after` made of the claimed one. Held with a reason means that the
        room cannot be reached: what waits for it is held as well, until somebody comes. Who has come since
        the attempt `began` will not come for it again: then it is due at once.
        """
        with self._database.write() as transaction:
            connection = transaction.connection
            row = connection.execute(_WHERE_TO, {"id": delivery.id}).first()
            if row is None or not _kept(transaction, owner, delivery, row, lease=None):
                return False
            address_id, person_id, _, _, notice_key = row
            reason = delivery.reason[:_REASON] if delivery.reason else None
            if delivery.state is State.DELIVERED:
                notices.release_after(transaction, notice_key, delivery.not_before)
            if delivery.state is State.DEAD:
                merging.give_up(transaction, delivery.id, reason)
            out_of_reach = delivery.state is State.HELD and bool(reason)
            if out_of_reach:
                connection.execute(_UNREACHABLE, {"b_id": address_id, "since": delivery.not_before})
                connection.execute(_HOLD, {"b_id": address_id, "b_reason": reason})
                if person_id is None:
                    rooms.pass_on(transaction, address_id)
        if out_of_reach and began is not None:
            self._release_who_came(address_id, began, delivery.not_before)
        return True

    def _release_who_came(self, address_id: int, since: datetime, now: datetime) -> None:
        """After what is held has been kept: a turn under way meanwhile did not see it, and is waited for."""
        with self._database.write() as transaction:
            seen = transaction.connection.execute(_SEEN, {"room": address_id}).scalars().all()
            if any(at > since for at in seen):
                release(transaction, address_id, now)

    def further(self, owner: str, delivery: Delivery) -> bool:
        """Keep how far a delivery has come that goes on, its lease with it; False when that was lost."""
        with self._database.write() as transaction:
            row = transaction.connection.execute(_WHERE_TO, {"id": delivery.id}).first()
            return row is not None and _kept(transaction, owner, delivery, row, lease=owner)

    def next_due(self) -> datetime | None:
        """When the next delivery or waiting notice is due, if any waits; a leased one when its lease ends."""
        with self._database.look() as transaction:
            waiting = transaction.connection.execute(expanding.NEXT).scalar()
            due = transaction.connection.execute(_NEXT).scalar()
        return min((each for each in (waiting, due) if each is not None), default=None)

    def _next(self) -> datetime | None:
        with self._database.look() as transaction:
            return transaction.connection.execute(_NEXT).scalar()


def _kept(transaction: Transaction, owner: str, delivery: Delivery, row: AnyRow, lease: str | None) -> bool:
    """Keep the delivery, and what was opened for it, if the owner has its lease; `lease`: who has it then."""
    address_id, person_id, concern_id, head, _ = row
    values: dict[str, Any] = {
        "b_id": delivery.id,
        "b_owner": owner,
        "b_claim": delivery.claim,
        "state": str(delivery.state),
        "attempts": delivery.attempts,
        "ambiguous": delivery.ambiguous,
        "done": delivery.done,
        "next_at": delivery.not_before,
        "reason": delivery.reason[:_REASON] if delivery.reason else None,
        "lease_owner": lease,
        "words_sealed": None,
    }
    if delivery.done and delivery.state in (State.DUE, State.HELD):
        key, words = transaction.key_of("address", address_id), delivery.words.encode()
        values["words_sealed"] = key.seal("delivery", "words", str(delivery.id), words)
    if transaction.connection.execute(_KEEP, values).rowcount != 1:
        return False
    if concern_id is not None and person_id is None:
        new_head = delivery.ref if head else None
        rooms.keep_thread(transaction, concern_id, address_id, delivery.thread, new_head)
    return True
