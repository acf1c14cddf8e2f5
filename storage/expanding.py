"""Notices that wait for their time or for many readers, made into deliveries page by page."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Select, and_, bindparam, exists, func, or_, select, update

from routing.model import EVERYWHERE
from routing.records import MemoryFailed
from storage import rooms
from storage.addresses import RANK, WITH_TALK
from storage.columns import AnyRow
from storage.errors import DATABASE_ERRORS, translated
from storage.notices import MANY, Posted, deliver, deliver_to_one
from storage.people import IN_FORCE
from storage.tables import address, concern, data_key, joiner, notice, role_grant
from storage.transaction import Transaction, Transactions

#: Readers in one transaction, so that the writer is not held up.
_PAGE = 200
#: Audiences that have a room instead, where one is registered.
_WITH_ROOMS = ("officers", "colleagues", "room", "coordinators")
#: When a notice is looked at again that found nobody, not even a coordinator, or could not be told.
_NOBODY = timedelta(hours=1)
_NOW = bindparam("now", type_=notice.c.not_before.type)
log = logging.getLogger("cheong.storage")

_ALIVE = or_(notice.c.expires_at.is_(None), notice.c.expires_at > _NOW)

NEXT = (
    select(notice.c.not_before).where(notice.c.expanded_at.is_(None)).order_by(notice.c.not_before).limit(1)
)
#: What happened before it, told to the same reader about the same concern, goes out before it.
_earlier = notice.alias("earlier")
_IN_ORDER = ~exists().where(
    _earlier.c.concern_id == notice.c.concern_id,
    _earlier.c.audience == notice.c.audience,
    _earlier.c.reader == notice.c.reader,
    _earlier.c.expanded_at.is_(None),
    _earlier.c.not_before <= _NOW,
    _earlier.c.id < notice.c.id,
)
_WAITING = (
    select(
        notice.c.id,
        notice.c.audience,
        notice.c.reader,
        notice.c.holder,
        notice.c.priority,
        notice.c.expires_at,
        notice.c.merge,
        notice.c.expanded_to,
        _ALIVE.label("alive"),
        data_key.c.wrapped,
        concern.c.submitter,
        concern.c.department,
    )
    .outerjoin(concern, concern.c.id == notice.c.concern_id)
    .join(data_key, data_key.c.id == notice.c.key_id)
    .where(notice.c.expanded_at.is_(None), notice.c.not_before <= _NOW, _IN_ORDER)
    .order_by(notice.c.priority, notice.c.not_before, notice.c.id)
    .limit(1)
    .with_for_update(of=notice, skip_locked=True)
)
_PROGRESS = (
    update(notice)
    .where(notice.c.id == bindparam("b_id"))
    .values(
        expanded_to=bindparam("b_to"),
        expanded_at=bindparam("b_at"),
        not_before=bindparam("b_before"),
    )
)
_HOLDERS = (
    select(role_grant.c.person_id)
    .where(
        role_grant.c.role == bindparam("role"),
        or_(role_grant.c.scope.in_((bindparam("scope"), EVERYWHERE)), bindparam("any_scope", type_=Boolean)),
        role_grant.c.person_id > bindparam("after"),
        IN_FORCE,
    )
    .distinct()
    .order_by(role_grant.c.person_id)
    .limit(bindparam("limit"))
)
#: The department that has a concern, and who took it, while they may still act for it.
_ASSIGNEE = (
    select(concern.c.department, func.max(role_grant.c.person_id))
    .select_from(
        concern.outerjoin(
            role_grant,
            and_(
                role_grant.c.person_id == concern.c.taken_by,
                role_grant.c.scope.in_((concern.c.department, EVERYWHERE)),
                IN_FORCE,
            ),
        )
    )
    .where(concern.c.id == bindparam("concern"))
    .group_by(concern.c.department)
)
_SERVES = (
    select(role_grant.c.id)
    .where(
        role_grant.c.person_id == bindparam("person"),
        role_grant.c.scope.in_((bindparam("scope"), EVERYWHERE)),
        IN_FORCE,
    )
    .limit(1)
)
_JOINERS = (
    select(joiner.c.person_id)
    .where(joiner.c.concern_id == bindparam("scope"), joiner.c.person_id > bindparam("after"))
    .order_by(joiner.c.person_id)
    .limit(bindparam("limit"))
)


def _reached(persons: Select[Any]) -> Select[Any]:
    """These persons, with the address each is best reached at; null for somebody without one."""
    # A common table expression, so that PostgreSQL looks for the page once.
    page = persons.cte("page")
    ranked = (
        select(address.c.person_id, address.c.id, RANK.label("rank"))
        .select_from(WITH_TALK)
        .where(address.c.person_id.in_(select(page.c.person_id)))
        .subquery("ranked")
    )
    return (
        select(page.c.person_id, ranked.c.id)
        .select_from(page.outerjoin(ranked, (ranked.c.person_id == page.c.person_id) & (ranked.c.rank == 1)))
        .order_by(page.c.person_id)
    )


_ROLE = _reached(_HOLDERS)
_READERS = {"officers": _ROLE, "colleagues": _ROLE, "coordinators": _ROLE, "joiners": _reached(_JOINERS)}


def expand(database: Transactions, now: datetime, limit: int) -> int:
    """Make deliveries of what waits, at most about `limit`; each page in a transaction of its own."""
    made = 0
    with database.look() as looking:
        first = looking.connection.execute(NEXT).scalar()
    while first is not None and first <= now and made < limit:
        with database.write() as transaction:
            row = transaction.connection.execute(_WAITING, {"now": now}).first()
            if row is None:
                break
            made += _told(transaction, row, now, min(_PAGE, limit - made))
    return made


def _told(transaction: Transaction, row: AnyRow, now: datetime, size: int) -> int:
    """A page of one notice; one that cannot be told waits, so that those behind it come through."""
    try:
        with transaction.connection.begin_nested():
            return _page(transaction, row, now, size)
    except Exception as error:
        meant = translated(error) if isinstance(error, DATABASE_ERRORS) else error
        if isinstance(meant, MemoryFailed):
            raise
        log.error("notice %s cannot be told and waits: %s", row.id, type(meant).__name__)
        waits = {"b_id": row.id, "b_to": row.expanded_to, "b_at": None, "b_before": now + _NOBODY}
        transaction.connection.execute(_PROGRESS, waits)
        return 0


def _page(transaction: Transaction, row: AnyRow, now: datetime, size: int) -> int:
    its_id, audience, reader, holder, priority, expires_at, merge, after, alive, wrapped, *about = row
    author, department = about
    posted = Posted(its_id, priority, expires_at, merge)
    done: dict[str, Any] = {"b_id": its_id, "b_to": after, "b_at": now, "b_before": now}
    made = 0
    if not alive or wrapped is None:
        transaction.connection.execute(_PROGRESS, done)
        return 0
    if audience == "assignee":
        audience = "officers"
        reader, holder = transaction.connection.execute(_ASSIGNEE, {"concern": reader, "now": now}).one()
    scope = EVERYWHERE if audience == "coordinators" else reader
    room = rooms.of_department(transaction, scope) if audience in _WITH_ROOMS and after is None else None
    if room is not None:
        made = deliver(transaction, posted, [room], now)
    elif audience == "officers" and holder is not None and _serves(transaction, holder, reader, now):
        made = deliver_to_one(transaction, posted, None, holder, now)
    elif audience in MANY:
        scope = department if audience == "coordinators" else reader
        readers = _readers(transaction, audience, scope, after, now, size)
        reached = _others(readers, author, holder)
        if audience in ("officers", "colleagues") and after is None and not reached:
            reached = _above(transaction, reader, author, holder, now, size)
            if not reached and merge is None:
                log.warning("nobody serves %s, and there is no coordinator: it waits", reader)
                done |= {"b_at": None, "b_before": now + _NOBODY}
        made = deliver(transaction, posted, reached, now)
        if len(readers) == size:
            done |= {"b_to": readers[-1][0], "b_at": None}
    elif audience != "room":
        address_id = int(reader) if audience == "address" else None
        made = deliver_to_one(transaction, posted, address_id, reader, now)
    transaction.connection.execute(_PROGRESS, done)
    return made


def _serves(transaction: Transaction, person: str, department: str, now: datetime) -> bool:
    """Whether somebody may still act for the department: whose appointment ended reads nothing more."""
    asked = {"person": person, "scope": department, "now": now}
    return transaction.connection.execute(_SERVES, asked).scalar() is not None


def _above(
    transaction: Transaction, department: str, author: str | None, but: str | None, now: datetime, size: int
) -> list[int]:
    """A department nobody serves: the coordinators hear of it, in their room where they have one."""
    room = rooms.of_department(transaction, EVERYWHERE)
    if room is not None:
        return [room]
    return _others(_readers(transaction, "coordinators", department, None, now, size), author, but)


def _others(readers: list[tuple[str, int | None]], author: str | None, but: str | None) -> list[int]:
    """Where they are reached; the author of a concern is no reader of what its desk is told."""
    return [to for person_id, to in readers if to is not None and person_id not in (author, but)]


def _readers(
    transaction: Transaction, audience: str, reader: str | None, after: str | None, now: datetime, size: int
) -> list[tuple[str, int | None]]:
    wanted: dict[str, Any] = {"scope": reader, "after": after or "", "limit": size}
    if audience != "joiners":
        role = "coordinator" if audience == "coordinators" else "officer"
        wanted |= {"role": role, "any_scope": reader is None, "now": now}
    found = transaction.connection.execute(_READERS[audience], wanted)
    return [(person_id, to) for person_id, to in found]
