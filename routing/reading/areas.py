"""Which area a text is about: weighted rules, each with its reason; how sure that is, in three words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

from routing.directory.agencies import OTHER
from routing.reading.learner import NOTHING, Label, Lesson, Weights, lesson
from routing.reading.letters import SILENT, Letters, Said
from routing.reading.patterns import (
    Pattern,
    Present,
    RuleError,
    Text,
    Vocabulary,
    check_keys,
    compile_pattern,
    load_folder,
    vocabulary,
)

FOLDER = "areas"
Confidence = Literal["high", "medium", "low"]
_KEYS = ("weight", "any", "unless", "beside")
#: So many runs of letters are named where what was learnt speaks for the area, if they say at least so much.
_NAMED, _WORTH_NAMING = 3, 0.15
#: An area is among the likely ones when it is not further behind the first than this.
_NEAR = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for an area, or with a negative weight against it."""

    area: str
    why: str
    weight: float
    pattern: Pattern
    #: Does not count where this is found as well.
    unless: Pattern | None
    #: Counts only where this is found as well.
    beside: Pattern | None

    @property
    def name(self) -> str:
        """What it is called wherever reasons are shown."""
        return f"{self.area}.{self.why}"

    def find(self, text: Text, present: Present) -> str | None:
        """The words by which the text meets it, or None."""
        found = self.pattern.find(text, present)
        if found is None or (self.unless and self.unless.find(text, present)):
            return None
        if self.beside is None:
            return found
        other = self.beside.find(text, present)
        return f"{found} + {other}" if other else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The area, how sure, the areas by likelihood, and why, for people to check."""

    area: str
    confidence: Confidence
    likely: tuple[str, ...]
    scores: Mapping[str, float]
    reasons: tuple[str, ...]

    @property
    def suspected(self) -> tuple[str, ...]:
        """The first area and those near it, by likelihood; "other" needs nothing to speak for it."""
        enough = self.scores[self.likely[0]] - _NEAR
        return tuple(area for area in self.likely if area != OTHER and self.scores[area] >= enough)


@dataclass(frozen=True, slots=True)
class Areas:
    """The rules, compiled; `order` decides between equals."""

    order: tuple[str, ...]
    bias: Mapping[str, float]
    #: What each further reason for the same area is worth, beside the one before it.
    again: float
    high: float
    medium: float
    rules: tuple[Rule, ...]
    words: Vocabulary
    #: What runs of letters say, and how many points of the rules' that is worth.
    letters: Letters = SILENT
    loud: float = 0.0
    #: Changes with the rules: what was learnt beside other rules is learnt anew.
    release: str = ""

    def read(self, text: Text, learnt: Weights = NOTHING, said: Said | None = None) -> Judgement:
        """What the text is about, by the rules, by its letters and by what was learnt beside them."""
        met = self.met(text)
        said = said or self.letters.hear(text)
        scores = self.scores(met, said)
        reasons = [f"{rule.name}: {found}" for rule, found in met]
        added, told = learnt.add(text, [rule.name for rule, _ in met], len(self.order))
        scores = {area: scores[area] + more for area, more in zip(self.order, added, strict=True)}
        best = max(range(len(self.order)), key=lambda at: scores[self.order[at]])
        ruled = bool(told) or any(rule.area == self.order[best] for rule, _ in met)
        if not ruled and (loudest := said.loudest(self.order[best])):
            reasons.append(f"{self.order[best]}.letters: {', '.join(loudest)}")
        strongest = sorted(told, key=lambda run: (-told[run][best], run))[:_NAMED]
        reasons += [
            f"{self.order[best]}.learnt: {run}" for run in strongest if told[run][best] >= _WORTH_NAMING
        ]
        likely = tuple(sorted(self.order, key=lambda area: -scores[area]))
        margin = scores[likely[0]] - scores[likely[1]]
        # Letters alone make nothing sure: a vague sentence sounds like many others.
        sure = self.confidence(margin) if ruled else self.confidence(min(margin, self.medium))
        return Judgement(likely[0], sure, likely, scores, tuple(reasons))

    def met(self, text: Text) -> list[tuple[Rule, str]]:
        """The rules that the text meets, and the words by which."""
        present = self.words.present(text)
        possible = self.words.possible(present)
        found = ((rule, rule.find(text, present)) for rule in self.rules if rule.pattern in possible)
        return [(rule, by) for rule, by in found if by]

    def scores(self, met: Iterable[tuple[Rule, str]], said: Said) -> dict[str, float]:
        """What the rules met and the letters say of each area."""
        each: dict[str, list[float]] = {area: [] for area in self.order}
        for rule, _ in met:
            each[rule.area].append(rule.weight)
        return {
            area: self.bias.get(area, 0.0) + self._together(each[area]) + self.loud * (said.of(area) or 0.0)
            for area in self.order
        }

    def _together(self, weights: list[float]) -> float:
        """Weights added up; each further reason for the same area counts less, for it often says the same."""
        those_for = sorted((weight for weight in weights if weight > 0), reverse=True)
        against = sum(weight for weight in weights if weight < 0)
        return against + sum(weight * self.again**place for place, weight in enumerate(those_for))

    def lesson(self, label: Label, text: Text) -> Lesson:
        """The label, of an area in `order`, made ready for the learner."""
        met = self.met(text)
        names = [rule.name for rule, _ in met]
        scores = self.scores(met, self.letters.hear(text))
        return lesson(label, text, names, list(scores.values()), self.order.index(label.area))

    def confidence(self, margin: float) -> Confidence:
        """How far the first is ahead of the second, in a word."""
        return "high" if margin >= self.high else "medium" if margin >= self.medium else "low"


def load_areas(letters: Letters = SILENT) -> Areas:
    """The packaged rules beside these letters; RuleError says what is wrong with them."""
    files = load_folder(FOLDER)
    data = files.pop("settings")
    order = tuple(data["order"])
    for area in files.keys() - set(order):
        raise RuleError(f"{FOLDER}/{area}.toml: it is missing in `order` of settings.toml; add it there")
    rules = [
        _rule(area, why, row, data["words"]) for area in order for why, row in files.get(area, {}).items()
    ]
    whole = (sorted(data.items()), sorted(files.items()), letters.taught)
    release = f"{crc32(repr(whole).encode()):08x}"
    again, high, medium = (float(data[name]) for name in ("again", "high", "medium"))
    words = vocabulary(each for rule in rules for each in (rule.pattern, rule.unless, rule.beside))
    loud = float(data["letters"])
    return Areas(order, data["bias"], again, high, medium, tuple(rules), words, letters, loud, release)


def _rule(area: str, why: str, row: Mapping[str, Any], classes: Mapping[str, str]) -> Rule:
    where = f"{FOLDER}/{area}.toml: {why}"
    check_keys(row, _KEYS, where)
    unless, beside = (
        compile_pattern(row[key], classes, where) if key in row else None for key in ("unless", "beside")
    )
    return Rule(area, why, float(row["weight"]), compile_pattern(row["any"], classes, where), unless, beside)
