"""Patterns as people write them in the rules: alternatives, most of them plain words, a few expressions.

A text is looked at in two forms. In the tight one there are no gaps, because in Korean chats they are
left out as often as not; in the spaced one every word begins behind one gap. A pattern that holds a space
is looked for in the spaced form (a gap in front: a word that begins so), every other one in the tight form.
Plain words are looked for as such, which is many times cheaper than expressions.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, TypeVar

from intake.text import clean
from routing.reading.needs import held, needs

#: Of a long text the beginning and the end are read: there people say what it is about and what they want.
HEAD, TAIL = 700, 300

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]()]")
_CLASS = re.compile(r"<(\w+)>")
_BETWEEN = re.compile(r"[\s~!?.,;:…·'\"“”‘’()\[\]{}<>/|*_=+^-]+")
#: So much behind a stem is looked at.
_HANGS = 14
_STRETCHED = re.compile(r"(.)\1{3,}")


class RuleError(ValueError):
    """A rule file that cannot be used: the file, the rule and the mend."""


def load(name: str) -> dict[str, Any]:
    """A rule file of this folder."""
    return tomllib.loads((resources.files("routing.reading") / name).read_text("utf-8"))


_BRIEF = 2

_TOML = ".toml"

_NOT_PAST = "\uc788\uaca0"

_K = TypeVar("_K")
_V = TypeVar("_V")


def load_folder(name: str) -> dict[str, dict[str, Any]]:
    """All rule files of a folder in this one, by their names without ending, in the order of the names."""
    folder = resources.files("routing.reading") / name
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(_TOML))
    return {file.removesuffix(_TOML): load(f"{name}/{file}") for file in files}


def check_keys(row: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """RuleError when a rule has a key that nothing reads."""
    for key in row.keys() - set(known):
        raise RuleError(f"{where}: there is no key {key}; write one of: {', '.join(sorted(known))}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the forms that patterns are looked for in."""

    plain: str
    spaced: str
    tight: str
    #: Its letters and pairs of letters, by which expressions are passed over.
    held: frozenset[str]


def prepare(text: str, spelling: Iterable[Sequence[str]] = ()) -> Text:
    """The forms of a text; `spelling` lists what is often misspelled, and how it is written."""
    if len(text) > 4 * (HEAD + TAIL):  # before anything is done to every character of a flood
        text = f"{text[: 2 * HEAD]}\n{text[-2 * TAIL :]}"
    plain = clean(text)
    if len(plain) > HEAD + TAIL:
        plain = f"{plain[:HEAD]}\n{plain[-TAIL:]}"
    lower = _STRETCHED.sub(r"\1\1\1", unicodedata.normalize("NFC", plain.lower()))
    for wrong, right in spelling:
        lower = lower.replace(wrong, right)
    spaced = f" {_BETWEEN.sub(' ', lower).strip()} "
    tight = spaced.replace(" ", "")
    return Text(plain, spaced, tight, held(spaced, tight))


def _ending_in(final: int) -> str:
    """The syllables whose final consonant has that number, as a set of an expression.

    Those of "is" and "would" end like the past but are not.
    """
    syllables = (chr(code + final) for code in range(0xAC00, 0xD7A4, 28))
    return f"[{''.join(each for each in syllables if each not in _NOT_PAST)}]"


