"""Sums by month and department: raised with each change, read by the ledger."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from routing.counting import TOOK
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
_SUMS = (
    select(tally.c.department, tally.c.measure, func.sum(tally.c.count))
    .where(
        # Each month by itself: the months since one day are all rows that anybody asks for.
        tally.c.month.in_(bindparam("months", expanding=True)),
        tally.c.department.in_(bindparam("departments", expanding=True)),
    )
    .group_by(tally.c.department, tally.c.measure)
)
_ACTIVE = (
    select(tally.c.department)
    .where(
        tally.c.month.in_(bindparam("months", expanding=True)),
        # How long something took is counted with the answer itself.
        tally.c.measure.not_like(f"{TOOK}%"),
    )
    .distinct()
)


def add(transaction: Transaction, counts: Sequence[Count]) -> None:
    """Raise the sums, in one order for all, so that two who count do not wait for each other."""
    for each in sorted(counts, key=lambda count: (count.department, count.measure)):
        row = {"month": each.month, "department": each.department, "measure": each.measure}
        transaction.connection.execute(_ADD, row)


def active(transaction: Transaction, months: Sequence[date]) -> tuple[str, ...]:
    """The departments that have a sum in one of the months."""
    return tuple(transaction.connection.execute(_ACTIVE, {"months": list(months)}).scalars())


def sums(
    transaction: Transaction, months: Sequence[date], departments: frozenset[str]
) -> tuple[tuple[str, str, int], ...]:
    """Department, measure and sum over the months."""
    wanted = {"months": list(months), "departments": sorted(departments)}
    found = transaction.connection.execute(_SUMS, wanted)
    return tuple((department, measure, int(count)) for department, measure, count in found)
