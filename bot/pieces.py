"""A delivery in one message or several: what is known to have arrived is not sent again."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from bot.lately import Lately
from routing.delivery import Outcome, Result


class Message(Protocol):
    """One message as a messenger draws it."""

    def payload(self) -> dict[str, Any]:
        """As it travels."""
        ...


T = TypeVar("T", bound=Message)

#: Messages remembered.
REMEMBERED = 5_000

#: Sends one message; the mark names it, and tells nothing of it.
Send = Callable[[T, str], Awaitable[Outcome]]


class Pieces:
    """Remembers what arrived, with the platform's own name for it."""

    def __init__(self) -> None:
        self._arrived: Lately[str, str] = Lately(REMEMBERED)

    async def carry(self, chat: str, key: str, messages: Sequence[T], send: Send[T]) -> Outcome:
        """Send the messages in order, until one does not arrive; what became of the last."""
        outcome = Outcome(Result.DELIVERED)
        for number, message in enumerate(messages):
            mark = mark_of(chat, key, number, message.payload())
            if (known := self._arrived.get(mark)) is not None:
                outcome = Outcome(Result.DELIVERED, known)
                continue
            outcome = await send(message, mark)
            if outcome.result is not Result.DELIVERED:
                return outcome
            self._arrived[mark] = outcome.ref or ""
        return outcome


def mark_of(*what: object) -> str:
    """Stands for a message, and tells nothing of it."""
    return sha256(repr(what).encode("utf-8", "replace")).hexdigest()[:32]
