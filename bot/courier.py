"""The one way out: carries due deliveries to their messengers, and is the only thing that repeats a send.

The promise, for every delivery m: 1 <= copies(m) <= 1 + ambiguous(m), where ambiguous(m) counts the
attempts recorded as "outcome unknown". A delivery is claimed and its attempt counted before anything
is sent; what became of it is kept only while the claim still holds.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from bot.card import Card, joined
from bot.crew import Crew
from bot.failpoints import failpoint
from bot.messenger import Messenger, Topic
from bot.ports import About, Outbox, Parcel
from intake.messages import Address, Prompt, Room
from routing.delivery import WORN_ATTEMPTS, Delivery, Outcome, Result, State, after, begun, further

log = logging.getLogger("cheong.courier")

T = TypeVar("T")

#: A claim not settled within this time is anybody's again.
LEASE = timedelta(seconds=60)
#: One message may take this long; then nobody knows whether it arrived.
PUSH_SECONDS = 35
#: Deliveries under way at a time.
AT_ONCE = 60
#: When told to stop, what is under way may take this long.
DRAIN_SECONDS = 3
#: Looks for work at least this often: another replica, or a command, may have left some.
PULSE_SECONDS = 1.0

Draw = Callable[[tuple[Prompt, ...], str, Address | None, Room], tuple[Card, ...]]
#: What a delivery to a group is about, as the messenger needs to know it.
Name = Callable[[About, str], Topic]


class Waits(Protocol):
    """Where messages wait for their turn."""

    def close(self) -> None:
        """Wait no more: what has not begun is given back."""
        ...


class Courier:
    """Expands notices, claims deliveries, pushes them, settles them; woken when something is posted."""

    def __init__(
        self,
        outbox: Outbox,
        messengers: Mapping[str, Messenger],
        draw: Draw,
        name: Name,
        threads: Crew,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        waits: Waits | None = None,
    ) -> None:
        self._outbox, self._messengers, self._draw, self._name = outbox, messengers, draw, name
        self._threads, self._clock, self._wake, self._waits = threads, clock, wake, waits
        self._owner = uuid4().hex

    async def run(self) -> None:
        """Carry until cancelled; a database that is away is waited for."""
        under_way: set[asyncio.Task[None]] = set()

        def done(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            # A platform's pace lets few go at a time: new ones are fetched before the last has gone.
            if len(under_way) <= AT_ONCE // 2:
                self._wake.set()

        async def take_on() -> None:
            for parcel in await self._claimed(AT_ONCE - len(under_way)):
                task = asyncio.create_task(self._carry_safely(parcel))
                under_way.add(task)
                task.add_done_callback(done)

        try:
            while True:
                await _to_its_end(take_on())
                with suppress(TimeoutError):
                    async with asyncio.timeout(PULSE_SECONDS):
                        await self._wake.wait()
                self._wake.clear()
        finally:
            # What is being sent is settled: left alone, nobody would know whether it arrived. What only waits
            # for its turn is given back at once.
            if self._waits is not None:
                self._waits.close()
            if under_way:
                await asyncio.wait(under_way, timeout=DRAIN_SECONDS)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def carry(self) -> int:
        """One round: everything due now, each room's first; how many were attempted."""
        parcels = await self._claim(AT_ONCE)
        await asyncio.gather(*(self._deliver(parcel) for parcel in parcels))
        return len(parcels)

    async def _claim(self, limit: int) -> tuple[Parcel, ...]:
        now = self._clock()
        if await self._run(lambda: self._outbox.expand(now)):
            failpoint("delivery.expanded")
        parcels = await self._run(lambda: self._outbox.claim(self._owner, now, LEASE, limit))
        if parcels:
            failpoint("delivery.claimed")
        return parcels

    async def _claimed(self, limit: int) -> tuple[Parcel, ...]:
        """What there is to carry; nothing while it cannot be had."""
        try:
            return await self._claim(limit)
        except Exception as error:  # whatever it is: without a courier nobody is told anything
            log.error("the outbox cannot be read: %s; trying again", type(error).__name__)
            return ()

    async def _carry_safely(self, parcel: Parcel) -> None:
        """What cannot be settled is anybody's again when its claim has run out."""
        try:
            await self._deliver(parcel)
        except Exception as error:
            log.error("delivery %s could not be settled: %s", parcel.delivery.id, type(error).__name__)

    async def _deliver(self, parcel: Parcel) -> None:
        began = self._clock()
        settled = await self._sent(parcel)
        if settled is None or not await self._run(partial(self._outbox.settle, self._owner, settled, began)):
            log.warning("delivery %s was settled by somebody else meanwhile", parcel.delivery.id)
        elif settled.attempts == WORN_ATTEMPTS and settled.state is not State.DELIVERED:
            log.error("delivery %s is still not taken: %s", settled.id, settled.reason or "unknown")
        failpoint("delivery.settled")

    async def _sent(self, parcel: Parcel) -> Delivery | None:
        """The delivery after its messages were sent, each counted as it arrived, or as many as could be.

        None when the claim was lost over it: whoever has it now goes on.
        """
        delivery, unable = parcel.delivery, self._unable(parcel)
        if unable is not None:
            return after(delivery, unable, self._clock())
        try:
            cards = self._cards(parcel)
            topic = self._name(parcel.about, parcel.language) if parcel.about else None
        except Exception as error:  # whatever happened, the delivery must not be lost
            log.error("delivery %s cannot be drawn: %s", delivery.id, type(error).__name__)
            return after(delivery, Outcome(Result.TRY_LATER, reason=type(error).__name__), self._clock())
        delivery = begun(delivery, _words(cards))
        while True:
            outcome = await self._push(parcel, delivery, cards, topic) if cards else Outcome(Result.DELIVERED)
            failpoint("delivery.pushed")
            if outcome.result is not Result.DELIVERED or not outcome.rest:
                return after(delivery, outcome, self._clock())
            delivery = further(delivery, outcome, self._clock() + LEASE)
            if not await self._run(partial(self._outbox.further, self._owner, delivery)):
                return None
            failpoint("delivery.counted")

    def _unable(self, parcel: Parcel) -> Outcome | None:
        """Why nothing can be pushed there, if so."""
        messenger = self._messengers.get(parcel.to.messenger)
        if messenger is None:
            return Outcome(Result.TRY_LATER, reason="this messenger is not configured")
        return None if messenger.can_push else Outcome(Result.HELD)

    def _cards(self, parcel: Parcel) -> tuple[Card, ...]:
        drawn = self._draw(parcel.prompts, parcel.language, parcel.who, parcel.to)
        return (joined(drawn),) if parcel.together and drawn else drawn

    async def _push(
        self, parcel: Parcel, delivery: Delivery, cards: tuple[Card, ...], topic: Topic | None
    ) -> Outcome:
        """Send the next message of it, into the thread that one before has opened."""
        to = replace(parcel.to, thread=delivery.thread or parcel.to.thread)
        unsure = delivery.ambiguous > 0
        push = self._messengers[to.messenger].push
        try:
            async with asyncio.timeout(PUSH_SECONDS):
                return await push(to, parcel.key, cards, topic, done=delivery.done, unsure=unsure)
        except TimeoutError:
            return Outcome(Result.UNKNOWN, reason="timeout")
        except Exception as error:  # whatever happened, the delivery must not be lost
            log.error("pushing to %s failed: %s", to.messenger, type(error).__name__)
            return Outcome(Result.UNKNOWN, reason=type(error).__name__)

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._threads.run(work)


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Told to stop meanwhile, the task stops afterwards: what is claimed unheard would wait for its lease."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _words(cards: tuple[Card, ...]) -> str:
    """Stands for what the cards say: messages of the same words are counted on, of others anew."""
    return sha256("\f".join(card.text() for card in cards).encode("utf-8", "replace")).hexdigest()[:16]
