"""Which area a text is about: weighted rules, each with its reason; how sure that is, in three words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from routing.reading.learner import NOTHING, Label, Lesson, Weights, lesson
from routing.reading.patterns import Pattern, RuleError, Text, compile_pattern, load

FILE = "areas.toml"
Confidence = Literal["high", "medium", "low"]
_SETTINGS = ("order", "bias", "high", "medium", "words")
#: So many runs of letters are named where what was learnt speaks for the area, if they say at least so much.
_NAMED, _WORTH_NAMING = 3, 0.15


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for an area, or with a negative weight against it."""

    area: str
    why: str
    weight: float
    pattern: Pattern
    #: Does not count where this is found as well.
    unless: Pattern | None

    @property
    def name(self) -> str:
        """What it is called wherever reasons are shown."""
        return f"{self.area}.{self.why}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The area, how sure, the areas by likelihood, and why, for people to check."""

    area: str
    confidence: Confidence
    likely: tuple[str, ...]
    scores: Mapping[str, float]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Areas:
    """The rules, compiled; `order` decides between equals."""

    order: tuple[str, ...]
    bias: Mapping[str, float]
    high: float
    medium: float
    rules: tuple[Rule, ...]
    #: Changes with the rules: what was learnt beside other rules is learnt anew.
    release: str = ""

    def read(self, text: Text, learnt: Weights = NOTHING) -> Judgement:
        """What the text is about, by the rules and by what was learnt beside them."""
        met = self.met(text)
        scores = self.scores(met)
        reasons = [f"{rule.name}: {found}" for rule, found in met]
        added, told = learnt.add(text, [rule.name for rule, _ in met], len(self.order))
        scores = {area: scores[area] + more for area, more in zip(self.order, added, strict=True)}
        best = max(range(len(self.order)), key=lambda at: scores[self.order[at]])
        strongest = sorted(told, key=lambda run: (-told[run][best], run))[:_NAMED]
        reasons += [
            f"{self.order[best]}.learnt: {run}" for run in strongest if told[run][best] >= _WORTH_NAMING
        ]
        likely = tuple(sorted(self.order, key=lambda area: -scores[area]))
        margin = scores[likely[0]] - scores[likely[1]]
        return Judgement(likely[0], self.confidence(margin), likely, scores, tuple(reasons))

    def met(self, text: Text) -> list[tuple[Rule, str]]:
        """The rules that the text meets, and the words by which."""
        found = ((rule, rule.pattern.find(text)) for rule in self.rules)
        return [(rule, by) for rule, by in found if by and not (rule.unless and rule.unless.find(text))]

    def scores(self, met: Iterable[tuple[Rule, str]]) -> dict[str, float]:
        """What the rules met say of each area."""
        scores = {area: self.bias.get(area, 0.0) for area in self.order}
        for rule, _ in met:
            scores[rule.area] += rule.weight
        return scores

    def lesson(self, label: Label, text: Text) -> Lesson:
        """The label, of an area in `order`, made ready for the learner."""
        met = self.met(text)
        names = [rule.name for rule, _ in met]
        return lesson(label, text, names, list(self.scores(met).values()), self.order.index(label.area))

    def confidence(self, margin: float) -> Confidence:
        """How far the first is ahead of the second, in a word."""
        return "high" if margin >= self.high else "medium" if margin >= self.medium else "low"


def load_areas() -> Areas:
    """The packaged rules; RuleError says what is wrong with them."""
    data = load(FILE)
    order = tuple(data["order"])
    rules = []
    for area in (name for name in data if name not in _SETTINGS):
        if area not in order:
            raise RuleError(f"{FILE}: {area}: it is missing in `order`; add it there or correct it here")
        for why, row in data[area].items():
            where = f"{FILE}: {area}.{why}"
            pattern = compile_pattern(row["any"], data["words"], where)
            unless = compile_pattern(row["unless"], data["words"], where) if "unless" in row else None
            rules.append(Rule(area, why, float(row["weight"]), pattern, unless))
    release = f"{crc32(repr(sorted(data.items())).encode()):08x}"
    return Areas(order, data["bias"], float(data["high"]), float(data["medium"]), tuple(rules), release)
