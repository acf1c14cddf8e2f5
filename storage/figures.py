"""Looking for concerns: what views and deciding both ask, inside or outside a turn."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, TextClause, and_, bindparam, false, func, select

from routing.model import EVERYWHERE, OPEN, Concern, Entry, Status
from routing.records import Owed, Query
from storage import rows, tally
from storage.opening import opened
from storage.tables import ERASED, IS_OPEN, concern, data_key, entry, joiner, person, photo
from storage.transaction import Transaction

#: The largest number both databases take for a serial; no day has more concerns.
_LARGEST = 2**31 - 1

_THREAD = rows.ENTRIES.where(entry.c.concern_id == bindparam("concern"))
_REPLIES = (
    rows.ENTRIES.where(
        concern.c.department == bindparam("department"),
        concern.c.answered_at.is_not(None),
        entry.c.act == "reply",
    )
    .order_by(None)
    .order_by(concern.c.answered_at.desc(), entry.c.seq.desc())
    .limit(bindparam("limit"))
)
_PHOTOS = (
    select(photo.c.id)
    .select_from(photo.join(concern).join(data_key, data_key.c.id == concern.c.key_id))
    .where(
        photo.c.concern_id == bindparam("concern"), photo.c.state == "kept", data_key.c.wrapped.is_not(None)
    )
    .order_by(photo.c.made_at, photo.c.id)
)
_JOINERS = (
    select(joiner.c.person_id)
    .where(joiner.c.concern_id == bindparam("concern"))
    .order_by(joiner.c.at, joiner.c.person_id)
)
_QUIET = select(person.c.quiet).where(person.c.id == bindparam("id"))
_NOW, _SOON = bindparam("now", type_=concern.c.due_at.type), bindparam("soon", type_=concern.c.due_at.type)
_SILENT = (concern.c.status != str(Status.NEEDS_INFO)) & (
    concern.c.waiting_since <= bindparam("silent_before", type_=concern.c.due_at.type)
)


def _counted(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


_OWED = (
    select(
        concern.c.department,
        func.count(),
        _counted(concern.c.due_at >= _NOW, concern.c.due_at < _SOON),
        _counted(concern.c.due_at < _NOW),
        _counted(_SILENT),
    )
    .where(IS_OPEN)
    .group_by(concern.c.department)
    .order_by(concern.c.department)
)
_COUNT: Select[int] = select(func.count()).select_from(concern)
_ORDERS = {
    "due": (concern.c.due_at, concern.c.number),
    "newest": (concern.c.received_at.desc(), concern.c.number.desc()),
    "waiting": (concern.c.waiting_since, concern.c.number),
}


class Figures:
    """Reads concerns within one transaction. Erased ones are as if they had never been."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, query: Query) -> tuple[Concern, ...]:
        """The concerns that match, in order."""
        wanted = (
            rows.CONCERNS.where(*_conditions(query))
            .order_by(*_ORDERS[query.order])
            .limit(query.limit)
            .offset(query.offset)
        )
        found = self._transaction.connection.execute(wanted).all()
        return tuple(opened("a concern", found, partial(rows.read_concern, self._transaction)))

    def count(self, query: Query) -> int:
        """How many match, whatever offset and limit say."""
        return self._transaction.connection.execute(_COUNT.where(*_conditions(query))).scalar_one()

    def thread(self, concern_id: str) -> tuple[Entry, ...]:
        """The entries of a concern, oldest first."""
        found = self._transaction.connection.execute(_THREAD, {"concern": concern_id}).all()
        return rows.read_entries(self._transaction, found)

    def joiners(self, concern_id: str) -> tuple[str, ...]:
        """The persons who joined the concern, the first one first."""
        return tuple(self._transaction.connection.execute(_JOINERS, {"concern": concern_id}).scalars())

    def quiet(self, person_id: str) -> str:
        """The name of the hours in which this person is not disturbed, chosen or usual."""
        chosen: str | None = self._transaction.connection.execute(_QUIET, {"id": person_id}).scalar()
        return chosen or self._transaction.quiet

    def replies(self, department: str, limit: int) -> tuple[Entry, ...]:
        """The last replies to concerns that a department has, the newest first."""
        wanted = {"department": department, "limit": limit}
        return rows.read_entries(
            self._transaction, self._transaction.connection.execute(_REPLIES, wanted).all()
        )

    def photos(self, concern_id: str, came_by: str | None = None) -> tuple[str, ...]:
        """The ids of the photos kept for a concern, oldest first; all, or those that came by one act."""
        wanted = _PHOTOS if came_by is None else _PHOTOS.where(photo.c.came_by == came_by)
        return tuple(self._transaction.connection.execute(wanted, {"concern": concern_id}).scalars())

    def owed(self, now: datetime, soon: datetime, silent_before: datetime) -> tuple[Owed, ...]:
        """A line for each department with an open concern; what is late is not counted as due soon."""
        wanted = {"now": now, "soon": soon, "silent_before": silent_before}
        return tuple(Owed(*row) for row in self._transaction.connection.execute(_OWED, wanted).all())

    def active(self, months: Sequence[date]) -> tuple[str, ...]:
        """The departments that have done something in these months."""
        return tally.active(self._transaction, months)

    def counts(self, months: Sequence[date], departments: frozenset[str]) -> tuple[tuple[str, str, int], ...]:
        """What these departments have done in these months: department, measure, how many."""
        return tally.sums(self._transaction, months, departments)


def _conditions(query: Query) -> list[ColumnElement[bool] | TextClause]:
    if _never_given(query):
        return [false()]
    columns = concern.c
    conditions: list[ColumnElement[bool] | TextClause] = []
    if query.ids is not None:
        conditions.append(columns.id.in_(sorted(query.ids)))
    if query.departments is not None and EVERYWHERE not in query.departments:
        conditions.append(columns.department.in_(sorted(query.departments)))
    if query.statuses is not None and query.statuses != OPEN:
        conditions.append(columns.status.in_(sorted(map(str, query.statuses))))
    if query.waiting_before is not None:
        conditions += [
            columns.status != str(Status.NEEDS_INFO),
            columns.waiting_since <= query.waiting_before,
        ]
    if query.waiting_before is not None or (query.statuses is not None and query.statuses <= OPEN):
        conditions.append(IS_OPEN)
    else:
        conditions.append(columns.status != ERASED)
    if query.due_before is not None:
        conditions.append(columns.due_at < query.due_before)
    if query.besides is not None:
        conditions.append(columns.submitter != query.besides)
    if query.joined_by is not None:
        mine = select(joiner.c.concern_id).where(joiner.c.person_id == query.joined_by)
        conditions.append(columns.id.in_(mine))
    equal = (
        (columns.submitter, query.submitter),
        (columns.taken_by, query.taken_by),
        (columns.area, query.area),
        (columns.gu, query.gu),
        (columns.number, query.number),
        (columns.serial, query.serial),
        (columns.merged_into, query.merged_into),
    )
    conditions += [column == value for column, value in equal if value is not None]
    return conditions


def _never_given(query: Query) -> bool:
    """Typed by somebody, and no number of ours: PostgreSQL would refuse a zero character."""
    number, its_serial = query.number, query.serial
    return (number is not None and not (number.isascii() and number.isprintable())) or (
        its_serial is not None and not 0 <= its_serial <= _LARGEST
    )
