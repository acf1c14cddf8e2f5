"""What somebody wants by their words: to propose, to praise, to ask; else it is an opinion."""

from dataclasses import dataclass

from routing.reading.patterns import Pattern, Text, Vocabulary, compile_pattern, load, vocabulary

FILE = "kinds.toml"
OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds in the order in which they are looked for, with what they sound like and what they do not."""

    rules: tuple[tuple[str, Pattern, Pattern], ...]
    words: Vocabulary

    def read(self, text: Text) -> str:
        """The kind of a text."""
        return self.why(text)[0]

    def why(self, text: Text) -> tuple[str, str]:
        """The kind of a text, and the words by which; none for an opinion, which is what is left."""
        present = self.words.present(text)
        for kind, sounds, unless in self.rules:
            by = sounds.find(text, present)
            if by and not unless.find(text, present):
                return kind, by
        return OPINION, ""


def load_kinds() -> Kinds:
    """The packaged rules; RuleError says what is wrong with them."""
    data = load(FILE)
    rules = tuple(
        (
            kind,
            compile_pattern(row["any"], data["words"], f"{FILE}: {kind}"),
            compile_pattern(row["unless"], data["words"], f"{FILE}: {kind}"),
        )
        for kind, row in data["kind"].items()
    )
    return Kinds(rules, vocabulary(pattern for _, *both in rules for pattern in both))
