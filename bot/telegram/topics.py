"""Deliveries to groups: each concern in a topic of its own, headed by its card.

Topics die: after very many messages Telegram no longer finds them for bots, and people delete them. A dead
one is made anew, and the outcome says so. Where a group has no topics, lines are replies to the head.
"""

import time
from contextlib import suppress

from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.lately import Lately
from bot.messenger import Topic
from bot.telegram.drawing import Drawn
from bot.telegram.outcomes import CLOSED_TOPIC, NO_SUCH_TOPIC
from bot.telegram.sending import Sender
from bot.telegram.wire import Spot
from routing.delivery import Outcome, Result

#: What a topic's name may hold.
LONGEST_NAME = 128
#: A group that has no topics, or lets us make none, is asked again after so many seconds.
PATIENCE = 600.0
#: Open topics remembered; one that was forgotten is opened once more, which does nothing.
REMEMBERED = 5_000
#: Why a head cannot be edited any more: it is sent anew.
_NOT_THERE = ("400", NO_SUCH_TOPIC)


class NotOpened(Exception):
    """No topic was opened, and nothing was sent; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Topics:
    """Pushes what is about a concern into its topic."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        #: Groups without topics, until they are asked again.
        self._flat: dict[int, float] = {}
        #: Topics known to be open.
        self._standing: Lately[tuple[int, str], None] = Lately(REMEMBERED)

    async def push(
        self, at: Spot, message: Drawn, topic: Topic, *, alone: bool = True, last: bool = True
    ) -> Outcome:
        """One message of a delivery, into the topic; opened first where there is none, or none any more.

        With the concern's card the topic is closed when the concern is over, and opened when it begins again.
        `alone`: the delivery has no other message, and may take the old head's place; `last`: none follows.
        """
        outcome = await self._pushed(at, message, topic, anew=not alone)
        thread = outcome.thread or at.thread
        if topic.head and last and outcome.result is Result.DELIVERED and thread is not None:
            there = Spot(at.chat, int(thread))
            if topic.over:
                await self._closed(there)
            elif topic.again and topic.ref is not None and (at.chat, str(thread)) not in self._standing:
                await self._reopened(there)
        return outcome

    async def _pushed(self, at: Spot, message: Drawn, topic: Topic, *, anew: bool) -> Outcome:
        if topic.head and topic.ref is not None and not anew:
            edited = await self._sender.replace(at.chat, int(topic.ref), message)
            if edited.result is not Result.TRY_LATER or edited.reason not in _NOT_THERE:
                return _with(edited, ref=topic.ref)
        opened = None
        if at.thread is None:
            try:
                opened = await self._open(at.chat, topic.title)
            except NotOpened as failed:
                return failed.outcome
        there = Spot(at.chat, opened or at.thread, None if opened else _head(at, topic))
        outcome = await self._sender.in_turn(there, message)
        if outcome.reason == CLOSED_TOPIC and await self._reopened(there):
            outcome = await self._sender.in_turn(there, message)
            if topic.over:
                await self._closed(there)
        if outcome.reason == NO_SUCH_TOPIC:
            if opened is not None:  # lost as soon as it was made: better beside a topic than never
                self._flat[at.chat] = time.monotonic() + PATIENCE
            return await self._pushed(Spot(at.chat), message, topic, anew=True)
        return _with(outcome, thread=str(opened) if opened is not None else None)

    async def _open(self, chat: int, title: str) -> int | None:
        """A new topic's id; None where the group has none."""
        if chat >= 0 or self._flat.get(chat, 0.0) > time.monotonic():
            return None
        self._sender.note(chat)
        try:
            made = await self._sender.bot.create_forum_topic(chat, _cut(title))
        except RetryAfter as error:
            raise NotOpened(self._sender.failed(chat, error)) from None
        except BadRequest as error:
            outcome = self._sender.failed(chat, error)
            if outcome.result is Result.UNREACHABLE:
                raise NotOpened(outcome) from None
            self._flat[chat] = time.monotonic() + PATIENCE
            return None
        except TelegramError as error:
            outcome = self._sender.failed(chat, error)
            # Perhaps there is an empty topic now; the message itself has certainly not been sent.
            lost = outcome.result is Result.UNKNOWN
            raise NotOpened(Outcome(Result.TRY_LATER, reason=outcome.reason) if lost else outcome) from None
        self._standing[chat, str(made.message_thread_id)] = None
        return made.message_thread_id

    async def _closed(self, at: Spot) -> None:
        """Where it cannot be closed it stays open: no harm."""
        self._standing.pop((at.chat, str(at.thread)), None)
        with suppress(TelegramError):
            await self._sender.bot.close_forum_topic(at.chat, at.thread or 0)

    async def _reopened(self, at: Spot) -> bool:
        self._standing[at.chat, str(at.thread)] = None
        try:
            await self._sender.bot.reopen_forum_topic(at.chat, at.thread or 0)
        except TelegramError:
            return False
        return True


def _head(at: Spot, topic: Topic) -> int | None:
    """Where there are no topics, the head is what a line answers."""
    return int(topic.ref) if at.thread is None and topic.ref is not None and not topic.head else None


def _with(outcome: Outcome, *, ref: str | None = None, thread: str | None = None) -> Outcome:
    return Outcome(outcome.result, ref or outcome.ref, outcome.not_before, outcome.reason, thread)


def _cut(title: str) -> str:
    return "".join(title.split("\0"))[:LONGEST_NAME] or "·"
