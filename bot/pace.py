"""The pace of one bot, kept by all its workers together: what a platform allows in a room, and of the bot.

Turns are rows that the workers share. What is sent without waiting for a turn, because somebody waits for an
answer, is noted here and told to the others with the next turn taken.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Lanes
from routing.delivery import Lane, Outcome, Passed, Result

#: Longer than this nobody waits for a turn: the delivery goes back to the outbox, with a time to come again.
LONGEST_WAIT = timedelta(seconds=20)
#: Somebody else refused within this time: then it is the bot that must wait, not the room alone.
SOON = timedelta(seconds=10)
#: A late turn may follow the one before after this part of a gap.
CATCHING_UP = 0.99
#: A turn this many gaps late is gone: other workers have theirs by now, and two at once are too many.
MISSED = 2
#: So often a message lets a turn go; where everything is late, it goes late.
MOST_MISSED = 5
#: What is older a platform has forgotten.
A_SECOND = timedelta(seconds=1)
#: Answers and rooms remembered between two turns.
REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """The least time between two messages: of the whole bot, in somebody's own room, in a group."""

    bot: timedelta
    private: timedelta
    group: timedelta


class Pace:
    """Turns of one bot. `clock` is the wall's, which the workers have in common."""

    def __init__(
        self,
        name: str,
        gaps: Gaps,
        lanes: Lanes,
        clock: Callable[[], datetime],
        closing: asyncio.Event | None = None,
    ) -> None:
        self._name, self._gaps, self._lanes, self.clock = name, gaps, lanes, clock
        self._bot = Lane(name, gaps.bot)
        #: Set when we are about to stop: nobody waits any more.
        self._closing = closing or asyncio.Event()
        self._busy: dict[str, datetime] = {}
        self._answered: deque[datetime] = deque(maxlen=REMEMBERED)
        self._refused: tuple[str, datetime] | None = None
        #: Seconds of the loop's clock.
        self._last = 0.0

    async def in_turn(self, chat: str, send: Callable[[], Awaitable[Outcome]], *, group: bool) -> Outcome:
        """Send when the chat's turn has come, and the bot's; not now, if that is too long to wait for."""
        again = await self.turn(chat, group=group)
        return await send() if again is None else Outcome(Result.NOT_YET, not_before=again, reason="pace")

    async def turn(self, chat: str, *, group: bool) -> datetime | None:
        """Wait for the turn of a message to the chat.

        The instant to come again, if that is far off; or now, if we are about to stop.
        """
        room, since = self._room(chat, group=group), self.clock()
        missed = 0
        while not self._closing.is_set():
            now = self.clock()
            passed = self._passed(now)
            taken, at = await asyncio.to_thread(self._lanes.take, room, self._bot, now, passed)
            if not taken and at - since > LONGEST_WAIT:
                return at
            if taken and await self._open_until(at):
                if missed < MOST_MISSED and self.clock() - at > MISSED * self._gaps.bot:
                    missed += 1
                    continue
                await self._apart()
                return None
            if not taken:
                await self._open_until(at)
        return self.clock()

    def seconds_until(self, outcome: Outcome) -> float:
        """How long to wait before what was not taken is offered again."""
        later = outcome.not_before
        return max((later - self.clock()).total_seconds(), 0.0) if later is not None else 1.0

    async def _open_until(self, at: datetime) -> bool:
        """Wait until then, unless we are to stop before; whether it came to that instant."""
        seconds = (at - self.clock()).total_seconds()
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._closing.wait()
        return not self._closing.is_set()

    async def _apart(self) -> None:
        """After a pause of this process its turns are all past; they are not used all at once."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._last + CATCHING_UP * self._gaps.bot.total_seconds())
        self._last = at
        await asyncio.sleep(at - now)

    def note(self, chat: str, *, group: bool) -> None:
        """A message goes to the chat at once: what is pushed there waits its turn."""
        now = self.clock()
        room = self._room(chat, group=group)
        self._keep_busy(room.name, now + room.gap, now)
        self._answered.append(now)

    def hold(self, chat: str, until: datetime, *, group: bool) -> None:
        """The platform wants quiet in the chat; and when it has just said so of another chat, altogether."""
        now = self.clock()
        self._keep_busy(self._room(chat, group=group).name, until, now)
        other, last = self._refused or (chat, now)
        if other != chat and now - last < SOON:
            self._keep_busy(self._name, until, now)
        self._refused = (chat, now)

    def _keep_busy(self, name: str, until: datetime, now: datetime) -> None:
        if len(self._busy) >= REMEMBERED:
            self._busy = {each: end for each, end in self._busy.items() if end > now}
        self._busy[name] = max(until, self._busy.get(name, until))

    def _passed(self, now: datetime) -> Passed:
        """What the rows do not know yet; told once."""
        busy = {each: end for each, end in self._busy.items() if end > now}
        recent = sum(now - at < A_SECOND for at in self._answered)
        self._busy.clear()
        self._answered.clear()
        return Passed(busy, recent)

    def _room(self, chat: str, *, group: bool) -> Lane:
        return Lane(f"{self._name}|{chat}", self._gaps.group if group else self._gaps.private)


class Paces:
    """The paces of all bots of this process."""

    def __init__(self, lanes: Lanes, clock: Callable[[], datetime]) -> None:
        self._lanes, self._clock, self._closing = lanes, clock, asyncio.Event()

    def of(self, name: str, gaps: Gaps) -> Pace:
        """The pace of one bot."""
        return Pace(name, gaps, self._lanes, self._clock, self._closing)

    def close(self) -> None:
        """We are about to stop: whoever waits for a turn gives it up."""
        self._closing.set()
