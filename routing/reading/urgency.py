"""Whether a text says that somebody is in danger: hard (now), soft (perhaps), or not.

Hard calls for a danger card instead of everything else, soft for one line before the answer.

Each rule names a kind of danger and how strongly it speaks. Cues of time, habit, hypothesis, hearsay and
idiom add or take away; what stands under `always` is only ever taken for a mistake or a story. Rules know
the words of those who wrote them: what runs of letters say beside them (`letters`) decides where they are
silent or in doubt, and may doubt what they say.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from routing.reading.letters import Said
from routing.reading.patterns import (
    Pattern,
    Present,
    RuleError,
    Stems,
    Text,
    Vocabulary,
    check_keys,
    compile_ending,
    compile_pattern,
    compile_stems,
    load_folder,
    vocabulary,
)

FOLDER = "danger"
_RULE_KEYS = ("kind", "strength", "always", "lined", "tails", "past", "any", "unless", "beside")
_CUE_KEYS = ("adds", "any_rule", "past", "any", "unless")
Tier = Literal["hard", "soft"]
#: The question that letters answer: whether somebody is in danger now.
URGENT = "urgent"
#: The kinds that letters know apart; every other is danger now.
KINDS = ("suicide", "fire", "phishing")
_NOW = "now"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which danger is said."""

    why: str
    kind: str
    strength: float
    always: bool
    #: Is never left without a line, be it a habit or only asked about.
    lined: bool
    pattern: Pattern | Stems
    #: Not meant where this is found as well.
    unless: Pattern | None
    #: Meant only where this is found as well.
    beside: Pattern | None
    #: What endings that tell of something over are worth here; None: what they say themselves.
    past: float | None


