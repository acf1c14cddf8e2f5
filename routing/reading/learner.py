"""What corrections teach about areas: weights beside the rules', a pure function of the labels and the rules.

A text is seen as its short runs of letters, hashed, and the rules that it meets. Softmax regression (AdaGrad,
with decay) starts from the rules' own verdict, so that without labels nothing changes, and few labels change
little. What only one person's texts have in common teaches nothing, of nobody more than `EACH` labels count,
and whoever contradicts what all others teach is left out.
"""

import math
import struct
from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from routing.reading.patterns import Text

#: So many labels of one person count, the latest of them.
EACH = 20
#: Nothing is learnt from fewer people.
FEWEST = 5
#: In so many parts people are held against what the others teach. Who gave so many labels or more, and agrees
#: with the others less than this share of what is usual, is left out.
_PARTS, _JUDGED, _ODD = 5, 5, 1 / 3
#: Runs of so many letters at most; of a long text, only those of its first letters.
_LONGEST, _LETTERS = 4, 400
#: Steps over labels at most, so that many of them take no longer than a few; passes over each at most.
_STEPS, _PASSES = 20_000, 10
_RATE, _DECAY = 0.3, 2e-3
#: How loud a rule or the mere frequency of an area is beside the letters, which are of length 1 together.
_RULE = 0.15
#: A weight that can hardly move anything is not kept.
_SLIGHT = 0.01
_HEAD = struct.Struct("<IIII")
_FORM = 1

Vector = tuple[tuple[int, float], ...]


class WeightsError(ValueError):
    """Stored weights that are of another form, or for other areas."""


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody says a text is about; `by` tells people apart and names nobody."""

    text: str
    area: str
    by: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A counted label as the learner sees it: letters, the rules the text meets, their scores by area."""

    letters: frozenset[int]
    rules: tuple[int, ...]
    scores: tuple[float, ...]
    area: int
    by: str
    #: Its place in each pass follows from it.
    seed: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt; `version` 0: nothing. A row is what a feature adds to each area, in rules' points."""

    version: int = 0
    labels: int = 0
    rows: Mapping[int, tuple[float, ...]] = field(default_factory=dict, repr=False)
    #: How much a run of letters weighs before all are made of length 1 together.
    rare: Mapping[int, float] = field(default_factory=dict, repr=False)

    def add(self, text: Text, rules: Sequence[str], areas: int) -> tuple[list[float], dict[str, list[float]]]:
        """What is added to each area for a text that meets these rules, and by which run of letters."""
        told: dict[str, list[float]] = {}
        added = [0.0] * areas
        if not self.rows:
            return added, told
        runs = _runs(text, self.rare)
        for feature, size in _vector(runs, [_hash(f"#{rule}") for rule in rules], self.rare):
            row = self.rows.get(feature)
            if row is None:
                continue
            parts = [size * weight for weight in row]
            added = [one + other for one, other in zip(added, parts, strict=True)]
            if feature in runs:
                told[runs[feature]] = parts
        return added, told

    def pack(self) -> bytes:
        """As bytes, for keeping."""
        areas = len(next(iter(self.rows.values()), ()))
        keys = sorted(self.rows)
        weights = array("f", (weight for key in keys for weight in self.rows[key]))
        rare = array("f", (self.rare.get(key, 0.0) for key in keys))
        head = _HEAD.pack(_FORM, self.labels, areas, len(keys))
        return b"".join((head, array("I", keys).tobytes(), rare.tobytes(), weights.tobytes()))

    @classmethod
    def unpack(cls, version: int, packed: bytes, areas: int) -> "Weights":
        """What `pack` gave; WeightsError when it is of another form or for another number of areas."""
        form, labels, width, count = _HEAD.unpack_from(packed)
        if form != _FORM or (count and width != areas):
            raise WeightsError("the learnt weights are of another release; they are rebuilt by the next run")
        keys, numbers = array("I"), array("f")
        keys.frombytes(packed[_HEAD.size : _HEAD.size + 4 * count])
        numbers.frombytes(packed[_HEAD.size + 4 * count :])
        weights = iter(numbers[count:])
        rows = dict(zip(keys, zip(*[weights] * width, strict=True), strict=True))
        return cls(
            version, labels, rows, {key: rare for key, rare in zip(keys, numbers, strict=False) if rare}
        )


NOTHING = Weights()


def counted(labels: Iterable[Label]) -> list[Label]:
    """Those that count, of labels given oldest first: of each person the last `EACH`, of a text the last."""
    own: dict[str, dict[str, Label]] = defaultdict(dict)
    for label in labels:
        own[label.by].pop(label.text, None)
        own[label.by][label.text] = label
    return [label for each in own.values() for label in list(each.values())[-EACH:]]


def lesson(label: Label, text: Text, rules: Sequence[str], scores: Sequence[float], area: int) -> Lesson:
    """A label made ready; `rules` are those its text meets, `scores` what they say of each area."""
    letters = frozenset(_runs(text))
    met = tuple(_hash(f"#{rule}") for rule in rules)
    return Lesson(letters, met, tuple(scores), area, label.by, _hash(f"{label.by}|{label.area}|{text.tight}"))


