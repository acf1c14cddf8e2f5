"""The web page's wire, pure both ways: a card as an HTML form, and the fields of a posted form as an act.

An input's name tells how its value is read: `text:heard`, `choices:t_when`, `place:place`. A question
mark behind the kind, `moment?:will_by`, says that an empty value passes the question over; without it the
emptiness is handed on, so that the person is told what is missing. A place has `lat:` and `lon:` beside it.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from bot.card import Card
from bot.webchat.drawing import TEMPLATES, Say, View
from intake import messages
from intake.messages import SKIPPED, Act, Answer, Given, Moment, Photo, Place, Press, Value

#: The longest token there is; anything longer was not drawn by us.
LONGEST_TOKEN = 64

_EVENT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NAME = re.compile(r"(text|choice|choices|place|moment|photo|lat|lon)(\??):([A-Za-z0-9_]{1,64})")

_AS_TEXT = (
    ("<button[^>]*>|<a class=.button[^>]*>", "["),
    ("</button>|</a>", "]"),
    ('<label class="option">', "( ) "),
    ("<textarea|<input type=.(text|file)", r"______\g<0>"),
)

Field = tuple[str, str | Photo]


class Malformed(ValueError):
    """What was posted is no form of ours."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was sent: the event it is, and the act it asks for; None when nothing was filled in."""

    event: str
    act: Act | None


def draw(card: Card, action: str, say: Say, event: str) -> str:
    """The card as HTML; `action` is where its form goes, `say` the page's own words, `event` unguessable."""
    return TEMPLATES.get_template("card.html").render(
        card=card, view=View(card), action=action, event=event, say=say
    )


def as_text(card: Card) -> str:
    """The card as it stands on the page, for reading: inputs as lines to fill, buttons in brackets."""
    html = draw(card, "", lambda phrase, _params, _language: f"({phrase})", "preview")
    for element, drawn in _AS_TEXT:
        html = re.sub(element, drawn, html)
    lines = (line.strip() for line in unescape(re.sub("<[^>]*>", "", html)).splitlines())
    return "\n".join(line for line in lines if line)


def read(fields: Iterable[Field]) -> Posted:
    """What was posted. A button pressed counts before words typed, words before other values."""
    given: dict[str, list[str | Photo]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(_unix(value) if isinstance(value, str) else value)
    event = _one(given, "event")
    if not _EVENT.fullmatch(event):
        raise Malformed("event")
    token, words, values = _one(given, "press"), _one(given, "say"), _values(given)
    if len(token) > LONGEST_TOKEN:
        raise Malformed("press")
    act: Act | None = None
    if token:
        act = Press(token, values)
    elif words.strip():
        act = messages.Say(words)
    elif any(value is not SKIPPED for value in values.values()):
        act = Answer(values)
    return Posted(event, act)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one(given: Mapping[str, list[str | Photo]], name: str) -> str:
    """The field's one text; the last, if it stands there several times."""
    value = given.get(name, [""])[-1]
    return value if isinstance(value, str) else ""


def _values(given: Mapping[str, list[str | Photo]]) -> dict[str, Given]:
    values: dict[str, Given] = {}
    for name, held in given.items():
        found = _NAME.fullmatch(name)
        if found is None or found[1] in ("lat", "lon"):
            continue
        kind, may_lack, field = found.groups()
        value = _value(kind, field, held, given)
        if not may_lack or not _is_empty(value):
            values[field] = value
        elif kind != "photo":  # pictures that came before are not shown as files of an input
            values[field] = SKIPPED
    return values


def _value(kind: str, field: str, held: list[str | Photo], given: Mapping[str, list[str | Photo]]) -> Value:
    last = held[-1] if isinstance(held[-1], str) else ""
    match kind:
        case "choices":
            return tuple(dict.fromkeys(each for each in held if isinstance(each, str) and each))
        case "photo":
            return tuple(each for each in held if isinstance(each, Photo))
        case "place":
            return Place(last, _degrees(given, f"lat:{field}"), _degrees(given, f"lon:{field}"))
        case "moment":
            return Moment(last)
        case _:
            return last


def _degrees(given: Mapping[str, list[str | Photo]], name: str) -> float | None:
    text = _one(given, name)
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        raise Malformed(name) from None
    if not math.isfinite(degrees):
        raise Malformed(name)
    return degrees


def _is_empty(value: Value) -> bool:
    match value:
        case Place(text, lat):
            return not text.strip() and lat is None
        case Moment(text):
            return not text.strip()
        case str():
            return not value.strip()
        case _:
            return not value
