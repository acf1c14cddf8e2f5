"""Erasing: the key of a concern or a person is destroyed, and with it everything sealed under it."""

from datetime import datetime

from sqlalchemy import Select, Text, bindparam, delete, or_, select, update

from storage import drafts, merging
from storage.tables import (
    ERASED,
    address,
    concern,
    conversation,
    data_key,
    delivery,
    event,
    joiner,
    listing,
    notice,
    person,
    role_grant,
    timer,
    upload,
)
from storage.transaction import Transaction

_DESTROY = (
    update(data_key)
    .where(data_key.c.id == bindparam("b_id"), data_key.c.wrapped.is_not(None))
    .values(wrapped=None, destroyed_at=bindparam("b_now"))
)
_KEY_OF_CONCERN = select(concern.c.key_id).where(concern.c.id == bindparam("id"))
_KEY_OF_PERSON = select(person.c.key_id).where(person.c.id == bindparam("id"))
#: Bound by the name of the key in every statement below.
_KEY = bindparam("key", type_=Text)
_NOTICES = select(notice.c.id).where(notice.c.key_id == _KEY)
_DROP_LETTERS = delete(delivery).where(delivery.c.notice_id.in_(_NOTICES))
_DROP_NOTICES = delete(notice).where(notice.c.key_id == _KEY)

#: Who joined an erased concern and where it was are nobody's business any more, nor what was due in it.
_DROP_TRACES = tuple(
    delete(table).where(table.c.concern_id == bindparam("concern", type_=Text))
    for table in (joiner, listing, timer)
)

#: Questions and reviews repeat what was said; a repeated event gets no answer then.
_FORGET_ANSWERS = (
    update(event)
    .where(
        event.c.at >= select(concern.c.received_at).where(concern.c.id == bindparam("b_id")).scalar_subquery()
    )
    .values(answer_sealed=None)
)

_WHO = bindparam("person", type_=Text)
_ADDRESSES = select(address.c.id).where(address.c.person_id == _WHO)
_TALKS_THERE = or_(conversation.c.person_id == _WHO, conversation.c.room_id.in_(_ADDRESSES))
#: In the order in which rows point at each other. The person's row stays: concerns name it, it names nobody.
_DROP_PERSON = (
    delete(event).where(event.c.person_id == _WHO),
    delete(upload).where(upload.c.person_id == _WHO),
    delete(joiner).where(joiner.c.person_id == _WHO),
    delete(role_grant).where(role_grant.c.person_id == _WHO),
    delete(conversation).where(_TALKS_THERE),
    delete(delivery).where(delivery.c.address_id.in_(_ADDRESSES)),
    delete(address).where(address.c.person_id == _WHO),
)


_NO_MORE = update(concern).where(concern.c.id == bindparam("b_id")).values(status=ERASED)


def erase_concern(transaction: Transaction, concern_id: str, now: datetime) -> bool:
    """Destroy a concern's key; take out its letters, its timers, and what of it people's own keys seal.

    False when nothing is left to erase.
    """
    if not _destroy(transaction, _KEY_OF_CONCERN, concern_id, now):
        return False
    drafts.forget_concern(transaction, concern_id)
    transaction.connection.execute(_FORGET_ANSWERS, {"b_id": concern_id})
    transaction.connection.execute(_NO_MORE, {"b_id": concern_id})
    for statement in _DROP_TRACES:
        transaction.connection.execute(statement, {"concern": concern_id})
    return True


def erase_person(transaction: Transaction, person_id: str, now: datetime) -> bool:
    """Destroy a person's key and everything that leads to them; their concerns have keys of their own."""
    if not _destroy(transaction, _KEY_OF_PERSON, person_id, now):
        return False
    for statement in _DROP_PERSON:
        transaction.connection.execute(statement, {"person": person_id})
    return True


def _destroy(transaction: Transaction, key_of: Select[str], owner: str, now: datetime) -> bool:
    connection = transaction.connection
    key_id = connection.execute(key_of, {"id": owner}).scalar()
    if key_id is None or connection.execute(_DESTROY, {"b_id": key_id, "b_now": now}).rowcount == 0:
        return False
    merging.set_down(transaction, key_id)
    connection.execute(_DROP_LETTERS, {"key": key_id})
    connection.execute(_DROP_NOTICES, {"key": key_id})
    return True
