"""The stream of letters to one open page: each exactly once, in order, known by its number."""

import logging
from collections.abc import AsyncGenerator, Iterable, Iterator
from itertools import groupby

from bot.card import Card
from bot.messenger import PushedCard, Service, Unavailable
from bot.webchat.door import Visitor
from bot.webchat.doorbell import Bell

log = logging.getLogger("cheong.webchat")

Letter = tuple[int, tuple[Card, ...]]

#: Seconds until the next look, after the bell rang: the courier rings before the letter is settled.
AFTER_A_RING = (0.0, 0.1, 0.4, 1.0)
#: Seconds between looks otherwise: another process may have pushed, and rings no bell here.
PULSE = 10.0


def by_letter(pushed: Iterable[PushedCard]) -> Iterator[Letter]:
    """Cards that came in one letter, together: a letter is seen whole or not at all."""
    for seq, cards in groupby(pushed, key=lambda each: each.seq):
        yield seq, tuple(each.card for each in cards)


async def letters(service: Service, visitor: Visitor, after: int, bell: Bell) -> AsyncGenerator[Letter, None]:
    """Every letter after that number, until the bell is closed."""
    waits = iter((0.0,))
    while not bell.closed:
        if await bell.wait(next(waits, PULSE)):
            waits = iter(AFTER_A_RING)
        try:
            found = await service.mailbox(visitor.who, visitor.where, after)
        except Unavailable:
            log.warning("the mailbox cannot be read just now; a stream waits")
            continue
        for seq, cards in by_letter(found):
            if seq > after:
                yield seq, cards
                after = seq
