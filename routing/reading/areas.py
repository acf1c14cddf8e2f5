"""Which area a text is about: weighted rules, each with its reason; how sure that is, in three words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from routing.reading.patterns import Pattern, RuleError, Text, compile_pattern, load

FILE = "areas.toml"
Confidence = Literal["high", "medium", "low"]
_SETTINGS = ("order", "bias", "high", "medium", "words")


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for an area, or with a negative weight against it."""

    area: str
    why: str
    weight: float
    pattern: Pattern
    #: Does not count where this is found as well.
    unless: Pattern | None


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

    def read(self, text: Text) -> Judgement:
        """What the text is about."""
        scores = {area: self.bias.get(area, 0.0) for area in self.order}
        reasons = []
        for rule in self.rules:
            found = rule.pattern.find(text)
            if found and not (rule.unless and rule.unless.find(text)):
                scores[rule.area] += rule.weight
                reasons.append(f"{rule.area}.{rule.why}: {found}")
        likely = tuple(sorted(self.order, key=lambda area: -scores[area]))
        margin = scores[likely[0]] - scores[likely[1]]
        return Judgement(likely[0], self.confidence(margin), likely, scores, tuple(reasons))

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
    return Areas(order, data["bias"], float(data["high"]), float(data["medium"]), tuple(rules))
