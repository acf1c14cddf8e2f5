"""Whether a text says that somebody is in danger: hard (now), soft (perhaps), or not.

Hard calls for a danger card instead of everything else, soft for one line before the answer.

Each rule names a kind of danger and how strongly it speaks. Cues of time, habit, hypothesis, hearsay and
idiom add or take away; what stands under `always` is only ever taken for a mistake or a story.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from routing.reading.patterns import Pattern, RuleError, Text, compile_pattern, load

FILE = "danger.toml"
Tier = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which danger is said."""

    why: str
    kind: str
    strength: float
    always: bool
    pattern: Pattern
    #: Not meant where this is found as well.
    unless: Pattern | None


@dataclass(frozen=True, slots=True)
class Cue:
    """What makes danger more or less likely to be present."""

    why: str
    adds: float
    #: Holds for what stands under `always` too.
    any_rule: bool
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Urgency:
    """What was found: the tier (None: no danger), the kind of danger card, and why, for people to check."""

    tier: Tier | None = None
    kind: str | None = None
    reasons: tuple[str, ...] = ()


NOTHING = Urgency()


@dataclass(frozen=True, slots=True)
class Dangers:
    """The rules, compiled."""

    hard: float
    soft: float
    rules: tuple[Rule, ...]
    cues: tuple[Cue, ...]
    #: Of several kinds found with equal strength, the first.
    order: Mapping[str, int]

    def read(self, text: Text) -> Urgency:
        """The danger that the text speaks of."""
        found = [
            (rule, hit)
            for rule in self.rules
            if (hit := rule.pattern.find(text)) and not (rule.unless and rule.unless.find(text))
        ]
        if not found:
            return NOTHING
        cues = [(cue, hit) for cue in self.cues if (hit := cue.pattern.find(text))]
        shift = sum(cue.adds for cue, _ in cues)
        mistake = sum(cue.adds for cue, _ in cues if cue.any_rule)
        scores = {
            id(rule): rule.strength + (min(0.0, mistake) if rule.always else shift) for rule, _ in found
        }
        strongest = max(found, key=lambda each: (scores[id(each[0])], -self.order[each[0].kind]))[0]
        several = len({rule.why for rule, _ in found if rule.strength > self.soft}) > 1
        score = scores[id(strongest)] + (1.0 if several else 0.0)
        tier: Tier | None = "hard" if score >= self.hard else "soft" if score >= self.soft else None
        if tier is None:
            return NOTHING
        reasons = (
            *(f"{rule.why}: {hit}" for rule, hit in found),
            *(f"{cue.why}: {hit}" for cue, hit in cues),
        )
        return Urgency(tier, strongest.kind, reasons)


def load_dangers() -> Dangers:
    """The packaged rules; RuleError says what is wrong with them."""
    data = load(FILE)
    classes: dict[str, str] = data["words"]
    order = {kind: place for place, kind in enumerate(data["kinds"])}
    rules = []
    for why, row in data["rule"].items():
        if row["kind"] not in order:
            raise RuleError(f"{FILE}: rule.{why}: there is no kind {row['kind']}; name one of `kinds`")
        where = f"{FILE}: rule.{why}"
        unless = compile_pattern(row["unless"], classes, where) if "unless" in row else None
        pattern = compile_pattern(row["any"], classes, where)
        rules.append(
            Rule(why, row["kind"], float(row["strength"]), row.get("always", False), pattern, unless)
        )
    cues = [
        Cue(why, float(row["adds"]), row.get("any_rule", False), compile_pattern(row["any"], classes, why))
        for why, row in data["cue"].items()
    ]
    return Dangers(float(data["hard"]), float(data["soft"]), tuple(rules), tuple(cues), order)
