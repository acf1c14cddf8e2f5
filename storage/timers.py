"""Timers: kept once by their key, found when due, marked when they have rung."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from routing.model import Timer
from routing.records import DueTimer
from storage import codec
from storage.errors import Erased
from storage.tables import timer
from storage.transaction import Transaction

_INSERT = insert(timer).on_conflict_do_nothing(index_elements=[timer.c.key])
_NOW = bindparam("now", type_=timer.c.at.type)
_DUE = (
    select(timer.c.at, timer.c.id, timer.c.key, timer.c.concern_id, timer.c.kind)
    .where(timer.c.done_at.is_(None), timer.c.at <= _NOW)
    .order_by(timer.c.at, timer.c.id)
    .limit(bindparam("limit"))
)
_BEHIND = _DUE.where(
    tuple_(timer.c.at, timer.c.id)
    > tuple_(bindparam("after_at", type_=timer.c.at.type), bindparam("after_id", type_=timer.c.id.type))
)
_LOCK = (
    select(timer.c.concern_id, timer.c.kind, timer.c.at, timer.c.values_sealed)
    .where(timer.c.key == bindparam("key"), timer.c.done_at.is_(None))
    .with_for_update()
)
_DONE = update(timer).where(timer.c.key == bindparam("b_key")).values(done_at=bindparam("now"))


def wind(transaction: Transaction, wanted: Sequence[Timer]) -> None:
    """Keep timers, except those whose key is known or whose concern was erased."""
    rows = []
    for each in wanted:
        try:
            key = transaction.key_of("concern", each.concern)
        except Erased:
            continue
        sealed = key.seal("timer", "values", each.key, codec.dump(each.values))
        rows.append(
            {
                "key": each.key,
                "concern_id": each.concern,
                "kind": each.kind,
                "at": each.at,
                "values_sealed": sealed,
            }
        )
    if rows:
        transaction.connection.execute(_INSERT, rows)


def due(transaction: Transaction, now: datetime, after: DueTimer | None, limit: int) -> tuple[DueTimer, ...]:
    """Those that have not rung though their time has come, the earliest first."""
    wanted = {"now": now, "limit": limit}
    if after is None:
        found = transaction.connection.execute(_DUE, wanted)
    else:
        found = transaction.connection.execute(_BEHIND, wanted | {"after_at": after.at, "after_id": after.id})
    return tuple(DueTimer(*row) for row in found)


def locked(transaction: Transaction, key: str) -> Timer | None:
    """The timer if it has not rung; else None."""
    row = transaction.connection.execute(_LOCK, {"key": key}).first()
    if row is None:
        return None
    concern_id, kind, at, sealed = row
    its_key = transaction.key_of("concern", concern_id)
    return Timer(key, concern_id, kind, at, codec.load(its_key.open("timer", "values", key, sealed), dict))


def done(transaction: Transaction, key: str, now: datetime) -> None:
    """Mark it as rung."""
    transaction.connection.execute(_DONE, {"b_key": key, "now": now})
