"""Wakes the streams of a room when something may have come for it, and ends them all at the end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

#: One person's streams at once, over all their windows.
MOST_STREAMS = 16


class Bell:
    """One stream's bell."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self, *, close: bool = False) -> None:
        self.closed = self.closed or close
        self._rung.set()

    async def close_when(self, leaving: anyio.Event) -> None:
        """End the stream once the server is leaving."""
        await leaving.wait()
        self.ring(close=True)

    async def wait(self, seconds: float) -> bool:
        """Until it rings, or for so long; whether it rang."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Doorbell:
    """All bells, by the chat they hang in."""

    def __init__(self) -> None:
        self._bells: dict[str, set[Bell]] = {}

    @contextmanager
    def listening(self, chat: str) -> Iterator[Bell]:
        """A bell for as long as the block lasts."""
        bells = self._bells.setdefault(chat, set())
        bell = Bell()
        bells.add(bell)
        try:
            yield bell
        finally:
            bells.discard(bell)
            if not bells:
                self._bells.pop(chat, None)

    def is_full(self, chat: str) -> bool:
        """Whether the chat has as many streams as it may."""
        return len(self._bells.get(chat, ())) >= MOST_STREAMS

    @property
    def count(self) -> int:
        """How many bells hang."""
        return sum(map(len, self._bells.values()))

    def ring(self, chat: str) -> None:
        """Wake the chat's streams."""
        for bell in tuple(self._bells.get(chat, ())):
            bell.ring()

    def close(self) -> None:
        """End every stream; who is still there connects again, to whoever serves then."""
        for bells in tuple(self._bells.values()):
            for bell in tuple(bells):
                bell.ring(close=True)
