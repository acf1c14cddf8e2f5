"""Reads romanised.toml and romanised.csv, and puts names written in Latin letters into Korean ones.

What then counts as a place is decided over the Korean names alone: nothing is known twice.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from routing.gaps import Gap, Reader, Table

FILE, DRAWN = "romanised.toml", "romanised.csv"
COLUMNS = ["name", "signs", "letters"]

_LATIN = re.compile("[A-Za-z]{2}")
#: What hangs on a name on signs.
_SUFFIXES = ("dong", "gu", "ga")
#: A word, its hyphens inside. What may stand glued before a name is judged over the Korean one.
_WORD = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]+)*")


class Name(NamedTuple):
    """A name in Latin letters: where it stands in the text, and what it is in Korean."""

    start: int
    end: int
    korean: str


@dataclass(frozen=True, slots=True)
class Romanised:
    """What names begin with, by their letters made alike, and what may stand behind it."""

    stems: Mapping[str, str]
    behind: Mapping[str, str]
    alone: Mapping[str, str]
    follows: re.Pattern[str]
    #: How signs spell what names begin with, and what hangs on it.
    signs: Mapping[str, str]
    suffixes: Mapping[str, str]
    hangs: re.Pattern[str]
    #: What makes a name that stands alone none, and what somebody's name begins with.
    alone_not: re.Pattern[str]
    family: tuple[str, ...]

    def names(self, text: str) -> Iterator[Name]:
        """Those in a text, in its order; of what may be one."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            found = self._name(text, word)
            if found and not text.endswith(self.family, 0, found.start):
                end = found.end
                yield found

    def korean(self, text: str) -> str:
        """The text with its names in Korean."""
        if not _LATIN.search(text):  # most are Korean alone, and cost no more than this
            return text
        parts, end = [], 0
        for name in self.names(text):
            parts += [text[end : name.start], name.korean]
            end = name.end
        return "".join([*parts, text[end:]]) if parts else text

    def spelled(self, name: str) -> str:
        """A Korean name of a gu or dong as signs spell it; itself where that is not listed."""
        for end in range(1, len(name) + 1):
            stem, rest = self.signs.get(name[:end]), name[end:]
            hanging = list(self.hangs.finditer(rest)) if stem else []
            if stem and "".join(each[0] for each in hanging) == rest:
                return stem + "".join(
                    f"{f' {number}' if number else ''}-{self.suffixes[korean]}"
                    for number, korean in (each.groups() for each in hanging)
                )
        return name

    def _name(self, text: str, word: re.Match[str]) -> Name | None:
        """The name that begins with the word; "Gaepodong" is one, and what its station's begins with."""
        letters = _alike(word[0])
        stem = self.stems.get(letters)
        if stem and (name := self._with_what_follows(text, word, stem, "")):
            return name
        for glued, korean in self.behind.items():
            if letters.endswith(glued) and (head := self.stems.get(letters.removesuffix(glued))):
                return self._with_what_follows(text, word, head + korean, head + korean)
        if stem and stem in self.alone and not self.alone_not.match(text, word.end()):
            return Name(word.start(), word.end(), self.alone[stem])
        return None

    def _with_what_follows(self, text: str, word: re.Match[str], name: str, whole: str) -> Name | None:
        """A name so far, with what stands behind it; `whole` is what it is without."""
        end = word.end()
        while follows := self.follows.match(text, end):
            number, behind = follows.groups()
            name += _number(number) + self.behind[" ".join(behind.lower().split())]
            whole, end = name, follows.end()
        return Name(word.start(), end, whole) if whole else None


def _alike(word: str) -> str:
    """The letters of a word; "Shinchon" is written for "Sinchon" as often as not."""
    return word.replace("-", "").lower().replace("shi", "si")


def _number(written: str | None) -> str:
    return re.sub("[.,]", "\u00b7", written or "")


def read_romanised(folder: Path, gaps: list[Gap]) -> Romanised:
    """The files of the folder; gaps are added to `gaps`."""
    reader = Reader(FILE, gaps)
    data = reader.parse(folder)
    behind, alone = _texts(reader, data, "behind"), _texts(reader, data, "alone")
    words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(behind, key=len, reverse=True))
    not_before = "|".join(map(re.escape, _listed(reader, data, "alone_not", "before")))
    stems, signs = _stems(Reader(DRAWN, gaps), folder)
    suffixes = {behind[each]: each for each in _SUFFIXES if each in behind}
    return Romanised(
        stems=stems,
        signs=signs,
        suffixes=suffixes,
        hangs=re.compile(rf"(\d[\d·]*)?({'|'.join(map(re.escape, suffixes)) or '(?!)'})"),
        behind=behind,
        alone=alone,
        follows=re.compile(
            rf"[ -]?(?:(\d{{1,2}}(?:[.,·]\d{{1,2}})*)(?:\([a-z]+\))?[ -]?)?({words or '(?!)'})(?![A-Za-z])",
            re.IGNORECASE,
        ),
        alone_not=re.compile(rf"\s+(?:{not_before or '(?!)'})\b|-", re.IGNORECASE),
        family=tuple(f"{each} " for each in _listed(reader, data, "people", "family")),
    )


def _texts(reader: Reader, data: Table, key: str) -> Mapping[str, str]:
    found = data.get(key)
    if isinstance(found, dict) and found and all(isinstance(each, str) and each for each in found.values()):
        return found
    reader.gap(key, f"the table is missing, empty or holds what is no text; add texts under [{key}].")
    return {}


def _listed(reader: Reader, data: Table, table: str, name: str) -> tuple[str, ...]:
    found = data.get(table)
    return reader.texts(found if isinstance(found, dict) else {}, name, table)


def _stems(reader: Reader, folder: Path) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What names begin with, by their letters, and how signs spell it; never two the same."""
    lines = csv.reader(reader.text_of(folder).splitlines())
    if next(lines, None) != COLUMNS:
        reader.gap("line 1", f"the columns must be: {', '.join(COLUMNS)}.")
        return {}, {}
    official: dict[str, str] = {}
    others: dict[str, str] = {}
    signs: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        if len(line) != len(COLUMNS) or not all(line[:2]):
            wanted = f"it needs {len(COLUMNS)} columns, the last alone may be empty; mend it."
            reader.gap(f"line {number}", wanted)
            continue
        name, sign, other = line
        if official.setdefault(_alike(sign), name) != name:
            reader.gap(f"line {number}", f"{sign} stands for two names; take it out of both.")
        signs[name] = sign
        if other:
            others.setdefault(_alike(other), name)
    return others | official, signs
