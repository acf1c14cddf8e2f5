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
    #: Words that members may not read before another department's chat has them, and of which concern.
    handed: dict[str, str] = field(default_factory=dict)
    #: When somebody who has them went on with them all the same: after so many pushed messages.
    known_by: dict[str, int] = field(default_factory=dict)
    #: What is told of one concern to one reader, in the order in which it happened.
    stories: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    #: How often an author reads a line: name, number, what it says.
    lines: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def says(self, author: str, number: str, what: str) -> None:
        """Its author reads a line with the number once more."""
        self.lines[author, number, what] += 1
        self.stories.setdefault((author, number), []).append(what)

    def tells(self, word: str, author: str, number: str, joined: frozenset[str]) -> None:
        """Its author and those who joined read the word once."""
        self.once[word] = joined | {author}
        for name in self.once[word]:
            self.stories.setdefault((name, number), []).append(word)

    def worked_on(self, its_id: str, pushed: int) -> None:
        """Somebody at the desk has gone on with the concern: whatever was handed to them they have."""
        for word, each in self.handed.items():
            if each == its_id:
                self.known_by.setdefault(word, pushed)

    def as_promised(self, pushed: Sequence[tuple[str, str, bool]]) -> None:
        """Everything was told to everybody it was for, as often as it should, and to no other member."""
        read: Counter[tuple[str, str]] = Counter()
        lines: Counter[tuple[str, str, str]] = Counter()
        known: set[str] = set()
        for at, (name, text, in_place) in enumerate(pushed):
            for word in set(TOKEN.findall(text)):
                early = name in _MEMBERS and word in self.handed and word not in known
                early = early and at < self.known_by.get(word, len(pushed))
                assert not early, f"{name} heard of {word} before those who have it now"
                known.add(word)
                # A card that is drawn anew in its place is no news.
                read[name, word] += not in_place
            for line in text.splitlines():
                for number in NUMBER.findall(line):
                    lines.update((name, number, says) for says in SAYS.values() if says in line)
        self._in_order(pushed)
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

    def _in_order(self, pushed: Sequence[tuple[str, str, bool]]) -> None:
        """Of one concern everybody reads what happened in the order in which it did."""
        for (name, number), story in self.stories.items():
            read = [
                said
                for each, text, _ in pushed
                if each == name
                for line in text.splitlines()
                for said in (
                    *TOKEN.findall(line),
                    *(says for says in SAYS.values() if says in line and number in line),
                )
                if said in story
            ]
            assert read == story, f"{name} read of {number} {read}, and it happened so: {story}"
