"""Reads landmarks.toml: what people say instead of a gu's or dong's full name, and finds it in texts.

Stems of names count only with a suffix such as that of a station or a school; landmarks by a list. Each
counts only where a word begins, and what merely begins like one is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from routing.gaps import Gap, Reader, Table

FILE = "landmarks.toml"

_BEGINS = re.compile(r"(?<![^\W_])\w")


@dataclass(frozen=True, slots=True)
class Landmark:
    """A name that lies in one gu, and in a dong where that is known; a gu of "" makes it no place."""

    name: str
    gu: str
    dong: str | None = None


@dataclass(frozen=True, slots=True)
class Landmarks:
    """All names by their first two letters, the longest first."""

    by_beginning: Mapping[str, tuple[Landmark, ...]]
    never_followed: tuple[str, ...]

    def find(self, text: str) -> Iterator[Landmark]:
        """Those named in a text of composed letters, in its order."""
        lower = f"{text.lower()} "
        for begin in _BEGINS.finditer(lower):
            at = begin.start()
            for each in self.by_beginning.get(lower[at : at + 2], ()):
                if lower.startswith(each.name, at):
                    if each.gu and not lower.startswith(self.never_followed, at + len(each.name)):
                        yield each
                    break

    def is_one(self, word: str) -> bool:
        """Whether the word is such a name, whole."""
        return any(word == each.name and each.gu for each in self.by_beginning.get(word[:2], ()))


def read_landmarks(
    folder: Path, gus: Iterable[str], dongs: Iterable[tuple[str, str]], gaps: list[Gap]
) -> Landmarks:
    """The names for these gu and (gu, dong) pairs; gaps are added to `gaps`."""
    reader = Reader(FILE, gaps)
    data = reader.parse(folder)
    reader.day(data, "checked_on", "")
    gus, dongs = tuple(gus), frozenset(dongs)
    found = _listed(reader, data, gus, dongs)
    for each in _derived(reader, data, gus, dongs):
        if each.name not in found or found[each.name] == Landmark(each.name, each.gu):
            found[each.name] = each
    begins_otherwise = reader.texts(data, "begins_otherwise", "")
    found |= {name: Landmark(name, "") for name in begins_otherwise}
    by_beginning: dict[str, list[Landmark]] = {}
    for name in sorted(found, key=lambda name: (-len(name), name)):
        by_beginning.setdefault(name[:2], []).append(found[name])
    never_followed = reader.texts(data, "not_a_place", "")
    return Landmarks({key: tuple(each) for key, each in by_beginning.items()}, never_followed)


def _listed(
    reader: Reader, data: Table, gus: tuple[str, ...], dongs: frozenset[tuple[str, str]]
) -> dict[str, Landmark]:
    """The landmarks as they are listed."""
    found: dict[str, Landmark] = {}
    placed: dict[str, str] = data.get("dong_of", {})
    for gu, row in data.get("landmark", {}).items():
        if gu not in gus:
            reader.gap(
                f"landmark.{gu}", f"there is no gu {gu} in seoul.toml; add it there or correct it here."
            )
        for name in reader.texts({gu: row}, gu, "landmark"):
            if name in found:
                reader.gap(f"landmark.{gu}", f"{name} stands in two gu; take it out of both.")
            found[name] = Landmark(name, gu, placed.get(name))
    for name, dong in placed.items():
        if name not in found:
            reader.gap(f"dong_of.{name}", "it is no landmark; add it to its gu or delete it.")
        elif (found[name].gu, dong) not in dongs and any(gu == found[name].gu for gu, _ in dongs):
            reader.gap(f"dong_of.{name}", f"{found[name].gu} has no {dong} in stations.csv; correct it.")
    return found


def _derived(
    reader: Reader, data: Table, gus: tuple[str, ...], dongs: frozenset[tuple[str, str]]
) -> Iterator[Landmark]:
    """The names that follow from those of dong and gu."""
    ending, ordinal, street = (reader.text(data, key, "") for key in ("dong", "ordinal", "street"))
    after_stem, everyday, after_everyday, after_gu = (
        reader.texts(data, key, "") for key in ("after_stem", "everyday", "after_everyday", "after_gu")
    )
    for stem, gu in _only(dongs, re.compile(rf"(?<=.){ordinal}?[\d·]*{ending}$")):
        dong = stem + ending if (gu, stem + ending) in dongs else None
        for suffix in after_everyday if stem in everyday else after_stem:
            yield Landmark(stem + suffix, gu, dong)
    for whole, gu in _only(dongs, re.compile(rf"(?<=..)\d+{street}$")):
        yield Landmark(whole, gu)
    for gu in gus:
        if len(gu) > 2:
            yield from (Landmark(gu[:-1] + each, gu) for each in after_gu)


def _only(dongs: Iterable[tuple[str, str]], ending: re.Pattern[str]) -> Iterable[tuple[str, str]]:
    """What is left of names before that ending, two letters or more, where it stands in one gu alone."""
    gus: dict[str, set[str]] = {}
    for gu, dong in sorted(dongs):
        stem, cut = ending.subn("", dong)
        if cut and len(stem) > 1:
            gus.setdefault(stem, set()).add(gu)
    return [(stem, next(iter(found))) for stem, found in gus.items() if len(found) == 1]
