"""Concerns inside a turn: locked, numbered, filed, changed; and the thread that grows with them."""

from datetime import date, datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from routing.model import Concern, Entry
from storage import rows
from storage.errors import Changed
from storage.tables import concern, counter, entry
from storage.transaction import Transaction

_LOCK = rows.CONCERNS.where(concern.c.id == bindparam("id")).with_for_update(of=concern)
_FILE = insert_or(concern).on_conflict_do_nothing(index_elements=[concern.c.id]).returning(concern.c.id)
_CHANGE = update(concern).where(concern.c.id == bindparam("b_id"), concern.c.version == bindparam("b_before"))
_ENTER = insert(entry)
_NEXT = (
    insert_or(counter)
    .values(day=bindparam("day"), last=1)
    .on_conflict_do_update(index_elements=[counter.c.day], set_={"last": counter.c.last + 1})
    .returning(counter.c.last)
)


def locked(transaction: Transaction, concern_id: str) -> Concern | None:
    """The concern, locked until the transaction ends; None when there is none or it was erased."""
    row = transaction.connection.execute(_LOCK, {"id": concern_id}).first()
    return rows.read_concern(transaction, row) if row else None


def next_serial(transaction: Transaction, day: date) -> int:
    """The next number of the day, from 1. The day's counter stays locked until the transaction ends."""
    number: int = transaction.connection.execute(_NEXT, {"day": day}).scalar_one()
    return number


def keep(transaction: Transaction, after: Concern, now: datetime) -> bool:
    """Keep a concern; False when it was filed before, so that nothing that goes with it is kept twice.

    Version 0 is a new one; a later version replaces the one before it, and no other: else Changed.
    """
    if after.version == 0:
        return _file(transaction, after, now)
    key = transaction.key_of("concern", after.id)
    values = rows.moved_row(after, key) | {"b_id": after.id, "b_before": after.version - 1}
    if transaction.connection.execute(_CHANGE, values).rowcount != 1:
        raise Changed(f"the concern {after.number} was changed by somebody else")
    return True


def _file(transaction: Transaction, filed: Concern, now: datetime) -> bool:
    key = transaction.new_key(now)
    if transaction.connection.execute(_FILE, rows.filed_row(filed, key)).first() is None:
        transaction.drop_key(key)
        return False
    transaction.belongs(key, "concern", filed.id)
    return True


def write(transaction: Transaction, lines: tuple[Entry, ...]) -> None:
    """Append lines to threads."""
    sealed = [rows.entry_row(line, transaction.key_of("concern", line.concern)) for line in lines]
    if sealed:
        transaction.connection.execute(_ENTER, sealed)
