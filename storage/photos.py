"""Photos: first a reference, then the sealed original and a plain copy without metadata, sealed as well."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from intake.messages import Address, Photo, Value
from routing.model import Decision
from routing.records import Awaited, KeptPhoto
from storage import people
from storage.columns import AnyRow
from storage.opening import opened
from storage.schema import spelt
from storage.tables import concern, data_key, person, photo, upload
from storage.transaction import Transaction, Transactions

_AWAIT = insert_or_not(photo).on_conflict_do_nothing(index_elements=[photo.c.concern_id, photo.c.blind])
_OF_CONCERN = photo.join(concern).join(data_key, data_key.c.id == concern.c.key_id)
_KEY = (data_key.c.id, data_key.c.wrapped)
_AWAITED = (
    select(photo.c.id, photo.c.messenger, photo.c.ref_sealed, photo.c.attempts, *_KEY)
    .select_from(_OF_CONCERN)
    .where(
        photo.c.state == spelt("awaited"),
        photo.c.not_before <= bindparam("now", type_=photo.c.not_before.type),
        data_key.c.wrapped.is_not(None),
    )
    .order_by(photo.c.not_before, photo.c.id)
    .limit(bindparam("limit"))
)
_ONE = (
    select(photo.c.concern_id, photo.c.ref_sealed, *_KEY)
    .select_from(_OF_CONCERN)
    .where(photo.c.id == bindparam("id"), photo.c.state == spelt("awaited"), data_key.c.wrapped.is_not(None))
    .with_for_update(of=photo)
)
_SETTLE = update(photo).where(photo.c.id == bindparam("b_id"))
_RETRY = (
    update(photo)
    .where(photo.c.id == bindparam("b_id"), photo.c.state == spelt("awaited"))
    .values(attempts=photo.c.attempts + 1, not_before=bindparam("b_not_before"))
)
_VIEW = (
    select(photo.c.concern_id, photo.c.view_sealed, photo.c.came_by, *_KEY)
    .select_from(_OF_CONCERN)
    .where(photo.c.id == bindparam("id"), photo.c.state == "kept", data_key.c.wrapped.is_not(None))
)
_HOLD = insert(upload)
_HELD = (
    select(upload.c.data_sealed, *_KEY)
    .select_from(upload.join(person).join(data_key, data_key.c.id == person.c.key_id))
    .where(upload.c.id == bindparam("id"), data_key.c.wrapped.is_not(None))
)
_LET_GO = delete(upload).where(upload.c.id == bindparam("b_id"))


def await_those_of(transaction: Transaction, decision: Decision, now: datetime) -> None:
    """Note the photos in a concern's answers and in what is added to its thread; each is fetched once."""
    if decision.concern is not None:
        _await(transaction, decision.concern.id, decision.concern.answers, now)
    for line in decision.entries:
        _await(transaction, line.concern, line.values, now, line.act)


def _await(
    transaction: Transaction,
    concern_id: str,
    values: Mapping[str, Value],
    now: datetime,
    came_by: str | None = None,
) -> None:
    for value in values.values():
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, Photo):
                its_id = uuid4().hex
                key = transaction.key_of("concern", concern_id)
                row = {
                    "id": its_id,
                    "concern_id": concern_id,
                    "blind": transaction.keyring.blind("photo", concern_id, each.messenger, each.ref),
                    "messenger": each.messenger,
                    "came_by": came_by,
                    "ref_sealed": key.seal("photo", "ref", its_id, each.ref.encode("utf-8", "surrogatepass")),
                    "state": "awaited",
                    "not_before": now,
                    "made_at": now,
                }
                transaction.connection.execute(_AWAIT, row)


