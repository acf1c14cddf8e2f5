"""What is remembered between two acts of one person in one room: the draft in hand and those put aside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from intake.messages import Answers, Given

#: A draft nobody touches is kept this long.
DRAFT_KEPT = timedelta(days=7)
#: A cancelled draft can be taken back for this long.
UNDO = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form being filled in. Where its author is in it follows from the answers."""

    #: Unique; becomes the id of what is filed, so that sending twice files once.
    id: str
    form: str
    version: int
    changed_at: datetime
    subject: str | None = None
    answers: Answers = field(default_factory=dict)
    #: The one field being corrected, if any.
    revising: str | None = None
    #: Sent already; what is answered now amends it.
    filed: bool = False
    #: How many lines of its subject's thread its author has seen; whoever confirms is told of later ones.
    seen: int | None = None
    #: Put away by its author at this instant.
    cancelled_at: datetime | None = None

    def with_answers(self, new: Mapping[str, Given]) -> "Draft":
        return replace(self, answers={**self.answers, **new})

    def without(self, fields: Collection[str]) -> "Draft":
        if not fields:
            return self
        return replace(self, answers={k: v for k, v in self.answers.items() if k not in fields})

    def is_kept(self, now: datetime) -> bool:
        if self.cancelled_at is not None:
            return now - self.cancelled_at <= UNDO
        return now - self.changed_at <= DRAFT_KEPT


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's talk in one room. `revision` counts its changes: an old card is known by it.

    A form that stays on the screen while it is filled in cannot always be drawn anew: all changes since
    revision `since` were made in `window`, and what it shows still stands.
    """

    draft: Draft | None = None
    parked: tuple[Draft, ...] = ()
    revision: int = 0
    window: str = ""
    since: int = 0

    def stands(self, revision: int, window: str) -> bool:
        """Whether a card of that revision, shown in that window, is still the one to answer."""
        filled_in = bool(window) and window == self.window and self.since <= revision
        return revision == self.revision or filled_in

    def changed_in(self, window: str, before: "Conversation") -> "Conversation":
        """The same, changed from `before` in a window that goes on showing its form; empty: in none."""
        if self.revision == before.revision or not (window or self.window):
            return self
        since = before.since if window == before.window else before.revision
        return replace(self, window=window, since=since if window else 0)

    def without_old(self, now: datetime) -> "Conversation":
        draft = self.draft if self.draft and self.draft.is_kept(now) else None
        parked = tuple(each for each in self.parked if each.is_kept(now))
        if draft is self.draft and len(parked) == len(self.parked):
            return self
        return replace(self, draft=draft, parked=parked)

    def without_concern(self, concern: str) -> "Conversation":
        """Without what was filed as that concern, and what was begun about it."""
        drafts = (self.draft, *self.parked)
        draft, *parked = (None if each and concern in (each.id, each.subject) else each for each in drafts)
        return replace(self, draft=draft, parked=tuple(each for each in parked if each))

    def parked_draft(self, form: str, subject: str | None) -> Draft | None:
        matching = (d for d in reversed(self.parked) if d.form == form and d.subject == subject)
        return next(matching, None)

    def put_aside(self) -> "Conversation":
        """The same with nothing in hand; a draft with answers of its own is parked, not lost."""
        draft = self.draft
        if draft is None or draft.filed or not draft.answers:
            return replace(self, draft=None)
        return replace(self, draft=None, parked=(*self.without_parked(draft).parked, draft))

    def given_up(self, form: str | None, now: datetime) -> "Conversation":
        """The same with the drafts of a form put aside now cancelled: something else stands for them."""
        parked = tuple(
            replace(each, cancelled_at=now) if each.form == form and each.cancelled_at is None else each
            for each in self.parked
        )
        return self if parked == self.parked else replace(self, parked=parked)

    def without_parked(self, draft: Draft) -> "Conversation":
        return replace(self, parked=tuple(each for each in self.parked if each.id != draft.id))
