"""Photos that came together: one card answers them all, edited as they come.

They may come to several processes at once, and one of these may die: whose turn it is, and which message
answers the album, stands in the database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from bot.lately import Lately
from bot.messenger import Service, Unavailable
from intake.messages import Room

#: Albums remembered at a time without asking the service.
REMEMBERED = 1_000
#: Longer than it takes to hear a photo and to answer it. Who has the turn for longer is dead.
LONGEST_TURN = timedelta(seconds=20)
#: Another process has the turn: asked again after so many seconds.
PATIENCE = 0.05


@dataclass(slots=True)
class Album:
    """One album: its photos are heard and answered one after the other."""

    where: Room
    key: str
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def turn(self, service: Service) -> AsyncIterator[None]:
        """Have the turn, of this process's photos and of all processes'."""
        owner, key = uuid4().hex, f"{self.key} turn"
        async with self._lock:
            while not await service.claim(self.where, key, owner, LONGEST_TURN):  # noqa: ASYNC110  # not ours
                await asyncio.sleep(PATIENCE)
            try:
                yield
            finally:
                with suppress(Unavailable):  # then it ends by itself
                    await service.release(self.where, key, owner)

    async def message(self, service: Service) -> int | None:
        """The message that answers it, if one does."""
        kept = await service.in_mind(self.where, self.key)
        return int(kept) if kept else None

    async def answered_by(self, message: int, service: Service) -> None:
        """Remember the message that answers it."""
        await service.keep_in_mind(self.where, self.key, str(message))


class Albums:
    """The albums of late."""

    def __init__(self) -> None:
        self._known: Lately[tuple[Room, str], Album] = Lately(REMEMBERED)

    def of(self, where: Room, name: str) -> Album:
        """The album of that name in the chat."""
        return self._known.setdefault((where, name), Album(where, f"album {name}"))
