"""Reads a text as a whole: danger, area, kind, place and time, each with its reasons."""

from dataclasses import dataclass, replace
from datetime import datetime

from intake.messages import Moment, Reading
from intake.messages import Place as Where
from routing.agencies import Directory
from routing.reading.areas import Areas, Judgement, load_areas
from routing.reading.kinds import Kinds, load_kinds
from routing.reading.learner import NOTHING, Weights
from routing.reading.moments import Moments, load_moments
from routing.reading.patterns import prepare
from routing.reading.places import Places, Spot, load_places
from routing.reading.spelling import SPELLING
from routing.reading.urgency import Dangers, Urgency, load_dangers


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a text says."""

    urgency: Urgency
    area: Judgement
    kind: str
    spot: Spot
    when: Moment | None


@dataclass(frozen=True, slots=True)
class Reader:
    """The rules of all parts, and what was learnt; reading is a pure function of text and instant."""

    dangers: Dangers
    areas: Areas
    kinds: Kinds
    places: Places
    moments: Moments
    learnt: Weights = NOTHING

    def read(self, text: str, now: datetime) -> Found:
        """What the text says."""
        seen = prepare(text, SPELLING)
        return Found(
            self.dangers.read(seen),
            self.areas.read(seen, self.learnt),
            self.kinds.read(seen),
            self.places.read(seen.plain),
            self.moments.read(seen.plain, now),
        )

    def alarm(self, text: str) -> Reading:
        """The danger a text speaks of, and nothing else: every text is read so, whatever it answers."""
        urgency = self.dangers.read(prepare(text, SPELLING))
        if urgency.tier == "hard":
            return Reading(danger=urgency.kind)
        return Reading(worry=urgency.tier == "soft")

    def reading(self, text: str, now: datetime) -> Reading:
        """What a text that tells something says, without its danger: area, place, time and kind."""
        seen = prepare(text, SPELLING)
        area, spot = self.areas.read(seen, self.learnt), self.places.read(seen.plain)
        where = Where(spot.text, gu=spot.gu, dong=spot.dong) if spot.text and spot.gu else None
        return Reading(
            area=area.area if area.confidence == "high" else None,
            likely=area.likely,
            place=where,
            when=self.moments.read(seen.plain, now),
            kind=self.kinds.read(seen),
        )

    def with_learnt(self, weights: Weights) -> "Reader":
        """The same rules beside other weights."""
        return replace(self, learnt=weights)


def load_reader(directory: Directory) -> Reader:
    """The packaged rules over a directory; RuleError says what is wrong with them."""
    return Reader(load_dangers(), load_areas(), load_kinds(), load_places(directory), load_moments())
