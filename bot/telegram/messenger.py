"""Telegram as a messenger: set up at Telegram when it starts, then fed by its webhook or by polling."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from starlette.routing import BaseRoute
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.card import Card
from bot.messenger import Service, Topic, Unavailable, following
from bot.pace import Gaps, Pace
from bot.settings import SettingsError, Telegram
from bot.telegram import polling, webhook
from bot.telegram.answering import Talk
from bot.telegram.contents import LARGEST_PHOTO
from bot.telegram.menus import Menus
from bot.telegram.outcomes import MOVED
from bot.telegram.request import Request, TooLarge
from bot.telegram.sending import Sender
from bot.telegram.topics import Topics
from bot.telegram.updates import Update
from bot.telegram.wire import NAME, Spot, draw
from intake.messages import Room
from intake.wording import Wording
from routing.delivery import Outcome

log = logging.getLogger("cheong.telegram")

#: A step of setting up that Telegram did not take is tried again, at first after so many seconds.
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
#: A little under 30 a second, 1 a second, 20 a minute: the network bunches what was sent evenly.
GAPS = Gaps(*(timedelta(seconds=each) for each in (0.0346, 1.02, 3.06)))


def build(
    settings: Telegram, public_url: str, wording: Wording, pace: Callable[[str, Gaps], Pace]
) -> "TelegramMessenger":
    """The messenger; SettingsError when its settings do not go together."""
    if settings.mode == "webhook" and not settings.webhook_secret.get_secret_value():
        raise SettingsError(
            "CHEONG_TELEGRAM__WEBHOOK_SECRET: a webhook needs one; set 16 to 256 random letters and digits"
        )
    bot = settings.token.get_secret_value().partition(":")[0]
    return TelegramMessenger(settings, public_url, wording, pace(f"{NAME}|{bot}", GAPS))


def build_bot(settings: Telegram, request: Request, polling: Request | None = None) -> Bot:
    """python-telegram-bot's Bot on our own network."""
    for chatty in ("telegram", "aiohttp"):  # at the level "debug" they would log texts and addresses
        logging.getLogger(chatty).setLevel(logging.WARNING)
    base = settings.api_url.rstrip("/")
    return Bot(
        settings.token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=polling or request,
    )


class TelegramMessenger:
    """One bot of Telegram's."""

    name = NAME
    can_push = True

    def __init__(self, settings: Telegram, public_url: str, wording: Wording, pace: Pace) -> None:
        self._settings, self._public_url = settings, public_url.rstrip("/")
        self._request, self._polling = Request(), Request()
        self.bot = build_bot(settings, self._request, self._polling)
        self._sender = Sender(self.bot, pace)
        self._topics = Topics(self._sender)
        self._menus = Menus(self.bot)
        number = settings.token.get_secret_value().partition(":")[0]
        self._talk = Talk(self._sender, self._menus, wording, number)
        self._service: Service | None = None

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """The webhook, where that is how updates come."""
        if self._settings.mode != "webhook":
            return ()

        async def hear(update: Update) -> dict[str, object] | None:
            return await self._talk.hear(service, update, rides=True)

        return (webhook.route(self._settings.webhook_secret.get_secret_value(), hear),)

    async def serve(self, service: Service) -> None:
        """Set the bot up, then ask for updates unless they are sent."""
        self._service = service
        setting_up = asyncio.create_task(self._set_up())
        try:
            if self._settings.mode == "webhook":
                await asyncio.Event().wait()
            else:
                await self._until_taken("deleteWebhook", self.bot.delete_webhook)
                hear = partial(self._talk.hear, service, rides=False)
                await polling.Poller(self.bot, self._polling, hear).run()
        finally:
            setting_up.cancel()
            await asyncio.gather(setting_up, return_exceptions=True)
            await self.close()

    async def push(
        self,
        to: Room,
        key: str,
        cards: Sequence[Card],
        topic: Topic | None = None,
        *,
        done: int = 0,
        unsure: bool = False,
    ) -> Outcome:
        """One message of a delivery; a card that is too long goes as several."""
        at = Spot(int(to.chat), int(to.thread) if to.thread is not None else None)
        messages = [message for card in cards for message in draw(card)]
        message, rest = following(messages, done)

        async def send(at: Spot, topic: Topic | None) -> Outcome:
            if topic is None:
                return await self._sender.in_turn(at, message)
            return await self._topics.push(at, message, topic, alone=len(messages) == 1, last=not rest)

        outcome = await send(at, topic)
        if outcome.reason == MOVED and (number := self._sender.moved(at.chat)) is not None:
            # We have not been told in time; nothing of the old group's is to be found in the new one.
            if self._service is not None:
                with suppress(Unavailable):  # then the next delivery tells it
                    await self._service.moved(to, replace(to, chat=str(number), thread=None))
            outcome = await send(Spot(number), topic and replace(topic, ref=None))
        if outcome.ref and not rest and not at.is_group:
            if cards[-1].tone == "ask":
                self._talk.asked(at.chat, int(outcome.ref))
            if self._service is not None:
                self._talk.told(self._service, at.chat)
        return replace(outcome, rest=rest)

    async def fetch(self, ref: str) -> bytes | None:
        """A photo's bytes, from the configured server alone; None when there are none to be had."""
        try:
            file = await self.bot.get_file(ref)
            if not (file.file_path or "").startswith(f"{self.bot.base_file_url}/"):
                return None
            return await self._request.download(file.file_path or "", LARGEST_PHOTO)
        except (BadRequest, TooLarge):
            return None

    async def close(self) -> None:
        """End all connections; what is still sent opens new ones."""
        await self._talk.close()
        await self._request.shutdown()
        await self._polling.shutdown()

    # --- setting up -----------------------------------------------------------------------------

    async def _set_up(self) -> None:
        await self._until_taken("getMe", self._learn_name)
        if self._settings.mode == "webhook":
            await self._register_when_public()
        for scope, language, entries in self._menus.everywhere():
            call = partial(self.bot.set_my_commands, entries, scope, language)
            await self._until_taken("setMyCommands", call)

    async def _learn_name(self) -> None:
        me = await self.bot.get_me()
        self._talk.username = me.username or ""

    async def _register_when_public(self) -> None:
        if self._public_url.startswith("https://"):
            await self._until_taken("setWebhook", self._register)
        else:
            log.warning("the webhook is not registered: CHEONG_HTTP__PUBLIC_URL is no https:// address")

    async def _register(self) -> None:
        await self.bot.set_webhook(
            f"{self._public_url}{webhook.PATH}",
            secret_token=self._settings.webhook_secret.get_secret_value(),
            allowed_updates=polling.UPDATES,
        )

    @staticmethod
    async def _until_taken(what: str, call: Callable[[], Awaitable[object]]) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                await call()
                return
            except BadRequest as error:
                log.error("%s was refused: %s", what, type(error).__name__)
                return
            except TelegramError as error:
                reason = "the token is refused" if isinstance(error, InvalidToken) else type(error).__name__
                log.warning("%s did not go through: %s; trying again in %s s", what, reason, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
