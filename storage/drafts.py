"""Drafts that grew old: their authors are reminded once, and in the end they are forgotten."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from intake.conversation import Conversation
from intake.messages import Room
from storage import addresses, codec, conversations
from storage.errors import CannotOpen
from storage.sealing import DataKey
from storage.tables import address, conversation, data_key, person
from storage.transaction import Transaction

log = logging.getLogger("cheong.storage")

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
    .limit(bindparam("limit"))
    .with_for_update(of=conversation, skip_locked=True)
)
_UNTOUCHED = (
    _TALKS.add_columns(address.c.blind, address.c.room_sealed, _room_key.c.id, _room_key.c.wrapped)
    #: In a group nobody is reminded in front of others.
    .where(address.c.person_id.is_not(None))
    .where(conversation.c.draft_at <= bindparam("before", type_=conversation.c.draft_at.type))
    .order_by(conversation.c.draft_at)
)
_STALE = (
    _TALKS.add_columns(conversation.c.reminded, conversation.c.seen_at)
    .where(conversation.c.stale_at < bindparam("now", type_=conversation.c.stale_at.type))
    .order_by(conversation.c.stale_at)
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
    for talk, state, key_id, wrapped, index, sealed_room, room_key_id, room_wrapped in rows:
        _, left = _opened(transaction, talk, state, key_id, wrapped)
        draft = left.draft if left else None
        marks = {"talk": talk, "draft": draft.id if draft else None}
        transaction.connection.execute(_REMINDED, marks)
        if draft is not None:
            room = addresses.open_room(transaction.key(room_key_id, room_wrapped), index, sealed_room)
            given.append((room, draft.form, draft.id))
    return given


def forget(transaction: Transaction, now: datetime, limit: int) -> int:
    """Take drafts out of talks that are no longer kept; how many talks were changed."""
    rows = transaction.connection.execute(_STALE, {"now": now, "limit": limit}).all()
    for talk, state, key_id, wrapped, reminded, seen_at in rows:
        key, before = _opened(transaction, talk, state, key_id, wrapped)
        if before is None:
            transaction.connection.execute(_LATER, {"talk": talk, "later": now + _PATIENCE})
            continue
        after = before.without_old(now)
        sealed = conversations.sealed(key, talk, after)
        conversations.keep(transaction, talk, before, after, sealed, seen_at, reminded)
    return len(rows)


def _opened(
    transaction: Transaction, talk: bytes, state: bytes | None, key_id: str, wrapped: bytes
) -> tuple[DataKey, Conversation | None]:
    key = transaction.key(key_id, wrapped)
    try:
        return key, conversations.opened(key, talk, state)
    except (CannotOpen, codec.Unreadable) as error:
        log.error("a conversation cannot be opened: %s", error)
        return key, None