@dataclass(frozen=True, slots=True)
class Ending:
    """What hangs on a verb: whether the deed goes on, is over, or is only spoken of."""

    why: str
    adds: float
    past: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds: the words, and its strength with the ending that they have there."""

    rule: Rule
    words: str
    strength: float
    ending: str


@dataclass(frozen=True, slots=True)
class Cue:
    """What makes danger more or less likely to be present."""

    why: str
    adds: float
    #: Holds for what stands under `always` too.
    any_rule: bool
    pattern: Pattern
    #: Says nothing where this is found as well.
    unless: Pattern | None


@dataclass(frozen=True, slots=True)
class Urgency:
    """What was found: the tier (None: no danger), the kind of danger card, and why or why not, for people."""

    tier: Tier | None = None
    kind: str | None = None
    reasons: tuple[str, ...] = ()


NOTHING = Urgency()


@dataclass(frozen=True, slots=True)
class Marks:
    """How much letters must say. They make danger certain or likely, or uphold what the rules say.

    Pairs are for a text of `short` letters or fewer and for one of `long` or more; between them in step. The
    longer a text, the more of it tells of other things.
    """

    short: int
    long: int
    certain: tuple[float, float]
    likely: tuple[float, float]
    #: Less than this, and what the rules take for certain is only likely; than that, and it is nothing.
    upheld: float
    worth: tuple[float, float]
    #: What each point that the cues take away (past, habit, hypothesis, hearsay, idiom) is worth here.
    against: float

    def within(self, text: Text) -> "Levels":
        """The marks in this text."""
        along = min(1.0, max(0.0, (len(text.tight) - self.short) / (self.long - self.short)))
        pairs = (self.certain, self.likely, self.worth)
        return Levels(*(first + along * (last - first) for first, last in pairs))


class Levels(NamedTuple):
    """The marks in one text."""

    certain: float
    likely: float
    worth: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say by themselves: `always`, that something under `always` makes it hard."""

    tier: Tier | None
    kind: str | None
    always: bool
    lined: bool
    hits: tuple[Hit, ...]
    cues: tuple[tuple[Cue, str], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, for people."""
        return (
            *(f"{each.rule.why}: {each.words}{each.ending}" for each in self.hits),
            *(f"{cue.why}: {words}" for cue, words in self.cues),
        )


def signs_of(ruled: Ruled) -> list[str]:
    """What was met, by names that letters know."""
    return [f"{each.rule.why}{each.ending}" for each in ruled.hits] + [cue.why for cue, _ in ruled.cues]


@dataclass(frozen=True, slots=True)
class Dangers:
    """The rules, compiled."""

    hard: float
    soft: float
    marks: Marks
    rules: tuple[Rule, ...]
    #: The first that fits is taken.
    endings: tuple[Ending, ...]
    cues: tuple[Cue, ...]
    words: Vocabulary
    #: Of several kinds found with equal strength, the first.
    order: Mapping[str, int]

    def read(self, text: Text, said: Said | None = None) -> Urgency:
        """The danger that the text speaks of, by the rules and by what its letters say."""
        ruled = self.by_rules(text)
        likely = said.of(URGENT, signs_of(ruled)) if said else None
        if said is None or likely is None:
            return Urgency(ruled.tier, ruled.kind, ruled.reasons)
        tier = self._weighed(ruled, likely, said.brief, self.marks.within(text))
        reasons = ruled.reasons
        if tier != ruled.tier:
            reasons += (f"letters ({likely:+.1f}): {', '.join(said.loudest(URGENT))}",)
        return Urgency(tier, self._kind(ruled, said) if tier else None, reasons)

    def _weighed(self, ruled: Ruled, likely: float, brief: bool, levels: Levels) -> Tier | None:
        marks = self.marks
        against = marks.against * sum(min(0.0, cue.adds) for cue, _ in ruled.cues)
        # A cry of two words has too few letters to be doubted by them.
        upheld = ruled.always or (ruled.tier == "hard" and (brief or likely >= marks.upheld))
        if upheld or likely + against >= levels.certain:
            return "hard"
        if likely >= levels.likely or (ruled.tier and (brief or likely >= levels.worth)) or ruled.lined:
            return "soft"
        return None

    def _kind(self, ruled: Ruled, said: Said) -> str:
        """The rules' kind where they name one; else what the letters say."""
        if ruled.kind:
            return ruled.kind
        each = [(answer, kind) for kind in KINDS if (answer := said.of(f"{URGENT}.{kind}")) is not None]
        return next((kind for answer, kind in sorted(each, reverse=True) if answer > 0), _NOW)

    def by_rules(self, text: Text) -> Ruled:
        """What the rules say by themselves."""
        present = self.words.present(text)
        possible = self.words.possible(present)
        found = tuple(self._hits(text, present, possible))
        cues = tuple(
            (cue, words)
            for cue in self.cues
            if cue.pattern in possible
            and (words := cue.pattern.find(text, present))
            and not (cue.unless and cue.unless.find(text, present))
        )
        if not found:
            return Ruled(None, None, False, False, found, cues)
        shift = sum(cue.adds for cue, _ in cues)
        mistake = sum(cue.adds for cue, _ in cues if cue.any_rule)
        scores = [each.strength + (min(0.0, mistake) if each.rule.always else shift) for each in found]
        best = max(range(len(found)), key=lambda at: (scores[at], -self.order[found[at].rule.kind]))
        several = len({each.rule.why for each in found if each.strength > self.soft}) > 1
        score = scores[best] + (1.0 if several else 0.0)
        lined = not mistake and any(each.rule.lined for each in found)
        tier: Tier | None = "hard" if score >= self.hard else "soft" if lined or score >= self.soft else None
        always = any(
            each.rule.always and each_score >= self.hard
            for each, each_score in zip(found, scores, strict=True)
        )
        return Ruled(tier, found[best].rule.kind if tier else None, always, lined, found, cues)

    def _hits(self, text: Text, present: Present, possible: Set[Pattern]) -> Iterator[Hit]:
        for rule in self.rules:
            if isinstance(rule.pattern, Stems):
                hit = self._strongest(rule, rule.pattern.find(text))
            elif rule.pattern in possible and (words := rule.pattern.find(text, present)):
                hit = Hit(rule, words, rule.strength, "")
            else:
                continue
            if hit is None or (rule.unless and rule.unless.find(text, present)):
                continue
            if rule.beside is None or rule.beside.find(text, present):
                yield hit

    def _strongest(self, rule: Rule, stems: list[tuple[str, str]]) -> Hit | None:
        """Of several places where a stem stands, the one whose ending speaks most for danger now."""
        hits = [self._ended(rule, stem, hanging) for stem, hanging in stems]
        return max(hits, key=lambda hit: hit.strength, default=None)

    def _ended(self, rule: Rule, stem: str, hanging: str) -> Hit:
        for ending in self.endings:
            if ending.pattern.match(hanging):
                adds = rule.past if ending.past and rule.past is not None else ending.adds
                return Hit(rule, stem, rule.strength + adds, f" ({ending.why})")
        return Hit(rule, stem, rule.strength, "")


def load_dangers() -> Dangers:
    """The packaged rules; RuleError says what is wrong with them."""
    files = load_folder(FOLDER)
    data = files.pop("settings")
    classes: dict[str, str] = data["words"]
    order = {kind: place for place, kind in enumerate(data["kinds"])}
    cues = [_cue(why, row, classes) for why, row in files.pop("cues")["cue"].items()]
    endings = [_ending(why, row, classes) for why, row in files.pop("endings")["tail"].items()]
    rules: dict[str, Rule] = {}
    for file, table in files.items():
        for why, row in table["rule"].items():
            where = f"{FOLDER}/{file}.toml: rule.{why}"
            if why in rules:
                raise RuleError(f"{where}: another rule has this name; give it its own")
            rules[why] = _rule(why, row, classes, order, where)
    hard, soft = float(data["hard"]), float(data["soft"])
    words = vocabulary(
        [
            *(each for rule in rules.values() for each in (rule.pattern, rule.unless, rule.beside)),
            *(each for cue in cues for each in (cue.pattern, cue.unless)),
        ]
    )
    return Dangers(
        hard, soft, Marks(**data["letters"]), tuple(rules.values()), tuple(endings), tuple(cues), words, order
    )


def _ending(why: str, row: Mapping[str, Any], classes: Mapping[str, str]) -> Ending:
    where = f"{FOLDER}/endings.toml: tail.{why}"
    check_keys(row, _CUE_KEYS, where)
    return Ending(why, float(row["adds"]), row.get("past", False), compile_ending(row["any"], classes, where))


def _cue(why: str, row: Mapping[str, Any], classes: Mapping[str, str]) -> Cue:
    where = f"{FOLDER}/cues.toml: cue.{why}"
    check_keys(row, _CUE_KEYS, where)
    unless = compile_pattern(row["unless"], classes, where) if "unless" in row else None
    pattern = compile_pattern(row["any"], classes, where)
    return Cue(why, float(row["adds"]), row.get("any_rule", False), pattern, unless)


def _rule(
    why: str, row: Mapping[str, Any], classes: Mapping[str, str], kinds: Mapping[str, int], where: str
) -> Rule:
    check_keys(row, _RULE_KEYS, where)
    if row["kind"] not in kinds:
        raise RuleError(f"{where}: there is no kind {row['kind']}; name one of `kinds`")
    written = compile_stems if row.get("tails") else compile_pattern
    unless, beside = (
        compile_pattern(row[key], classes, where) if key in row else None for key in ("unless", "beside")
    )
    return Rule(
        why,
        row["kind"],
        float(row["strength"]),
        row.get("always", False),
        row.get("lined", False),
        written(row["any"], classes, where),
        unless,
        beside,
        row.get("past"),
    )
