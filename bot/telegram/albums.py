"""Photos that came together: one card answers them all, edited as they come, after a restart as well."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.messenger import Service
from intake.messages import Room

#: Albums remembered at a time without asking the service.
REMEMBERED = 1_000


@dataclass(slots=True)
class Album:
    """One album; whoever answers it holds its turn, so that its photos are answered one after the other."""

    where: Room
    key: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _message: int | None = None
    _asked: bool = False

    async def message(self, service: Service) -> int | None:
        """The message that answers it, if one does."""
        if not self._asked:
            kept = await service.in_mind(self.where, self.key)
            self._message, self._asked = int(kept) if kept else None, True
        return self._message

    async def answered_by(self, message: int, service: Service) -> None:
        """Remember the message that answers it."""
        if message != self._message:
            self._message = message
            await service.keep_in_mind(self.where, self.key, str(message))


class Albums:
    """The albums of late."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Room, str], Album] = OrderedDict()

    def of(self, where: Room, name: str) -> Album:
        """The album of that name in the chat."""
        album = self._known.setdefault((where, name), Album(where, f"album {name}"))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return album
