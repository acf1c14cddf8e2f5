"""What a payload leads to: its acts are heard, then their cards are shown where they belong.

Slack waits for the commit and for nothing after it, but for what becomes of a modal that was sent off, and
for danger cards: one that cannot be shown has Slack come again.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.acts import looks
from bot.aside import Aside
from bot.card import Card
from bot.lately import Lately
from bot.messenger import Service, Unavailable
from bot.slack import quoting
from bot.slack.heard import GoingPrivate, Heard, Home, Opening, Quoting, Spot, What, who
from bot.slack.outcomes import FAILURES, code_of
from bot.slack.showing import Display
from bot.slack.turns import InTurn
from bot.slack.wire import read, spoken
from bot.slack.workspace import Workspace
from intake.formfile import LANGUAGES
from intake.messages import Incoming, InPrivate, Look, Press, Room, Say, Surface
from intake.wording import Wording

log = logging.getLogger("cheong.slack")

#: Answered events remembered at a time.
REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Ack:
    """What Slack is told: the status, and what becomes of a modal."""

    status: int = 200
    body: Mapping[str, Any] | None = None


RECEIVED, AGAIN = Ack(), Ack(500)


class Talk:
    """Hears payloads."""

    def __init__(self, display: Display, wording: Wording, workspace: Workspace) -> None:
        self._display, self._wording, self._workspace = display, wording, workspace
        self._turns = InTurn()
        self._answered: Lately[str, None] = Lately(REMEMBERED)
        self._aside = Aside(log)

    async def hear(self, service: Service, payload: Mapping[str, Any]) -> Ack:
        """Hear the payload; what Slack is to be told. Never raises."""
        try:
            what = read(payload)
        except Exception as error:  # nobody could read it, however often it came
            log.error("a payload could not be read and was passed over: %s", type(error).__name__)
            return RECEIVED
        if what is None:
            return RECEIVED
        try:
            is_ours = await self._workspace.is_ours(who(what).bot)
        except FAILURES as error:
            log.error("Slack did not say whose the token is: %s", code_of(error))
            return AGAIN
        try:
            return await self._led(service, what) if is_ours else self._elsewhere(payload)
        except Unavailable:
            return AGAIN
        except Exception as error:  # none that we know of: a second try is all there is to offer
            log.error("what was sent could not be heard: %s", type(error).__name__)
            return AGAIN

    async def close(self) -> None:
        """Wait for what is under way."""
        await self._aside.close()

    def _elsewhere(self, payload: Mapping[str, Any]) -> Ack:
        """Only a command can be answered without a token."""
        if "command" not in payload:
            return RECEIVED
        told = "\n".join(self._wording.say("slack.elsewhere", {}, language) for language in LANGUAGES)
        return Ack(body={"response_type": "ephemeral", "text": told})

    async def _led(self, service: Service, what: What) -> Ack:
        match what:
            case Heard():
                async with self._turns.of(what.spot.user):
                    return await self._heard(service, what)
            case Opening(asked, spot):
                self._aside.do(self._display.opened(spot, asked.where, await service.current(asked)))
            case Home(act):
                seen = replace(act, act=Look(await _home_of(service, act)))
                self._aside.do(self._display.at_home(act.who.user, await service.receive(seen)))
            case GoingPrivate(asked, spot):
                said = isinstance(asked.act, Say)
                cards = await (service.receive(asked) if said else service.current(asked))
                self._aside.do(self._display.led_away(spot, asked.where, cards))
            case Quoting(asked, spot, quoted):
                language = _language(await service.current(asked))
                view = quoting.draw_quoting(spoken(quoted.text), self._wording, language, own=quoted.own)
                self._aside.do(self._display.asked(spot, view))
        return RECEIVED

    # --- acts -----------------------------------------------------------------------------------

    async def _heard(self, service: Service, heard: Heard) -> Ack:
        cards: tuple[Card, ...] = ()
        first, spot = heard.acts[0], heard.spot
        for number, incoming in enumerate(heard.acts):
            more = await service.receive(incoming)
            if spot.trigger and isinstance(incoming.act, Say) and _sends_away(more):
                # What a command opens nobody else sees, wherever it was typed.
                own = replace(incoming, event_id=f"{incoming.event_id}-own", where=_own(incoming))
                heard = replace(heard, acts=(*heard.acts[:number], own, *heard.acts[number + 1 :]))
                more = await service.receive(own)
            if any(card.tone == "alert" for card in more):
                return await self._alerted(spot, first.where, more)
            cards = (*(card for card in cards if card.tone == "say"), *more) if more else cards
        if spot.submitted:
            return self._sent_off(service, heard, cards)
        if first.event_id in self._answered:
            return RECEIVED
        self._answered[first.event_id] = None
        if spot.view:
            drawn = self._display.drawn(first.where, cards)
            self._aside.do(self._grown(service, heard, cards, drawn))
        else:
            self._aside.do(self._shown(service, heard, cards))
        return RECEIVED

    async def _grown(
        self, service: Service, heard: Heard, cards: Sequence[Card], drawn: dict[str, Any]
    ) -> None:
        """What was chosen last is shown last."""
        async with self._turns.of(heard.spot.view):
            await self._display.grown(heard.spot, heard.acts[-1].where, cards, drawn)
        await self._settled(service, heard.acts[-1], cards)
        await self._display.photos(service, heard.acts[-1], cards)

    async def _shown(self, service: Service, heard: Heard, cards: Sequence[Card]) -> None:
        """Each person reads answers in the order of what they did; a modal has three seconds to open."""
        spot, last = heard.spot, heard.acts[-1]
        opens = _opens(heard, cards)
        if opens:
            await self._display.opened(spot, last.where, cards)
        async with self._turns.of(f"{spot.user} reads"):
            if not opens:
                await self._display.spoken(spot, last.where, cards, editing=spot.gives_way)
            await self._settled(service, last, cards)
        await self._display.photos(service, last, cards)

    async def _settled(self, service: Service, asked: Incoming, cards: Sequence[Card]) -> None:
        """What was asked in private loses its buttons once nothing is asked there any more."""
        standing = self._display.standing
        private = asked.where.chat == asked.who.user
        if not private or _asks(cards) or not standing.knows(asked.who):
            return
        if not _asks(await service.current(asked)):
            await standing.is_past(asked.who)

    async def _alerted(self, spot: Spot, where: Room, cards: Sequence[Card]) -> Ack:
        """Where to turn in danger, before anything else; known to be shown, or Slack comes again."""
        if spot.submitted:
            return Ack(body={"response_action": "update", "view": self._display.drawn(where, cards)})
        return RECEIVED if await self._display.alerted(spot, where, cards) else AGAIN

    # --- modals ---------------------------------------------------------------------------------

    def _sent_off(self, service: Service, heard: Heard, cards: Sequence[Card]) -> Ack:
        """What becomes of the modal: errors beside its fields, another card in its place, or its end."""
        spot, first = heard.spot, heard.acts[0]
        self._aside.do(self._settled(service, first, cards))
        if not cards:
            return Ack(body={"response_action": "clear"})
        drawn = self._display.drawn(first.where, cards)
        wrong = {each.field: each.problem for card in cards for each in card.inputs if each.problem}
        if wrong and _fields(drawn["blocks"]) == spot.fields:
            return Ack(body={"response_action": "errors", "errors": wrong})
        return Ack(body={"response_action": "update", "view": drawn})


def _opens(heard: Heard, cards: Sequence[Card]) -> bool:
    """A modal opens for what is to be filled in, what a command or a look in a channel shows, and at Home."""
    spot, last = heard.spot, heard.acts[-1]
    if not cards or not spot.trigger or last.surface is not Surface.MODAL:
        return False
    pressable = bool(cards[-1].buttons) and all(button.token for button in cards[-1].buttons)
    shows = isinstance(last.act, Say) or (isinstance(last.act, Press) and looks(last.act.token))
    return spot.home or cards[-1].tone == "ask" or (shows and pressable)


async def _home_of(service: Service, asked: Incoming) -> str:
    """What stands on somebody's Home tab: of the desk what waits for it, of others their own."""
    roles = await service.roles(asked.who, asked.where)
    return "inbox" if roles - {"member"} else "status"


def _sends_away(cards: Sequence[Card]) -> bool:
    return any(isinstance(button.act, InPrivate) for card in cards for button in card.buttons)


def _own(incoming: Incoming) -> Room:
    return replace(incoming.where, chat=incoming.who.user, thread=None)


def _asks(cards: Sequence[Card]) -> bool:
    return any(card.tone == "ask" for card in cards)


def _fields(blocks: Sequence[Mapping[str, Any]]) -> set[str]:
    return {block["block_id"] for block in blocks if block["type"] == "input"}


def _language(cards: Sequence[Card]) -> str:
    return cards[-1].language if cards else "ko"
