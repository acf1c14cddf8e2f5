"""What the office works with: a concern and its thread, who may act, and what a decision leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from intake.messages import Params, Phrase, Place, Prompt, Room, Value

Role = Literal["member", "officer", "coordinator"]

#: A grant with this scope holds for every department.
EVERYWHERE = "*"


class Status(StrEnum):
    """Where a concern stands. What may follow what is told in `lifecycle`."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    REVIEWING = "reviewing"
    NEEDS_INFO = "needs_info"
    REFERRED_OUT = "referred_out"
    REPLIED = "replied"
    REOPENED = "reopened"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


#: An answer is still owed.
OPEN = frozenset(
    {
        Status.RECEIVED,
        Status.TRIAGED,
        Status.ASSIGNED,
        Status.REVIEWING,
        Status.NEEDS_INFO,
        Status.REFERRED_OUT,
        Status.REOPENED,
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A right: a role within a scope (a department's code, or EVERYWHERE), from one instant to another."""

    role: Role
    scope: str
    valid_from: datetime
    valid_until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at the instant."""
        return self.valid_from <= now and (self.valid_until is None or now < self.valid_until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person's id, and the grants in force now. Everybody is a member."""

    person: str
    grants: tuple[Grant, ...] = ()
    language: str = "ko"
    #: The version of the privacy notice this person agreed to, if any.
    consent: str | None = None
    #: The code of the community whose link they came by, if any.
    community: str | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset({"member", *(grant.role for grant in self.grants)})

    def coordinates(self, department: str) -> bool:
        """Whether this person is a coordinator of the department."""
        return any(
            grant.role == "coordinator" and grant.scope in (department, EVERYWHERE) for grant in self.grants
        )

    def serves(self, department: str) -> bool:
        """Whether this person may act for the department: its officers, and coordinators of it."""
        return any(grant.scope in (department, EVERYWHERE) for grant in self.grants)

    @property
    def departments(self) -> frozenset[str]:
        """The scopes of all grants; EVERYWHERE among them stands for all departments."""
        return frozenset(grant.scope for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody acts: alone with us, or in a group, where others read along."""

    private: bool = True
    #: The departments that have registered the group as their room.
    rooms: frozenset[str] = frozenset()
    #: The concern whose thread it is.
    concern: str | None = None


PRIVATE = Spot()


@dataclass(frozen=True, slots=True)
class Concern:
    """One voice, with one thread for life."""

    id: str
    #: Speakable and unique, such as SP-260120-0042.
    number: str
    #: opinion, proposal, inquiry or praise.
    kind: str
    form: str
    form_version: int
    area: str
    answers: Mapping[str, Value]
    department: str
    #: Why this department: a phrase.
    reason: Phrase
    status: Status
    #: What officers call its author; means nothing outside this concern.
    pseudonym: str
    #: The person who wrote it.
    submitter: str
    received_at: datetime
    due_at: datetime
    #: The id of the period that set the due date.
    rule: str
    issue: str | None = None
    #: The person who took it.
    taken_by: str | None = None
    answered_at: datetime | None = None
    outcome: str | None = None
    outcome_at: datetime | None = None
    #: The neutral title that others near may read: written by the desk, only where the author agreed.
    title: str | None = None
    reopened: int = 0
    #: Since when its author waits for a word from the office: its last word, or what it owes one to.
    waiting_since: datetime | None = None
    #: Since when the clock waits for its author's answer; None while it runs.
    paused_at: datetime | None = None
    #: How often it went to another department.
    transfers: int = 0
    #: How often its due date was moved by the office.
    extensions: int = 0
    #: The new due date its author was asked to agree to, while that is open.
    asked_until: datetime | None = None
    #: Who wrote the reply that waits for a colleague's approval.
    proposed_by: str | None = None
    #: The gu it is about, by its Korean name, where that is known.
    gu: str | None = None
    #: The concern that its author hears of instead, once a coordinator has put the two together.
    merged_into: str | None = None
    #: Counts changes; two people who change the same version are told of each other.
    version: int = 0
    #: The community its author came by.
    community: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.status in OPEN

    @property
    def place(self) -> Place | None:
        """Where, if that was said."""
        return next((value for value in self.answers.values() if isinstance(value, Place)), None)

    @property
    def due_day(self) -> date:
        """The day by which an answer is promised, Asia/Seoul: `due_at` carries that zone."""
        return self.due_at.date()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a concern's thread. Never changed, never taken out while the concern lives."""

    concern: str
    at: datetime
    #: The act of the life cycle, or "message", "amended", "note".
    act: str
    by: str | None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Here:
    """Whoever acts, in the room where the act was made."""


@dataclass(frozen=True, slots=True)
class Submitter:
    """Whoever wrote the concern."""

    concern: str


@dataclass(frozen=True, slots=True)
class Joiners:
    """Everybody who said "me too" to the concern; nobody among them sees another, or the author."""

    concern: str


@dataclass(frozen=True, slots=True)
class OfficersOf:
    """A department: its room where it has one that can be reached, else its officers, each in private.

    In private a concern that somebody holds is told to the `holder` alone.
    """

    department: str
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Colleagues:
    """A department like OfficersOf, but in private not the one whose colleagues they are (`of`)."""

    department: str
    of: str


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whoever has the concern when the notice goes out: as OfficersOf its department then, and its holder."""

    concern: str


@dataclass(frozen=True, slots=True)
class RoomOf:
    """The room of a department; nobody where it has none."""

    department: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person, wherever they talk to us."""

    id: str


@dataclass(frozen=True, slots=True)
class Coordinators:
    """All coordinators, in their room where they have one."""


Audience = (
    Here | Submitter | Joiners | Assignee | OfficersOf | Colleagues | RoomOf | Person | Coordinators | Room
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be pushed to an audience; `key` is unique, so that deciding twice tells once."""

    key: str
    prompts: tuple[Prompt, ...]
    audience: Audience
    #: Whose data key seals it: the concern's; None: each reader's own.
    concern: str | None = None
    #: Smaller goes first.
    priority: int = 5
    #: Not urgent: it waits for the morning, and goes out together with what else has this word and the same
    #: reader. What is told to those who wrote or joined has the concern's id here, unless they caused it.
    merge: str | None = None
    not_before: datetime | None = None
    expires: datetime | None = None
    #: The case card as it stands: in a room it takes the place of the one before, and heads the thread.
    head: bool = False
    #: The key of another notice: this one goes out once that one has arrived somewhere, and not before.
    after: str | None = None
    #: The key of another notice: this one is said only while that one still waits for another.
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """The room where the act was made becomes the department's, or ceases to be."""

    department: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody joins a concern, or leaves it again."""

    concern: str
    person: str
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """By which marks a concern is found from near; none: it is listed no more."""

    concern: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Timer:
    """Something the office looks at again at an instant; what happens then is decided in `rings`.

    `key` is unique: set twice, it rings once. It goes with its concern when that is erased.
    """

    key: str
    concern: str
    #: Which ring: a key of RINGS.
    kind: str
    at: datetime
    #: What the ring must know, sealed with the concern's key.
    values: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taught:
    """What whoever acts has made clear that a concern's text is about; it teaches the reading of texts."""

    concern: str
    text: str
    area: str


@dataclass(frozen=True, slots=True)
class Count:
    """One more of something that a department has done, summed by month."""

    #: The first day of the month, Asia/Seoul.
    month: date
    department: str
    measure: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a submission: what is kept, who is told, and what is answered on the spot."""

    concern: Concern | None = None
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    timers: tuple[Timer, ...] = ()
    counts: tuple[Count, ...] = ()
    answers: tuple[Prompt, ...] = ()
    #: What the record of the act says: "done", or the reason for a refusal.
    result: str = "done"
    #: What was refused can be mended: it stays in hand, and is asked about again.
    mend: bool = False
    #: Facts about the acting person that are kept with them: language, consent.
    person: Mapping[str, str] = field(default_factory=dict)
    joinings: tuple[Joining, ...] = ()
    listing: Listing | None = None
    registers: Registration | None = None
    #: What the reading of texts may learn from it.
    taught: Taught | None = None
    #: Further concerns that the same act changes.
    others: tuple[Concern, ...] = ()
