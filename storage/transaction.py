"""One database transaction together with the keys it has unwrapped; both end together."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from routing.clock.quiet import USUAL
from storage.errors import Erased
from storage.sealing import DataKey, Keyring
from storage.tables import address, concern, data_key, person

Owner = Literal["person", "concern", "address"]

_INSERT = insert(data_key)
_DROP = delete(data_key).where(data_key.c.id == bindparam("id"))
_OWNERS: dict[Owner, Table] = {"person": person, "concern": concern, "address": address}
_BY_OWNER = {
    name: select(data_key.c.id, data_key.c.wrapped)
    .join(table, table.c.key_id == data_key.c.id)
    .where(table.c.id == bindparam("owner"))
    for name, table in _OWNERS.items()
}


class Transaction:
    """A connection inside a transaction, the keyring, and the data keys in use."""

    __slots__ = ("_keys", "_owners", "connection", "keyring", "quiet")

    def __init__(self, connection: Connection, keyring: Keyring, quiet: str = USUAL) -> None:
        self.connection = connection
        self.keyring = keyring
        #: The hours of those who chose none.
        self.quiet = quiet
        self._keys: dict[str, DataKey] = {}
        self._owners: dict[tuple[Owner, str | int], DataKey] = {}

    def key(self, key_id: str, wrapped: bytes | None) -> DataKey:
        """A data key from its row; Erased when it was destroyed."""
        known = self._keys.get(key_id)
        if known is not None:
            return known
        if wrapped is None:
            raise Erased("the key of this was destroyed")
        key = self._keys[key_id] = self.keyring.unwrap(key_id, wrapped)
        return key

    def key_of(self, owner: Owner, its_id: str | int) -> DataKey:
        """The data key of a person, concern or address; LookupError when there is no such one."""
        known = self._owners.get((owner, its_id))
        if known is not None:
            return known
        row = self.connection.execute(_BY_OWNER[owner], {"owner": its_id}).first()
        if row is None:
            raise LookupError(f"no such {owner}")
        key = self._owners[owner, its_id] = self.key(row[0], row[1])
        return key

    def belongs(self, key: DataKey, owner: Owner, its_id: str | int) -> None:
        """Remember whose key it is, so that it is not looked up."""
        self._owners[owner, its_id] = key

    def new_key(self, now: datetime) -> DataKey:
        """A new data key, kept wrapped."""
        key, wrapped = self.keyring.new_key()
        self.connection.execute(_INSERT, {"id": key.id, "wrapped": wrapped, "made_at": now})
        self._keys[key.id] = key
        return key

    def drop_key(self, key: DataKey) -> None:
        """Take back a new key that nothing was sealed with."""
        del self._keys[key.id]
        self.connection.execute(_DROP, {"id": key.id})


class Transactions(Protocol):
    """Where transactions come from: a database, as those see it who only need that."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that may write: committed when the block ends well, and only then."""
        ...

    def look(self) -> AbstractContextManager[Transaction]:
        """A transaction that cannot write and holds up nobody."""
        ...
