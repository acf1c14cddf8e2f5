"""The one converter between the values of intake and routing and the text that is sealed and stored.

JSON with tags: {"~": "tell", "phrase": "receipt"}; what equals its default is left out. What is stored today
is read tomorrow: a tag is never renamed or used again for something else, a new field needs a default, and
a default never changes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from intake.conversation import Conversation, Draft
from intake.messages import (
    SKIPPED,
    Alert,
    Ask,
    Begin,
    Cancel,
    Danger,
    InPrivate,
    Look,
    Moment,
    Named,
    Offer,
    Photo,
    Phrase,
    Place,
    Resume,
    Review,
    Room,
    Row,
    Show,
    Skipped,
    Tell,
)
from routing.clock.calendar import SEOUL
from storage.errors import StorageError

T = TypeVar("T")

#: The version of the form; it stands first in every stored text.
VERSION = 1

_TAG = "~"
_CLASSES: dict[str, type[Any]] = {
    "room": Room,
    "place": Place,
    "photo": Photo,
    "moment": Moment,
    "named": Named,
    "phrase": Phrase,
    "offer": Offer,
    "begin": Begin,
    "resume": Resume,
    "look": Look,
    "danger": Danger,
    "cancel": Cancel,
    "in_private": InPrivate,
    "tell": Tell,
    "ask": Ask,
    "review": Review,
    "row": Row,
    "show": Show,
    "alert": Alert,
    "draft": Draft,
    "conversation": Conversation,
}

_SEOUL_OFFSET = datetime(2026, 1, 1, tzinfo=SEOUL).utcoffset()


class Unreadable(StorageError):
    """A stored text that this version of the program does not understand, or a value it cannot store."""


def dump(value: object) -> bytes:
    """The text for a value; Unreadable for a type that has no tag, or a time without a zone."""
    return _encode([VERSION, _code(value)]).encode("utf-8", "surrogatepass")


def load(stored: bytes, expected: type[T]) -> T:
    """The value of a text; Unreadable for another version, an unknown tag, or another type than expected."""
    try:
        version, coded = _decode(stored.decode("utf-8", "surrogatepass"))
    except (ValueError, TypeError):
        raise Unreadable("a stored text is not of the form this program writes") from None
    if version != VERSION:
        raise Unreadable(f"a stored text has form {version!r}; this program reads form {VERSION}")
    value = _tuple(coded)
    if not isinstance(value, expected):
        raise Unreadable(f"a stored text holds {type(value).__name__}, not {expected.__name__}")
    return value


# --- writing -------------------------------------------------------------------------------------

#: What JSON has by itself.
_PLAIN = frozenset({str, int, bool, float, type(None)})


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


#: class → its tag, and its fields with their defaults
_WRITTEN: dict[type[Any], tuple[str, tuple[tuple[str, Any], ...]]] = {
    cls: (tag, tuple((field.name, _default(field)) for field in fields(cls))) for tag, cls in _CLASSES.items()
}


def _code(value: object) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    write = _WRITE.get(kind)
    if write is None:
        raise Unreadable(f"{kind.__name__} has no tag and cannot be stored")
    return write(value)


def _tagged(value: object) -> dict[str, Any]:
    tag, its_fields = _WRITTEN[type(value)]
    coded: dict[str, Any] = {_TAG: tag}
    for name, default in its_fields:
        each = getattr(value, name)
        if each is not default and each != default:
            coded[name] = each if type(each) in _PLAIN else _code(each)
    return coded


def _escaped(value: Mapping[object, object]) -> dict[str, Any]:
    """A mapping whose keys are told apart from a tag."""
    coded = {}
    for key, each in value.items():
        if not isinstance(key, str):
            raise Unreadable(f"a key of type {type(key).__name__} cannot be stored")
        coded[_TAG + key if key.startswith(_TAG) else key] = _code(each)
    return coded


def _instant(value: datetime) -> dict[str, str]:
    if value.tzinfo is None:
        raise Unreadable("a time without a zone cannot be stored")
    return {_TAG: "time", "iso": value.isoformat()}


_WRITE: dict[type[Any], Callable[[Any], Any]] = {
    **dict.fromkeys(_WRITTEN, _tagged),
    tuple: lambda value: [_code(each) for each in value],
    dict: _escaped,
    MappingProxyType: _escaped,
    Skipped: lambda _: {_TAG: "skipped"},
    datetime: _instant,
    date: lambda value: {_TAG: "date", "iso": value.isoformat()},
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


# --- reading -------------------------------------------------------------------------------------


def _time(iso: str) -> datetime:
    """An instant in UTC or in Seoul where it was written so, else with its plain offset."""
    read = datetime.fromisoformat(iso)
    if read.utcoffset() == _SEOUL_OFFSET:
        return read.astimezone(SEOUL)
    return read if read.utcoffset() else read.astimezone(UTC)


def _date(iso: str) -> date:
    return date.fromisoformat(iso)


_READ: dict[str, Callable[..., Any]] = {
    **_CLASSES,
    "skipped": lambda: SKIPPED,
    "time": _time,
    "date": _date,
}


def _made(coded: dict[str, Any]) -> Any:
    """What an object of the text stands for; those inside it are made already."""
    for name, each in coded.items():
        if type(each) is list:
            coded[name] = _tuple(each)
    tag = coded.pop(_TAG, None)
    if tag is None:
        return {key[1:] if key.startswith(_TAG) else key: each for key, each in coded.items()}
    make = _READ.get(str(tag))
    if make is None:
        raise Unreadable(f"a stored text has the tag {tag!r}, which this program does not know")
    try:
        return make(**coded)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"a stored {tag} does not fit this program: {error}") from None


def _tuple(coded: Any) -> Any:
    return tuple(_tuple(each) for each in coded) if type(coded) is list else coded


_decode = json.JSONDecoder(object_hook=_made).decode
