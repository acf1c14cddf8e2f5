"""Timers ring: each in a transaction of its own, once, however often and from how many replicas one looks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Keeper, Store
from routing.digest import digests, today
from routing.office import Office
from routing.records import DueTimer, MemoryFailed
from routing.rings import Bell

log = logging.getLogger("cheong.jobs")


@dataclass(frozen=True, slots=True)
class Ringer:
    """Finds timers that are due, and rings them in their order."""

    office: Office
    store: Store
    keeper: Keeper
    clock: Callable[[], datetime]

    def ring(self) -> int:
        """Ring everything that is due; how many rang. One that fails is told, and rings at the next look."""
        now, rang = self.clock(), 0
        last: DueTimer | None = None
        while found := self.keeper.due_timers(now, last):
            for last in found:
                try:
                    rang += self._one(last, now)
                except MemoryFailed:
                    raise
                except Exception as error:  # one that cannot ring holds up no other
                    log.error(
                        "the timer %s of kind %s cannot ring: %s", last.id, last.kind, type(error).__name__
                    )
        return rang

    def tell_today(self) -> bool:
        """Keep the digests of today, if it is time and they are not kept yet."""
        now = self.clock()
        due = today(self.office, now)
        if due is None or self.keeper.told(due.key):
            return False
        with self.store.read() as reader:
            decision = digests(self.office, reader, due, now)
        if decision.notices:
            self.keeper.remind(decision, now)
        return bool(decision.notices)

    def _one(self, due: DueTimer, now: datetime) -> bool:
        with self.store.turn() as turn:
            concern = turn.concern(due.concern)
            timer = turn.timer(due.key) if concern is not None else None
            if concern is None or timer is None:  # erased, or somebody else was quicker
                return False
            decision = Bell(self.office, turn, concern, now).ring(timer)
            turn.keep(decision, now)
            turn.rung(due.key, now)
            turn.audit(f"ring:{due.kind}", concern.id, decision.result, now)
        return True
