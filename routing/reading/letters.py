"""What runs of letters say of a text, beside the rules: learnt once from labelled sentences, kept as data.

Rules know the words of those who wrote them; a run of two to four letters is seldom new. Each run has one
weight for each question (is somebody in danger now, which kind of danger, each area). A text's answer is the
sum over the runs that it holds, the rarer the louder, made as long for a short text as for a long one. Rules
that the text meets may be heard beside the runs as signs. `scripts/teach_letters.py` makes the file.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from importlib import resources
from operator import add

from routing.reading.patterns import Text

FILE = "letters.txt"
#: A number is written as one letter: this one is nothing, that many more or less of it are the most.
ZERO, MOST = 78, 45
#: In a text with fewer runs that are known, letters say nothing: another language, or hardly a word.
FEWEST = 8
#: A text of few runs is heard as if it had so many of middling rarity: a place's name is no message.
SHORT = 30
#: So many runs are named where people are told why, of so many that speak loudest.
_NAMED, _LOOKED_AT = 3, 12
_SIGN = "#"
_HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")


def runs(text: Text) -> set[str]:
    """Two to four letters in a row, gaps left out, and how words begin and end (a gap before or behind)."""
    tight, words = text.tight, text.spaced.split()
    pairs = list(map(add, tight, tight[1:]))
    triples = list(map(add, pairs, tight[2:]))
    found = {*pairs, *triples, *map(add, triples, tight[3:])}
    for size in (1, 2, 3):
        long = [word for word in words if len(word) >= size]
        found.update([f" {word[:size]}" for word in long])
        found.update([f"{word[-size:]} " for word in long])
    return found


def loudness(rarities: Iterable[float], most: float) -> float:
    """What the runs of a text are divided by; `most` is the highest rarity that there is."""
    return math.sqrt(max(sum([each * each for each in rarities]), SHORT * (0.75 * most) ** 2))


def sign(name: str) -> str:
    """How a rule that a text meets is kept among the runs."""
    return f"{_SIGN}{name}"


@dataclass(frozen=True, slots=True)
class Said:
    """What the letters of one text say; nothing (`known` empty) where too few of them are known."""

    letters: "Letters"
    known: tuple[str, ...]
    rows: tuple[bytes, ...]
    loudness: float

    def of(self, question: str, signs: Iterable[str] = ()) -> float | None:
        """The answer to a question: above 0 rather yes. None where nothing can be said."""
        if not self.known:
            return None
        at = self.letters.questions[question]
        runs_say = sum([row[at + 1] for row in self.rows]) - ZERO * len(self.rows)
        total = self.letters.bias[at] + runs_say * self.letters.scales[at] / self.loudness
        heard = (self.letters.rows[each] for name in signs if (each := sign(name)) in self.letters.rows)
        return total + self.letters.signs[at] * sum(row[at + 1] - ZERO for row in heard)

    @property
    def brief(self) -> bool:
        """Whether the text is so short that hardly anything can be said."""
        return len(self.known) < SHORT

    def loudest(self, question: str) -> tuple[str, ...]:
        """The runs that speak most for it, for people: of those that stand in each other the longest."""
        at = self.letters.questions.get(question, -1) + 1
        each = zip([row[at] for row in self.rows], self.known, strict=True) if at else ()
        named: list[str] = []
        for said, run in nlargest(_LOOKED_AT, each):
            word = run.strip()
            if said > ZERO and len(word) > 1 and not any(word in other or other in word for other in named):
                named.append(word)
        return tuple(named[:_NAMED])


@dataclass(frozen=True, slots=True)
class Letters:
    """What was learnt of runs; a row is how rare it is, then its weight for each question."""

    questions: Mapping[str, int] = field(default_factory=dict)
    scales: Sequence[float] = ()
    signs: Sequence[float] = ()
    bias: Sequence[float] = ()
    #: Tells from which sentences it was learnt.
    taught: str = ""
    rows: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def hear(self, text: Text) -> Said:
        """What the letters of the text say."""
        known = tuple(self.rows.keys() & runs(text)) if korean(text) else ()
        if len(known) < FEWEST:
            return Said(self, (), (), 1.0)
        rows = tuple([self.rows[run] for run in known])
        return Said(self, known, rows, loudness([row[0] - ZERO for row in rows], MOST))


def korean(text: Text) -> bool:
    """Whether most of its letters are Hangul: of other writing too little was taught."""
    return 2 * len(_HANGUL.findall(text.tight)) > len(text.tight)


SILENT = Letters()


def load_letters() -> Letters:
    """The packaged file."""
    return written((resources.files("routing.reading") / FILE).read_text("utf-8").rstrip("\n").split("\n"))


def written(lines: Iterable[str]) -> Letters:
    """What was learnt, from the lines that it is kept in."""
    head, *each = lines
    told = json.loads(head)
    questions = {name: at for at, name in enumerate(told["questions"])}
    # Each line: so many letters for numbers, then the run.
    width = len(questions) + 1
    rows = {line[width:]: line[:width].encode() for line in each}
    return Letters(questions, told["scales"], told["signs"], told["bias"], told["taught"], rows)
