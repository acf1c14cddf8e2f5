"""Events heard, by a keyed hash: a repeated one gets the same answer, and of danger stays only its kind."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.exc import IntegrityError

from routing.records import Answered, Seen
from storage import codec
from storage.errors import Changed
from storage.people import Guest
from storage.statements import Statement
from storage.tables import data_key, event, person
from storage.transaction import Transaction

#: An event is known again for this long.
KEPT = timedelta(days=7)

_SEEN = Statement(
    select(event.c.answer_sealed, event.c.danger, data_key.c.id, data_key.c.wrapped)
    .select_from(event.outerjoin(person).outerjoin(data_key, data_key.c.id == person.c.key_id))
    .where(event.c.hash == bindparam("hash"))
)
_INSERT = Statement(
    insert(event).values({name: bindparam(name) for name in ("hash", "at", "person_id", "answer_sealed")})
)
_CLOSE = insert_or_not(event).on_conflict_do_nothing(index_elements=[event.c.hash])


def _hash(transaction: Transaction, key: str) -> bytes:
    return transaction.keyring.blind("event", key)


def seen(transaction: Transaction, key: str) -> Seen | None:
    """What became of an event; None when it is new. The answer of somebody erased is empty."""
    its_hash = _hash(transaction, key)
    rows = _SEEN.rows(transaction.connection, {"hash": its_hash})
    if not rows:
        return None
    answer, danger, key_id, wrapped = rows[0]
    if answer is None or wrapped is None:
        return Seen(danger=danger)
    text = transaction.key(key_id, wrapped).open("event", "answer", its_hash.hex(), answer)
    return Seen(codec.load(text, tuple), danger)


def keep(transaction: Transaction, key: str, guest: Guest, answer: Answered, now: datetime) -> None:
    """Keep an event with its answer; Changed when somebody else has heard it meanwhile."""
    its_hash = _hash(transaction, key)
    text = codec.dump(answer)
    values = {
        "hash": its_hash,
        "at": now,
        "person_id": guest.actor.person,
        "answer_sealed": guest.key.seal("event", "answer", its_hash.hex(), text),
    }
    try:
        _INSERT.run(transaction.connection, values)
    except IntegrityError:
        raise Changed("another turn has heard the same event") from None


def close(transaction: Transaction, key: str, now: datetime, danger: str | None, error: str | None) -> None:
    """Keep an event without person or text, unless it is known already."""
    values = {"hash": _hash(transaction, key), "at": now, "danger": danger, "error": error}
    transaction.connection.execute(_CLOSE, values)
