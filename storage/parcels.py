"""Deliveries opened for sending: where they go, what they say, in whose language."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select

from routing.delivery import Delivery, State
from routing.records import About, Parcel
from storage import addresses, codec
from storage.columns import AnyRow
from storage.errors import CannotOpen
from storage.tables import address, concern, data_key, delivery, notice, person, thread
from storage.transaction import Transaction

log = logging.getLogger("cheong.storage")

#: The language of a room that is nobody's own.
_GROUP_LANGUAGE = "ko"

_its_key, _room_key = data_key.alias("its_key"), data_key.alias("room_key")
_PARCELS = (
    select(
        delivery.c.id,
        delivery.c.next_at,
        delivery.c.attempts,
        delivery.c.ambiguous,
        delivery.c.expires_at,
        delivery.c.lease_owner,
        notice.c.key,
        notice.c.prompts_sealed,
        _its_key.c.id,
        _its_key.c.wrapped,
        address.c.blind,
        address.c.room_sealed,
        _room_key.c.id,
        _room_key.c.wrapped,
        person.c.id,
        func.coalesce(person.c.language, _GROUP_LANGUAGE),
        concern.c.number,
        concern.c.area,
        notice.c.head,
        thread.c.ref,
        thread.c.head,
    )
    .select_from(
        delivery.join(notice)
        .join(address, address.c.id == delivery.c.address_id)
        .join(_its_key, _its_key.c.id == notice.c.key_id)
        .join(_room_key, _room_key.c.id == address.c.key_id)
        .outerjoin(person, person.c.id == address.c.person_id)
        .outerjoin(concern, (concern.c.id == notice.c.concern_id) & person.c.id.is_(None))
        .outerjoin(thread, (thread.c.concern_id == concern.c.id) & (thread.c.address_id == address.c.id))
    )
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
)


def open_parcels(transaction: Transaction, ids: Sequence[int]) -> list[Parcel]:
    """The parcels of deliveries about to be leased, in the order of the ids, without those that do not open.

    One whose lease ran out has been attempted once more, and that attempt is ambiguous.
    """
    rows = {row[0]: row for row in transaction.connection.execute(_PARCELS, {"ids": ids})}
    return [parcel for its_id in ids if (parcel := _open(transaction, rows[its_id]))]


def _open(transaction: Transaction, row: AnyRow) -> Parcel | None:
    its_id, next_at, attempts, ambiguous, expires, lost, key, prompts, *rest = row
    key_id, wrapped, index, sealed_room, room_key_id, room_wrapped, whose, language, *topic = rest
    try:
        text = transaction.key(key_id, wrapped).open("notice", "prompts", key, prompts)
        to = addresses.open_room(transaction.key(room_key_id, room_wrapped), index, sealed_room)
        told = codec.load(text, tuple)
    except (CannotOpen, codec.Unreadable) as error:
        log.error("delivery %s cannot be opened: %s", its_id, error)
        return None
    once = 1 if lost is not None else 0
    claimed = Delivery(its_id, State.DUE, next_at, attempts + once, ambiguous + once, expires)
    if whose is not None:
        return Parcel(claimed, to, told, language, key, addresses.whose(to))
    number, area, head, opened, ref = topic
    about = About(number, area, head, ref) if number is not None else None
    return Parcel(claimed, replace(to, thread=opened), told, language, key, about=about)