class Album:
    """The photos of filed concerns, and bytes that came ahead of their act."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def hold(self, who: Address, data: bytes, now: datetime) -> str:
        """Keep bytes sent ahead of an act about to come, sealed with the person's key; their reference."""
        ref = token_urlsafe(16)
        with self._database.write() as transaction:
            owner, key = people.ensure(transaction, who, now)
            sealed = key.seal("upload", "data", ref, data)
            row = {"id": ref, "person_id": owner, "data_sealed": sealed, "made_at": now}
            transaction.connection.execute(_HOLD, row)
        return ref

    def held(self, ref: str) -> bytes | None:
        """The bytes behind such a reference, until they are kept or rejected."""
        with self._database.look() as transaction:
            row = transaction.connection.execute(_HELD, {"id": ref}).first()
            if row is None:
                return None
            sealed, key_id, wrapped = row
            return transaction.key(key_id, wrapped).open("upload", "data", ref, sealed)

    def awaited(self, now: datetime, limit: int = 10) -> tuple[Awaited, ...]:
        """Photos of filed concerns that still wait and may be tried now."""
        with self._database.look() as transaction:
            rows = transaction.connection.execute(_AWAITED, {"now": now, "limit": limit}).all()
            found = tuple(opened("a photo", rows, partial(_awaited, transaction)))
        # What does not open is looked at again tomorrow, so that it takes nobody's place today.
        for closed in {row[0] for row in rows}.difference(each.id for each in found):
            self.retry_photo(closed, now + timedelta(days=1))
        return found

    def keep_photo(self, photo_id: str, original: bytes, view: bytes, now: datetime) -> None:
        """Seal the original and the copy for officers; nothing if the photo no longer waits."""
        with self._database.write() as transaction:
            self._settle(
                transaction,
                photo_id,
                {"state": "kept", "settled_at": now},
                {"original": original, "view": view},
            )

    def reject_photo(self, photo_id: str, reason: str, now: datetime) -> str | None:
        """Give a photo up; the concern it belonged to, None if it no longer waits."""
        with self._database.write() as transaction:
            plain = {"state": "rejected", "reason": reason, "settled_at": now}
            return self._settle(transaction, photo_id, plain, {})

    def retry_photo(self, photo_id: str, not_before: datetime) -> None:
        """Try again not before the instant."""
        with self._database.write() as transaction:
            transaction.connection.execute(_RETRY, {"b_id": photo_id, "b_not_before": not_before})

    def view(self, photo_id: str) -> KeptPhoto | None:
        """The copy kept of a photo; None while it waits, or when there is none."""
        if not photo_id.isalnum():  # no id of ours: PostgreSQL would refuse a zero character
            return None
        with self._database.look() as transaction:
            row = transaction.connection.execute(_VIEW, {"id": photo_id}).first()
            if row is None:
                return None
            concern_id, sealed, came_by, key_id, wrapped = row
            picture = transaction.key(key_id, wrapped).open("photo", "view", photo_id, sealed)
            return KeptPhoto(concern_id, picture, came_by)

    def _settle(
        self, transaction: Transaction, photo_id: str, plain: dict[str, Any], pictures: dict[str, bytes]
    ) -> str | None:
        row = transaction.connection.execute(_ONE, {"id": photo_id}).first()
        if row is None:
            return None
        concern_id, sealed_ref, key_id, wrapped = row
        key = transaction.key(key_id, wrapped)
        values: dict[str, Any] = {"b_id": photo_id, **plain}
        for column, data in pictures.items():
            values[f"{column}_sealed"] = key.seal("photo", column, photo_id, data)
        transaction.connection.execute(_SETTLE, values)
        ref = _ref(transaction, photo_id, sealed_ref, key_id, wrapped)
        transaction.connection.execute(_LET_GO, {"b_id": ref})
        found: str = concern_id
        return found


def _awaited(transaction: Transaction, row: AnyRow) -> Awaited:
    its_id, messenger, sealed, attempts, key_id, wrapped = row
    return Awaited(its_id, messenger, _ref(transaction, its_id, sealed, key_id, wrapped), attempts)


def _ref(transaction: Transaction, photo_id: str, sealed: bytes, key_id: str, wrapped: bytes | None) -> str:
    return (
        transaction.key(key_id, wrapped)
        .open("photo", "ref", photo_id, sealed)
        .decode("utf-8", "surrogatepass")
    )
