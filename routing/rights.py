"""Who may send a form about a concern, and which concern somebody means. Looks, changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.messages import Pick, Show, Tell
from routing.handlers import EVERYTHING, HANDLERS, Handler, Relation
from routing.model import PRIVATE, Actor, Concern, Spot, Status
from routing.picking import pick
from routing.records import Figures
from routing.telling import notices


@dataclass(frozen=True, slots=True)
class Rights:
    """Somebody's rights at the place where they write."""

    figures: Figures
    actor: Actor
    spot: Spot = PRIVATE

    def may(self, handler: Handler, concern: Concern | None) -> bool:
        """Whether they may send that form about the concern; nobody may about one that is not there."""
        return concern is not None and _MAY[handler.relation](self, concern)

    def meant(self, wanted: Pick) -> str | Show | Tell:
        """The concern meant: its id when there is one, else buttons to choose from, or that there is none."""
        handler = HANDLERS[wanted.form]
        if wanted.hint is None and handler.official and self.spot.concern is not None:
            return self.spot.concern  # in a concern's own thread nobody has to name it
        found = self._among(handler, handler.offered_in, wanted.hint)
        if not found and wanted.hint:
            # A number that was typed is looked up wherever it stands: a reason is better than nothing.
            found = self._among(handler, EVERYTHING, wanted.hint)
        if len(found) == 1 and not handler.always_asks:
            return found[0].id
        if not found:
            phrase = "no_such_number" if wanted.hint else "pick.none"
            return notices.unknown(desk=handler.official, phrase=phrase)
        return notices.choose_from(wanted.form, found)

    def _among(self, handler: Handler, statuses: frozenset[Status], hint: str | None) -> tuple[Concern, ...]:
        query = pick(self.actor, handler.relation, statuses, hint)
        found = self.figures.find(query) if query else ()
        return tuple(each for each in found if self.may(handler, each))

    def wrote(self, concern: Concern) -> bool:
        """Whether it is their own; whoever wrote it does not sit on the other side of the desk as well."""
        return concern.submitter == self.actor.person

    def joined(self, concern: Concern) -> bool:
        """Whether they said that it is theirs, too."""
        return self.actor.person in self.figures.joiners(concern.id)

    def is_near(self, concern: Concern) -> bool:
        """Whether it could have been offered: listed, and not this person's own in any way."""
        own = self.wrote(concern) or self.actor.serves(concern.department)
        return concern.title is not None and not own


#: Who may send a form about a concern, by the relation its handler names.
_MAY: dict[Relation, Callable[[Rights, Concern], bool]] = {
    "anybody": lambda _mine, _concern: True,
    "author": Rights.wrote,
    "desk": lambda mine, concern: mine.actor.serves(concern.department) and not mine.wrote(concern),
    "coordinator": lambda mine, concern: (
        mine.actor.coordinates(concern.department) and not mine.wrote(concern)
    ),
    "near": Rights.is_near,
    "joined": Rights.joined,
    "voice": lambda mine, concern: mine.wrote(concern) or mine.joined(concern),
}
