"""Where a text says it is: gu, dong, station, and the spot as written.

Names and landmarks are found by routing.directory.places. Names that may mean two gu, and texts that name
several, give none: then the person is asked.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from routing.directory.agencies import Directory
from routing.directory.places import locate
from routing.reading.patterns import load

FILE = "places.toml"

_WORD = re.compile(r"[^\s,.!?;:()\[\]\"'“”‘’]+")
#: Between two names of one place: "Myeonmok-dong, Jungnang-gu", "Myeonmok-dong in Jungnang-gu".
_TOGETHER = re.compile(r",?\s*(?:\s(?:in|of|near)\s+)?")
#: So much in front of a name in Latin letters is looked at.
_BEFORE = 60
#: A written place has so many words at most.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """What was found: names as far as they are certain, and the words as written (empty if none)."""

    gu: str | None = None
    dong: str | None = None
    station: str | None = None
    text: str = ""
    #: The landmarks that named the gu, where its name does not stand.
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """How a spot is written, over the names of the directory."""

    directory: Directory
    spots: re.Pattern[str]
    endings: tuple[str, ...]
    behind: frozenset[str]
    never: frozenset[str]
    numbers: re.Pattern[str]
    #: What stands in front of names in Latin letters ("the crossing at"), and behind them ("exit 4").
    before: re.Pattern[str]
    after: re.Pattern[str]

    def read(self, text: str) -> Spot:
        """The place in a text."""
        text = unicodedata.normalize("NFC", text)
        found = locate(text, self.directory)
        station = self._station(found.gu, found.dong or found.near)
        return Spot(found.gu, found.dong, station, self._written(text) or _english(text, found.by), found.by)

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
        """The first run of words that name a spot, without what hangs on the last of them.

        Where there is none, the names in Latin letters that stand together, and the spot they are said of.
        """
        return self._run(text) or self._latin(text)

    def _latin(self, text: str) -> str:
        start, end = 0, 0
        for name in self.directory.romanised.names(text):
            if end and not _TOGETHER.fullmatch(text, end, name.start):
                break
            if self._names_a_spot(name.korean) or name.korean in self.directory.gus_of_dong:
                start, end = start if end else name.start, name.end
        if not end:
            return ""
        before, behind = self.before.search(text, max(0, start - _BEFORE), start), self.after.match(text, end)
        return text[before.start() if before else start : behind.end() if behind else end]

    def _run(self, text: str) -> str:
        run: list[str] = []
        held: list[str] = []
        for match in _WORD.finditer(text):
            word = match[0]
            bare = self._bare(word)
            # A position alone ("behind") only goes on with a place; it does not begin one.
            if self._names_a_spot(bare) or (run and bare in self.behind):
                run += [*held, word]
                held.clear()
                if len(run) == _LONGEST or bare != word:
                    return self._joined(run, bare)
            elif run and self.numbers.fullmatch(bare):
                # "Exit 3": the number belongs to the place if what it counts follows.
                held.append(word)
                continue
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
        if self.directory.landmarks.is_one(word):
            return True
        return bool(word) and word not in self.never and self.spots.search(word) is not None


def _english(text: str, landmarks: tuple[str, ...]) -> str:
    """The first landmark that is listed by an English name, as the text has it, its last word whole."""
    for name in landmarks:
        if name.isascii() and (written := re.search(rf"{re.escape(name)}\w*", text, re.IGNORECASE)):
            return written[0]
    return ""


def load_places(directory: Directory) -> Places:
    """The packaged list over a directory."""
    rules = load(FILE)
    spot, latin = rules["spot"], rules["latin"]
    return Places(
        directory=directory,
        spots=re.compile(
            rf"(?:{_any_of(spot['nouns'])}|[\w\u25a0-\u25ff]{{2}}(?:{_any_of(spot['short'])}))(?:{_any_of(spot['behind'])})?$"
        ),
        endings=tuple(sorted(spot["endings"], key=len, reverse=True)),
        behind=frozenset(spot["behind"]),
        never=frozenset(spot["never"]),
        numbers=re.compile(rf"\d{{1,3}}(?:{_any_of(spot['counts'])})"),
        before=re.compile(
            r"\b(?:(?:the|a|our|my) (?:[\w'-]+ )?)?"
            rf"(?:{_any_of(latin['nouns'])})s? (?:{_any_of(latin['between'])}) $",
            re.IGNORECASE,
        ),
        after=re.compile(rf",? (?:{_any_of(latin['counted'])}) (?:no\.? ?)?\d{{1,3}}\b", re.IGNORECASE),
    )


def _any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
