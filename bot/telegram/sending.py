"""Sending: each message once, at Telegram's pace, with what became of it. Nothing is repeated here."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from bot.lately import Lately
from bot.pace import Pace
from bot.telegram.drawing import Drawn
from bot.telegram.keyboards import NO_BUTTONS, Json
from bot.telegram.outcomes import MOVED, outcome_of, wait_of
from bot.telegram.wire import Spot
from routing.delivery import Outcome, Result

#: Groups that have moved, remembered at a time.
REMEMBERED = 1_000


class Sender:
    """Sends and edits."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self.bot, self.pace = bot, pace
        self._moved: Lately[int, int] = Lately(REMEMBERED)

    # --- deliveries -----------------------------------------------------------------------------

    async def in_turn(self, at: Spot, message: Drawn) -> Outcome:
        """Send when the chat's turn has come, and the bot's; not now, if that is too long to wait for."""
        return await self.pace.in_turn(str(at.chat), lambda: self._send(at, message), group=at.chat < 0)

    def moved(self, chat: int) -> int | None:
        """The number under which a group goes on, as we were told when we last sent something there."""
        return self._moved.get(chat)

    # --- answers --------------------------------------------------------------------------------

    async def answer(self, at: Spot, message: Drawn) -> Outcome:
        """Send at once, to somebody who waits for it."""
        self.note(at.chat)
        outcome = await self._send(at, message)
        if outcome.reason == MOVED:
            there = replace(at, chat=self._moved[at.chat], thread=None, reply=None)
            return await self._send(there, message)
        return outcome

    def note(self, chat: int) -> None:
        """A message goes to the chat by another way: in a webhook's response."""
        self.pace.note(str(chat), group=chat < 0)

    async def edit(self, at: Spot, message_id: int, message: Drawn) -> Outcome:
        """Put the message in the place of one of ours; if that one cannot be edited any more, below it."""
        outcome = await self.replace(at.chat, message_id, message)
        gone = outcome.result is Result.TRY_LATER and outcome.reason == "400"
        return await self.answer(at, message) if gone else outcome

    async def replace(self, chat: int, message_id: int, message: Drawn) -> Outcome:
        """Put the message in the place of one of ours, or fail."""
        return await self._outcome(
            chat,
            self.bot.edit_message_text(message.text, chat, message_id, api_kwargs=message.beside()),
        )

    async def keyboard(self, chat: int, message_id: int, markup: Json = NO_BUTTONS) -> Outcome:
        """Change the buttons below one of our messages, or take them away."""
        call = self.bot.edit_message_reply_markup(chat, message_id, api_kwargs={"reply_markup": markup})
        return await self._outcome(chat, call)

    async def delete(self, chat: int, message_id: int) -> Outcome:
        """Take back one of our messages."""
        return await self._outcome(chat, self.bot.delete_message(chat, message_id))

    async def photo(self, at: Spot, data: bytes) -> Outcome:
        """Send a photo of ours."""
        self.note(at.chat)
        return await self._outcome(at.chat, self.bot.send_photo(at.chat, data, message_thread_id=at.thread))

    async def answer_query(self, query: str, alert: str | None = None) -> None:
        """Stop the clock on a pressed button, and show whoever pressed a text. Late, it stops by itself."""
        await self._outcome(0, self.bot.answer_callback_query(query, alert, show_alert=alert is not None))

    # --- one call -------------------------------------------------------------------------------

    async def _send(self, at: Spot, message: Drawn) -> Outcome:
        try:
            return await self._once(at, message)
        except BadRequest as refused:
            if message.entities and "entit" in refused.message.lower():
                plain = Drawn(message.text, markup=message.markup)
                return await self._outcome(at.chat, self._call(at, plain))
            return outcome_of(refused, self.pace.clock())
        except TelegramError as error:
            return self.failed(at.chat, error)

    async def _once(self, at: Spot, message: Drawn) -> Outcome:
        sent = await _answered(self._call(at, message))
        return Outcome(Result.DELIVERED, str(sent.message_id))

    def _call(self, at: Spot, message: Drawn) -> Awaitable[Any]:
        answered = ReplyParameters(at.reply, allow_sending_without_reply=True) if at.reply else None
        return self.bot.send_message(
            at.chat,
            message.text,
            message_thread_id=at.thread,
            reply_parameters=answered,
            api_kwargs=message.beside(),
        )

    async def _outcome(self, chat: int, call: Awaitable[Any]) -> Outcome:
        try:
            made = await _answered(call)
        except TelegramError as error:
            return self.failed(chat, error)
        return Outcome(Result.DELIVERED, str(getattr(made, "message_id", "")) or None)

    def failed(self, chat: int, error: TelegramError) -> Outcome:
        """What became of a call that raised; what it tells of the chat is kept in mind."""
        if isinstance(error, ChatMigrated):
            self._moved[chat] = error.new_chat_id
        if isinstance(error, RetryAfter):
            self.pace.hold(str(chat), self.pace.clock() + wait_of(error), group=chat < 0)
        return outcome_of(error, self.pace.clock())


async def _answered(call: Awaitable[Any]) -> Any:
    """What a call was answered with. An answer that cannot be read says nothing, not even that it failed."""
    try:
        return await call
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TelegramError(f"unreadable: {type(error).__name__}") from None
