"""What messengers keep in mind about a room for some days, such as which message answers an album."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from intake.messages import Room
from storage import addresses, rooms
from storage.transaction import Transaction
from storage.workers import memo

if TYPE_CHECKING:
    from storage.database import Database

KEPT = timedelta(days=7)

_insert = insert(memo)
_KEEP = _insert.on_conflict_do_update(
    index_elements=[memo.c.blind], set_={"value": _insert.excluded.value, "at": _insert.excluded.at}
)
_FIND = select(memo.c.value).where(memo.c.blind == bindparam("blind"))


class Memos:
    """Small values by room and key. What is kept is the platform's own name for something, nobody's words."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def keep(self, where: Room, key: str, value: str, now: datetime) -> None:
        """Keep the value, instead of the one before."""
        with self._database.write() as transaction:
            values = {"blind": _blind(transaction, where, key), "value": value, "at": now}
            transaction.connection.execute(_KEEP, values)

    def find(self, where: Room, key: str) -> str | None:
        """What was kept, for seven days at least."""
        with self._database.look() as transaction:
            found: str | None = transaction.connection.execute(
                _FIND, {"blind": _blind(transaction, where, key)}
            ).scalar()
            return found

    def move(self, old: Room, new: Room, now: datetime) -> None:
        """A group goes on under another name: its departments and threads go with it."""
        with self._database.write() as transaction:
            rooms.move(transaction, old, new, now)


def _blind(transaction: Transaction, where: Room, key: str) -> bytes:
    return transaction.keyring.blind("memo", addresses.blind(transaction, where).hex(), key)
