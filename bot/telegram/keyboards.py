"""A card's buttons as Telegram's keyboards, as they travel. Pure.

Dictionaries, where python-telegram-bot has types: each turn draws one, and this takes a fifth of the time.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import east_asian_width

from bot.card import Button, Card
from bot.telegram.texts import NOTHING, is_link, whole
from intake.messages import InPrivate

log = logging.getLogger("cheong.telegram")

LONGEST_DATA = 64
MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
#: A row wider than this is cut off on a phone; a Hangul syllable is two wide.
ROW_WIDTH = 34

#: Begins the data of a button that only ticks a choice: nothing is heard until "next".
TICK = "~"
ON, OFF = "☑ ", "☐ "

Json = dict[str, Any]

NO_BUTTONS: Json = {"inline_keyboard": []}
#: Takes the location button away again.
NO_KEYBOARD: Json = {"remove_keyboard": True}

_is_wide = frozenset("WF").__contains__


def below(card: Card, private: str) -> Json | None:
    """The keyboard below the card; `private` is the address of the private chat."""
    rows: list[list[Json]] = []
    for part in card.parts:
        ticks = [each for each in part.inputs if each.kind == "choices" and len(card.inputs) == 1]
        rows += [[_tick(each.field, o.code, o.label, on=o.chosen)] for each in ticks for o in each.options]
        for row in part.rows:
            rows += _rows(drawn for each in row if (drawn := _button(each, private)) is not None)
    if sum(map(len, rows)) > MOST_BUTTONS:
        rows = list(_as_many_as_go(rows))
    return {"inline_keyboard": rows} if rows else None


def location(label: str) -> Json:
    """The button that hands over where the phone is; for private chats only."""
    button = {"text": label, "request_location": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}


def _as_many_as_go(rows: Iterable[list[Json]]) -> Iterator[list[Json]]:
    left = MOST_BUTTONS
    for row in rows:
        left -= len(row)
        if left < 0:
            log.warning("a card has more than %s buttons; the last are left out", MOST_BUTTONS)
            return
        yield row


def _button(button: Button, private: str) -> Json | None:
    label = whole(button.label).strip() or NOTHING
    if isinstance(button.act, InPrivate):
        return {"text": label, "url": private} if private else None
    if button.url is not None:
        return {"text": label, "url": button.url} if is_link(button) else None
    return {"text": label, "callback_data": button.token}


def _tick(field: str, code: str, label: str, *, on: bool) -> Json:
    data = f"{TICK}{field}={code}"
    if len(data.encode()) > LONGEST_DATA:
        raise ValueError(f"the choice {field}={code} needs more than {LONGEST_DATA} bytes; shorten its id")
    return {"text": (ON if on else OFF) + label, "callback_data": data}


def _rows(buttons: Iterable[Json]) -> Iterator[list[Json]]:
    """The buttons of one row, on as many rows as a phone needs to show their labels whole."""
    row: list[Json] = []
    widest = 0
    for button in buttons:
        width = _width(button["text"])
        widest = max(widest, width)
        if row and ((len(row) + 1) * widest > ROW_WIDTH or len(row) == MOST_IN_A_ROW):
            yield row
            row, widest = [], width
        row.append(button)
    if row:
        yield row


def _width(label: str) -> int:
    return 2 + len(label) + sum(map(_is_wide, map(east_asian_width, label)))
