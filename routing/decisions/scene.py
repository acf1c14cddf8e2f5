"""What every decision looks at, and how one refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.messages import Tell, Value
from routing.model import PRIVATE, Actor, Concern, Decision, Spot
from routing.office import Office
from routing.records import Records
from routing.telling.notices import cannot, unknown


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, when and where, about which concern, and what the office knows."""

    office: Office
    records: Records
    actor: Actor
    now: datetime
    concern: Concern | None = None
    spot: Spot = PRIVATE

    @property
    def case(self) -> Concern:
        """The concern that a form about one is about; the desk has looked whether this person may."""
        if self.concern is None:
            msg = "a form about a concern was handled without one"
            raise LookupError(msg)
        return self.concern


def refuse(answer: Tell, why: str) -> Decision:
    """Nothing happens, and whoever acted is told why; the record keeps `why`."""
    return Decision(answers=(answer,), result=f"refused: {why}")


def mend(answer: Tell, why: str) -> Decision:
    """Nothing happens yet: one answer does not do, and can be given anew."""
    return Decision(answers=(answer,), result=f"refused: {why}", mend=True)


def no_such_number(*, desk: bool) -> Decision:
    """There is none, or it is not theirs: both look the same."""
    return refuse(unknown(desk=desk), "no right or no such number")


def not_now(concern: Concern, act: str = "") -> Decision:
    """The life cycle has no such step from where the concern stands."""
    return refuse(cannot(concern, act), f"from {concern.status}")


def text_of(answers: Mapping[str, Value], key: str) -> str | None:
    """The answer, where it is a text."""
    value = answers.get(key)
    return value if isinstance(value, str) else None
