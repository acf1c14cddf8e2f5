"""Where a text says it is: gu, dong, station, and the spot as written.

Full names of gu and dong count wherever a word begins (routing.places); the stem of a dong's name only with
a suffix such as that of a station or a school; landmarks that lie in one gu by a list. Names that may mean
two gu, and texts that name several, give none: then the person is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.agencies import Directory
from routing.places import find_place
from routing.reading.patterns import load

FILE = "places.toml"

_WORD = re.compile(r"[^\s,.!?;:()\[\]\"'“”‘’]+")
_BEGINS = re.compile(r"(?<![^\W_])\w")
#: A written place has so many words at most.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """What was found: names as far as they are certain, and the words as written (empty if none)."""

    gu: str | None = None
    dong: str | None = None
    station: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What the directory and the list of landmarks say, ready to be looked for."""

    directory: Directory
    #: By the first two letters of a name: names, the longest first, with their gu; "" for what is no place.
    named: Mapping[str, tuple[tuple[str, str], ...]]
    spots: re.Pattern[str]
    endings: tuple[str, ...]
    behind: frozenset[str]
    never: frozenset[str]
    never_followed: tuple[str, ...]

    def read(self, text: str) -> Spot:
        """The place in a text."""
        text = unicodedata.normalize("NFC", text)
        gu, dong = find_place(text, self.directory)
        if gu is None:
            several = dong is not None or self._contradicts(text)
            near = self._landmarks(text)
            if len(near) == 1 and not several:
                gu = next(iter(near))
            elif dong is not None:
                shared = near & set(self.directory.gus_of_dong[dong])
                gu = next(iter(shared)) if len(shared) == 1 else None
        return Spot(gu, dong if gu or dong else None, self._station(gu, dong), self._written(text))

    def _contradicts(self, text: str) -> bool:
        """Whether full names of several gu stand in it."""
        return sum(name in text for name in self.directory.gus) > 1

    def _landmarks(self, text: str) -> set[str]:
        found = set()
        lower = f"{text.lower()} "
        for begin in _BEGINS.finditer(lower):
            at = begin.start()
            for name, gu in self.named.get(lower[at : at + 2], ()):
                if lower.startswith(name, at):
                    if gu and not lower.startswith(self.never_followed, at + len(name)):
                        found.add(gu)
                    break
        return found

    def _station(self, gu: str | None, dong: str | None) -> str | None:
        """The police station, by code, where the dong or the gu alone decides it."""
        if gu is None:
            return None
        known = self.directory.dongs.get((gu, dong)) if dong else None
        if known and known.sure and len(known.stations) == 1:
            return known.stations[0]
        served = self.directory.gus[gu].stations
        return served[0] if len(served) == 1 else None

    def _written(self, text: str) -> str:
        """The first run of words that name a spot, without what hangs on the last of them."""
        run: list[str] = []
        for match in _WORD.finditer(text):
            word = match[0]
            bare = self._bare(word)
            # A position alone ("behind") only goes on with a place; it does not begin one.
            if self._names_a_spot(bare) or (run and bare in self.behind):
                run.append(word)
                if len(run) == _LONGEST or bare != word:
                    return self._joined(run, bare)
            elif run:
                break
        return self._joined(run, self._bare(run[-1])) if run else ""

    @staticmethod
    def _joined(run: list[str], last: str) -> str:
        return " ".join([*run[:-1], last])

    def _bare(self, word: str) -> str:
        if self._names_a_spot(word) or word in self.behind:
            return word
        for ending in self.endings:
            if word.endswith(ending):
                bare = word[: -len(ending)]
                if self._names_a_spot(bare) or bare in self.behind:
                    return bare
        return word

    def _names_a_spot(self, word: str) -> bool:
        if word in self.directory.gus or word in self.directory.gus_of_dong:
            return word not in self.directory.writing.ordinary
        if any(word == name and gu for name, gu in self.named.get(word[:2], ())):
            return True
        return bool(word) and word not in self.never and self.spots.search(word) is not None


def load_places(directory: Directory) -> Places:
    """The packaged list over a directory."""
    data = load(FILE)
    gu_of: dict[str, str] = {}
    for gu, names in data["landmark"].items():
        if gu in directory.gus:
            gu_of |= dict.fromkeys(names, gu)
    everyday = frozenset(data["everyday"])
    for stem, gu in _stems(directory, data["dong"], data["ordinal"]):
        for suffix in data["after_everyday"] if stem in everyday else data["after_stem"]:
            gu_of.setdefault(stem + suffix, gu)
    for gu in directory.gus:
        if len(gu) > 2:
            gu_of |= {gu[:-1] + suffix: gu for suffix in data["after_gu"]}
    gu_of |= dict.fromkeys(data["begins_otherwise"], "")
    spot = data["spot"]
    return Places(
        directory=directory,
        named=_by_beginning(gu_of),
        spots=re.compile(
            rf"(?:{_any_of(spot['nouns'])}|[\w\u25a0-\u25ff]{{2}}(?:{_any_of(spot['short'])}))(?:{_any_of(spot['behind'])})?$"
        ),
        endings=tuple(sorted(spot["endings"], key=len, reverse=True)),
        behind=frozenset(spot["behind"]),
        never=frozenset(spot["never"]),
        never_followed=tuple(data["not_a_place"]),
    )


def _stems(directory: Directory, ending: str, ordinal: str) -> Iterable[tuple[str, str]]:
    """Dong without their ending and number, of two letters or more, that stand in one gu alone."""
    numbered = re.compile(rf"{ordinal}?[\d·]*{ending}$")
    gus: dict[str, set[str]] = {}
    for gu, dong in directory.dongs:
        stem = numbered.sub("", dong) if dong.endswith(ending) else ""
        if len(stem) >= 2:
            gus.setdefault(stem, set()).add(gu)
    return [(stem, next(iter(found))) for stem, found in gus.items() if len(found) == 1]


def _by_beginning(gu_of: Mapping[str, str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(gu_of, key=lambda name: (-len(name), name)):
        found.setdefault(name[:2], []).append((name, gu_of[name]))
    return {beginning: tuple(names) for beginning, names in found.items()}


def _any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
