"""What the shell needs from storage, said beside those who need it. Only `bot.app` knows who provides it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from intake import hearing
from intake.conversation import Conversation
from intake.messages import Address, Room
from routing.delivery import NOTHING_PASSED, Delivery, Lane, Passed
from routing.model import Decision, Timer
from routing.reading.areas import Judgement
from routing.reading.learner import Label
from routing.records import (
    About,
    Answered,
    Awaited,
    DueTimer,
    Figures,
    KeptPhoto,
    Letter,
    Parcel,
    Records,
    Seen,
    Visit,
)

__all__ = [
    "About",
    "Album",
    "Awaited",
    "Keeper",
    "KeptPhoto",
    "Lanes",
    "Letter",
    "Memos",
    "Outbox",
    "Parcel",
    "Reader",
    "Reads",
    "School",
    "Seen",
    "Store",
    "Turn",
    "Visit",
]


class Reads(hearing.Reads, Protocol):
    """Reads sentences, and says why."""

    def why(self, text: str) -> Judgement:
        """The area of a text, and every reason for it."""
        ...


class Turn(Records, Protocol):
    """One turn, one transaction. It commits when the block ends well, and only then."""

    @property
    def posted(self) -> bool:
        """Whether something was left for the courier to carry."""
        ...

    def enter(self, who: Address, where: Room, now: datetime, language: str | None = None) -> Visit:
        """The person behind the address and their conversation in the room, locked.

        Made when new; `language` is then theirs.
        """
        ...

    def seen(self, key: str) -> Seen | None:
        """What became of the event, if it was heard in the last seven days. Ask after `enter`."""
        ...

    def keep(self, decision: Decision, now: datetime) -> None:
        """Keep a decision: concern, entries, notices, what is noted of the person who acts."""
        ...

    def timer(self, key: str) -> Timer | None:
        """The timer, locked, if it has not rung yet. Ask after its concern is locked."""
        ...

    def rung(self, key: str, now: datetime) -> None:
        """It has rung, and will not again."""
        ...

    def leave(self, key: str, conversation: Conversation, answer: Answered, now: datetime) -> None:
        """Keep the conversation of the visit, and the event with its answer."""
        ...

    def close(self, key: str, now: datetime, *, danger: str | None = None, error: str | None = None) -> None:
        """Keep of an event its key and the hotline's kind, or the error's class: no person, no text."""
        ...

    def hush(self, who: Address, where: Room, now: datetime) -> None:
        """Remind nobody of the draft in hand there: after a danger card nothing is pushed by itself."""
        ...

    def audit(self, act: str, subject: str | None, result: str, now: datetime) -> None:
        """Append one line to the audit log, under the visit's pseudonymous person if there is one."""
        ...


class Reader(Figures, Protocol):
    """Looking without changing, beside the writer."""

    def visit(self, who: Address, where: Room, now: datetime) -> Visit | None:
        """Who that is and where their talk stands; None for somebody never seen."""
        ...

    def has_served(self, person: str) -> bool:
        """Whether this person has ever held a role, whatever has become of it."""
        ...

    def mailbox(self, where: Room, after: int, limit: int = 50) -> tuple[Letter, ...]:
        """What was pushed to the room after the letter `after`, the last `limit`, oldest first."""
        ...


class Store(Protocol):
    """The service's memory."""

    def turn(self) -> AbstractContextManager[Turn]:
        """A transaction that may write."""
        ...

    def read(self) -> AbstractContextManager[Reader]:
        """A look that does not hold up the writer."""
        ...


class Outbox(Protocol):
    """Deliveries: the only thing that repeats a send."""

    def expand(self, now: datetime, limit: int = 500) -> int:
        """Turn waiting notices into deliveries, one for each address, once; how many were made."""
        ...

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int = 50) -> tuple[Parcel, ...]:
        """Lease due deliveries, the first of each room only, so that order within a room holds.

        A delivery whose lease ran out is claimed again, with one more ambiguous attempt.
        """
        ...

    def settle(self, owner: str, delivery: Delivery, began: datetime | None = None) -> bool:
        """Keep what became of a claimed delivery; False when the lease was lost meanwhile.

        What nobody could be reached for is due again when somebody came there after the attempt `began`.
        """
        ...

    def further(self, owner: str, delivery: Delivery) -> bool:
        """Keep how far a delivery has come that goes on, its lease with it; False when that was lost."""
        ...

    def next_due(self) -> datetime | None:
        """When the next delivery is due, if any waits."""
        ...


