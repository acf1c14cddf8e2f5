"""What jobs and the command line do to the memory: reminders, invitations, erasing what has had its time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, bindparam, delete, select

from intake.messages import Address, Room
from routing.model import Decision, Grant
from routing.records import DueTimer
from routing.telling.notices import role_ended
from storage import audit, drafts, erasure, events, grants, memos, people, timers
from storage.columns import Instant
from storage.database import Database
from storage.outbox import EXPIRE
from storage.tables import ERASED, concern, event, invitation, notice, timer, upload
from storage.transaction import Transaction
from storage.turn import keep
from storage.workers import lane, memo

#: Uploads whose act never came are kept this long.
_UPLOADS_KEPT = timedelta(days=7)
#: A lane that was free for so long is like one never used.
_LANES_KEPT = timedelta(hours=1)
#: Timers that have rung are kept so long; nothing sets one for an instant that lies further back.
_TIMERS_KEPT = timedelta(days=90)
#: Rows in one transaction, so that the writer is not held up.
_PAGE = 500


def _older(column: Any, key: Any) -> Delete:
    """Deletes a page of the rows of a table whose instant lies before the one given."""
    page = select(key).where(column < bindparam("before", type_=Instant)).limit(_PAGE)
    return delete(key.table).where(key.in_(page))


_OLD_EVENTS = _older(event.c.at, event.c.hash)
_OLD_MEMOS = _older(memo.c.at, memo.c.blind)
_OLD_UPLOADS = _older(upload.c.made_at, upload.c.id)
_OLD_INVITATIONS = _older(invitation.c.expires_at, invitation.c.hash)
_OLD_LANES = _older(lane.c.free_at, lane.c.blind)
_OLD_TIMERS = _older(timer.c.done_at, timer.c.id)


_IN_USE = {
    kind: select(column).where(column.is_not(None), concern.c.status != ERASED).distinct()
    for kind, column in (
        ("department", concern.c.department),
        ("area", concern.c.area),
        ("group", concern.c.community),
    )
}
_TOLD = select(notice.c.id).where(notice.c.key == bindparam("key"))


class Keeper:
    """The memory's housekeeping."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweep(self, now: datetime) -> int:
        """Erase event keys, drafts, uploads, invitations, lanes and timers that had their time; how many.

        Deliveries that have expired are given up, and counted as well.
        """
        chores: tuple[Callable[[Transaction], int], ...] = (
            _deleting(_OLD_EVENTS, now - events.KEPT),
            _deleting(_OLD_MEMOS, now - memos.KEPT),
            _deleting(_OLD_UPLOADS, now - _UPLOADS_KEPT),
            _deleting(_OLD_INVITATIONS, now),
            _deleting(_OLD_LANES, now - _LANES_KEPT),
            _deleting(_OLD_TIMERS, now - _TIMERS_KEPT),
            lambda transaction: drafts.forget(transaction, now, _PAGE),
        )
        done = 0
        for chore in chores:
            full = True
            while full:
                with self._database.write() as transaction:
                    rows = chore(transaction)
                done += rows
                full = rows >= _PAGE
        with self._database.write() as transaction:
            return done + transaction.connection.execute(EXPIRE, {"now": now}).rowcount

    def stale_drafts(
        self, now: datetime, older_than: timedelta, limit: int = 100
    ) -> list[tuple[Room, str, str]]:
        """Drafts with answers that nobody has touched for that long: room, form, draft id.

        Each is given out once.
        """
        with self._database.write() as transaction:
            return drafts.untouched(transaction, now - older_than, limit)

    def due_timers(
        self, now: datetime, after: DueTimer | None = None, limit: int = 100
    ) -> tuple[DueTimer, ...]:
        """Timers whose time has come and that have not rung, the earliest first, those behind `after`."""
        with self._database.look() as transaction:
            return timers.due(transaction, now, after, limit)

    def in_use(self) -> Mapping[str, frozenset[str]]:
        """The codes that concerns stand under, by what they name: department, area, group."""
        with self._database.look() as transaction:
            return {
                kind: frozenset(transaction.connection.execute(codes).scalars())
                for kind, codes in _IN_USE.items()
            }

    def told(self, key: str) -> bool:
        """Whether a notice of that key was kept."""
        with self._database.look() as transaction:
            return transaction.connection.execute(_TOLD, {"key": key}).first() is not None

    def remind(self, decision: Decision, now: datetime) -> None:
        """Keep a decision that no act of a person caused; a notice whose key is known is left alone."""
        with self._database.write() as transaction:
            keep(transaction, decision, now, None)

    def invite(self, role: str, scope: str, now: datetime) -> str:
        """A new one-time code for a role; only its hash is kept, for 72 hours."""
        with self._database.write() as transaction:
            return grants.invite(transaction, role, scope, now)

    def grant(self, who: Address, role: str, scope: str, now: datetime) -> None:
        """Give a role to whoever has the address, unless they hold it already."""
        with self._database.write() as transaction:
            person, _ = people.ensure(transaction, who, now)
            grants.give(transaction, person, role, scope, "command", now)

    def roles(self, now: datetime) -> tuple[tuple[str, Grant], ...]:
        """Whoever holds a role now, by the id of the person, with the role."""
        with self._database.look() as transaction:
            return grants.in_force(transaction, now)

    def dismiss(self, person: str, now: datetime) -> int:
        """End every role of a person, and tell them; how many."""
        with self._database.write() as transaction:
            ended = grants.end(transaction, person, now)
            keep(transaction, Decision(notices=(role_ended(person, now),) if ended else ()), now, None)
            audit.append(transaction, person, "dismiss", None, "done", now)
        return ended

    def erase_concern(self, concern_id: str, now: datetime) -> bool:
        """Destroy a concern's key: nobody can read it, in a backup neither. False: nothing to erase."""
        with self._database.write() as transaction:
            erased = erasure.erase_concern(transaction, concern_id, now)
        self._database.tidy()
        return erased

    def erase_person(self, person_id: str, now: datetime) -> bool:
        """Destroy a person's key and what leads to them; their concerns stay. False: nothing to erase."""
        with self._database.write() as transaction:
            erased = erasure.erase_person(transaction, person_id, now)
        self._database.tidy()
        return erased


def _deleting(statement: Delete, before: datetime) -> Callable[[Transaction], int]:
    return lambda transaction: transaction.connection.execute(statement, {"before": before}).rowcount
