"""Notices: kept once by their key, sealed, and made into deliveries: one for each address, numbered there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.messages import Room
from routing.clock.quiet import told_at
from routing.delivery import State
from routing.model import (
    Assignee,
    Colleagues,
    Concern,
    Coordinators,
    Here,
    Joiners,
    Notice,
    OfficersOf,
    Person,
    RoomOf,
    Submitter,
)
from routing.telling.notices import URGENT
from storage import addresses, codec
from storage.errors import Erased
from storage.sealing import DataKey
from storage.tables import address, concern, delivery, notice, person
from storage.transaction import Transaction

_INSERT = insert(notice).on_conflict_do_nothing(index_elements=[notice.c.key]).returning(notice.c.id)
_NUMBER = (
    update(address)
    .where(address.c.id.in_(bindparam("ids", expanding=True)))
    .values(letters=address.c.letters + 1)
    .returning(address.c.id, address.c.letters, address.c.unreachable_since)
)
_IN_ORDER = (
    select(address.c.id)
    .where(address.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(address.c.id)
    .with_for_update()
)
_DELIVER = insert(delivery).on_conflict_do_nothing(
    index_elements=[delivery.c.notice_id, delivery.c.address_id]
)
_UNTRIED = (delivery.c.state == "due") & (delivery.c.attempts == 0) & delivery.c.lease_owner.is_(None)
#: For each address: its reader's quiet hours, when something with the same word will be told, when it was.
_PACE = (
    select(
        address.c.id,
        person.c.quiet,
        func.max(case((_UNTRIED, delivery.c.next_at))),
        func.max(case((~_UNTRIED & (delivery.c.priority > URGENT), delivery.c.next_at))),
    )
    .select_from(
        address.join(person, person.c.id == address.c.person_id).outerjoin(
            delivery, (delivery.c.address_id == address.c.id) & (delivery.c.merge == bindparam("merge"))
        )
    )
    .where(address.c.id.in_(bindparam("ids", expanding=True)), address.c.person_id.is_not(None))
    .group_by(address.c.id, person.c.quiet)
)
_SUBMITTER = select(concern.c.submitter).where(concern.c.id == bindparam("id"))


#: The time of what waits for another notice; it is given one when that has arrived.
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_ARRIVED = select(
    exists().where(delivery.c.notice_id == notice.c.id, delivery.c.state == str(State.DELIVERED))
).where(notice.c.key == bindparam("key"))
_WAITS = select(exists().where(notice.c.key == bindparam("key"), notice.c.after_key.is_not(None)))
#: What waits to be told about one concern to one reader, up to one of it; what the clock collects is no part
#: of the story.
_STORY = (
    notice.c.concern_id == bindparam("b_concern"),
    notice.c.audience == bindparam("b_audience"),
    notice.c.reader == bindparam("b_reader"),
    notice.c.id < bindparam("b_before"),
    notice.c.expanded_at.is_(None),
    func.coalesce(notice.c.merge, notice.c.concern_id) == notice.c.concern_id,
)
_BRING_ALONG = (
    update(notice)
    .where(*_STORY)
    .values(not_before=bindparam("b_now"), after_key=None)
    .returning(notice.c.id, notice.c.priority, notice.c.expires_at, notice.c.merge)
)
_EXPANDED = update(notice).where(notice.c.id == bindparam("b_id")).values(expanded_at=bindparam("b_now"))
_RELEASED = select(notice.c.id, notice.c.concern_id, notice.c.audience, notice.c.reader).where(
    notice.c.after_key == bindparam("key"), notice.c.expanded_at.is_(None)
)

#: Audiences that are expanded in pages, when the notice goes out.
MANY = ("officers", "colleagues", "coordinators", "joiners")
#: Audiences that are whoever holds a role when the notice goes out.
FOR_A_ROLE = ("officers", "colleagues", "coordinators", "assignee")
#: Audiences to whom a concern is told as a story.
_LISTENERS = ("person", "joiners", "assignee")


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom a notice is for: one address, one person, a room, or all who hold a role when it goes out."""

    audience: str
    reader: str | None = None
    address_id: int | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What a delivery takes over from its notice."""

    id: int
    priority: int
    expires_at: datetime | None
    merge: str | None = None
    #: What somebody did is answered at once, whatever the hour.
    own: bool = False


def post(
    transaction: Transaction,
    new: Notice,
    now: datetime,
    *,
    here: int | None = None,
    filed: Concern | None = None,
    by: str | None = None,
) -> None:
    """Keep a notice unless its key is known; for one reader it becomes a delivery at once.

    `here` is the id of the room the act was made in, `filed` the concern of the same decision, `by` the
    person who acts.
    """
    if new.instead is not None and not transaction.connection.execute(_WAITS, {"key": new.instead}).scalar():
        return
    target = _target(transaction, new, now, here, filed)
    try:
        key = _key(transaction, new, target, now)
    except Erased:  # whoever it is for is gone, or what it is about
        return
    many = target.audience in (*MANY, "room", "assignee")
    merge = new.merge
    if isinstance(new.audience, Submitter | Joiners):
        merge = merge or new.audience.concern
    blocked = new.after is not None and _outstanding(transaction, new.after)
    waits = many or blocked or (new.not_before is not None and new.not_before > now)
    values = {
        "key": new.key,
        "key_id": key.id,
        "audience": target.audience,
        "reader": str(target.address_id) if target.address_id is not None else target.reader,
        "holder": target.holder,
        "concern_id": new.concern,
        "head": new.head,
        "prompts_sealed": key.seal("notice", "prompts", new.key, codec.dump(new.prompts)),
        "priority": new.priority,
        "merge": merge,
        "not_before": _NEVER if blocked else new.not_before or now,
        "after_key": new.after if blocked else None,
        "expires_at": new.expires,
        "made_at": now,
        "expanded_at": None if waits else now,
    }
    its_id = transaction.connection.execute(_INSERT, values).scalar()
    if its_id is None:
        if many and new.concern is None:
            transaction.drop_key(key)
        return
    told_now = not blocked and new.instead is None and (new.not_before is None or new.not_before <= now)
    if told_now and new.concern is not None and target.audience in _LISTENERS:
        _told_before(transaction, its_id, new.concern, target, now)
    if not waits:
        own = by is not None and target.reader == by
        posted = Posted(its_id, new.priority, new.expires, merge, own)
        deliver_to_one(transaction, posted, target.address_id, target.reader, now)


def _outstanding(transaction: Transaction, key: str) -> bool:
    """Whether a notice of that key is there and has arrived nowhere yet."""
    arrived = transaction.connection.execute(_ARRIVED, {"key": key}).scalar()
    return arrived is not None and not arrived


def release_after(transaction: Transaction, key: str, now: datetime) -> None:
    """A notice has arrived: what was to be said only then may go out, and what waits before it."""
    for row in transaction.connection.execute(_RELEASED, {"key": key}).all():
        line = _story(row.id + 1, row.concern_id, row.audience, row.reader, now)
        transaction.connection.execute(_BRING_ALONG, line)


def _story(before: int, concern_id: str, audience: str, reader: str | None, now: datetime) -> dict[str, Any]:
    return {
        "b_concern": concern_id,
        "b_audience": audience,
        "b_reader": reader,
        "b_before": before,
        "b_now": now,
    }


def _told_before(
    transaction: Transaction, before: int, concern_id: str, target: _Target, now: datetime
) -> None:
    """What waits to be told about the concern to the same reader goes out before the notice `before`.

    What happened is told in its order: a later word takes along what waits, whatever that has waited for.
    """
    line = _story(before, concern_id, target.audience, target.reader, now)
    waiting = transaction.connection.execute(_BRING_ALONG, line).all()
    if target.audience != "person":
        return  # expanded in the order of their ids
    for its_id, *rest in sorted(waiting, key=lambda row: row[0]):
        transaction.connection.execute(_EXPANDED, {"b_id": its_id, "b_now": now})
        deliver_to_one(transaction, Posted(its_id, *rest), None, target.reader, now)


def _target(
    transaction: Transaction, new: Notice, now: datetime, here: int | None, filed: Concern | None
) -> _Target:
    match new.audience:
        case Here():
            if here is None:
                raise ValueError("a notice for whoever acts was kept where nobody acts")
            return _Target("address", address_id=here)
        case Room():
            return _Target("address", address_id=addresses.room_id(transaction, new.audience, now))
        case Person(its_id):
            return _Target("person", its_id)
        case Submitter(its_id):
            if filed is not None and filed.id == its_id:
                return _Target("person", filed.submitter)
            found = transaction.connection.execute(_SUBMITTER, {"id": its_id}).scalar()
            if found is None:
                raise LookupError("a notice is for the author of a concern that is not there")
            return _Target("person", found)
        case many:
            return _many(many)


def _many(audience: Joiners | Assignee | OfficersOf | Colleagues | RoomOf | Coordinators) -> _Target:
    """Looked up only when the notice goes out."""
    match audience:
        case Joiners(its_id):
            return _Target("joiners", its_id)
        case Assignee(its_id):
            return _Target("assignee", its_id)
        case OfficersOf(department, holder):
            return _Target("officers", department, holder=holder)
        case Colleagues(department, of):
            return _Target("colleagues", department, holder=of)
        case RoomOf(department):
            return _Target("room", department)
        case Coordinators():
            return _Target("coordinators")


def _key(transaction: Transaction, new: Notice, target: _Target, now: datetime) -> DataKey:
    if new.concern is not None:
        return transaction.key_of("concern", new.concern)
    if target.address_id is not None:
        return transaction.key_of("address", target.address_id)
    if target.audience == "person" and target.reader is not None:
        return transaction.key_of("person", target.reader)
    return transaction.new_key(now)


def deliver_to_one(
    transaction: Transaction, posted: Posted, address_id: int | None, person: str | None, now: datetime
) -> int:
    """A delivery to an address, or to where the person is best reached; how many were made."""
    if address_id is None and person is not None:
        address_id = addresses.best(transaction, person)
    return deliver(transaction, posted, [address_id], now) if address_id is not None else 0


def deliver(transaction: Transaction, posted: Posted, to: Sequence[int], now: datetime) -> int:
    """Deliveries to addresses, each with the next number there; held where nobody can be reached now.

    The numbers of a room rise in the order of commits: its address stays locked until then.
    """
    if not to:
        return 0
    if len(to) > 1 and transaction.connection.dialect.name != "sqlite":
        transaction.connection.execute(_IN_ORDER, {"ids": list(to)})
    numbered = transaction.connection.execute(_NUMBER, {"ids": list(to)}).all()
    told = _told_at(transaction, posted, to, now)
    values: list[dict[str, Any]] = [
        {
            "notice_id": posted.id,
            "address_id": address_id,
            "seq": seq,
            "state": str(State.DUE if unreachable is None else State.HELD),
            "priority": posted.priority,
            "merge": posted.merge if address_id in told else None,
            "next_at": told.get(address_id, now),
            "expires_at": posted.expires_at,
            "made_at": now,
        }
        for address_id, seq, unreachable in numbered
    ]
    transaction.connection.execute(_DELIVER, values)
    return len(values)


def _told_at(
    transaction: Transaction, posted: Posted, to: Sequence[int], now: datetime
) -> dict[int, datetime]:
    """When what has a word in common with others is told at each address.

    In a group each concern has a thread of its own: nothing is put together there.
    """
    if posted.merge is None:
        return {}
    if posted.own:
        return dict.fromkeys(to, now)
    urgent = posted.priority <= URGENT
    found = transaction.connection.execute(_PACE, {"merge": posted.merge, "ids": list(to)}).all()
    return {
        address_id: told_at(
            now, quiet or transaction.quiet, urgent=urgent, waits=waits, last=min(last, now) if last else None
        )
        for address_id, quiet, waits, last in found
    }
