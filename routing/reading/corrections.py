"""Sentences that put an earlier one right, in both languages: what they are about, and the new words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.hearing import Correction
from intake.text import clean
from routing.reading.patterns import load

FILE = "corrections.toml"
_SIGNS = " \t\n,.!~…"
_END = r"(?=[\s,.!:~…]|$)"


@dataclass(frozen=True, slots=True)
class Corrections:
    """The words, compiled."""

    longest: int
    #: Found in every correction; what has none of it is not looked at further.
    cue: re.Pattern[str]
    lead: re.Pattern[str]
    but: re.Pattern[str]
    names: re.Pattern[str]
    not_but: re.Pattern[str]
    but_not: re.Pattern[str]
    it: re.Pattern[str]
    endings: tuple[str, ...]
    about: Mapping[str, str]

    def read(self, text: str) -> Correction | None:
        """The correction that the text is; None when it is none."""
        if len(text) > 4 * self.longest:
            return None
        rest = clean(text)
        if len(rest) > self.longest or "\n" in rest or not self.cue.search(rest):
            return None
        led = False
        while found := self.lead.match(rest):
            led, rest = True, rest[found.end() :].lstrip(_SIGNS)
        about: str | None = None
        if found := self.names.match(rest):
            about = self.about[(found["ko"] or found["en"]).casefold()]
            rest = rest[found.end() :]
        parted = False
        for pattern in (self.but, self.not_but, self.but_not):
            if found := pattern.match(rest):
                parted, rest = True, found["right"]
                break
        says = self._bare(rest, named=about is not None)
        if not says or not (about or led or parted):
            return None
        return Correction(about, says, said=led or parted)

    def _bare(self, rest: str, *, named: bool) -> str:
        rest = rest.strip(_SIGNS)
        if not named and (found := self.it.match(rest)):
            rest = rest[found.end() :]
        for ending in self.endings:
            if rest.endswith(ending) and len(rest) > len(ending):
                return rest[: -len(ending)].strip(_SIGNS)
        return rest


def load_corrections() -> Corrections:
    """The packaged words."""
    data = load(FILE)
    korean, english = data["korean"], data["english"]
    about = {word: what for what, words in data["about"].items() for word in words}
    names = _any_of(about)
    particles, at = _any_of(data["but_particles"]), _any_of(english["at"])
    lead, but, is_ = _any_of(data["lead"]), _any_of(data["but"]), _any_of(english["is"])
    case = re.IGNORECASE
    return Corrections(
        longest=data["longest"],
        cue=re.compile(rf"^\s*(?:{lead})|(?:{but})|(?:{names})|\bnot\b", case),
        lead=re.compile(rf"(?:{lead}){_END}", case),
        but=re.compile(rf"(?P<wrong>.{{1,30}}?)(?:{particles})?\s?(?:{but})[\s,]+(?P<right>.+)$"),
        names=re.compile(
            rf"(?:(?:{_any_of(korean['before'])})\s)?(?P<ko>{names})(?:{_any_of(korean['topic'])})[\s,:]+"
            rf"|(?:the |my )?(?P<en>{names})\s(?:{is_})\s(?:actually )?(?:(?:{at})\s)?",
            case,
        ),
        not_but=re.compile(
            rf"not (?:(?:{at})\s)?(?P<wrong>.{{1,40}}?),?\s?but (?:(?:{at})\s)?(?P<right>.+)$", case
        ),
        but_not=re.compile(rf"(?P<right>.{{2,40}}?),\s?not (?:(?:{at})\s)?(?P<wrong>.{{1,40}})$", case),
        it=re.compile(rf"(?:{_any_of(english['it'])})\s(?:(?:{at})\s)?", case),
        endings=tuple(sorted(korean["endings"], key=len, reverse=True)),
        about=about,
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
