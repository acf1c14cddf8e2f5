"""Sending: each message once, at Slack's pace, with what became of it. Nothing is repeated here."""

import logging
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from bot.pace import Pace
from bot.slack.calling import Line
from bot.slack.drawing import Drawn
from bot.slack.outcomes import FAILURES, code_of, outcome_of, wait_of
from routing.delivery import Outcome, Result

log = logging.getLogger("cheong.slack")

#: The kind of metadata that names a delivery, and how many messages are looked through for it.
DELIVERY, LOOKED_THROUGH = "cheong_delivery", 100

#: Nothing is expanded, linked or fetched out of what people type.
_AS_IT_STANDS: dict[str, Any] = {
    "parse": "none",
    "link_names": False,
    "unfurl_links": False,
    "unfurl_media": False,
}


class Sender:
    """Posts, edits, opens modals."""

    def __init__(self, line: Line, pace: Pace) -> None:
        self.line, self.pace = line, pace
        #: Slack counts changes apart from messages: too many of those hold up no message.
        self._no_edit_before: datetime | None = None

    # --- deliveries -----------------------------------------------------------------------------

    async def push(
        self, channel: str, key: str, message: Drawn, thread: str | None = None, *, unsure: bool = False
    ) -> Outcome:
        """One message of a delivery, in its turn; `key` names it.

        Slack takes no key to tell a repeated message by, but keeps metadata that can be read back: where an
        attempt's outcome is unknown, the conversation is looked through first.
        """
        mark = _mark_of(channel, key, message.payload())
        if unsure:
            with suppress(LookupError):
                if (known := await self._found(channel, mark, thread)) is not None:
                    return Outcome(Result.DELIVERED, known)
        return await self.pace.in_turn(
            channel, lambda: self._post(channel, message, thread, mark), group=_is_group(channel)
        )

    async def _found(self, channel: str, mark: str, thread: str | None) -> str | None:
        """Where the message arrived after all; None when it is not there. LookupError: we may not look."""
        try:
            client = self.line.open()
            room = channel
            if channel.startswith(("U", "W")):
                room = str((await client.conversations_open(users=channel))["channel"]["id"])
            asked: dict[str, Any] = {"channel": room, "limit": LOOKED_THROUGH, "include_all_metadata": True}
            looked = await (
                client.conversations_replies(**asked, ts=thread)
                if thread
                else client.conversations_history(**asked)
            )
            messages: list[Mapping[str, Any]] = looked["messages"]
        except FAILURES as error:
            log.warning("an uncertain message could not be looked up: %s", code_of(error))
            raise LookupError from None
        for message in messages:
            if (message.get("metadata") or {}).get("event_payload", {}).get("id") == mark:
                return f"{room}:{message['ts']}"
        return None

    # --- answers --------------------------------------------------------------------------------

    async def answer(self, channel: str, message: Drawn, thread: str | None = None) -> Outcome:
        """Send at once, to somebody who waits for it; again if it was lost on its way and is not there."""
        self.pace.note(channel, group=_is_group(channel))
        mark = _mark_of(channel, uuid4().hex)
        outcome = await self._post(channel, message, thread, mark)
        if outcome.result is not Result.UNKNOWN:
            return outcome
        try:
            known = await self._found(channel, mark, thread)
        except LookupError:
            return outcome
        return Outcome(Result.DELIVERED, known) if known else await self._post(channel, message, thread, mark)

    async def whisper(self, channel: str, user: str, message: Drawn, thread: str | None = None) -> Outcome:
        """What only one person sees in a channel, until they reload."""
        call = self.line.open().chat_postEphemeral(
            channel=channel, user=user, **_told(message, thread), parse="none", link_names=False
        )
        return await self._outcome(channel, call)

    async def edit(self, channel: str, ts: str, message: Drawn) -> Outcome:
        """Put another card in a message's place; once more if nobody knows whether it was."""
        outcome = await self._edit(channel, ts, message)
        return await self._edit(channel, ts, message) if outcome.result is Result.UNKNOWN else outcome

    async def _edit(self, channel: str, ts: str, message: Drawn) -> Outcome:
        later = self._no_edit_before
        if later is not None and self.pace.clock() < later:
            return Outcome(Result.TRY_LATER, not_before=later, reason="429")
        call = self.line.open().chat_update(
            channel=channel, ts=ts, **message.payload(), parse="none", link_names=False
        )
        outcome = await self._outcome(channel, call, holds=False)
        if outcome.reason == "429":
            self._no_edit_before = outcome.not_before
        return outcome

    async def photo(self, user: str, data: bytes) -> None:
        """A picture, in private."""
        try:
            client = self.line.open()
            room = (await client.conversations_open(users=user))["channel"]["id"]
            await client.files_upload_v2(channel=room, content=data, filename="photo.jpg", title="·")
        except FAILURES as error:
            log.warning("a photo was not shown: %s", code_of(error))

    # --- views ----------------------------------------------------------------------------------

    async def open_view(self, trigger: str, view: dict[str, Any]) -> bool:
        """Open a modal; False when the trigger has died or Slack did not take it."""
        return await self._view(self.line.open().views_open(trigger_id=trigger, view=view))

    async def update_view(self, view_id: str, view: dict[str, Any]) -> bool:
        """Change a modal that is open."""
        return await self._view(self.line.open().views_update(view_id=view_id, view=view))

    async def publish_home(self, user: str, view: dict[str, Any]) -> bool:
        """What stands on somebody's Home tab."""
        return await self._view(self.line.open().views_publish(user_id=user, view=view))

    @staticmethod
    async def _view(call: Awaitable[Any]) -> bool:
        try:
            await call
        except FAILURES as error:
            log.warning("a view was not shown: %s", code_of(error))
            return False
        return True

    # --- one call -------------------------------------------------------------------------------

    async def _post(self, channel: str, message: Drawn, thread: str | None, mark: str) -> Outcome:
        metadata = {"event_type": DELIVERY, "event_payload": {"id": mark}}
        call = self.line.open().chat_postMessage(
            channel=channel, **_told(message, thread), **_AS_IT_STANDS, metadata=metadata
        )
        return await self._outcome(channel, call)

    async def _outcome(self, channel: str, call: Awaitable[Any], *, holds: bool = True) -> Outcome:
        try:
            made = await call
        except FAILURES as error:
            if holds and (wait := wait_of(error)) is not None:
                self.pace.hold(channel, self.pace.clock() + wait, group=_is_group(channel))
            outcome = outcome_of(error, self.pace.clock())
            log.warning("a message did not go through: %s", outcome.reason)
            return outcome
        ts = made.get("ts") or made.get("message_ts")
        return Outcome(Result.DELIVERED, f"{made.get('channel') or channel}:{ts}" if ts else None)


def _is_group(channel: str) -> bool:
    return not channel.startswith(("U", "W", "D"))


def _told(message: Drawn, thread: str | None) -> dict[str, Any]:
    return message.payload() | ({"thread_ts": thread} if thread else {})


def _mark_of(*what: object) -> str:
    """Stands for a message, and tells nothing of it."""
    return sha256(repr(what).encode("utf-8", "replace")).hexdigest()[:32]
