"""Deliveries opened for sending: where they go, what they say, in whose language."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select

from intake.messages import Prompt
from routing.delivery import Delivery, State
from routing.model import Status
from routing.records import About, Parcel
from storage import addresses, codec
from storage.columns import AnyRow
from storage.opening import CLOSED, log
from storage.people import FIRST_LANGUAGE
from storage.tables import address, concern, data_key, delivery, notice, person, thread
from storage.transaction import Transaction

_its_key, _room_key = data_key.alias("its_key"), data_key.alias("room_key")
_PARCELS = (
    select(
        delivery.c.id,
        delivery.c.next_at,
        delivery.c.attempts,
        delivery.c.ambiguous,
        delivery.c.done,
        delivery.c.words_sealed,
        delivery.c.expires_at,
        delivery.c.lease_owner,
        delivery.c.seq,
        delivery.c.merge,
        notice.c.key,
        notice.c.prompts_sealed,
        _its_key.c.id,
        _its_key.c.wrapped,
        address.c.blind,
        address.c.room_sealed,
        _room_key.c.id,
        _room_key.c.wrapped,
        person.c.id,
        func.coalesce(person.c.language, address.c.language, FIRST_LANGUAGE),
        concern.c.number,
        concern.c.area,
        notice.c.head,
        thread.c.ref,
        thread.c.head,
        concern.c.status,
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


_CARRIED = (
    select(delivery.c.carried_by, delivery.c.id, delivery.c.seq, notice.c.key, notice.c.prompts_sealed)
    .add_columns(data_key.c.id, data_key.c.wrapped)
    .select_from(delivery.join(notice).join(data_key, data_key.c.id == notice.c.key_id))
    .where(delivery.c.carried_by.in_(bindparam("ids", expanding=True)))
)

#: By the delivery that carries them: the number and the prompts of each.
_Carried = dict[int, list[tuple[int, tuple[Prompt, ...]]]]


def open_parcels(transaction: Transaction, ids: Sequence[int]) -> tuple[list[Parcel], list[int]]:
    """The parcels of deliveries about to be leased, in the order of the ids, without those that do not open;
    and which of what they were to carry does not open.

    One whose lease ran out has been attempted once more, and that attempt is ambiguous.
    """
    rows = {row[0]: row for row in transaction.connection.execute(_PARCELS, {"ids": ids})}
    carriers = [its_id for its_id, row in rows.items() if row.merge is not None]
    carried, closed = _carried(transaction, carriers)
    return [parcel for its_id in ids if (parcel := _open(transaction, rows[its_id], carried))], closed


def _carried(transaction: Transaction, ids: Sequence[int]) -> tuple[_Carried, list[int]]:
    """What goes out with each of them, and what of it does not open."""
    found: _Carried = {}
    closed: list[int] = []
    if ids:
        for carrier, its_id, seq, *sealed in transaction.connection.execute(_CARRIED, {"ids": ids}):
            try:
                found.setdefault(carrier, []).append((seq, _prompts(transaction, *sealed)))
            except CLOSED as error:
                log.error("delivery %s cannot be opened: %s", its_id, error)
                closed.append(its_id)
    return found, closed


def _prompts(
    transaction: Transaction, key: str, sealed: bytes, key_id: str, wrapped: bytes | None
) -> tuple[Prompt, ...]:
    return codec.load(transaction.key(key_id, wrapped).open("notice", "prompts", key, sealed), tuple)


def _open(transaction: Transaction, row: AnyRow, carried: _Carried) -> Parcel | None:
    its_id, next_at, attempts, ambiguous, done, words, expires, lost, seq, _, key, prompts, *rest = row
    key_id, wrapped, index, sealed_room, room_key_id, room_wrapped, whose, language, *topic = rest
    try:
        own = (seq, _prompts(transaction, key, prompts, key_id, wrapped))
        room_key = transaction.key(room_key_id, room_wrapped)
        to = addresses.open_room(room_key, index, sealed_room)
        sent = room_key.open("delivery", "words", str(its_id), words).decode() if words else ""
    except CLOSED as error:
        log.error("delivery %s cannot be opened: %s", its_id, error)
        return None
    once = 1 if lost is not None else 0
    claim = attempts + once
    claimed = Delivery(
        its_id, State.DUE, next_at, claim, ambiguous + once, expires, done=done, words=sent, claim=claim
    )
    if whose is not None:
        others = carried.get(its_id, [])
        told = tuple(
            prompt for _, each in sorted([*others, own], key=lambda pair: pair[0]) for prompt in each
        )
        return Parcel(claimed, to, told, language, key, addresses.whose(to), together=bool(others))
    number, area, head, opened, ref, status = topic
    about = About(number, area, head, ref, Status(status)) if number is not None else None
    return Parcel(claimed, replace(to, thread=opened), own[1], language, key, about=about)
