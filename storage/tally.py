"""Sums by month and department: raised with each change, read by the ledger."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from routing.model import Count
from storage.tables import tally
from storage.transaction import Transaction

_ADD = (
    insert(tally)
    .values(count=1)
    .on_conflict_do_update(
        index_elements=[tally.c.month, tally.c.department, tally.c.measure],
        set_={"count": tally.c.count + 1},
    )
)
_SINCE = (
    select(tally.c.department, tally.c.measure, func.sum(tally.c.count))
    .where(
        tally.c.month >= bindparam("since"),
        tally.c.department.in_(bindparam("departments", expanding=True)),
    )
    .group_by(tally.c.department, tally.c.measure)
)


_ACTIVE = select(tally.c.department).where(tally.c.month >= bindparam("since")).distinct()


def add(transaction: Transaction, counts: Sequence[Count]) -> None:
    """Raise the sums, in one order for all, so that two who count do not wait for each other."""
    for each in sorted(counts, key=lambda count: (count.department, count.measure)):
        row = {"month": each.month, "department": each.department, "measure": each.measure}
        transaction.connection.execute(_ADD, row)


def active(transaction: Transaction, month: date) -> tuple[str, ...]:
    """The departments that have a sum from that month on."""
    return tuple(transaction.connection.execute(_ACTIVE, {"since": month}).scalars())


def since(
    transaction: Transaction, month: date, departments: frozenset[str]
) -> tuple[tuple[str, str, int], ...]:
    """Department, measure and sum, from that month on."""
    wanted = {"since": month, "departments": sorted(departments)}
    found = transaction.connection.execute(_SINCE, wanted)
    return tuple((department, measure, int(count)) for department, measure, count in found)
