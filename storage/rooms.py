"""Groups that are a department's room, and the thread that each concern has there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.messages import Room
from routing.model import Registration, Spot
from storage import addresses
from storage.notices import FOR_A_ROLE
from storage.schema import spelt
from storage.tables import address, delivery, notice, person, room, thread
from storage.transaction import Transaction

_insert = insert(room)
_REGISTER = _insert.on_conflict_do_update(
    index_elements=[room.c.department],
    set_={name: _insert.excluded[name] for name in ("address_id", "registered_by", "registered_at")},
)
_SPEAK = (
    update(address)
    .where(address.c.id == bindparam("b_id"))
    .values(language=select(person.c.language).where(person.c.id == bindparam("person")).scalar_subquery())
)
_old = address.alias("old")
_SPEAK_ON = (
    update(address)
    .where(address.c.id == bindparam("b_new"))
    .values(language=select(_old.c.language).where(_old.c.id == bindparam("b_old")).scalar_subquery())
)
_END = delete(room).where(
    room.c.department == bindparam("department"), room.c.address_id == bindparam("address")
)
_OF_DEPARTMENT = (
    select(room.c.address_id)
    .join(address, address.c.id == room.c.address_id)
    .where(room.c.department == bindparam("department"), address.c.unreachable_since.is_(None))
)
_DEPARTMENTS = (
    select(room.c.department)
    .join(address, address.c.id == room.c.address_id)
    .where(address.c.blind == bindparam("blind"))
)
_CONCERN = (
    select(thread.c.concern_id)
    .join(address, address.c.id == thread.c.address_id)
    .where(address.c.blind == bindparam("blind"), thread.c.ref == bindparam("ref"))
)
_open = insert(thread)
_OPEN = _open.on_conflict_do_update(
    index_elements=[thread.c.concern_id, thread.c.address_id],
    set_={"ref": _open.excluded.ref, "head": _open.excluded.head},
)
_HEAD = (
    update(thread)
    .where(thread.c.concern_id == bindparam("concern"), thread.c.address_id == bindparam("address"))
    .values(head=bindparam("new_head"))
)
_MOVE = (
    _SPEAK_ON,
    update(room).where(room.c.address_id == bindparam("b_old")).values(address_id=bindparam("b_new")),
)
_NO_THREADS = delete(thread).where(thread.c.address_id == bindparam("b_old"))
_WAITING = (
    select(delivery.c.id, delivery.c.notice_id)
    .join(notice)
    .where(
        delivery.c.address_id == bindparam("address"),
        delivery.c.state.in_((spelt("due"), spelt("held"))),
        delivery.c.lease_owner.is_(None),
        notice.c.audience.in_(FOR_A_ROLE),
    )
)
_GIVE_UP = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="dead", reason="passed on")
)
_EXPAND_AGAIN = (
    update(notice)
    .where(notice.c.id.in_(bindparam("ids", expanding=True)))
    .values(expanded_to=None, expanded_at=None)
)


def register(
    transaction: Transaction, address_id: int, change: Registration, person: str, now: datetime
) -> None:
    """A group becomes the department's room, instead of the one before, or ceases to be.

    It is spoken to in the language of whoever registers it.
    """
    values = {"department": change.department, "address_id": address_id}
    if change.ends:
        transaction.connection.execute(_END, {"department": change.department, "address": address_id})
    else:
        values |= {"registered_by": person, "registered_at": now}
        transaction.connection.execute(_REGISTER, values)
        transaction.connection.execute(_SPEAK, {"b_id": address_id, "person": person})


def move(transaction: Transaction, old: Room, new: Room, now: datetime) -> None:
    """The old group goes on as the new one, with what waits for it; but threads and their heads do not.

    Messages are counted anew there: an old number may be that of another message.
    """
    was, goes_on = addresses.group_of(old), addresses.group_of(new)
    known = addresses.find(transaction, addresses.blind(transaction, was))
    if known is None:
        return
    transaction.connection.execute(_NO_THREADS, {"b_old": known.id})
    if addresses.find(transaction, addresses.blind(transaction, goes_on)) is None:
        addresses.rename(transaction, known.id, goes_on)
        return
    moved = {"b_old": known.id, "b_new": addresses.room_id(transaction, goes_on, now)}
    for statement in _MOVE:
        transaction.connection.execute(statement, moved)
    pass_on(transaction, known.id)


def of_department(transaction: Transaction, department: str) -> int | None:
    """The address of its room, if it has one that can be reached."""
    return transaction.connection.execute(_OF_DEPARTMENT, {"department": department}).scalar()


def spot(transaction: Transaction, where: Room) -> Spot:
    """What a group is to the office, and what its thread is about."""
    group = addresses.group_of(where)
    asked = {"blind": addresses.blind(transaction, group)}
    departments = frozenset(transaction.connection.execute(_DEPARTMENTS, asked).scalars())
    concern = None
    if where.thread is not None:
        concern = transaction.connection.execute(_CONCERN, {**asked, "ref": where.thread}).scalar()
    return Spot(private=False, rooms=departments, concern=concern)


def keep_thread(
    transaction: Transaction, concern_id: str, address_id: int, opened: str | None, head: str | None
) -> None:
    """Keep what an attempt has opened for the concern in the room, and the message that heads it now.

    A thread opened anew takes the place of one that died, with its head.
    """
    if opened is None and head is None:
        return
    its = {"concern": concern_id, "address": address_id}
    if opened is None and transaction.connection.execute(_HEAD, {**its, "new_head": head}).rowcount:
        return
    values = {"concern_id": concern_id, "address_id": address_id, "ref": opened, "head": head}
    transaction.connection.execute(_OPEN, values)


def pass_on(transaction: Transaction, address_id: int) -> None:
    """What waits for a group that cannot be reached, or for somebody who serves no more, is told others."""
    waiting: Sequence[tuple[int, int]] = [
        (row[0], row[1]) for row in transaction.connection.execute(_WAITING, {"address": address_id})
    ]
    if waiting:
        transaction.connection.execute(_GIVE_UP, {"ids": [its_id for its_id, _ in waiting]})
        transaction.connection.execute(_EXPAND_AGAIN, {"ids": [of for _, of in waiting]})
