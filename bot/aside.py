"""Work that nobody waits for."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any


class Aside:
    """Does it beside everything else, and says in the log what failed: its class, nothing of what it held."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._tasks: set[asyncio.Task[Any]] = set()

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Begin it, and go on."""
        task: asyncio.Task[Any] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("an answer could not be shown: %s", type(error).__name__)
