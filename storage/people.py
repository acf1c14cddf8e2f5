"""Who enters: the person behind an address, made when new, the roles in force, the talk in the room."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from intake.conversation import Conversation
from intake.messages import Address, Room
from routing.model import Actor, Grant, Spot
from storage import addresses, conversations, rooms
from storage.errors import CannotOpen, StorageError
from storage.opening import CLOSED, log
from storage.schema import spelt
from storage.sealing import DataKey
from storage.statements import Statement
from storage.tables import address, conversation, data_key, delivery, person, role_grant
from storage.transaction import Transaction

#: The language of people and rooms of which nothing is known.
FIRST_LANGUAGE = "ko"

# Facts that a decision may note of the person who acts.
_LANGUAGE, _CONSENT, _QUIET, _COMMUNITY = "language", "consent", "quiet", "community"

#: Bound in every query that asks who may do what now.
_NOW = bindparam("now", type_=role_grant.c.valid_from.type)
IN_FORCE = and_(
    role_grant.c.valid_from <= _NOW,
    or_(role_grant.c.valid_until.is_(None), role_grant.c.valid_until > _NOW),
)
_own = address.alias("own")
_room = address.alias("room")
_HELD = exists().where(delivery.c.address_id == _room.c.id, delivery.c.state == spelt("held"))
_COLUMNS = (
    person.c.id,
    person.c.language,
    person.c.consent,
    person.c.community,
    data_key.c.id,
    data_key.c.wrapped,
    conversation.c.state_sealed,
    conversation.c.revision,
    role_grant.c.role,
    role_grant.c.scope,
    role_grant.c.valid_from,
    role_grant.c.valid_until,
)
_MAY = and_(role_grant.c.person_id == person.c.id, IN_FORCE)
_OWNER = _own.join(person, person.c.id == _own.c.person_id).join(data_key, data_key.c.id == person.c.key_id)
#: One row for each grant in force, or one without; PostgreSQL locks the conversation.
_ENTER = Statement(
    select(*_COLUMNS, conversation.c.reminded, _room.c.id, _room.c.unreachable_since, _HELD.label("held"))
    .select_from(
        _OWNER.join(conversation, conversation.c.person_id == person.c.id)
        .join(_room, _room.c.id == conversation.c.room_id)
        .outerjoin(role_grant, _MAY)
    )
    .where(_own.c.blind == bindparam("who"), conversation.c.blind == bindparam("talk"))
    .order_by(role_grant.c.id)
    .with_for_update(of=conversation)
)
_LOOK = (
    select(*_COLUMNS)
    .select_from(
        _OWNER.outerjoin(conversation, conversation.c.blind == bindparam("talk")).outerjoin(role_grant, _MAY)
    )
    .where(_own.c.blind == bindparam("who"), data_key.c.wrapped.is_not(None))
    .order_by(role_grant.c.id)
)
_INSERT = insert(person)
_NOTE: Mapping[str, Any] = {
    _LANGUAGE: update(person).where(person.c.id == bindparam("b_id")).values(language=bindparam("value")),
    _QUIET: update(person).where(person.c.id == bindparam("b_id")).values(quiet=bindparam("value")),
    _COMMUNITY: update(person).where(person.c.id == bindparam("b_id")).values(community=bindparam("value")),
    _CONSENT: update(person)
    .where(person.c.id == bindparam("b_id"))
    .values(consent=bindparam("value"), consent_at=bindparam("at"), consent_channel=bindparam("channel")),
}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody inside a turn, and what of their rows the turn will need."""

    actor: Actor
    key: DataKey
    conversation: Conversation
    talk: bytes
    state: bytes | None
    reminded: str | None
    room_id: int
    messenger: str
    #: Letters wait that could not be pushed to this room before.
    held: bool
    spot: Spot


def enter(
    transaction: Transaction, who: Address, where: Room, now: datetime, language: str | None = None
) -> Guest:
    """The person and their talk, locked; both are made when new."""
    asked = _asked(transaction, who, where, now)
    rows = _ENTER.rows(transaction.connection, asked)
    if not rows:
        _settle_in(transaction, who, where, asked["talk"], now, language)
        rows = _ENTER.rows(transaction.connection, asked)
        if not rows:
            raise StorageError("somebody new could not be entered")
    actor, key, talk = _read(transaction, rows, asked["talk"])
    *_, state, _, _, _, _, _, reminded, room_id, unreachable, held = rows[0]
    return Guest(
        actor,
        key,
        talk,
        asked["talk"],
        state,
        reminded,
        room_id,
        who.messenger,
        held=bool(held) or unreachable is not None,
        spot=_spot(transaction, who, where),
    )


