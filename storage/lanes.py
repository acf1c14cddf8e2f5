"""Lanes: whose turn it is to send, kept as rows that all workers of a bot share."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from routing.delivery import NOTHING_PASSED, Lane, Passed
from storage.transaction import Transaction, Transactions
from storage.workers import lane

#: What passed without a turn puts off the others for no longer: platforms count by the second.
_MOST_PUT_OFF = timedelta(seconds=2)

#: So far ahead a bot's turns are given out.
_LONGEST_QUEUE = timedelta(seconds=5)

#: No platform wants to be left alone for so long: what is further off was written by a clock that was wrong.
_LONGEST_HOLD = timedelta(hours=2)

_MAKE = insert(lane).on_conflict_do_nothing(index_elements=[lane.c.blind])
#: In one order, so that no two workers wait for each other.
_LOCK = (
    select(lane.c.blind, lane.c.free_at)
    .where(lane.c.blind.in_(bindparam("blinds", expanding=True)))
    .order_by(lane.c.blind)
    .with_for_update()
)
_KEEP = update(lane).where(lane.c.blind == bindparam("b_blind")).values(free_at=bindparam("b_free"))


class Lanes:
    """Turns in lanes."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def take(
        self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
    ) -> tuple[bool, datetime]:
        """Take the turn in both lanes, and when it comes; not taken while the room is not free."""
        with self._database.write() as transaction:
            blinds = {name: _blind(transaction, name) for name in {room.name, bot.name, *passed.busy}}
            before = _locked(transaction, blinds, now)
            free = {name: max(at, passed.busy.get(name, at)) for name, at in before.items()}
            free[bot.name] = _put_off(free[bot.name], now, passed.messages * bot.gap)
            taken = free[room.name] <= now and free[bot.name] <= now + _LONGEST_QUEUE
            at = max(now, free[bot.name], free[room.name])
            if taken:
                free |= {room.name: at + room.gap, bot.name: at + bot.gap}
            changed = [
                {"b_blind": blinds[name], "b_free": until}
                for name, until in free.items()
                if until != before[name]
            ]
            if changed:
                transaction.connection.execute(_KEEP, changed)
            return taken, at


def _blind(transaction: Transaction, name: str) -> bytes:
    return transaction.keyring.blind("lane", name)


def _locked(transaction: Transaction, blinds: Mapping[str, bytes], now: datetime) -> dict[str, datetime]:
    """When each lane is free, by name; made when new, and locked."""
    rows = [{"blind": blind, "free_at": now} for blind in sorted(blinds.values())]
    transaction.connection.execute(_MAKE, rows)
    found = transaction.connection.execute(_LOCK, {"blinds": list(blinds.values())})
    known = {blind: at for blind, at in found}  # noqa: C416  # a row is no pair to mypy
    return {
        name: known[blind] if known[blind] - now <= _LONGEST_HOLD else now for name, blind in blinds.items()
    }


def _put_off(free: datetime, now: datetime, by: timedelta) -> datetime:
    return max(free, min(max(free, now) + by, now + _MOST_PUT_OFF)) if by else free