class Memos(Protocol):
    """What messengers keep in mind about a room for some days."""

    def keep(self, where: Room, key: str, value: str, now: datetime) -> None:
        """Keep the value, instead of the one before."""
        ...

    def find(self, where: Room, key: str) -> str | None:
        """What was kept, for seven days at least."""
        ...

    def claim(self, where: Room, key: str, owner: str, now: datetime, lasting: timedelta) -> bool:
        """Take what one worker may do at a time; False while another has it, for so long at most."""
        ...

    def release(self, where: Room, key: str, owner: str) -> None:
        """Let go of what was taken."""
        ...

    def move(self, old: Room, new: Room, now: datetime) -> None:
        """A group goes on under another name, with what is registered there and what waits for it."""
        ...


class Lanes(Protocol):
    """Whose turn it is to send, shared by all workers of a bot."""

    def take(
        self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
    ) -> tuple[bool, datetime]:
        """Take the turn in both lanes, and when it comes: whoever has it waits until then, and sends.

        Not taken while the room is not free; then the instant is the one to ask again at. What has passed
        without a turn is kept either way.
        """
        ...


class Album(Protocol):
    """Photos: first a reference, then the sealed original and a plain copy without metadata."""

    def hold(self, who: Address, data: bytes, now: datetime) -> str:
        """Keep bytes that were sent with an act about to come, sealed; their reference."""
        ...

    def held(self, ref: str) -> bytes | None:
        """The bytes behind such a reference, until they are kept or rejected."""
        ...

    def awaited(self, now: datetime, limit: int = 10) -> tuple[Awaited, ...]:
        """Photos of filed concerns that still wait."""
        ...

    def keep_photo(self, photo_id: str, original: bytes, view: bytes, now: datetime) -> None:
        """Seal the original and the copy for officers."""
        ...

    def reject_photo(self, photo_id: str, reason: str, now: datetime) -> str | None:
        """Give a photo up; returns the concern it belonged to."""
        ...

    def retry_photo(self, photo_id: str, not_before: datetime) -> None:
        """Try again not before the instant."""
        ...

    def view(self, photo_id: str) -> KeptPhoto | None:
        """The copy kept of a photo; None while it waits, or when there is none."""
        ...


class Keeper(Protocol):
    """What jobs and the command line do to the memory."""

    def sweep(self, now: datetime) -> int:
        """Erase what has had its time: event keys, old drafts, uploads never filed; how many rows."""
        ...

    def stale_drafts(
        self, now: datetime, older_than: timedelta, limit: int = 100
    ) -> Iterable[tuple[Room, str, str]]:
        """Drafts nobody has touched for that long and not yet reminded of: room, form, draft id.

        Each is given out once.
        """
        ...

    def due_timers(
        self, now: datetime, after: DueTimer | None = None, limit: int = 100
    ) -> tuple[DueTimer, ...]:
        """Timers whose time has come and that have not rung, the earliest first, those behind `after`."""
        ...

    def told(self, key: str) -> bool:
        """Whether a notice of that key was kept."""
        ...

    def remind(self, decision: Decision, now: datetime) -> None:
        """Keep notices that no act of a person caused."""
        ...

    def invite(self, role: str, scope: str, now: datetime) -> str:
        """A new one-time code for a role; only its hash is kept, for 72 hours."""
        ...

    def grant(self, who: Address, role: str, scope: str, now: datetime) -> None:
        """Give a role to whoever has the address, unless they hold it already."""
        ...


class Kept(Protocol):
    """A label that was kept: what `text` is about, the batch it came in, who said so by name or mark."""

    @property
    def batch(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def concern(self) -> str | None: ...


class School(Protocol):
    """What there is to learn about texts, and what was learnt."""

    def mark(self, release: str) -> str:
        """What the weights depend on: the rules' release and which labels there are."""
        ...

    def labels(self) -> tuple[Kept, ...]:
        """All labels that can be opened, oldest first."""
        ...

    def append(self, given: Iterable[Label], now: datetime) -> str:
        """Keep labels; the name of their batch."""
        ...

    def undo(self, which: str) -> int:
        """Take out the labels of a batch, or of somebody by name or mark; how many."""
        ...

    def newest(self) -> tuple[int, str, bytes] | None:
        """Version, mark and packed weights of what was learnt last."""
        ...

    def newest_mark(self) -> tuple[int, str] | None:
        """Version and mark alone."""
        ...

    def keep(self, mark: str, count: int, packed: bytes, now: datetime) -> None:
        """Keep weights in place of all earlier ones."""
        ...
