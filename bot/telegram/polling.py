"""Long polling: updates are asked for, and the offset moves only past what was heard and answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.messenger import Unavailable
from bot.telegram.answering import NotAnswered
from bot.telegram.outcomes import wait_of

log = logging.getLogger("cheong.telegram")

UPDATES = ("message", "edited_message", "callback_query")
#: How long Telegram holds an answer back until there is something.
HOLD_SECONDS = 25
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
#: A chat whose answer must wait does not hold up the others for longer.
LONGEST_PAUSE = 5.0

Hear = Callable[[Update], Awaitable[object]]


class Poller:
    """Asks for updates of one bot. Two pollers of one bot are refused by Telegram in turn."""

    def __init__(self, bot: Bot, hear: Hear, hold: int = HOLD_SECONDS) -> None:
        self._bot, self._hear, self._hold = bot, hear, hold
        self._offset: int | None = None
        self._heard: set[int] = set()
        self._wait = 0.0

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                updates = await self._bot.get_updates(
                    self._offset,
                    timeout=self._hold,
                    read_timeout=self._hold + 10,
                    allowed_updates=UPDATES,
                )
                self._wait = 0.0
            except TelegramError as error:
                await asyncio.sleep(self._wait_after(error))
                continue
            if pause := await self._take(updates):
                await asyncio.sleep(pause)

    def _wait_after(self, error: TelegramError) -> float:
        self._wait = min(max(FIRST_WAIT, self._wait * 2), LONGEST_WAIT)
        match error:
            case RetryAfter():
                return wait_of(error).total_seconds()
            case Conflict():
                log.error("somebody else asks for this bot's updates (409); trying again in %s s", self._wait)
            case InvalidToken():
                log.error("the token is refused; trying again in %s s", self._wait)
            case _:
                log.warning("no updates: %s; trying again in %s s", type(error).__name__, self._wait)
        return self._wait

    async def _take(self, updates: Sequence[Update]) -> float:
        """Hear a batch, each chat's in order; the seconds to wait before asking again."""
        lanes: dict[int, list[Update]] = {}
        for update in updates:
            chat = update.effective_chat.id if update.effective_chat else 0
            lanes.setdefault(chat, []).append(update)
        pauses = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        # An update that could not be heard comes again, and those after it; what was heard is known.
        for update in sorted(updates, key=lambda each: each.update_id):
            if update.update_id not in self._heard:
                self._offset = update.update_id
                return min(max(pauses), LONGEST_PAUSE)
            self._offset = update.update_id + 1
        self._heard.clear()
        return 0.0

    async def _lane(self, updates: Sequence[Update]) -> float:
        for update in updates:
            if update.update_id in self._heard:
                continue
            try:
                await self._hear(update)
            except Unavailable:
                return FIRST_WAIT
            except NotAnswered as later:
                return later.seconds
            except Exception as error:  # one update must not end the loop
                log.error("an update could not be heard: %s", type(error).__name__)
            self._heard.add(update.update_id)
        return 0.0
