"""The questions that stand open: once the talk has moved on, they are left without their buttons."""

import time
from collections import deque
from collections.abc import Callable

from bot.lately import Lately
from bot.slack.drawing import Drawn, settled
from bot.slack.sending import Sender
from intake.messages import Address

#: Questions remembered at a time. One that was forgotten keeps its buttons: pressed, they lead on.
REMEMBERED = 2_000
#: Slack takes some 50 changes a minute from an app, and whoever presses waits for one: so many may be these.
MOST, WITHIN = 15, 60.0


class Standing:
    """The last question shown to each in private, and where."""

    def __init__(self, sender: Sender, clock: Callable[[], float] = time.monotonic) -> None:
        self._sender, self._clock = sender, clock
        self._open: Lately[Address, tuple[str, Drawn]] = Lately(REMEMBERED)
        self._taken_off: deque[float] = deque(maxlen=MOST)

    async def asks(self, who: Address, ref: str | None, message: Drawn) -> None:
        """A question is shown there, and the one before it is past."""
        before = self._open.get(who)
        if ref:
            self._open[who] = ref, message
        if before is not None:
            await self._take_off(*before)

    def knows(self, who: Address) -> bool:
        """Whether a question is known to stand open."""
        return who in self._open

    def gives_way(self, who: Address, ref: str) -> None:
        """What stands there was answered from itself: another card comes in its place, or none."""
        if (self._open.get(who) or ("",))[0] == ref:
            del self._open[who]

    async def is_past(self, who: Address) -> None:
        """Nothing is asked any more."""
        before = self._open.pop(who, None)
        if before is not None:
            await self._take_off(*before)

    async def _take_off(self, ref: str, message: Drawn) -> None:
        now = self._clock()
        if len(self._taken_off) == MOST and now - self._taken_off[0] < WITHIN:
            return
        self._taken_off.append(now)
        channel, _, ts = ref.rpartition(":")
        await self._sender.edit(channel, ts, settled(message))
