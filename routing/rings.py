"""What happens when a timer rings: one line for each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from routing.decisions import ringing, waiting
from routing.decisions.scene import Scene
from routing.following import following
from routing.model import Actor, Concern, Decision, Timer
from routing.office import Office
from routing.records import Records

#: Acts when nobody does.
SERVICE = Actor("")

RINGS: dict[str, Callable[[Scene, Timer], Decision]] = {
    "soon": ringing.due_soon,
    "late": ringing.overdue,
    "first_word": ringing.without_first_word,
    "silent": ringing.silent,
    "unanswered": ringing.unanswered,
    "interim": ringing.interim,
    "outcome": ringing.outcome,
    "accept": ringing.accept,
    "promise": ringing.promise,
    "consent": waiting.lapsed,
}


@dataclass(frozen=True, slots=True)
class Bell:
    """One timer that rings, its concern locked."""

    office: Office
    records: Records
    concern: Concern
    now: datetime

    def ring(self, timer: Timer) -> Decision:
        """What follows; KeyError for a kind that this version does not know."""
        scene = Scene(self.office, self.records, SERVICE, self.now, self.concern)
        decision = RINGS[timer.kind](scene, timer)
        return following(self.office, self.concern, decision, self.now, by_clock=True)
