"""What people say texts are about: kept under the key of the concern they stand in, or of their batch."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, insert, or_, select

from routing.clock.calendar import SEOUL
from routing.model import Taught
from routing.reading.learner import Label
from storage.columns import AnyRow
from storage.opening import opened
from storage.sealing import DataKey
from storage.tables import data_key
from storage.taught import label
from storage.transaction import Transaction

_WRITE = insert(label)
_LIVE = label.join(data_key, data_key.c.id == label.c.key_id)
_HOW_MANY = (
    select(func.count(), func.coalesce(func.max(label.c.seq), 0))
    .select_from(_LIVE)
    .where(data_key.c.wrapped.is_not(None))
)
_ALL = (
    select(
        label.c.id,
        label.c.batch,
        label.c.by_mark,
        label.c.area,
        label.c.concern_id,
        label.c.said_sealed,
        data_key.c.id,
        data_key.c.wrapped,
    )
    .select_from(_LIVE)
    .where(data_key.c.wrapped.is_not(None))
    .order_by(label.c.seq)
)
_MEANT = or_(label.c.batch == bindparam("which"), label.c.by_mark.in_(bindparam("marks", expanding=True)))
_KEYS_OF = select(label.c.key_id).where(_MEANT, label.c.concern_id.is_(None)).distinct()
_UNDO = delete(label).where(_MEANT)
_EMPTY = delete(data_key).where(
    data_key.c.id.in_(bindparam("keys", expanding=True)),
    ~select(label.c.seq).where(label.c.key_id == data_key.c.id).exists(),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A label with its batch. `by` is the name given with it, or the mark of a member or officer."""

    batch: str
    by: str
    mark: str
    area: str
    text: str
    concern: str | None


def tell(transaction: Transaction, taught: Taught, person: str, now: datetime) -> None:
    """Keep what a member or an officer made clear of a concern; it goes when the concern is erased."""
    key = transaction.key_of("concern", taught.concern)
    batch = f"{now.astimezone(SEOUL):%y%m%d}"
    mark = _mark(transaction, "person", person)
    row = _row(key, taught.text, "", batch, mark, taught.area, now)
    transaction.connection.execute(_WRITE, {**row, "concern_id": taught.concern})


def append(transaction: Transaction, given: Iterable[Label], now: datetime) -> str:
    """Keep labels under a key of their own; the name of their batch."""
    key, batch = transaction.new_key(now), uuid4().hex[:8]
    rows = [
        _row(key, each.text, each.by, batch, _mark(transaction, "name", each.by), each.area, now)
        for each in given
    ]
    transaction.connection.execute(_WRITE, [{**row, "concern_id": None} for row in rows])
    return batch


def undo(transaction: Transaction, which: str) -> int:
    """Take out the labels of a batch, or of somebody by name or mark; how many."""
    wanted = {"which": which, "marks": [which, _mark(transaction, "name", which)]}
    keys = list(transaction.connection.execute(_KEYS_OF, wanted).scalars())
    count = transaction.connection.execute(_UNDO, wanted).rowcount
    if keys:
        transaction.connection.execute(_EMPTY, {"keys": keys})
    return count


def how_many(transaction: Transaction) -> tuple[int, int]:
    """How many there are, and the last one's number: rows go, or come at the end: both tell a change."""
    count, last = transaction.connection.execute(_HOW_MANY).one()
    return count, last


def kept(transaction: Transaction) -> Iterator[Kept]:
    """Those that can be opened, oldest first."""
    return opened("a label", transaction.connection.execute(_ALL).all(), partial(_read, transaction))


def _read(transaction: Transaction, row: AnyRow) -> Kept:
    its_id, batch, mark, area, concern_id, said, key_id, wrapped = row
    text, by = json.loads(transaction.key(key_id, wrapped).open("label", "said", its_id, said))
    return Kept(batch, by or mark, mark, area, text, concern_id)


def _row(key: DataKey, text: str, by: str, batch: str, mark: str, area: str, now: datetime) -> dict[str, Any]:
    its_id = uuid4().hex
    said = json.dumps([text, by], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return {
        "id": its_id,
        "key_id": key.id,
        "batch": batch,
        "by_mark": mark,
        "area": area,
        "said_sealed": key.seal("label", "said", its_id, said),
        "at": now,
    }


def _mark(transaction: Transaction, kind: str, who: str) -> str:
    return transaction.keyring.blind("label", kind, who).hex()[:16]
