"""The web chat as a messenger: its doors as routes, its mailbox as the delivery."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from bot.card import Card
from bot.messenger import Service, Topic
from bot.webchat.door import NAME, Door
from bot.webchat.doorbell import Doorbell
from bot.webchat.entrance import Entrance
from bot.webchat.paper import Paper
from intake.messages import Room
from intake.wording import Wording
from routing.delivery import Outcome, Result


class WebChat:
    """Serves its doors. `held` gives the bytes that were sent with an act, by their reference."""

    name = NAME
    can_push = True

    def __init__(
        self,
        wording: Wording,
        public_url: str = "",
        doors: Sequence[Door] = (Door(),),
        held: Callable[[str], Awaitable[bytes | None]] | None = None,
    ) -> None:
        self._wording, self._doors, self._held = wording, tuple(doors), held
        self._public = urlsplit(public_url)
        self._doorbell = Doorbell()

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """One mount for each door; where there is only one, the bare address leads to it."""
        mounts = tuple(self._entrance(door, service).mount(self._public.netloc) for door in self._doors)
        if len(self._doors) > 1:
            return mounts
        chat = RedirectResponse(self._address(self._doors[0]), 302)
        return (Route("/", lambda _: chat, methods=["GET"]), *mounts)

    def _entrance(self, door: Door, service: Service) -> Entrance:
        paper = Paper(self._wording, door, self._address(door))
        return Entrance(door, service, paper, self._doorbell, secure=self._public.scheme == "https")

    def _address(self, door: Door) -> str:
        return f"{self._public.path.rstrip('/')}{door.prefix}/"

    async def serve(self, service: Service) -> None:
        """Nothing runs; but when it is cancelled all streams end, so that the server can."""
        try:
            await asyncio.Event().wait()
        finally:
            self.close()

    @property
    def listening(self) -> int:
        """How many pages are open and listen."""
        return self._doorbell.count

    def close(self) -> None:
        """End every stream."""
        self._doorbell.close()

    async def push(
        self,
        to: Room,
        key: str,
        cards: Sequence[Card],
        topic: Topic | None = None,
        *,
        done: int = 0,
        unsure: bool = False,
    ) -> Outcome:
        """The letter lies in the mailbox already; open pages are told to look."""
        self._doorbell.ring(to.chat)
        return Outcome(Result.DELIVERED)

    async def fetch(self, ref: str) -> bytes | None:
        """The bytes that came along with an act."""
        return await self._held(ref) if self._held else None
