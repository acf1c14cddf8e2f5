"""Rooms and people's own addresses: found by a blind index, read only with a key."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.messages import Address, Room
from storage import codec
from storage.columns import AnyRow
from storage.sealing import DataKey
from storage.tables import address, conversation
from storage.transaction import Transaction

_FIND = (
    select(address.c.id, address.c.person_id, address.c.key_id)
    .where(address.c.blind == bindparam("blind"))
    .with_for_update()
)
#: PostgreSQL's INSERT, which SQLite's compiler writes as well.
_INSERT = insert(address).on_conflict_do_nothing(index_elements=[address.c.blind]).returning(address.c.id)
_TAKE_OVER = (
    update(address)
    .where(address.c.id == bindparam("b_id"))
    .values(person_id=bindparam("b_person"), key_id=bindparam("b_key"), room_sealed=bindparam("b_sealed"))
)

_RENAME = (
    update(address)
    .where(address.c.id == bindparam("b_id"))
    .values(blind=bindparam("b_blind"), room_sealed=bindparam("b_sealed"), unreachable_since=None)
)

#: A person's addresses, the best first: reachable, and the one they last wrote from.
ORDER = (
    address.c.unreachable_since.is_not(None),
    conversation.c.seen_at.is_(None),
    conversation.c.seen_at.desc(),
    address.c.id,
)
#: An address and the talk in it: in a private room, the room's address is the person's own.
WITH_TALK = address.outerjoin(
    conversation,
    and_(conversation.c.room_id == address.c.id, conversation.c.person_id == address.c.person_id),
)
_BEST = (
    select(address.c.id)
    .select_from(WITH_TALK)
    .where(address.c.person_id == bindparam("person"))
    .order_by(*ORDER)
    .limit(1)
)
RANK = func.row_number().over(partition_by=address.c.person_id, order_by=ORDER)


def own_room(who: Address) -> Room:
    """The private room of an address. Messengers name a private chat by its user."""
    return Room(who.messenger, who.bot, who.user)


def whose(private: Room) -> Address:
    """The address that a private room is the room of."""
    return Address(private.messenger, private.bot, private.chat)


def group_of(where: Room) -> Room:
    """The group that a thread is in; rows of groups stand for the whole of them."""
    return replace(where, thread=None)


def is_private(who: Address, where: Room) -> bool:
    """Whether only that person reads in the room."""
    return where.chat == who.user


def blind(transaction: Transaction, room: Room) -> bytes:
    """What stands for the room in the index."""
    return transaction.keyring.blind("room", room.messenger, room.bot, room.chat, room.thread)


def seal(key: DataKey, index: bytes, room: Room) -> bytes:
    """The room, readable with the key of whoever it belongs to."""
    return key.seal("address", "room", index.hex(), codec.dump(room))


def open_room(key: DataKey, index: bytes, sealed: bytes) -> Room:
    """The room that was sealed."""
    return codec.load(key.open("address", "room", index.hex(), sealed), Room)


def find(transaction: Transaction, index: bytes) -> AnyRow | None:
    """Id, person and key of a room that is known, locked."""
    return transaction.connection.execute(_FIND, {"blind": index}).first()


def make(transaction: Transaction, index: bytes, room: Room, key: DataKey, person: str | None) -> int | None:
    """The id of a new room; None when somebody else was quicker, whose commit this then has waited for."""
    values = {
        "blind": index,
        "person_id": person,
        "key_id": key.id,
        "room_sealed": seal(key, index, room),
    }
    return transaction.connection.execute(_INSERT, values).scalar()


def room_id(
    transaction: Transaction, room: Room, now: datetime, owner: tuple[str, DataKey] | None = None
) -> int:
    """The id of a room, made when new: its owner's (person's id and key), or a group's."""
    index = blind(transaction, room)
    known = find(transaction, index)
    if known is None:
        key = owner[1] if owner else transaction.new_key(now)
        made = make(transaction, index, room, key, owner[0] if owner else None)
        if made is not None:
            return made
        if owner is None:
            transaction.drop_key(key)
        known = find(transaction, index)
        if known is None:
            raise LookupError("a room vanished while it was made")
    if owner and known.person_id is None:
        take_over(transaction, known.id, index, room, owner)
    return int(known.id)


def take_over(
    transaction: Transaction, its_id: int, index: bytes, room: Room, owner: tuple[str, DataKey]
) -> None:
    """A room that is nobody's yet becomes a person's, under their key."""
    person, key = owner
    values = {"b_id": its_id, "b_person": person, "b_key": key.id, "b_sealed": seal(key, index, room)}
    transaction.connection.execute(_TAKE_OVER, values)


def rename(transaction: Transaction, its_id: int, room: Room) -> None:
    """The platform calls it otherwise now: it stays what it is, with all that waits for it."""
    index = blind(transaction, room)
    sealed = seal(transaction.key_of("address", its_id), index, room)
    transaction.connection.execute(_RENAME, {"b_id": its_id, "b_blind": index, "b_sealed": sealed})


def best(transaction: Transaction, person: str) -> int | None:
    """Where a person is reached: where they last wrote in private, if they can be reached there."""
    return transaction.connection.execute(_BEST, {"person": person}).scalar()
