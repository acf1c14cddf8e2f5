"""What must be heard of a town's life, and what was: to be compared when it ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.life.deeds import NUMBER, SAYS, TOKEN
from tests.life.town import MEMBERS

_MEMBERS = frozenset(each.name for each in MEMBERS)


@dataclass
class Heard:
    """Who must read which words."""

    #: Word → who reads it exactly once.
    once: dict[str, frozenset[str]] = field(default_factory=dict)
    #: Word → who reads it at least once.
    at_all: dict[str, frozenset[str]] = field(default_factory=dict)
    #: Words that members may not read before another department's chat has them.
    handed: set[str] = field(default_factory=set)
    #: How often an author reads a line: name, number, what it says.
    lines: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def as_promised(self, pushed: Sequence[tuple[str, str, bool]]) -> None:
        """Everything was told to everybody it was for, as often as it should, and to no other member."""
        read: Counter[tuple[str, str]] = Counter()
        lines: Counter[tuple[str, str, str]] = Counter()
        known: set[str] = set()
        for name, text, in_place in pushed:
            for word in set(TOKEN.findall(text)):
                early = name in _MEMBERS and word in self.handed - known
                assert not early, f"{name} heard of {word} before those who have it now"
                known.add(word)
                # A card that is drawn anew in its place is no news.
                read[name, word] += not in_place
            for line in text.splitlines():
                for number in NUMBER.findall(line):
                    lines.update((name, number, says) for says in SAYS.values() if says in line)
        assert lines == self.lines, "of what was merged, split or kept somebody heard more or less"
        for word, names in self.once.items():
            for name in names:
                told = "\n--\n".join(text for each, text, _ in pushed if each == name)
                assert read[name, word] == 1, f"{name} was told {word} {read[name, word]} times:\n{told}"
        for word, names in self.at_all.items():
            for name in names:
                assert read[name, word], f"{name} was never told {word}"
        for name, word in read:
            if name in _MEMBERS:
                assert name in self.once.get(word, ()), f"{name} was told {word}, which was not for them"
