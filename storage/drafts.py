"""Drafts that grew old: their authors are reminded once, and in the end they are forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select, update

from intake.conversation import Conversation
from intake.messages import Room
from storage import addresses, conversations
from storage.columns import AnyRow
from storage.opening import opened
from storage.sealing import DataKey
from storage.tables import address, conversation, data_key, person
from storage.transaction import Transaction

_room_key = data_key.alias("room_key")
_TALKS = (
    select(conversation.c.blind, conversation.c.state_sealed, data_key.c.id, data_key.c.wrapped)
    .select_from(
        conversation.join(person, person.c.id == conversation.c.person_id)
        .join(data_key, data_key.c.id == person.c.key_id)
        .join(address, address.c.id == conversation.c.room_id)
        .join(_room_key, _room_key.c.id == address.c.key_id)
    )
    .where(data_key.c.wrapped.is_not(None), _room_key.c.wrapped.is_not(None))
)
_SOME = _TALKS.limit(bindparam("limit")).with_for_update(of=conversation, skip_locked=True)
_UNTOUCHED = (
    _SOME.add_columns(address.c.blind, address.c.room_sealed, _room_key.c.id, _room_key.c.wrapped)
    #: In a group nobody is reminded in front of others.
    .where(address.c.person_id.is_not(None))
    .where(conversation.c.draft_at <= bindparam("before", type_=conversation.c.draft_at.type))
    .order_by(conversation.c.draft_at)
)
_STALE = (
    _SOME.add_columns(conversation.c.reminded, conversation.c.seen_at)
    .where(conversation.c.stale_at < bindparam("now", type_=conversation.c.stale_at.type))
    .order_by(conversation.c.stale_at)
)
_WITH_DRAFTS = (
    _TALKS.add_columns(conversation.c.reminded, conversation.c.seen_at)
    .where(conversation.c.stale_at.is_not(None))
    .order_by(conversation.c.blind)
    .with_for_update(of=conversation)
)
_LATER = (
    update(conversation).where(conversation.c.blind == bindparam("talk")).values(stale_at=bindparam("later"))
)
_REMINDED = (
    update(conversation)
    .where(conversation.c.blind == bindparam("talk"))
    .values(draft_at=None, reminded=bindparam("draft"))
)


#: What does not open is looked at again after this long, so that it holds up nothing else.
_PATIENCE = timedelta(days=1)


def untouched(transaction: Transaction, before: datetime, limit: int) -> list[tuple[Room, str, str]]:
    """Drafts in hand not touched since, each given out once: room, form, draft id."""
    rows = transaction.connection.execute(_UNTOUCHED, {"before": before, "limit": limit}).all()
    given = []
    for row in rows:
        _, talk = _talk(transaction, row)
        draft = talk.draft if talk else None
        marks = {"talk": row[0], "draft": draft.id if draft else None}
        transaction.connection.execute(_REMINDED, marks)
        if draft is not None:
            rooms = opened("a room", [row[4:]], partial(_room, transaction))
            given += [(room, draft.form, draft.id) for room in rooms]
    return given


def forget(transaction: Transaction, now: datetime, limit: int) -> int:
    """Take drafts out of talks that are no longer kept; how many talks were changed."""
    rows = transaction.connection.execute(_STALE, {"now": now, "limit": limit}).all()
    for row in rows:
        talk, reminded, seen_at = row[0], *row[4:]
        key, before = _talk(transaction, row)
        if key is None or before is None:
            transaction.connection.execute(_LATER, {"talk": talk, "later": now + _PATIENCE})
            continue
        after = before.without_old(now)
        sealed = conversations.sealed(key, talk, after)
        conversations.keep(transaction, talk, before, after, sealed, seen_at, reminded)
    return len(rows)


def forget_concern(transaction: Transaction, concern_id: str) -> None:
    """Take out of every talk what was filed as the concern, and what was begun about it."""
    for row in transaction.connection.execute(_WITH_DRAFTS).all():
        talk, reminded, seen_at = row[0], *row[4:]
        key, before = _talk(transaction, row)
        if key is None or before is None or (after := before.without_concern(concern_id)) == before:
            continue
        sealed = conversations.sealed(key, talk, after)
        conversations.keep(transaction, talk, before, after, sealed, seen_at, reminded)


def _talk(transaction: Transaction, row: AnyRow) -> tuple[DataKey, Conversation] | tuple[None, None]:
    """The talk with its key, unless it does not open."""
    return next(opened("a conversation", [row], partial(_left, transaction)), (None, None))


def _left(transaction: Transaction, row: AnyRow) -> tuple[DataKey, Conversation]:
    talk, state, key_id, wrapped = row[:4]
    key = transaction.key(key_id, wrapped)
    return key, conversations.opened(key, talk, state)


def _room(transaction: Transaction, sealed: Sequence[Any]) -> Room:
    index, room, key_id, wrapped = sealed
    return addresses.open_room(transaction.key(key_id, wrapped), index, room)