#: Syllables by final consonant, for endings that melt into their stem; each rule file may use them.
FINALS = {name: _ending_in(final) for name, final in {"nn": 4, "ll": 8, "bb": 17, "ss": 20}.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An expression; not looked for in a text that holds nothing of what it `needs`."""

    text: str
    needs: frozenset[str]
    _held: list[re.Pattern[str]] = field(default_factory=list, repr=False)

    @classmethod
    def written(cls, text: str) -> "Expression":
        """Parsed; re.error where it cannot be."""
        return cls(text, needs(text))

    @property
    def compiled(self) -> re.Pattern[str]:
        """Compiled when it is first looked for: half of what loading would cost."""
        if not self._held:
            self._held.append(re.compile(self.text))
        return self._held[0]


#: Words that stand in a text, and expressions that may be found in it.
Present = Set["str | Expression"]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Alternatives, compiled."""

    words: frozenset[str]
    tight: tuple[Expression, ...]
    spaced: tuple[Expression, ...]
    #: Those of both forms.
    expressions: frozenset[Expression] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expressions", frozenset((*self.tight, *self.spaced)))

    def find(self, text: Text, present: Present | None = None) -> str | None:
        """What was found, a word rather than an expression, or None.

        `present` is what a vocabulary with this pattern finds in the text; without it each is looked for.
        """
        looked_for = present if present is not None else self._present(text)
        if words := self.words & looked_for:
            return max(words, key=lambda word: (len(word), word)).strip()
        if self.expressions.isdisjoint(looked_for):
            return None
        for expressions, form in ((self.tight, text.tight), (self.spaced, text.spaced)):
            for each in expressions:
                if each in looked_for and (found := each.compiled.search(form)):
                    return found[0].strip()
        return None

    def _present(self, text: Text) -> Present:
        return {
            *(word for word in self.words if stands_in(word, text)),
            *(each for each in self.expressions if not text.held.isdisjoint(each.needs)),
        }


def stands_in(word: str, text: Text) -> bool:
    """Whether a plain word stands in the form of the text that it is looked for in.

    Two letters meet by chance where a gap is left out, so short words are looked for with the gaps.
    """
    return word in (text.spaced if len(word) <= _BRIEF or " " in word else text.tight)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of many patterns by how they begin, their expressions by what they need, and whose each is.

    All are found in one pass over what a text holds.
    """

    by_beginning: Mapping[str, tuple[str, ...]]
    by_need: Mapping[str, tuple[Expression, ...]]
    whose: Mapping["str | Expression", tuple[Pattern, ...]]

    def present(self, text: Text) -> Present:
        """Those of its words that stand in the text, and those of its expressions that may."""
        present: set[str | Expression] = {
            word
            for beginning in self.by_beginning.keys() & text.held
            for word in self.by_beginning[beginning]
            if stands_in(word, text)
        }
        for need in self.by_need.keys() & text.held:
            present.update(self.by_need[need])
        return present

    def possible(self, present: Present) -> Set[Pattern]:
        """The patterns of which something is present: no other can be found."""
        return {pattern for each in present for pattern in self.whose[each]}


def vocabulary(patterns: Iterable["Pattern | Stems | None"]) -> Vocabulary:
    """What these patterns are made of; stems are looked for by themselves."""
    by_beginning: dict[str, list[str]] = {}
    by_need: dict[str, list[Expression]] = {}
    whose: dict[str | Expression, list[Pattern]] = {}
    for pattern in patterns:
        if isinstance(pattern, Pattern):
            its: list[str | Expression] = [*sorted(pattern.words), *pattern.tight, *pattern.spaced]
            for each in its:
                whose.setdefault(each, []).append(pattern)
    for each in whose:
        if isinstance(each, str):
            by_beginning.setdefault(each[:2], []).append(each)
        else:
            for need in each.needs:
                by_need.setdefault(need, []).append(each)
    return Vocabulary(_settled(by_beginning), _settled(by_need), _settled(whose))


def _settled(found: Mapping[_K, list[_V]]) -> dict[_K, tuple[_V, ...]]:
    return {key: tuple(each) for key, each in found.items()}


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of words, which are looked for in the tight form, each with what hangs on it."""

    expression: Expression

    def find(self, text: Text) -> list[tuple[str, str]]:
        """Each stem that stands there, and the text from its last syllable on, up to a limit."""
        if text.held.isdisjoint(self.expression.needs):
            return []
        return [
            (found[0], text.tight[found.end() - 1 : found.end() + _HANGS])
            for found in self.expression.compiled.finditer(text.tight)
        ]


def compile_stems(written: str, classes: Mapping[str, str], where: str) -> Stems:
    """Stems from their alternatives, written as those of a pattern, without gaps."""
    return Stems(_compile("|".join(_alternatives(written)), classes, where))


def compile_ending(written: str, classes: Mapping[str, str], where: str) -> re.Pattern[str]:
    """An expression for what hangs on a stem; it is matched from the stem's last syllable on."""
    return _compile(written, classes, where).compiled


def _compile(written: str, classes: Mapping[str, str], where: str) -> Expression:
    try:
        known = {**FINALS, **classes}
        return Expression.written(_CLASS.sub(lambda found: f"(?:{known[found[1]]})", written))
    except (KeyError, re.error) as error:
        raise RuleError(f"{where}: {error}; correct this pattern") from error


def compile_pattern(written: str, classes: Mapping[str, str], where: str) -> Pattern:
    """A pattern from its alternatives, one a line or parted by bars; <name> stands for a class of words."""
    words: list[str] = []
    expressions: tuple[list[Expression], list[Expression]] = ([], [])
    try:
        for alternative in _alternatives(written):
            full = _CLASS.sub(lambda found: f"(?:{classes[found[1]]})", alternative)
            if _SPECIAL.search(full):
                expressions[" " in full].append(Expression.written(full))
            else:
                words.append(full)
    except (KeyError, re.error) as error:
        raise RuleError(f"{where}: {error}; correct this pattern") from error
    return Pattern(frozenset(words), tuple(expressions[0]), tuple(expressions[1]))


def _alternatives(written: str) -> list[str]:
    """Split at bars and line ends outside of brackets."""
    found, depth, current = [], 0, ""
    for character in written:
        depth += (character in "([") - (character in ")]")
        if character == "\n" or (character == "|" and depth == 0):
            found.append(current)
            current = ""
        else:
            current += character
    return [each for each in (*found, current) if each.strip()]
