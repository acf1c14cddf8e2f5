"""Talks: sealed with the person's key, with just enough beside them to find drafts that grew old."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert

from intake.conversation import DRAFT_KEPT, UNDO, Conversation, Draft
from storage import codec
from storage.errors import Changed
from storage.sealing import DataKey
from storage.statements import Statement
from storage.tables import conversation
from storage.transaction import Transaction

_BEGIN = insert(conversation).on_conflict_do_nothing(index_elements=[conversation.c.blind])
_KEEP = Statement(
    update(conversation)
    .where(conversation.c.blind == bindparam("talk"), conversation.c.revision == bindparam("before"))
    .values(
        state_sealed=bindparam("state"),
        revision=bindparam("after"),
        seen_at=bindparam("now"),
        draft_at=bindparam("draft"),
        stale_at=bindparam("stale"),
    )
)
_HUSH = (
    update(conversation)
    .where(conversation.c.blind == bindparam("talk"), conversation.c.draft_at.is_not(None))
    .values(draft_at=None, reminded=bindparam("draft"))
)
_NOTHING = Conversation()


def opened(key: DataKey, talk: bytes, state: bytes | None) -> Conversation:
    """The talk as it was left; an empty one where nothing was said."""
    if state is None:
        return _NOTHING
    return codec.load(key.open("conversation", "state", talk.hex(), state), Conversation)


def sealed(key: DataKey, talk: bytes, after: Conversation) -> bytes:
    """The talk as it is kept."""
    return key.seal("conversation", "state", talk.hex(), codec.dump(after))


def begin(transaction: Transaction, talk: bytes, person: str, room_id: int, now: datetime) -> None:
    """An empty talk, unless somebody else has just begun it."""
    values = {"blind": talk, "person_id": person, "room_id": room_id, "seen_at": now, "revision": 0}
    transaction.connection.execute(_BEGIN, values)


def keep(
    transaction: Transaction,
    talk: bytes,
    before: Conversation,
    after: Conversation,
    state: bytes | None,
    now: datetime,
    reminded: str | None = None,
) -> None:
    """Keep a talk that was locked; `state` is its sealed form. Changed when somebody else kept it since."""
    values: dict[str, Any] = {
        "talk": talk,
        "before": before.revision,
        "after": after.revision,
        "state": state,
        "now": now,
        "draft": draft_at(after, reminded),
        "stale": stale_at(after),
    }
    if _KEEP.run(transaction.connection, values).rowcount != 1:
        raise Changed("the conversation was changed by another turn")


def hush(transaction: Transaction, talk: bytes, left: Conversation) -> None:
    """Leave the talk as if its author had been reminded of the draft in hand."""
    if left.draft is not None:
        transaction.connection.execute(_HUSH, {"talk": talk, "draft": left.draft.id})


def draft_at(talk: Conversation, reminded: str | None) -> datetime | None:
    """When the draft in hand was last touched, if it is one to remind of: begun, unsent, not yet told of."""
    draft = talk.draft
    if draft is None or draft.filed or not draft.answers or draft.id == reminded:
        return None
    return draft.changed_at


def stale_at(talk: Conversation) -> datetime | None:
    """The instant after which the first of its drafts is no longer kept."""
    drafts = (talk.draft, *talk.parked) if talk.draft else talk.parked
    return min((_kept_until(each) for each in drafts), default=None)


def _kept_until(draft: Draft) -> datetime:
    return draft.changed_at + DRAFT_KEPT if draft.cancelled_at is None else draft.cancelled_at + UNDO
