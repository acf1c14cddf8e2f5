"""A concern in its department's channel: one message that shows how it stands, and its thread, its file."""

from dataclasses import replace

from bot.card import Line
from bot.messenger import Topic
from bot.slack.blocks import escaped, sections
from bot.slack.drawing import Drawn
from bot.slack.sending import Sender
from intake.messages import Room
from routing.delivery import Outcome, Result

#: The message that a thread hangs on is not there any more.
_DEAD = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"})


class CaseFiles:
    """Heads threads and adds to them. Slack names a thread by the time of the message that heads it."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def head(self, to: Room, key: str, message: Drawn, topic: Topic, *, unsure: bool) -> Outcome:
        """The concern as it stands: in place of the message that says so now, or as a new one."""
        if topic.ref is not None:
            channel, _, ts = topic.ref.rpartition(":")
            outcome = await self._sender.edit(channel or to.chat, ts, message)
            if outcome.reason not in _DEAD:
                return outcome
        outcome = await self._sender.push(to.chat, key, message, unsure=unsure)
        return replace(outcome, thread=_ts(outcome))

    async def add(self, to: Room, key: str, message: Drawn, topic: Topic, *, unsure: bool) -> Outcome:
        """News, in the thread; one that is not there is begun."""
        if to.thread is not None:
            outcome = await self._sender.push(to.chat, key, message, to.thread, unsure=unsure)
            if outcome.reason not in _DEAD:
                return outcome
        title = Drawn(escaped(topic.title), tuple(sections([Line(topic.title, "strong")])))
        begun = await self._sender.push(to.chat, f"{key}:thread", title, unsure=unsure)
        if begun.result is not Result.DELIVERED:
            return begun
        outcome = await self._sender.push(to.chat, key, message, _ts(begun), unsure=unsure)
        return replace(outcome, thread=_ts(begun))


def _ts(outcome: Outcome) -> str | None:
    return outcome.ref.rpartition(":")[2] if outcome.ref else None
