"""Long polling: updates are asked for, and the offset moves only past what was heard and answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from pydantic import ValidationError
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.messenger import Unavailable
from bot.telegram.answering import NotAnswered
from bot.telegram.outcomes import wait_of
from bot.telegram.updates import Update

log = logging.getLogger("cheong.telegram")

UPDATES = ("message", "edited_message", "callback_query")
#: How long Telegram holds an answer back until there is something.
HOLD_SECONDS = 25
#: An answer that takes longer than it was held back for is not waited for.
ANSWER_SECONDS = 10
#: Told to stop, it may hear for so long what it has fetched.
FINISH_SECONDS = 3
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
#: A chat whose answer must wait does not hold up the others for longer.
LONGEST_PAUSE = 5.0

Hear = Callable[[Update], Awaitable[object]]


class Poller:
    """Asks for updates of one bot. Two pollers of one bot are refused by Telegram in turn."""

    def __init__(self, bot: Bot, request: BaseRequest, hear: Hear, hold: int = HOLD_SECONDS) -> None:
        self._bot, self._request, self._hear, self._hold = bot, request, hear, hold
        self._offset: int | None = None
        self._heard: set[int] = set()
        self._wait = 0.0

    async def run(self) -> None:
        """Ask until cancelled; what was fetched by then is heard, and Telegram told so."""
        while True:
            try:
                updates = await self._ask(self._hold)
                self._wait = 0.0
            except TelegramError as error:
                await asyncio.sleep(self._wait_after(error))
                continue
            taking = asyncio.create_task(self._take(updates))
            try:
                pause = await asyncio.shield(taking)
            except asyncio.CancelledError:
                await self._finish(taking)
                raise
            if pause:
                await asyncio.sleep(pause)

    async def _finish(self, taking: asyncio.Task[float]) -> None:
        with suppress(TimeoutError, TelegramError):
            async with asyncio.timeout(FINISH_SECONDS):
                await taking
                await self._ask(0)

    async def _ask(self, hold: int) -> dict[int, Update | None]:
        """The updates there are, by number, perhaps after a while; None for one that nobody could read."""
        wanted = {"offset": self._offset, "timeout": hold, "allowed_updates": UPDATES}
        given = [
            RequestParameter.from_input(name, value) for name, value in wanted.items() if value is not None
        ]
        url = f"{self._bot.base_url}/getUpdates"
        answer = await self._request.post(url, RequestData(given), read_timeout=hold + ANSWER_SECONDS)
        rows = answer if isinstance(answer, list) else []
        return {number: _read(row) for row in rows if type(number := row.get("update_id")) is int}

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

    async def _take(self, updates: Mapping[int, Update | None]) -> float:
        """Hear a batch, each chat's in order; the seconds to wait before asking again."""
        lanes: dict[int, list[Update]] = {}
        for number, update in updates.items():
            if update is None:
                self._heard.add(number)
                continue
            lanes.setdefault(update.chat, []).append(update)
        pauses = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        # An update that could not be heard comes again, and those after it; what was heard is known.
        for number in sorted(updates):
            if number not in self._heard:
                self._offset = number
                return min(max(pauses), LONGEST_PAUSE)
            self._offset = number + 1
        self._heard.clear()
        return 0.0

    async def _lane(self, updates: list[Update]) -> float:
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


def _read(row: object) -> Update | None:
    """The update; None, told to the log, for one that nobody could read: the next must come through."""
    try:
        return Update.model_validate(row)
    except ValidationError:
        log.error("an update could not be read and was passed over")
        return None
