"""Danger as it is weighed: what an act says of it, who says so, and who has just said that there is none.

The last is kept in this process's memory alone and forgotten soon: a danger card leaves no trace, so neither
does its answer. Behind several replicas somebody may be shown the card once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.messages import Act, Address, Danger, Look, Reading
from routing.model import Actor

#: Somebody who is not in danger is believed for this long.
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Cry:
    """What an act says of danger: the kind of card it calls for, or a worry that is worth one line."""

    kind: str | None = None
    worry: bool = False
    #: By a button: then it is so, whoever presses it.
    pressed: bool = False

    def of(self, actor: Actor) -> "Cry":
        """From that person: officers write about danger all day, and theirs is none."""
        return NO_CRY if actor.grants and not self.pressed else self


NO_CRY = Cry()


def cry_in(act: Act, readings: Iterable[Reading]) -> Cry:
    """What the act says by itself, or the words in it."""
    if isinstance(act, Danger):
        return Cry(act.kind, pressed=True)
    read = tuple(readings)
    kind = next((each.danger for each in read if each.danger), None)
    return Cry(kind, any(each.worry for each in read))


@dataclass(frozen=True, slots=True)
class Calm:
    """Until when each address is believed."""

    until: dict[Address, datetime] = field(default_factory=dict)

    def weigh(self, cry: Cry, who: Address, act: Act, now: datetime) -> Cry:
        """The cry as it counts: from somebody believed, danger in words is a worry at most."""
        if act == Look("not_danger"):
            self.say(who, now)
        return Cry(worry=True) if cry.kind and not cry.pressed and self.said(who, now) else cry

    def say(self, who: Address, now: datetime) -> None:
        """Remember it, and forget what is over."""
        for old in [each for each, end in list(self.until.items()) if end <= now]:
            self.until.pop(old, None)
        self.until[who] = now + LASTS

    def said(self, who: Address, now: datetime) -> bool:
        """Whether it was said a moment ago."""
        return self.until.get(who, now) > now