def learn(lessons: Sequence[Lesson], version: int) -> Weights:
    """The weights that follow from the lessons, in whatever order they come."""
    if len({each.by for each in lessons}) < FEWEST:
        return Weights(version, len(lessons))
    apart = odd(lessons)
    return replace(_fit([each for each in lessons if each.by not in apart], version), labels=len(lessons))


def odd(lessons: Sequence[Lesson]) -> set[str]:
    """Those whose labels contradict what the labels of all others teach; they are left out."""
    agreed: dict[str, list[bool]] = {}
    for part in range(_PARTS):
        others = [each for each in lessons if _hash(each.by) % _PARTS != part]
        if len({each.by for each in others}) < FEWEST:
            return set()
        taught = _fit(others, 0)
        for each in lessons:
            if _hash(each.by) % _PARTS == part:
                agreed.setdefault(each.by, []).append(_likeliest(taught, each) == each.area)
    usual = sum(map(sum, agreed.values())) / len(lessons)
    return {
        by for by, each in agreed.items() if len(each) >= _JUDGED and sum(each) < _ODD * usual * len(each)
    }


def _likeliest(taught: Weights, lesson: Lesson) -> int:
    scores = list(lesson.scores)
    known = [run for run in lesson.letters if run in taught.rare]
    for key, size in _vector(known, lesson.rules, taught.rare):
        for at, weight in enumerate(taught.rows.get(key, ())):
            scores[at] += size * weight
    return max(range(len(scores)), key=lambda at: scores[at])


def _fit(lessons: Sequence[Lesson], version: int) -> Weights:
    lessons = sorted(lessons, key=lambda each: (each.seed, each.by, each.area))
    rare = _rare(lessons)
    seen = [
        (_vector([run for run in each.letters if run in rare], each.rules, rare), each) for each in lessons
    ]
    areas = len(lessons[0].scores)
    weights: dict[int, list[float]] = {key: [0.0] * areas for vector, _ in seen for key, _ in vector}
    moved = {key: [1e-8] * areas for key in weights}
    for turn in range(max(1, min(_PASSES, _STEPS // len(lessons)))):
        for vector, each in sorted(seen, key=lambda pair: _hash(f"{turn}|{pair[1].seed}")):
            _step(weights, moved, vector, each)
    kept = {key: row for key, row in weights.items() if max(map(abs, row)) >= _SLIGHT}
    exact = {key: tuple(array("f", row)) for key, row in kept.items()}
    return Weights(
        version, len(lessons), exact, {key: array("f", [rare[key]])[0] for key in kept if key in rare}
    )


def _step(
    weights: dict[int, list[float]], moved: dict[int, list[float]], vector: Vector, lesson: Lesson
) -> None:
    scores = list(lesson.scores)
    for key, size in vector:
        for at, weight in enumerate(weights[key]):
            scores[at] += size * weight
    for at, likely in enumerate(_softmax(scores)):
        wrong = likely - (at == lesson.area)
        for key, size in vector:
            row = weights[key]
            slope = wrong * size + _DECAY * row[at]
            moved[key][at] += slope * slope
            row[at] -= _RATE * slope / math.sqrt(moved[key][at])


def _softmax(scores: Sequence[float]) -> list[float]:
    most = max(scores)
    parts = [math.exp(score - most) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]


def _rare(lessons: Sequence[Lesson]) -> dict[int, float]:
    """Runs of letters in texts of two people or more: the rarer, the more they weigh."""
    who: dict[int, set[str]] = defaultdict(set)
    often: dict[int, int] = defaultdict(int)
    for each in lessons:
        for run in each.letters:
            who[run].add(each.by)
            often[run] += 1
    return {run: math.log((len(lessons) + 1) / (often[run] + 1)) + 1 for run in who if len(who[run]) > 1}


def _vector(runs: Iterable[int], rules: Iterable[int], rare: Mapping[int, float]) -> Vector:
    runs = sorted(runs)
    length = math.sqrt(sum(rare[run] ** 2 for run in runs)) or 1.0
    letters = tuple((run, rare[run] / length) for run in runs)
    return (*letters, *((rule, _RULE) for rule in rules), (_ALWAYS, _RULE))


def _runs(text: Text, known: Container[int] | None = None) -> dict[int, str]:
    """Runs of one to four letters, gaps left out, and words' beginnings, by hash: the known ones, or all."""
    tight = text.tight[:_LETTERS]
    letters = [letter.encode("utf-8", "replace") for letter in tight]
    found: dict[int, str] = {}
    for start in range(len(letters)):
        run = 0
        for end, letter in enumerate(letters[start : start + _LONGEST], start + 1):
            run = crc32(letter, run)
            if known is None or run in known:
                found[run] = tight[start:end]
    for word in text.spaced[:_LETTERS].split():
        for size in (2, 3):
            run = _hash(f" {word[:size]}")
            if len(word) >= size and (known is None or run in known):
                found[run] = word[:size]
    return found


def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))


_ALWAYS = _hash("#")
