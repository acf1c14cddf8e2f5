"""Where answers are shown: as a message in private, to one person alone in a channel, in a modal, on Home."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.card import Card, Line, Part
from bot.messenger import Service
from bot.slack import drawing
from bot.slack.blocks import sections
from bot.slack.drawing import Drawn, Whose, carrying, draw, own_button, settled
from bot.slack.heard import Spot
from bot.slack.modal import draw_home, draw_modal
from bot.slack.sending import Sender
from bot.slack.standing import Standing
from intake.messages import Address, Incoming, Room
from intake.wording import Wording
from routing.delivery import Outcome, Result

log = logging.getLogger("cheong.slack")

#: An answer that Slack certainly did not take is offered so often, waiting as long as Slack says.
MOST_TRIES, LONGEST_WAIT = 4, 30.0


class Display:
    """Draws cards and shows them."""

    def __init__(self, sender: Sender, wording: Wording) -> None:
        self._sender, self._wording = sender, wording
        self.standing = Standing(sender)

    # --- messages -------------------------------------------------------------------------------

    async def spoken(self, spot: Spot, where: Room, cards: Sequence[Card], *, editing: bool = False) -> bool:
        """As messages this person sees; whether all arrived. The card pressed gives way to the first."""
        whose: Whose = "own" if where.chat == spot.user else "room"
        who = Address(where.messenger, where.bot, spot.user)
        messages = [message for card in cards for message in draw(card, self._wording, whose)]
        if spot.said:
            messages = [carrying(message, spot.said) for message in messages]
        in_place = spot.message if editing and not spot.channel else None
        if in_place is not None:
            self.standing.gives_way(who, ":".join(in_place))
            if spot.drawn is not None and not messages:
                await self._sender.edit(*in_place, settled(spot.drawn))
        arrived, ref = True, None
        for message in messages:
            outcome = await self._said(spot, message, in_place)
            arrived, ref, in_place = arrived and outcome.result is Result.DELIVERED, outcome.ref, None
        if messages and cards[-1].tone == "ask" and not spot.channel:
            await self.standing.asks(who, ref, messages[-1])
        return arrived

    async def _said(self, spot: Spot, message: Drawn, in_place: tuple[str, str] | None = None) -> Outcome:
        """In the place of what was pressed, if it can be; else below."""
        if in_place is not None:
            outcome = await self._sender.edit(*in_place, message)
            if outcome.result is Result.DELIVERED:
                return outcome
        say = self._whispered if spot.channel else self._told
        outcome = await say(spot, message)
        for _ in range(MOST_TRIES - 1):
            if outcome.result is not Result.TRY_LATER:
                break
            await asyncio.sleep(min(self._sender.pace.seconds_until(outcome), LONGEST_WAIT))
            outcome = await say(spot, message)
        return outcome

    async def _told(self, spot: Spot, message: Drawn) -> Outcome:
        return await self._sender.answer(spot.user, message)

    async def _whispered(self, spot: Spot, message: Drawn) -> Outcome:
        """Nothing keeps a whisper, and nothing tells whether one arrived: a second is better than none.

        What is not known to arrive even so is told in private, which is always open and keeps it; so is what
        would be said where we are not, or whoever asks is not.
        """
        outcome = await self._sender.whisper(spot.channel, spot.user, message, spot.thread)
        if outcome.result is Result.UNKNOWN:
            outcome = await self._sender.whisper(spot.channel, spot.user, message, spot.thread)
        unheard = outcome.result in (Result.UNREACHABLE, Result.UNKNOWN)
        return await self._told(spot, message) if unheard else outcome

    async def photos(self, service: Service, asked: Incoming, cards: Sequence[Card]) -> None:
        """The photos of a case, in private: Slack takes a picture only as an upload of its own."""
        for photo_id in (each for card in cards for part in card.parts for each in part.photos):
            data = await service.photo(asked.who, asked.where, photo_id)
            if data is not None:
                await self._sender.photo(asked.who.user, data)

    async def led_away(self, spot: Spot, where: Room, cards: Sequence[Card]) -> None:
        """What stands open, or the welcome, in a direct message; and a word of it in the channel."""
        await self.spoken(Spot(spot.user), where, cards)
        there = self._wording.say("slack.private.there", {}, cards[-1].language if cards else "ko")
        await self._said(spot, Drawn(there, tuple(sections([Line(there)]))))

    # --- views ----------------------------------------------------------------------------------

    async def opened(self, spot: Spot, where: Room, cards: Sequence[Card]) -> None:
        """As a modal; once the trigger has died, as a message instead."""
        drawn = self.drawn(where, cards)
        if not spot.trigger or not await self._sender.open_view(spot.trigger, drawn):
            await self.spoken(spot, where, cards)

    def drawn(self, where: Room, cards: Sequence[Card]) -> dict[str, Any]:
        """The cards as a modal; a word of thanks where a delivery will answer."""
        if not cards:
            cards = (Card((Part((Line(self._wording.say("slack.done", {}, "ko")),)),)),)
        return draw_modal(cards, where, self._wording)

    async def grown(self, spot: Spot, where: Room, cards: Sequence[Card], drawn: dict[str, Any]) -> None:
        """In the modal that is open; if it is not any more, what is said comes as a message."""
        taken = await self._sender.update_view(spot.view, drawn)
        if not taken and not any(card.inputs for card in cards):
            await self.spoken(spot, where, cards)

    async def alerted(self, spot: Spot, where: Room, cards: Sequence[Card]) -> bool:
        """Where to turn in danger; whether it is known to be seen."""
        if spot.view and await self._sender.update_view(spot.view, draw_modal(cards, where, self._wording)):
            return True
        return await self.spoken(spot, where, cards)

    async def asked(self, spot: Spot, view: dict[str, Any]) -> None:
        """A modal of our own."""
        await self._sender.open_view(spot.trigger, view)

    async def at_home(self, user: str, cards: Sequence[Card]) -> None:
        """Somebody's concerns on their Home tab, with the button for a new one."""
        language = cards[-1].language if cards else "ko"

        def say(phrase: str) -> str:
            return self._wording.say(phrase, {}, language)

        button = own_button(drawing.REPORT, say("slack.home.report"), "primary")
        head = [
            *sections([Line(say("slack.home"))]),
            {"type": "actions", "block_id": "own:home", "elements": [button]},
        ]
        await self._sender.publish_home(user, draw_home(cards, head, self._wording))
