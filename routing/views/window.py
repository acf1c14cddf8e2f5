"""What every view is drawn from, and the buttons that views share."""

from dataclasses import dataclass
from datetime import datetime

from intake.messages import Look, Offer, Phrase
from routing.model import PRIVATE, Actor, Concern, Spot, Status
from routing.office import Office
from routing.picking import pick
from routing.records import Figures, Query

PAGE = 6


@dataclass(frozen=True, slots=True)
class Window:
    """What a view is drawn from."""

    office: Office
    figures: Figures
    actor: Actor
    now: datetime
    spot: Spot = PRIVATE

    def at_desk(self, concern: Concern) -> bool:
        """Whether this person looks at it from the department's side: never at what they wrote themselves."""
        return self.actor.serves(concern.department) and concern.submitter != self.actor.person

    def one(self, look: Look) -> Concern | None:
        """The concern looked at, if this person may see it: who serves it, and in private its author."""
        subject = look.subject or (self.spot.concern if look.hint is None else None)
        meant = Query(ids=frozenset({subject})) if subject else None
        found = self.figures.find(meant) if meant else self._numbered(look.hint)
        own = self.actor.person if self.spot.private else None
        visible = (c for c in found if self.at_desk(c) or c.submitter == own)
        return next(visible, None)

    def _numbered(self, hint: str | None) -> tuple[Concern, ...]:
        """What the number may mean: of those at one's desk, then of those one wrote."""
        relations = ("desk", "author") if self.actor.grants else ("author",)
        queries = (pick(self.actor, relation, frozenset(Status), hint) for relation in relations)
        return tuple(each for query in queries if query for each in self.figures.find(query))


def look_offer(label: str, view: str) -> Offer:
    """A button that shows a view."""
    return Offer(Phrase(label), Look(view))


def number_offer(concern: Concern) -> Offer:
    """A concern's number as a button that shows it."""
    return Offer(Phrase("button.this", {"number": concern.number}), Look("case", concern.id))


def pages(view: str, page: int, count: int, hint: str | None = None) -> tuple[Offer, ...]:
    """Buttons to the page before and after, where there is one."""
    offers = []
    if page > 0:
        offers.append(Offer(Phrase("button.newer"), Look(view, page=page - 1, hint=hint)))
    if (page + 1) * PAGE < count:
        offers.append(Offer(Phrase("button.more"), Look(view, page=page + 1, hint=hint)))
    return tuple(offers)
