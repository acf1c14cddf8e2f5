"""What messengers keep in mind about a room for some days, such as which message answers an album."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from intake.messages import Room
from storage import addresses, rooms
from storage.transaction import Transaction, Transactions
from storage.workers import memo

KEPT = timedelta(days=7)

_insert = insert(memo)
_KEEP = _insert.on_conflict_do_update(
    index_elements=[memo.c.blind], set_={"value": _insert.excluded.value, "at": _insert.excluded.at}
)
#: Taken unless somebody has it, and took it but lately.
_CLAIM = _insert.on_conflict_do_update(
    index_elements=[memo.c.blind],
    set_={"value": _insert.excluded.value, "at": _insert.excluded.at},
    where=memo.c.at <= bindparam("stale", type_=memo.c.at.type),
).returning(memo.c.blind)
_RELEASE = delete(memo).where(memo.c.blind == bindparam("blind"), memo.c.value == bindparam("owner"))
_FIND = select(memo.c.value).where(memo.c.blind == bindparam("blind"))


class Memos:
    """Small values by room and key. What is kept is the platform's own name for something, nobody's words."""

    def __init__(self, database: Transactions) -> None:
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

    def claim(self, where: Room, key: str, owner: str, now: datetime, lasting: timedelta) -> bool:
        """Take what one worker may do at a time; False while another has it, for so long at most."""
        with self._database.write() as transaction:
            values = {"blind": _blind(transaction, where, key), "value": owner, "at": now}
            taken = transaction.connection.execute(_CLAIM, {**values, "stale": now - lasting})
            return taken.first() is not None

    def release(self, where: Room, key: str, owner: str) -> None:
        """Let go of what was taken, unless another has taken it meanwhile."""
        with self._database.write() as transaction:
            known = {"blind": _blind(transaction, where, key), "owner": owner}
            transaction.connection.execute(_RELEASE, known)

    def move(self, old: Room, new: Room, now: datetime) -> None:
        """A group goes on under another name: its departments and threads go with it."""
        with self._database.write() as transaction:
            rooms.move(transaction, old, new, now)


def _blind(transaction: Transaction, where: Room, key: str) -> bytes:
    return transaction.keyring.blind("memo", addresses.blind(transaction, where).hex(), key)
