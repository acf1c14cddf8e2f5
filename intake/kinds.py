"""The kinds of answer: how each is read from typed text, and checked however it was given.

Reading gives a value or a problem; a problem is the phrase that tells the person what to do next.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from intake import text as texts
from intake.form import Choice, Field, Form, KindName
from intake.maplinks import position_in
from intake.messages import SKIPPED, Given, Moment, Photo, Phrase, Place, Value

Read = Value | Phrase


def read(asked: Field, typed: str) -> Read:
    """What typed text answers to the field: a value of its kind, or the problem."""
    return _READERS[asked.kind](asked, texts.clean(typed))


def check(asked: Field, value: Value) -> Read:
    """The value made fit for the field, or the problem; also catches a value of another kind."""
    if isinstance(value, str) and asked.kind != "choice":
        return read(asked, value)
    return _CHECKS[asked.kind](asked, value)


def fits(form: Form, field_id: str, value: Given) -> bool:
    """Whether an answer kept from before is one the form still takes."""
    asked = form.by_id.get(field_id)
    return asked is not None and (value is SKIPPED or not isinstance(check(asked, value), Phrase))


# --- reading ---------------------------------------------------------------------------------------


def _read_text(asked: Field, typed: str) -> Read:
    if not texts.says_something(typed):
        return Phrase("problem.no_words")
    if len(typed) < asked.at_least:
        return Phrase("problem.too_short")
    if len(typed) > asked.at_most:
        return Phrase("problem.too_long", {"most": asked.at_most, "count": len(typed)})
    return texts.mask(typed)


def _read_choice(asked: Field, typed: str) -> Read:
    found = _named(asked, typed)
    return found.code if found else Phrase("problem.not_a_choice")


def _read_choices(asked: Field, typed: str) -> Read:
    named = [_named(asked, part) for part in re.split(r"[,/\n]+", typed) if part.strip()]
    found = tuple(choice.code for choice in named if choice)
    if not found or len(found) != len(named):
        return Phrase("problem.not_a_choice")
    return _check_choices(asked, found)


def _named(asked: Field, typed: str) -> Choice | None:
    """The choice meant by its number, its code or its wording in any language, blanks and case aside."""
    wanted = _folded(typed)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(asked.choices):
        return asked.choices[int(wanted) - 1]
    for choice in asked.choices:
        wordings = choice.words.values()
        # The first word of an option is enough where a comma sets it apart: "yes" for "yes, now".
        first = (_folded(words.partition(",")[0]) for words in wordings)
        if wanted in {choice.code, *(_folded(words) for words in wordings), *first}:
            return choice
    if not asked.search or not wanted:
        return None
    partly = [choice for choice in asked.choices if any(wanted in _folded(w) for w in choice.words.values())]
    return partly[0] if len(partly) == 1 else None


def _folded(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _read_place(asked: Field, typed: str) -> Read:
    if not texts.says_something(typed):
        return Phrase("problem.not_a_place")
    if len(typed) > asked.at_most:
        return Phrase("problem.too_long", {"most": asked.at_most, "count": len(typed)})
    lat, lon = position_in(typed) or (None, None)
    return Place(texts.mask(typed), lat, lon)


def _read_photo(asked: Field, typed: str) -> Read:
    return Phrase("problem.not_a_photo")


def _read_moment(asked: Field, typed: str) -> Read:
    read_ = _read_text(asked, typed)
    return Moment(text=read_) if isinstance(read_, str) else read_


# --- checking --------------------------------------------------------------------------------------


def _check_text(asked: Field, value: Value) -> Read:
    return Phrase("problem.not_a_text")


def _check_choice(asked: Field, value: Value) -> Read:
    if isinstance(value, str) and asked.choice(value):
        return value
    return (
        _read_choice(asked, texts.clean(value)) if isinstance(value, str) else Phrase("problem.not_a_choice")
    )


def _check_choices(asked: Field, value: Value) -> Read:
    codes = value if isinstance(value, tuple) else ()
    known = tuple(choice for choice in asked.choices if choice.code in codes)
    if not known or len(known) != len(set(codes)):
        return Phrase("problem.not_a_choice")
    alone = next((choice for choice in known if choice.alone), None)
    return (alone.code,) if alone else tuple(choice.code for choice in known)


def _check_place(asked: Field, value: Value) -> Read:
    if not isinstance(value, Place):
        return Phrase("problem.not_a_place")
    if value.lat is None or value.lon is None:
        typed = _read_place(asked, texts.clean(value.text))
        return replace(typed, gu=value.gu, dong=value.dong) if isinstance(typed, Place) else typed
    if not (-90 <= value.lat <= 90 and -180 <= value.lon <= 180):
        return Phrase("problem.not_a_place")
    return Place(
        texts.mask(texts.clean(value.text))[: asked.at_most], value.lat, value.lon, value.gu, value.dong
    )


def _check_photo(asked: Field, value: Value) -> Read:
    photos = tuple(each for each in value if isinstance(each, Photo)) if isinstance(value, tuple) else ()
    if not photos:
        return Phrase("problem.not_a_photo")
    if len(photos) > asked.at_most:
        return Phrase("problem.too_many_photos", {"most": asked.at_most})
    return photos


def _check_moment(asked: Field, value: Value) -> Read:
    if not isinstance(value, Moment):
        return Phrase("problem.not_a_moment")
    typed = _read_moment(asked, texts.clean(value.text))
    return Moment(typed.text, value.at) if isinstance(typed, Moment) else typed


_READERS: dict[KindName, Callable[[Field, str], Read]] = {
    "text": _read_text,
    "choice": _read_choice,
    "choices": _read_choices,
    "place": _read_place,
    "photo": _read_photo,
    "moment": _read_moment,
}
_CHECKS: dict[KindName, Callable[[Field, Value], Read]] = {
    "text": _check_text,
    "choice": _check_choice,
    "choices": _check_choices,
    "place": _check_place,
    "photo": _check_photo,
    "moment": _check_moment,
}
