"""The service as messengers see it: worker threads for the turns, cards signed for whoever gets them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.acts import Tokens
from bot.card import Card, fold
from bot.crew import Crew
from bot.failpoints import failpoint
from bot.messenger import PushedCard, Topic, Unavailable
from bot.ports import About, Album, Memos, Store
from bot.present import Presenter
from bot.switchboard import Heard, Switchboard
from intake.messages import Address, Incoming, Named, Params, Prompt, Room
from routing.lifecycle import BEGUN, ENDED
from routing.model import Role
from routing.records import MemoryFailed, Query

T = TypeVar("T")

#: Photos that came by this act are for everybody who joined the concern as well.
SHOWN_TO_ALL = "done"


@dataclass(frozen=True, slots=True)
class LocalService:
    """Runs turns in `threads` and wakes the courier when something was posted."""

    switchboard: Switchboard
    presenter: Presenter
    tokens: Tokens
    store: Store
    album: Album
    memos: Memos
    #: Where turns run; one thread for a database with one writer.
    threads: Crew
    #: Where looking runs, beside the writer.
    looks: Crew
    woken: Callable[[], None]
    clock: Callable[[], datetime]

    async def receive(self, incoming: Incoming) -> tuple[Card, ...]:
        """Hear one act; see the protocol."""
        cards, posted = await self._run(self.threads, lambda: self._heard(incoming))
        if posted:
            self.woken()
        failpoint("turn.answered")
        return cards

    async def current(self, incoming: Incoming) -> tuple[Card, ...]:
        """What stands open for whoever comes back."""
        return await self._run(self.looks, lambda: self._cards(self.switchboard.current(incoming), incoming))

    async def mailbox(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        """What was pushed to the room after that letter, in its reader's language."""
        return await self._run(self.looks, lambda: self._letters(who, where, after))

    async def hold(self, who: Address, data: bytes) -> str:
        """Keep a file that comes along with the next act."""
        return await self._run(self.threads, lambda: self.album.hold(who, data, self.clock()))

    async def roles(self, who: Address, where: Room) -> frozenset[Role]:
        """The roles this person holds now."""
        return await self._run(self.looks, lambda: self._roles(who, where))

    async def has_served(self, who: Address, where: Room) -> bool:
        """Whether this person has ever held a role."""
        return await self._run(self.looks, lambda: self._has_served(who, where))

    async def moved(self, old: Room, new: Room) -> None:
        """What was registered in the old group goes on in the new one."""
        await self._run(self.threads, lambda: self.memos.move(old, new, self.clock()))

    def is_theirs(self, token: str, who: Address, where: Room) -> bool:
        """Whether the button was made for that person there, or for everybody in the room."""
        return self.tokens.resolve(token, who, where) is not None

    async def keep_in_mind(self, where: Room, key: str, value: str) -> None:
        """Keep the platform's own name for something in the room."""
        await self._run(self.threads, lambda: self.memos.keep(where, key, value, self.clock()))

    async def in_mind(self, where: Room, key: str) -> str | None:
        """What was kept in mind about the room under that key."""
        return await self._run(self.looks, lambda: self.memos.find(where, key))

    async def claim(self, where: Room, key: str, owner: str, lasting: timedelta) -> bool:
        """Take something in the room that one worker of the bot may do at a time."""
        return await self._run(
            self.threads, lambda: self.memos.claim(where, key, owner, self.clock(), lasting)
        )

    async def release(self, where: Room, key: str, owner: str) -> None:
        """Let go of it."""
        await self._run(self.threads, lambda: self.memos.release(where, key, owner))

    async def photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        """A photo's plain copy for whoever may see its concern."""
        return await self._run(self.looks, lambda: self._photo(who, where, photo_id))

    def drawn(
        self, prompts: tuple[Prompt, ...], language: str, who: Address | None, where: Room
    ) -> tuple[Card, ...]:
        """Prompts as signed cards, with what is merely said folded into what follows."""
        cards = fold(tuple(self.presenter.present(prompt, language) for prompt in prompts))
        return tuple(self.tokens.sign(card, who, where) for card in cards)

    def topic(self, about: About, language: str) -> Topic:
        """What a delivery to a group is about, with its name."""
        params: Params = {"number": about.number, "area": Named("area", about.area)}
        title = self.presenter.wording.say("topic.title", params, language)
        over, again = about.status in ENDED, about.status in BEGUN
        return Topic(title, about.head, about.ref, over=over, again=again)

    def _heard(self, incoming: Incoming) -> tuple[tuple[Card, ...], bool]:
        """The cards are drawn where the turn was: what it found is still at hand to that processor."""
        heard = self.switchboard.hear(incoming)
        return self._cards(heard, incoming), heard.posted

    def _cards(self, heard: Heard, incoming: Incoming) -> tuple[Card, ...]:
        return self.drawn(heard.prompts, heard.language, incoming.who, incoming.where)

    def _letters(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        with self.store.read() as reader:
            visit = reader.visit(who, where, self.clock())
            letters = reader.mailbox(where, after)
        language = visit.actor.language if visit else "ko"
        serves = visit is not None and bool(visit.actor.grants)
        return tuple(
            PushedCard(letter.seq, replace(card, at=None if number else letter.at))
            for letter in letters
            if serves or not letter.desk
            for number, card in enumerate(self.drawn(letter.prompts, language, who, where))
        )

    def _roles(self, who: Address, where: Room) -> frozenset[Role]:
        with self.store.read() as reader:
            visit = reader.visit(who, where, self.clock())
        return visit.actor.roles if visit else frozenset({"member"})

    def _has_served(self, who: Address, where: Room) -> bool:
        with self.store.read() as reader:
            visit = reader.visit(who, where, self.clock())
            return visit is not None and reader.has_served(visit.actor.person)

    def _photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        """Who may not see the concern gets what everybody gets for a photo that is not there."""
        with self.store.read() as reader:
            visit = reader.visit(who, where, self.clock())
            kept = self.album.view(photo_id)
            found = reader.find(Query(ids=frozenset({kept.concern}))) if kept and visit else ()
            shared = kept is not None and kept.came_by == SHOWN_TO_ALL
            joined = reader.joiners(kept.concern) if kept and shared else ()
        if kept is None or visit is None or not found:
            return None
        concern = found[0]
        me = visit.actor
        may = concern.submitter == me.person or me.serves(concern.department) or me.person in joined
        return kept.jpeg if may else None

    @staticmethod
    async def _run(threads: Crew, work: Callable[[], T]) -> T:
        try:
            return await threads.run(work)
        except MemoryFailed as failed:
            raise Unavailable(str(failed)) from failed
