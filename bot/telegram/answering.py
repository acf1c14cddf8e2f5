"""What an update leads to: its acts are heard, and their cards shown where they belong.

Shown in the webhook's response where that may carry them: only what asks, for the response reports no
outcome. What is said, and danger cards, go by calls of their own: one that failed has the update repeated.
"""

import logging

from bot.aside import Aside
from bot.card import Card
from bot.lately import Lately
from bot.messenger import Service
from bot.telegram import drawing, riding
from bot.telegram.albums import Album, Albums
from bot.telegram.contents import PLACE
from bot.telegram.drawing import Drawn, as_alert
from bot.telegram.menus import Menus
from bot.telegram.placing import Places
from bot.telegram.riding import Payload
from bot.telegram.sending import Sender
from bot.telegram.standing import Standing
from bot.telegram.updates import Update
from bot.telegram.wire import NAME, Anonymous, Heard, Moved, Pressed, Spot, Ticked, draw, read
from intake.messages import Act, Address, Answer, Press, Room, Say
from intake.wording import Wording
from routing.delivery import Result

log = logging.getLogger("cheong.telegram")

#: An update whose answer cannot be sent comes again so often; then the person has to ask.
MOST_TRIES = 5
#: Troubles remembered at a time.
REMEMBERED = 1_000


