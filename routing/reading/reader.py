"""Reads a text as a whole: danger, area, kind, place and time, each with its reasons."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.form import READ
from intake.hearing import AREA, KIND, PLACE, WHEN, Correction
from intake.messages import Moment, Reading
from intake.messages import Place as Where
from routing.directory.agencies import Directory
from routing.reading.areas import Areas, Judgement, load_areas
from routing.reading.corrections import Corrections, load_corrections
from routing.reading.kinds import Kinds, load_kinds
from routing.reading.learner import NOTHING, Weights
from routing.reading.letters import Letters, load_letters
from routing.reading.moments import Moments, load_moments
from routing.reading.patterns import prepare
from routing.reading.places import Places, Spot, load_places
from routing.reading.spelling import SPELLING
from routing.reading.times import Times, load_times
from routing.reading.urgency import Dangers, Urgency, load_dangers

EVERYTHING = frozenset(READ)
NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a text says."""

    urgency: Urgency
    area: Judgement
    kind: str
    spot: Spot
    when: Moment | None
    #: Why each of them, for people to check: the rules and the words by which they were met.
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """The rules of all parts, and what was learnt; reading is a pure function of text and instant."""

    letters: Letters
    dangers: Dangers
    areas: Areas
    kinds: Kinds
    places: Places
    moments: Moments
    times: Times
    corrections: Corrections
    learnt: Weights = NOTHING

    def read(self, text: str, now: datetime) -> Found:
        """What the text says."""
        seen = prepare(text, SPELLING)
        said = self.letters.hear(seen)
        urgency, area = self.dangers.read(seen, said), self.areas.read(seen, self.learnt, said)
        kind, by = self.kinds.why(seen)
        spot, when = self.places.read(seen.plain), self.moments.read(seen.plain, now)
        reasons = [f"danger.{each}" for each in urgency.reasons] + [*area.reasons]
        if area.likely[1:]:
            ahead = area.scores[area.likely[0]] - area.scores[area.likely[1]]
            reasons.append(f"confidence.{area.confidence}: {ahead:.1f} ahead of {area.likely[1]}")
        reasons += [f"kind.{kind}: {by}"] if by else []
        if spot.gu or spot.dong:
            named = " ".join(filter(None, (spot.gu, spot.dong)))
            reasons.append(f"place.{'landmark' if spot.by else 'named'}: {', '.join(spot.by) or named}")
        reasons += [f"when.written: {when.text}"] if when else []
        return Found(urgency, area, kind, spot, when, tuple(reasons))

    def alarm(self, text: str) -> Reading:
        """The danger a text speaks of, and nothing else: every text is read so, whatever it answers."""
        seen = prepare(text, SPELLING)
        urgency = self.dangers.read(seen, self.letters.hear(seen))
        if urgency.tier == "hard":
            return Reading(danger=urgency.kind)
        return Reading(worry=urgency.tier == "soft")

    def reading(self, text: str, now: datetime, wanted: frozenset[str] = EVERYTHING) -> Reading:
        """What a text that tells something says of the things wanted; its danger is read apart."""
        seen = prepare(text, SPELLING)
        area = self.areas.read(seen, self.learnt) if AREA in wanted else None
        spot = self.places.read(seen.plain) if PLACE in wanted else NOWHERE
        return Reading(
            area=area.area if area and area.confidence == "high" else None,
            likely=area.suspected if area else (),
            place=Where(spot.text, gu=spot.gu, dong=spot.dong) if spot.text and spot.gu else None,
            spot=spot.text,
            when=self.moment(seen.plain, now) if WHEN in wanted else None,
            kind=self.kinds.read(seen) if KIND in wanted else None,
        )

    def moment(self, text: str, now: datetime, on: date | None = None) -> Moment | None:
        """The time a text names, in either language; a bare hour is one of the day `on`."""
        return self.moments.read(text, now, on) or self.times.read(text, now, on)

    def correction(self, text: str) -> Correction | None:
        """The correction that a text is, if it is one."""
        return self.corrections.read(text)

    def why(self, text: str) -> Judgement:
        """The area, and every reason for it."""
        return self.areas.read(prepare(text, SPELLING), self.learnt)

    def with_learnt(self, weights: Weights) -> "Reader":
        """The same rules beside other weights."""
        return replace(self, learnt=weights)


def load_reader(directory: Directory) -> Reader:
    """The packaged rules over a directory; RuleError says what is wrong with them."""
    letters = load_letters()
    return Reader(
        letters,
        load_dangers(),
        load_areas(letters),
        load_kinds(),
        load_places(directory),
        load_moments(),
        load_times(),
        load_corrections(),
    )
