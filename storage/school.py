"""Labels and the weights that follow from them, outside of turns: for the job and the command line."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from routing.reading.learner import Label
from storage import labels
from storage.database import Database
from storage.labels import Kept
from storage.tables import data_key
from storage.taught import learnt
from storage.transaction import Transaction

_NEWEST = (
    select(learnt.c.version, learnt.c.mark, learnt.c.weights_sealed, data_key.c.id, data_key.c.wrapped)
    .join(data_key, data_key.c.id == learnt.c.key_id)
    .order_by(learnt.c.version.desc())
    .limit(1)
)
_KEEP = insert(learnt)
_OLD = select(learnt.c.key_id).where(learnt.c.mark != bindparam("mark"))
_DROP = delete(learnt).where(learnt.c.mark != bindparam("mark"))
_DROP_KEYS = delete(data_key).where(data_key.c.id.in_(bindparam("keys", expanding=True)))


class School:
    """What there is to learn from, and what was learnt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, release: str) -> str:
        """What the weights depend on: the rules' release and which labels there are."""
        with self._database.look() as transaction:
            count, last = labels.how_many(transaction)
        return f"{release}.{count}.{last}"

    def labels(self) -> tuple[Kept, ...]:
        """All labels of concerns and batches that were not erased, oldest first."""
        with self._database.look() as transaction:
            return tuple(labels.kept(transaction))

    def append(self, given: Iterable[Label], now: datetime) -> str:
        """Keep labels; the name of their batch, by which they can be undone."""
        with self._database.write() as transaction:
            return labels.append(transaction, given, now)

    def undo(self, which: str) -> int:
        """Take out the labels of a batch, or of somebody by name or mark; how many."""
        with self._database.write() as transaction:
            count = labels.undo(transaction, which)
        self._database.tidy()
        return count

    def newest(self) -> tuple[int, str, bytes] | None:
        """Version, mark and packed weights of what was learnt last."""
        with self._database.look() as transaction:
            row = transaction.connection.execute(_NEWEST).first()
            if row is None:
                return None
            version, mark, sealed, key_id, wrapped = row
            return version, mark, transaction.key(key_id, wrapped).open("learnt", "weights", mark, sealed)

    def newest_mark(self) -> tuple[int, str] | None:
        """Version and mark alone."""
        with self._database.look() as transaction:
            row = transaction.connection.execute(_NEWEST).first()
            return (row[0], row[1]) if row else None

    def keep(self, mark: str, count: int, packed: bytes, now: datetime) -> None:
        """Keep weights, in place of all earlier ones, which nobody can open any more."""
        with self._database.write() as transaction:
            if self._known(transaction, mark):
                return
            key = transaction.new_key(now)
            row = {
                "key_id": key.id,
                "mark": mark,
                "labels": count,
                "weights_sealed": key.seal("learnt", "weights", mark, packed),
                "made_at": now,
            }
            transaction.connection.execute(_KEEP, row)
            old = list(transaction.connection.execute(_OLD, {"mark": mark}).scalars())
            transaction.connection.execute(_DROP, {"mark": mark})
            if old:
                transaction.connection.execute(_DROP_KEYS, {"keys": old})

    @staticmethod
    def _known(transaction: Transaction, mark: str) -> bool:
        row = transaction.connection.execute(_NEWEST).first()
        return row is not None and row[1] == mark
