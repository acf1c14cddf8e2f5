"""One thing after the other: what one person does is heard in the order it came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class InTurn:
    """A lock for each name in use, and none for the others."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """Wait until the others of that name are through."""
        lock, waiting = self._held.get(name, (asyncio.Lock(), 0))
        self._held[name] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._held.pop(name)
            if waiting > 1:
                self._held[name] = lock, waiting - 1
