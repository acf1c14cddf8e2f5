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
from dataclasses import dataclass
from importlib import resources
from operator import add
from typing import Any

from intake.text import clean

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
    return Text(plain, spaced, spaced.replace(" ", ""))


def _ending_in(final: int) -> str:
    """The syllables whose final consonant has that number, as a set of an expression.

    Those of "is" and "would" end like the past but are not.
    """
    syllables = (chr(code + final) for code in range(0xAC00, 0xD7A4, 28))
    return f"[{''.join(each for each in syllables if each not in _NOT_PAST)}]"


#: Syllables by final consonant, for endings that melt into their stem; each rule file may use them.
FINALS = {name: _ending_in(final) for name, final in {"nn": 4, "ll": 8, "bb": 17, "ss": 20}.items()}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Alternatives, compiled."""

    words: frozenset[str]
    tight: tuple[re.Pattern[str], ...]
    spaced: tuple[re.Pattern[str], ...]

    def find(self, text: Text, present: Set[str] | None = None) -> str | None:
        """What was found, a word rather than an expression, or None.

        `present` holds those words of a vocabulary that stand in the text; without it each is looked for.
        """
        looked_for = present if present is not None else {w for w in self.words if stands_in(w, text)}
        if words := self.words & looked_for:
            return max(words, key=lambda word: (len(word), word)).strip()
        for expressions, form in ((self.tight, text.tight), (self.spaced, text.spaced)):
            for expression in expressions:
                if found := expression.search(form):
                    return found[0].strip()
        return None


def stands_in(word: str, text: Text) -> bool:
    """Whether a plain word stands in the form of the text that it is looked for in.

    Two letters meet by chance where a gap is left out, so short words are looked for with the gaps.
    """
    return word in (text.spaced if len(word) <= _BRIEF or " " in word else text.tight)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The plain words of many patterns, by their first letters: all are found in one pass over a text."""

    by_beginning: Mapping[str, tuple[str, ...]]
    letters: tuple[str, ...]

    def present(self, text: Text) -> Set[str]:
        """Those of its words that stand in the text."""
        found = {letter for letter in self.letters if letter in text.spaced}
        for form in (text.tight, text.spaced):
            for at, beginning in enumerate(map(add, form, form[1:])):
                for word in self.by_beginning.get(beginning, ()):
                    if form.startswith(word, at):
                        found.add(word)
        return {word for word in found if len(word) > _BRIEF or word in text.spaced}


def vocabulary(patterns: Iterable["Pattern | Stems | None"]) -> Vocabulary:
    """The words of these patterns; stems are looked for by themselves."""
    words = sorted({word for each in patterns if isinstance(each, Pattern) for word in each.words})
    by_beginning: dict[str, list[str]] = {}
    for word in words:
        by_beginning.setdefault(word[:2], []).append(word)
    return Vocabulary(
        {beginning: tuple(each) for beginning, each in by_beginning.items()},
        tuple(word for word in words if len(word) == 1),
    )


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of words, which are looked for in the tight form, each with what hangs on it."""

    expression: re.Pattern[str]

    def find(self, text: Text) -> list[tuple[str, str]]:
        """Each stem that stands there, and the text from its last syllable on, up to a limit."""
        return [
            (found[0], text.tight[found.end() - 1 : found.end() + _HANGS])
            for found in self.expression.finditer(text.tight)
        ]


def compile_stems(written: str, classes: Mapping[str, str], where: str) -> Stems:
    """Stems from their alternatives, written as those of a pattern, without gaps."""
    return Stems(_compile("|".join(_alternatives(written)), classes, where))


def compile_ending(written: str, classes: Mapping[str, str], where: str) -> re.Pattern[str]:
    """An expression for what hangs on a stem; it is matched from the stem's last syllable on."""
    return _compile(written, classes, where)


def _compile(written: str, classes: Mapping[str, str], where: str) -> re.Pattern[str]:
    try:
        known = {**FINALS, **classes}
        return re.compile(_CLASS.sub(lambda found: f"(?:{known[found[1]]})", written))
    except (KeyError, re.error) as error:
        raise RuleError(f"{where}: {error}; correct this pattern") from error


def compile_pattern(written: str, classes: Mapping[str, str], where: str) -> Pattern:
    """A pattern from its alternatives, one a line or parted by bars; <name> stands for a class of words."""
    words: list[str] = []
    expressions: tuple[list[re.Pattern[str]], list[re.Pattern[str]]] = ([], [])
    try:
        for alternative in _alternatives(written):
            full = _CLASS.sub(lambda found: f"(?:{classes[found[1]]})", alternative)
            if _SPECIAL.search(full):
                expressions[" " in full].append(re.compile(full))
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
