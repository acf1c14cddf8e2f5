"""A service that holds everything in memory: the real engine and words, no database, no office."""

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.acts import Tokens
from bot.card import Card, fold
from bot.commands import load_commands
from bot.messenger import PushedCard, Unavailable
from bot.present import Presenter
from bot.webchat.messenger import WebChat
from intake.conversation import Conversation
from intake.engine import advance
from intake.interpret import interpret
from intake.messages import (
    Act,
    Address,
    Alert,
    Answer,
    Begin,
    Confirm,
    Danger,
    Incoming,
    Inward,
    Look,
    Offer,
    Param,
    Photo,
    Phrase,
    Press,
    Prompt,
    Room,
    Row,
    Say,
    Show,
    Submission,
    Tell,
)
from routing.model import Role
from tests.fixtures.words import alerts, office, wording

NOW = datetime(2026, 1, 20, 5, 0, tzinfo=UTC)
KEY = b"for the tests alone, 32 bytes ..."
SUBJECT = "0123456789abcdef0123456789abcdef"
#: What the fake takes for danger.
DANGER = "살려"


class FakeService:
    """As `bot.messenger.Service`. Tests look at what it received and break it at will."""

    def __init__(self) -> None:
        self.tokens = Tokens(KEY)
        self.presenter = Presenter(wording(), office().forms, alerts())
        self.talks: dict[str, Conversation] = defaultdict(Conversation)
        self.language: dict[str, str] = defaultdict(lambda: "ko")
        self.letters: dict[str, list[tuple[Prompt, ...]]] = defaultdict(list)
        self.seen: dict[str, tuple[Prompt, ...]] = {}
        self.received: list[Incoming] = []
        self.photos: dict[str, bytes] = {}
        self.chat: WebChat | None = None
        self.down = False
        #: Seconds between the answer and the letter that belongs to it, as the courier needs some.
        self.courier = 0.0
        self._under_way: asyncio.Task[None] | None = None

    # --- as messengers see it -----------------------------------------------------------------------

    async def receive(self, incoming: Incoming) -> tuple[Card, ...]:
        if self.down:
            raise Unavailable
        if incoming.event_id not in self.seen:
            self.received.append(incoming)
            self.seen[incoming.event_id] = await self._heard(incoming)
        return self._drawn(self.seen[incoming.event_id], incoming.who, incoming.where)

    async def current(self, incoming: Incoming) -> tuple[Card, ...]:
        if self.down:
            raise Unavailable
        prompts = self._open(incoming.who.user) or self._look(Look("welcome"), incoming.who.user)
        return self._drawn(prompts, incoming.who, incoming.where)

    async def mailbox(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        if self.down:
            raise Unavailable
        return tuple(
            PushedCard(seq, card)
            for seq, prompts in enumerate(self.letters[where.chat], 1)
            if seq > after
            for card in self._drawn(prompts, who, where)
        )

    def is_theirs(self, token: str, who: Address, where: Room) -> bool:
        return True

    async def keep_in_mind(self, where: Room, key: str, value: str) -> None:
        return None

    async def in_mind(self, where: Room, key: str) -> str | None:
        return None

    async def claim(self, where: Room, key: str, owner: str, lasting: timedelta) -> bool:
        return True

    async def release(self, where: Room, key: str, owner: str) -> None:
        return None

    async def has_served(self, who: Address, where: Room) -> bool:
        return False

    async def roles(self, who: Address, where: Room) -> frozenset[Role]:
        return frozenset({"member"})

    async def moved(self, old: Room, new: Room) -> None:
        return None

    async def hold(self, who: Address, data: bytes) -> str:
        self.photos[str(len(self.photos))] = data
        return str(len(self.photos) - 1)

    async def photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        return self.photos.get(photo_id)

    # --- what tests do to it ------------------------------------------------------------------------

    async def push(self, user: str, *prompts: Prompt) -> None:
        """A letter, and the ring that follows."""
        self.letters[user].append(prompts)
        if self.chat is not None:
            await self.chat.push(Room("webchat", "web", user), "", (Card(()),))

    def acts(self) -> list[Act]:
        return [incoming.act for incoming in self.received]

    # --- what it does -------------------------------------------------------------------------------

    def _drawn(self, prompts: tuple[Prompt, ...], who: Address, where: Room) -> tuple[Card, ...]:
        cards = fold(tuple(self.presenter.present(prompt, self.language[who.user]) for prompt in prompts))
        return tuple(self.tokens.sign(card, who, where) for card in cards)

    async def _heard(self, incoming: Incoming) -> tuple[Prompt, ...]:
        user = incoming.who.user
        act = self._plain(incoming)
        if isinstance(act, Danger):
            return (Alert(act.kind),)
        if isinstance(act, Look):
            return self._look(act, user)
        if isinstance(act, Say) and self.talks[user].draft is None:
            act = Begin("concern", given={"consent": "agree", "text": act.text})
        return await self._advanced(act, user)

    def _plain(self, incoming: Incoming) -> Act:
        act = incoming.act
        if isinstance(act, Say):
            if DANGER in act.text:
                return Danger()
            return interpret(act, _COMMANDS)
        if not isinstance(act, Press):
            return act
        pressed = self.tokens.resolve(act.token, incoming.who, incoming.where)
        assert pressed is not None, "a token that is not ours"
        if isinstance(pressed.act, Answer | Confirm) and act.values:
            return replace(pressed.act, values={**act.values, **pressed.act.values})
        return pressed.act

    async def _advanced(self, act: Act, user: str) -> tuple[Prompt, ...]:
        forms = office().forms
        turn = advance(
            forms, self.talks[user], act, at_once=self._at_once(act, user), now=NOW, fresh=str(len(self.seen))
        )
        self.talks[user] = turn.conversation
        prompts = tuple(e for e in turn.effects if not isinstance(e, Inward))
        for sent in turn.effects:
            if isinstance(sent, Submission) and sent.form == "language":
                self.language[user] = str(sent.answers["language"])
                return (Tell("language.set"),)
            if isinstance(sent, Submission):
                receipt = Tell("receipt", {"number": "SP-260120-0042", "due": date(2026, 1, 28)})
                await self._carry(user, receipt, *prompts)
                return ()
        return prompts

    def _at_once(self, act: Act, user: str) -> int | None:
        draft = self.talks[user].draft
        form = act.form if isinstance(act, Begin) else draft.form if draft else ""
        return None if form and office().forms[form].together else 1

    async def _carry(self, user: str, *prompts: Prompt) -> None:
        """The courier takes a moment; without one, the letter is there before the answer."""
        if not self.courier:
            await self.push(user, *prompts)
            return

        async def later() -> None:
            await asyncio.sleep(self.courier)
            await self.push(user, *prompts)

        self._under_way = asyncio.create_task(later())

    def _open(self, user: str) -> tuple[Prompt, ...]:
        if self.talks[user].draft is None:
            return ()
        at_once = self._at_once(Answer(), user)
        turn = advance(office().forms, self.talks[user], Answer(), at_once=at_once, now=NOW, fresh="")
        return tuple(e for e in turn.effects if not isinstance(e, Inward))

    def _look(self, look: Look, user: str) -> tuple[Prompt, ...]:
        if look.view == "inbox":
            return (INBOX,)
        if look.view != "welcome":
            return (Tell("help.member"),)
        if user == "demo-officer":
            return (Tell("welcome.officer", offers=(Offer(Phrase("button.inbox"), Look("inbox")),)),)
        start = Offer(Phrase("button.agree"), Begin("concern", given={"consent": "agree"}), "primary")
        return (Tell("welcome", offers=(start, Offer(Phrase("button.details"), Look("privacy")))),)


def _row(number: str, photos: tuple[str, ...] = ()) -> Row:
    params: dict[str, Param] = {
        "number": number,
        "area": Phrase("kind.opinion"),
        "status": Phrase("status.assigned"),
        "department": Phrase("kind.inquiry"),
        "due": date(2026, 1, 28),
    }
    offers = (
        Offer(Phrase("button.take"), Begin("take", SUBJECT)),
        Offer(Phrase("button.reply"), Begin("reply", SUBJECT), "primary"),
    )
    return Row("inbox.row", params, offers, photos)


INBOX = Show("inbox", {"count": 2}, (_row("SP-260120-0042"), _row("SP-260120-0043")))
PHOTO = Photo("webchat", "0")

_COMMANDS = partial(load_commands().meaning, roles=frozenset({"member", "officer", "coordinator"}))
