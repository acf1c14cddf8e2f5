"""The ports through which the office reads and keeps, said beside those who need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from intake.conversation import Conversation
from intake.messages import Address, Look, Prompt, Room
from routing.delivery import Delivery
from routing.model import PRIVATE, Actor, Concern, Entry, Grant, Spot, Status


@dataclass(frozen=True, slots=True)
class Query:
    """Which concerns are looked for; what is None does not narrow."""

    ids: frozenset[str] | None = None
    #: Department codes; EVERYWHERE among them means all.
    departments: frozenset[str] | None = None
    submitter: str | None = None
    statuses: frozenset[Status] | None = None
    #: The last part of the number: 42 finds every …-0042.
    serial: int | None = None
    #: The whole number.
    number: str | None = None
    taken_by: str | None = None
    area: str | None = None
    #: By its Korean name.
    gu: str | None = None
    #: Those due before then.
    due_before: datetime | None = None
    #: Those this person did not write.
    besides: str | None = None
    #: The person who joined it.
    joined_by: str | None = None
    #: Those put together with this one.
    merged_into: str | None = None
    #: Those open whose author waits for a word since before then.
    waiting_before: datetime | None = None
    order: Literal["due", "newest", "waiting"] = "due"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """What one department owes now: counts of concerns."""

    department: str
    open: int = 0
    #: Due soon, and not late.
    soon: int = 0
    late: int = 0
    #: Its author waits for a word for too long.
    silent: int = 0


class Figures(Protocol):
    """Reading, inside or outside a turn."""

    def find(self, query: Query) -> tuple[Concern, ...]:
        """The concerns that match, in order."""
        ...

    def count(self, query: Query) -> int:
        """How many match, whatever offset and limit say."""
        ...

    def thread(self, concern_id: str) -> tuple[Entry, ...]:
        """The entries of a concern, oldest first."""
        ...

    def joiners(self, concern_id: str) -> tuple[str, ...]:
        """The persons who joined the concern, the first one first."""
        ...

    def quiet(self, person_id: str) -> str:
        """The name of the hours in which this person is not disturbed, chosen or usual."""
        ...

    def replies(self, department: str, limit: int) -> tuple[Entry, ...]:
        """The last replies to concerns that a department has, the newest first."""
        ...

    def photos(self, concern_id: str, came_by: str | None = None) -> tuple[str, ...]:
        """The ids of the photos kept for a concern, oldest first; all, or those that came by one act."""
        ...

    def owed(self, now: datetime, soon: datetime, silent_before: datetime) -> tuple[Owed, ...]:
        """A line for each department with an open concern."""
        ...

    def active(self, months: Sequence[date]) -> tuple[str, ...]:
        """The departments that have done something in these months, each named by its first day."""
        ...

    def counts(self, months: Sequence[date], departments: frozenset[str]) -> tuple[tuple[str, str, int], ...]:
        """What these departments have done in these months: department, measure, how many."""
        ...


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose time has come, as it is found; what it holds is opened when it rings."""

    at: datetime
    id: int
    key: str
    concern: str
    kind: str


class Records(Figures, Protocol):
    """What deciding needs, inside one transaction."""

    def concern(self, concern_id: str) -> Concern | None:
        """The concern, locked until the transaction ends."""
        ...

    def near(self, marks: frozenset[str], since: datetime) -> tuple[Concern, ...]:
        """Listed open concerns that carry one of the marks and came in since then, newest first, a few."""
        ...

    def officers(self, department: str, now: datetime) -> tuple[str, ...]:
        """The persons who are officers of the department now."""
        ...

    def next_serial(self, day: date) -> int:
        """The next number of the day, from 1; never given twice, gaps are possible."""
        ...

    def redeem(self, code: str, person: str, now: datetime) -> Grant | None:
        """Use up a one-time invitation, give its grant to the person; None when wrong, used or late."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody enters: who they are to the office, where their talk in this room stands, what room it is."""

    actor: Actor
    conversation: Conversation
    spot: Spot = PRIVATE


#: What a turn answers with: prompts, and views that are drawn after its commit.
Answered = tuple[Prompt | Look, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """An event heard before: what was answered then, or the danger card it got."""

    answer: Answered = ()
    danger: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something pushed to a room, as it stands in that room's mailbox; `seq` rises."""

    seq: int
    at: datetime
    prompts: tuple[Prompt, ...]
    #: Told for a role its reader held then.
    desk: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """The concern that a delivery to a group is about; its thread there stands in the room."""

    number: str
    area: str
    #: The delivery is the case card as it stands, which heads the thread.
    head: bool = False
    #: The message that heads the thread now, if one does.
    ref: str | None = None
    status: Status = Status.ASSIGNED


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery, claimed: where it goes, what it says, in whose language. `key` is the notice's."""

    delivery: Delivery
    to: Room
    prompts: tuple[Prompt, ...]
    language: str
    key: str
    #: Whose private room it is; None for a group's.
    who: Address | None = None
    #: In a group: the concern it is about, if it is about one.
    about: About | None = None
    #: Several notices in one: to be drawn as one message.
    together: bool = False


@dataclass(frozen=True, slots=True)
class Awaited:
    """A photo that was promised and not yet looked at."""

    id: str
    messenger: str
    ref: str
    attempts: int


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo's plain copy, the concern it belongs to, and by which act of its thread it came, if by one."""

    concern: str
    jpeg: bytes
    came_by: str | None = None


class MemoryFailed(Exception):
    """The database did not keep or give what was asked; nothing was acknowledged.

    Storage raises subclasses of it. Whoever waits for an acknowledgement gets none and asks again.
    """


class MemoryBusy(MemoryFailed):
    """Others held what was needed, or broke a deadlock: nothing was kept; it may be tried again at once."""