def _spot(transaction: Transaction, who: Address, where: Room) -> Spot:
    return Spot() if addresses.is_private(who, where) else rooms.spot(transaction, where)


def look(
    transaction: Transaction, who: Address, where: Room, now: datetime
) -> tuple[Actor, Conversation, Spot] | None:
    """The same without making or locking anything; None for somebody never seen."""
    asked = _asked(transaction, who, where, now)
    rows = transaction.connection.execute(_LOOK, asked).all()
    if not rows:
        return None
    actor, _, talk = _read(transaction, rows, asked["talk"])
    return actor, talk, _spot(transaction, who, where)


def hush(transaction: Transaction, who: Address, where: Room, now: datetime) -> None:
    """Nobody is reminded of the draft that somebody has in hand there; of why there is no trace."""
    asked = _asked(transaction, who, where, now)
    rows = transaction.connection.execute(_LOOK, asked).all()
    with suppress(*CLOSED):
        if rows:
            conversations.hush(transaction, asked["talk"], _read(transaction, rows, asked["talk"])[2])


def _asked(transaction: Transaction, who: Address, where: Room, now: datetime) -> dict[str, Any]:
    own = addresses.blind(transaction, addresses.own_room(who))
    room = own if where == addresses.own_room(who) else addresses.blind(transaction, where)
    talk = transaction.keyring.blind("talk", own.hex(), room.hex())
    return {"who": own, "talk": talk, "now": now}


def _read(
    transaction: Transaction, rows: Sequence[Sequence[Any]], talk: bytes
) -> tuple[Actor, DataKey, Conversation]:
    its_id, language, consent, community, key_id, wrapped, state, revision = rows[0][:8]
    key = transaction.key(key_id, wrapped)
    transaction.belongs(key, "person", its_id)
    grants = tuple(Grant(*row[8:12]) for row in rows if row[8] is not None)
    try:
        left = conversations.opened(key, talk, state)
    except CannotOpen as error:  # what was begun cannot be read by anybody again; they are heard all the same
        log.error("a conversation cannot be opened and begins afresh: %s", error)
        left = Conversation(revision=revision or 0)
    return Actor(its_id, grants, language, consent, community), key, left


def _settle_in(
    transaction: Transaction, who: Address, where: Room, talk: bytes, now: datetime, language: str | None
) -> None:
    its_id, key = ensure(transaction, who, now, language)
    owner = (its_id, key) if addresses.is_private(who, where) else None
    room = where if owner else addresses.group_of(where)
    room_id = addresses.room_id(transaction, room, now, owner)
    conversations.begin(transaction, talk, its_id, room_id, now)


def ensure(
    transaction: Transaction, who: Address, now: datetime, language: str | None = None
) -> tuple[str, DataKey]:
    """The id and key of the person behind an address, made when new."""
    room = addresses.own_room(who)
    index = addresses.blind(transaction, room)
    known = addresses.find(transaction, index)
    key, made = None, None
    if known is None:
        key = transaction.new_key(now)
        made = addresses.make(transaction, index, room, key, None)
        if made is None:
            transaction.drop_key(key)
            known, key = addresses.find(transaction, index), None
    if known is not None and known.person_id is not None:
        found: str = known.person_id
        return found, transaction.key_of("person", found)
    # A room that is ours alone: just made, or locked and nobody's yet.
    its_id = known.id if known is not None else made
    if its_id is None:
        raise StorageError("somebody new could not be entered")
    made_key = key or transaction.new_key(now)
    return _make(transaction, its_id, (index, room), made_key, now, language or FIRST_LANGUAGE)


def _make(
    transaction: Transaction,
    room_id: int,
    room: tuple[bytes, Room],
    key: DataKey,
    now: datetime,
    language: str,
) -> tuple[str, DataKey]:
    its_id = uuid4().hex
    values = {"id": its_id, "key_id": key.id, "language": language, "made_at": now}
    transaction.connection.execute(_INSERT, values)
    transaction.belongs(key, "person", its_id)
    addresses.take_over(transaction, room_id, *room, (its_id, key))
    return its_id, key


def note(transaction: Transaction, guest: Guest, facts: Mapping[str, str], now: datetime) -> None:
    """Keep facts of the person who acts: their language, the notice they agreed to, and where and when."""
    for fact, value in facts.items():
        if fact not in _NOTE:
            raise ValueError(f"a decision notes {fact!r}, which is not kept of a person")
        values: dict[str, Any] = {"b_id": guest.actor.person, "value": value}
        if fact == _CONSENT:
            values |= {"at": now, "channel": guest.messenger}
        transaction.connection.execute(_NOTE[fact], values)
