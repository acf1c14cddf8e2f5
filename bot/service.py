"""The service as messengers see it: worker threads for the turns, cards signed for whoever gets them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import TypeVar

from bot.acts import Tokens
from bot.card import Card, fold
from bot.failpoints import failpoint
from bot.messenger import PushedCard, Unavailable
from bot.ports import Album, Store
from bot.present import Presenter
from bot.switchboard import Heard, Switchboard
from intake.messages import Address, Incoming, Prompt, Room
from routing.records import MemoryFailed

T = TypeVar("T")


class LocalService:
    """Runs turns in `threads` and wakes the courier after each commit."""

    def __init__(
        self,
        switchboard: Switchboard,
        presenter: Presenter,
        tokens: Tokens,
        store: Store,
        album: Album,
        threads: Executor,
        looks: Executor,
        woken: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._switchboard, self._presenter, self._tokens = switchboard, presenter, tokens
        self._store, self._album = store, album
        self._threads, self._looks = threads, looks
        self._woken, self._clock = woken, clock

    async def receive(self, incoming: Incoming) -> tuple[Card, ...]:
        """Hear one act; see the protocol."""
        heard = await self._run(self._threads, lambda: self._switchboard.hear(incoming))
        self._woken()
        failpoint("turn.answered")
        return self._cards(heard, incoming)

    async def current(self, incoming: Incoming) -> tuple[Card, ...]:
        """What stands open for whoever comes back."""
        return self._cards(
            await self._run(self._looks, lambda: self._switchboard.current(incoming)), incoming
        )

    async def mailbox(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        """What was pushed to the room after that letter, in its reader's language."""
        return await self._run(self._looks, lambda: self._letters(who, where, after))

    async def hold(self, who: Address, data: bytes) -> str:
        """Keep a file that comes along with the next act."""
        return await self._run(self._threads, lambda: self._album.hold(who, data, self._clock()))

    async def photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        """A photo's plain copy for whoever may see its concern."""
        return await self._run(
            self._looks, lambda: self._switchboard.photo(who, where, photo_id, self._album)
        )

    def drawn(
        self, prompts: tuple[Prompt, ...], language: str, who: Address | None, where: Room
    ) -> tuple[Card, ...]:
        """Prompts as signed cards, with what is merely said folded into what follows."""
        cards = fold(tuple(self._presenter.present(prompt, language) for prompt in prompts))
        return tuple(self._tokens.sign(card, who, where) for card in cards)

    def _cards(self, heard: Heard, incoming: Incoming) -> tuple[Card, ...]:
        return self.drawn(heard.prompts, heard.language, incoming.who, incoming.where)

    def _letters(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        with self._store.read() as reader:
            visit = reader.visit(who, where, self._clock())
            letters = reader.mailbox(where, after)
        language = visit.actor.language if visit else "ko"
        return tuple(
            PushedCard(letter.seq, card)
            for letter in letters
            for card in self.drawn(letter.prompts, language, who, where)
        )

    @staticmethod
    async def _run(threads: Executor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, work)
        except MemoryFailed as failed:
            raise Unavailable(str(failed)) from failed