class NotAnswered(Exception):
    """The acts were heard, but what they are answered with did not arrive: the update must come again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Talk:
    """Hears updates. `username` is known once Telegram has said who the bot is."""

    def __init__(self, sender: Sender, menus: Menus, wording: Wording, bot: str) -> None:
        self._sender, self._menus, self._wording, self._bot = sender, menus, wording, bot
        self.username = ""
        self._albums = Albums()
        self._places = Places(sender, wording)
        self._tries: Lately[int, int] = Lately(REMEMBERED)
        self._aside = Aside(log)
        self._standing = Standing(sender, self._aside)

    async def hear(self, service: Service, update: Update, *, rides: bool) -> Payload | None:
        """Hear the update; what its response is to carry, where it may.

        Unavailable when nothing was kept, NotAnswered when the answer did not arrive.
        """
        match self._read(update):
            case Heard() as heard:
                return await self._heard(service, heard, rides=rides)
            case Ticked() as heard:
                self._aside.do(self._sender.answer_query(heard.pressed.query))
                if rides:
                    return riding.keyboard(heard.chat, heard.pressed.message, heard.markup)
                await self._sender.keyboard(heard.chat, heard.pressed.message or 0, heard.markup)
            case Moved(old, new):
                await service.moved(old, new)
            case Anonymous(at):
                self._aside.do(self._ask_to_show_themselves(at))
        return None

    def _read(self, update: Update) -> Heard | Ticked | Anonymous | Moved | None:
        """None as well for what nobody could read, however often it came: the next must come through."""
        try:
            return read(update, self._bot, self.username)
        except Exception as error:
            log.error("an update could not be read and was passed over: %s", type(error).__name__)
            return None

    def told(self, service: Service, chat: int) -> None:
        """Something was pushed to somebody's private chat: perhaps that a role of theirs has ended."""
        if self._menus.may_be_old(chat):
            self._aside.do(self._menus.fit(service, *self._alone(chat)))

    def asked(self, chat: int, message: int) -> None:
        """A question stands in somebody's private chat, in a message that is known."""
        self._standing.asked(*self._alone(chat), message)

    def _alone(self, chat: int) -> tuple[Address, Room]:
        """Whose private chat it is."""
        user = str(chat)
        return Address(NAME, self._bot, user), Room(NAME, self._bot, user)

    async def close(self) -> None:
        """Wait for what is under way."""
        await self._aside.close()

    # --- acts and their cards -------------------------------------------------------------------

    async def _heard(self, service: Service, heard: Heard, *, rides: bool) -> Payload | None:
        if self._is_somebody_elses(service, heard):
            return None
        if heard.album is None:
            return await self._answered(service, heard, None, rides=rides)
        album = self._albums.of(heard.acts[0].where, heard.album)
        async with album.turn(service):
            return await self._answered(service, heard, album, rides=False)

    async def _answered(
        self, service: Service, heard: Heard, album: Album | None, *, rides: bool
    ) -> Payload | None:
        cards: tuple[Card, ...] = ()
        for incoming in heard.acts:
            more = await service.receive(incoming)
            if any(card.tone == "alert" for card in more):
                cards = more
                break
            cards = (*(card for card in cards if card.tone == "say"), *more) if more else cards
        if heard.pressed is not None:
            alert = as_alert(cards) if heard.at.is_group and not heard.pressed.form else None
            self._aside.do(self._sender.answer_query(heard.pressed.query, alert))
            if alert is not None:
                return None
        try:
            if album is not None:
                await self._shown_once(service, heard, cards, album)
                return None
            payload = await self._shown(heard, cards, self._edited(heard.pressed, cards), rides=rides)
        except NotAnswered:
            if self._may_come_again(heard.update):
                raise
            log.error("an answer could not be sent after %s tries and was given up", MOST_TRIES)
            return None
        await self._photos(service, heard, cards)
        if not heard.at.is_group and _is_command(heard.acts[0].act):
            self._aside.do(self._menus.fit(service, *_talk(heard)))
        return payload

    def _is_somebody_elses(self, service: Service, heard: Heard) -> bool:
        """A question in a group is answered by whom it was asked; whoever else presses is told so."""
        incoming = heard.acts[0]
        if not heard.at.is_group or heard.pressed is None or not isinstance(incoming.act, Press):
            return False
        if not heard.pressed.form or service.is_theirs(incoming.act.token, incoming.who, incoming.where):
            return False
        told = self._say("telegram.not_yours", incoming.language or "ko")
        self._aside.do(self._sender.answer_query(heard.pressed.query, told))
        return True

    async def _shown_once(
        self, service: Service, heard: Heard, cards: tuple[Card, ...], album: Album
    ) -> None:
        """One message answers the whole album."""
        messages = [message for card in cards for message in self._drawn(heard.at, card)]
        if not messages:
            return
        before = await album.message(service)
        ref = await self._show(heard.at, messages[-1], before)
        if ref and int(ref) != before:
            await album.answered_by(int(ref), service)
        if before is None and drawing.asks_place(cards[-1]):
            await self._places.offer(heard.at, cards[-1].language, anew=False)

    async def _shown(
        self, heard: Heard, cards: tuple[Card, ...], edited: int | None, *, rides: bool
    ) -> Payload | None:
        messages = [message for card in cards for message in self._drawn(heard.at, card)]
        if not messages:
            return await self._done_with(heard.at.chat, edited, rides=rides)
        asks = cards[-1].tone == "ask"
        if asks:
            self._standing.gives_way(heard)
        if any(isinstance(each.act, Answer) and PLACE in each.act.values for each in heard.acts):
            await self._places.taken(heard.at, cards[-1].language)
        *others, last = messages
        for message in others:
            await self._show(heard.at, message, edited)
            edited = None
        asks_place = drawing.asks_place(cards[-1]) and not heard.at.is_group
        if asks and not asks_place and self._places.offered_in(heard.at.chat):
            self._aside.do(self._places.withdraw(heard.at, cards[-1].language))
        # Beside what waits for words stand "back" and the like. Taking those off would cost a call for each
        # answer typed, of the 30 a second that a bot has for everybody.
        offers = asks_place or not cards[-1].typed
        # A response tells no id: a new question whose answers words may leave behind goes by a call.
        left_behind = edited is None and offers and _begins(heard)
        by_call = asks_place or heard.at.is_group or left_behind
        if rides and asks and not by_call:
            if edited is None:
                self._sender.note(heard.at.chat)
            elif offers:
                self._standing.asked(*_talk(heard), edited)
            return riding.message(heard.at, last, edited)
        ref = await self._show(heard.at, last, edited)
        if asks and offers and ref:
            self._standing.asked(*_talk(heard), int(ref))
        if asks_place:
            typed = isinstance(heard.acts[-1].act, Say)
            await self._places.offer(heard.at, cards[-1].language, anew=typed)
        return None

    def _drawn(self, at: Spot, card: Card) -> tuple[Drawn, ...]:
        """In a group a question says whom it is for."""
        if at.reader is not None and card.tone == "ask":
            name = self._wording.say("telegram.for", {"name": at.reader[1]}, card.language)
            card = drawing.for_one(card, name, self._say("telegram.reply_here", card.language))
        return draw(card, f"https://t.me/{self.username}" if self.username else "")

    @staticmethod
    def _edited(pressed: Pressed | None, cards: tuple[Card, ...]) -> int | None:
        """The message that gives way: a form's own card, pressed. A danger card stands by itself."""
        if pressed is None or not pressed.form or (cards and cards[0].tone == "alert"):
            return None
        return pressed.message

    async def _done_with(self, chat: int, edited: int | None, *, rides: bool) -> Payload | None:
        """What was pressed is answered by a delivery: its buttons go."""
        if edited is None:
            return None
        if rides:
            return riding.keyboard(chat, edited)
        await self._sender.keyboard(chat, edited)
        return None

    async def _show(self, at: Spot, message: Drawn, edited: int | None) -> str | None:
        """Show it; Telegram's id of it. NotAnswered when nobody knows that it arrived."""
        if edited is not None:
            outcome = await self._sender.edit(at, edited, message)
        else:
            outcome = await self._sender.answer(at, message)
        if outcome.result in (Result.TRY_LATER, Result.UNKNOWN):
            raise NotAnswered(self._sender.pace.seconds_until(outcome))
        return outcome.ref

    async def _photos(self, service: Service, heard: Heard, cards: tuple[Card, ...]) -> None:
        """The photos of a case, below it."""
        who, where = heard.acts[0].who, heard.acts[0].where
        for photo_id in (each for card in cards for part in card.parts for each in part.photos):
            data = await service.photo(who, where, photo_id)
            if data is not None:
                await self._sender.photo(heard.at, data)

    def _may_come_again(self, update: int) -> bool:
        tries = self._tries.pop(update, 0) + 1
        if tries < MOST_TRIES:
            self._tries[update] = tries
        return tries < MOST_TRIES

    # --- beside the conversation ----------------------------------------------------------------

    async def _ask_to_show_themselves(self, at: Spot) -> None:
        await self._sender.answer(at, Drawn(self._say("telegram.anonymous", "ko")))

    def _say(self, phrase: str, language: str) -> str:
        return self._wording.say(phrase, {}, language)


def _talk(heard: Heard) -> tuple[Address, Room]:
    return heard.acts[0].who, heard.acts[0].where


def _begins(heard: Heard) -> bool:
    """Whether something new may begin with it: a command, or a button of no form."""
    return _is_command(heard.acts[0].act) if heard.pressed is None else not heard.pressed.form


def _is_command(act: Act) -> bool:
    return isinstance(act, Say) and act.text.startswith("/")
