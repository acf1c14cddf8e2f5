"""Words by id and language: phrases read from TOML, filled with typed parameters, gaps refused at start.

A parameter is written {name}. A Korean particle that depends on its last sound is written as a pair,
{name|i/ga} in Hangul: the first form after a consonant, the second after a vowel.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from intake.form import Words
from intake.formfile import LANGUAGES
from intake.messages import Moment, Named, Param, Params, Photo, Phrase, Place

SEOUL = ZoneInfo("Asia/Seoul")

_SLOT = re.compile(r"\{(\w+)(?:\|([^}/]*)/([^}]*))?\}")
_HANGUL_FIRST, _HANGUL_LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
#: Final sounds of digits read in Korean; 0 and the like end in a consonant, 1, 7, 8 in rieul.
_DIGIT_FINALS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}


#: The parameter's name, its two particles if it has any, and the words up to the next slot.
Slot = tuple[str, tuple[()] | tuple[str, str], str]


class PhraseError(Exception):
    """Wording cannot be used. Its text names the file, the key and what to do."""


def load_phrases(folder: Traversable | None = None) -> dict[str, Words]:
    """All phrases of the folder (the packaged ones by default): id → language → text."""
    folder = folder or resources.files("intake") / "phrases"
    phrases: dict[str, Words] = {}
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        try:
            data = tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise PhraseError(f"{file.name}: the file: it is no TOML ({error}); mend that line") from None
        for key, words in _flatten(data, "", file.name):
            if key in phrases:
                raise PhraseError(f"{file.name}: {key}: the phrase stands twice; take one out")
            phrases[key] = words
    return phrases


def _flatten(table: Mapping[str, Any], prefix: str, file: str) -> Iterator[tuple[str, Words]]:
    words = {key: value for key, value in table.items() if isinstance(value, str)}
    if words:
        for language in LANGUAGES:
            if not words.get(language):
                raise PhraseError(f"{file}: {prefix}.{language}: the wording is missing; write it")
        slots = {language: slots_of(words[language]) for language in LANGUAGES}
        if len({frozenset(each) for each in slots.values()}) > 1:
            raise PhraseError(
                f"{file}: {prefix}: the languages differ in their {{parameters}}; use the same in each"
            )
        yield prefix, words
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}.{key}" if prefix else key, file)


def slots_of(template: str) -> set[str]:
    """The names of the parameters a text wants."""
    return {found[1] for found in _SLOT.finditer(template)}


@dataclass(frozen=True, slots=True)
class Wording:
    """Phrases, and the names of the things that phrases speak of."""

    phrases: Mapping[str, Words]
    #: (kind, code) → words, for Named parameters: department, area, station, form …
    names: Callable[[str, str], Words]

    def say(self, phrase: str, params: Params, language: str) -> str:
        """The phrase in the language; KeyError when the phrase or one of its parameters is missing."""
        template = self.phrases[phrase][language]
        if "{" not in template:
            return template
        said, slots = _taken_apart(template)
        for name, particles, rest in slots:
            text = self.param(params[name], language)
            said += text + (_particle(text, *particles) if particles else "") + rest
        return said

    def param(self, value: Param, language: str) -> str:
        """One parameter as text."""
        match value:
            case Phrase(phrase, params):
                return self.say(phrase, params, language)
            case Named(kind, code):
                return self.names(kind, code)[language]
            case date():
                return self._calendar(value, language)
            case Moment(text, at):
                return text if at is None else self.say("format.moment", {"text": text, "at": at}, language)
            case Place():
                return value.text or self._named(value, language) or self.say("format.position", {}, language)
            case tuple() if all(isinstance(each, Photo) for each in value):
                return self.say("format.photos", {"count": len(value)}, language)
            case tuple():
                return ", ".join(self.param(each, language) for each in value if not isinstance(each, Photo))
            case _:
                return str(value)

    def _named(self, place: Place, language: str) -> str:
        """The gu and dong of a place; those that are known no more by their codes."""
        found = {}
        for kind, code in (("gu", place.gu), ("dong", place.dong)):
            if code:
                try:
                    found[kind] = self.names(kind, code)[language]
                except KeyError:
                    found[kind] = code
        both = len(found) > 1
        return self.say("format.place", found, language) if both else "".join(found.values())

    def _calendar(self, value: date, language: str) -> str:
        """A day, or an instant in Seoul."""
        if isinstance(value, datetime):
            local = value.astimezone(SEOUL)
            params: Params = {"day": local.date(), "time": f"{local:%H:%M}"}
            return self.say("format.instant", params, language)
        params = {
            "month": Phrase(f"format.month.{value.month}"),
            "day": value.day,
            "weekday": Phrase(f"format.weekday.{value.weekday()}"),
        }
        return self.say("format.day", params, language)


@cache
def _taken_apart(template: str) -> tuple[str, tuple[Slot, ...]]:
    """The words before the first slot, and the slots."""
    first, *rest = _SLOT.split(template)
    slots = zip(*[iter(rest)] * 4, strict=True)
    return first, tuple(
        (name, () if one is None else (one, other), words) for name, one, other, words in slots
    )


def _particle(text: str, after_consonant: str, after_vowel: str) -> str:
    """The particle that fits the last sound; the pair eu-ro/ro takes its second form after rieul as well."""
    last = next((c for c in reversed(text) if c.isalnum()), "")
    if _HANGUL_FIRST <= ord(last or " ") <= _HANGUL_LAST:
        final = (ord(last) - _HANGUL_FIRST) % _FINALS
    else:
        final = _DIGIT_FINALS.get(last, 0)
    soft = final == 0 or (final == _RIEUL and after_consonant.removesuffix(after_vowel) == "\uc73c")
    return after_vowel if soft else after_consonant
