"""What a messenger is to the service, and the service to it. A messenger translates; it decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from starlette.routing import BaseRoute

from bot.card import Card
from intake.messages import Address, Incoming, Room
from routing.delivery import Outcome
from routing.model import Role

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PushedCard:
    """A card that was pushed to a room, with its place in that room's mailbox."""

    seq: int
    card: Card


@dataclass(frozen=True, slots=True)
class Topic:
    """The concern that a delivery to a group is about, for a messenger that gives each a thread there.

    The thread, once there is one, stands in the room that is pushed to. Without one, the messenger opens it
    and names it in its Outcome, as it does when the old one has died.
    """

    title: str
    #: The card is the concern's own, as it stands: it heads the thread, in place of `ref` if there is one.
    head: bool = False
    #: The message that heads the thread now.
    ref: str | None = None
    #: Nothing more is to be done about the concern; or there is again. A thread may show that.
    over: bool = False
    again: bool = False


class Service(Protocol):
    """What messengers may ask of the service."""

    async def receive(self, incoming: Incoming) -> tuple[Card, ...]:
        """Hear an act; the cards to answer with. Returns after the commit.

        Raises Unavailable when nothing was kept: then the platform must not be told "received".
        """
        ...

    async def current(self, incoming: Incoming) -> tuple[Card, ...]:
        """The question that stands open, or the welcome; `incoming` says who asks, its act is not heard."""
        ...

    async def mailbox(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        """What was pushed to the room after that letter."""
        ...

    async def hold(self, who: Address, data: bytes) -> str:
        """Keep a file that comes along with the next act; the reference a Photo is made of."""
        ...

    async def roles(self, who: Address, where: Room) -> frozenset[Role]:
        """The roles this person holds now."""
        ...

    async def has_served(self, who: Address, where: Room) -> bool:
        """Whether this person has ever held a role, whatever has become of it."""
        ...

    async def moved(self, old: Room, new: Room) -> None:
        """The platform has given a group another name: what was registered there goes on in it."""
        ...

    def is_theirs(self, token: str, who: Address, where: Room) -> bool:
        """Whether the button was made for that person there, or for everybody in the room."""
        ...

    async def keep_in_mind(self, where: Room, key: str, value: str) -> None:
        """Keep the platform's own name for something in the room, over a restart, for some days."""
        ...

    async def in_mind(self, where: Room, key: str) -> str | None:
        """What was kept in mind about the room under that key."""
        ...

    async def claim(self, where: Room, key: str, owner: str, lasting: timedelta) -> bool:
        """Take something in the room that one worker of the bot may do at a time.

        False while another has it, who may have died: for so long at most.
        """
        ...

    async def release(self, where: Room, key: str, owner: str) -> None:
        """Let go of it."""
        ...

    async def photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        """The plain copy of a photo, if this person may see its concern."""
        ...


class Unavailable(Exception):
    """The act was not kept; whoever sent it must send it again."""


class Messenger(Protocol):
    """One messenger: its routes, its loop if it needs one, and pushing."""

    name: str
    can_push: bool

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """The HTTP routes it wants served."""
        ...

    async def serve(self, service: Service) -> None:
        """Whatever it must keep running; returns when cancelled, or at once if there is nothing."""
        ...

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
        """Send one message of a delivery: of all that its cards make, the one after the first `done`.

        One network call, and one more where a thread must be opened. The outcome says how many messages are
        left. `key` names the delivery for platforms that can use it; `topic`, in a group, what it is about.
        `unsure`: an attempt before may have arrived after all; where the platform can be asked, it is.
        """
        ...

    async def fetch(self, ref: str) -> bytes | None:
        """The file behind a photo's reference; None when it is gone for good."""
        ...


def following(messages: Sequence[T], done: int) -> tuple[T, int]:
    """The message after the first `done`, and how many follow it; the last, where they have become fewer."""
    at = min(done, len(messages) - 1)
    return messages[at], len(messages) - at - 1
