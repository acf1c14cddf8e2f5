"""Photos after the acknowledgement: fetched, looked at, sealed; tried again like a delivery."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from bot.crew import Crew
from bot.messenger import Messenger
from bot.pictures import NotAPicture, plain_copy
from bot.ports import Album, Keeper, Store
from intake.messages import Tell
from routing.model import Decision, Notice, Submitter
from routing.records import Awaited, Query

log = logging.getLogger("cheong.photos")

T = TypeVar("T")

FIRST_WAIT = timedelta(seconds=10)
MOST_ATTEMPTS = 12


class Darkroom:
    """Develops the photos that filed concerns still wait for."""

    def __init__(
        self,
        album: Album,
        store: Store,
        keeper: Keeper,
        messengers: Mapping[str, Messenger],
        threads: Crew,
        clock: Callable[[], datetime],
    ) -> None:
        self._album, self._store, self._keeper = album, store, keeper
        self._messengers, self._threads, self._clock = messengers, threads, clock

    async def develop(self) -> int:
        """Look at every photo that waits now; how many there were."""
        waiting = await self._run(lambda: self._album.awaited(self._clock()))
        for photo in waiting:
            await self._one(photo)
        return len(waiting)

    async def _one(self, photo: Awaited) -> None:
        messenger = self._messengers.get(photo.messenger)
        # Counted before it is made: what ends the process would be tried for ever.
        later = self._clock() + FIRST_WAIT * 2 ** min(photo.attempts, MOST_ATTEMPTS)
        await self._run(lambda: self._album.retry_photo(photo.id, later))
        try:
            data = await messenger.fetch(photo.ref) if messenger and photo.attempts <= MOST_ATTEMPTS else None
        except Exception as error:  # whatever the network did, the photo is tried again
            log.warning("a photo could not be fetched: %s", type(error).__name__)
            if photo.attempts < MOST_ATTEMPTS:
                return
            data = None
        if data is None:
            await self._run(lambda: self._give_up(photo.id, "not to be had"))
            return
        try:
            view = await asyncio.to_thread(plain_copy, data)
        except NotAPicture as error:
            reason = str(error)
            await self._run(lambda: self._give_up(photo.id, reason))
            return
        original = data
        await self._run(lambda: self._album.keep_photo(photo.id, original, view, self._clock()))

    def _give_up(self, photo_id: str, reason: str) -> None:
        """The photo is no picture: whoever sent it is told, their words stay."""
        now = self._clock()
        concern_id = self._album.reject_photo(photo_id, reason, now)
        if concern_id is None:
            return
        with self._store.read() as reader:
            found = reader.find(Query(ids=frozenset({concern_id})))
        if found:
            told = Tell("photo.rejected", {"number": found[0].number})
            notice = Notice(f"photo:{photo_id}", (told,), Submitter(concern_id), concern_id)
            self._keeper.remind(Decision(notices=(notice,)), now)

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._threads.run(work)
