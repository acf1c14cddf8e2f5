"""A card as Telegram messages. Pure.

Text goes out with entities and without a parse mode: nothing people type can break it. Lengths are
counted in UTF-16 units, as Telegram does; a card that is too long becomes several messages, with the
buttons below the last.
"""

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.card import Button, Card, Input, Line, Part
from intake.messages import InPrivate

log = logging.getLogger("cheong.telegram")

LONGEST_TEXT = 4096
LONGEST_DATA = 64
LONGEST_ALERT = 200
MOST_ENTITIES = 100
MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
#: A row wider than this is cut off on a phone; a Hangul syllable is two wide.
ROW_WIDTH = 34

#: Begins the data of a button that only ticks a choice: nothing is heard until "next".
TICK = "~"
ON, OFF = "☑ ", "☐ "

_STYLES = {"strong": MessageEntity.BOLD, "quote": MessageEntity.BLOCKQUOTE, "quiet": MessageEntity.ITALIC}
_NOTHING = "·"

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    markup: Markup | None = None

    def payload(self) -> dict[str, Any]:
        """As it travels in a webhook's response."""
        made: dict[str, Any] = {"text": self.text, "link_preview_options": {"is_disabled": True}}
        if self.entities:
            made["entities"] = [
                {"type": each.type, "offset": each.offset, "length": each.length} for each in self.entities
            ]
        if isinstance(self.markup, InlineKeyboardMarkup):
            made["reply_markup"] = inline(self.markup)
        elif self.markup is not None:
            made["reply_markup"] = self.markup.to_dict()
        return made


def inline(markup: InlineKeyboardMarkup) -> dict[str, Any]:
    """As `to_dict` has it, for the buttons drawn here, in a tenth of the time."""
    rows = [[{"text": b.text, **_leads_to(b)} for b in row] for row in markup.inline_keyboard]
    return {"inline_keyboard": rows}


def _leads_to(button: InlineKeyboardButton) -> dict[str, Any]:
    return {"url": button.url} if button.url is not None else {"callback_data": button.callback_data}


def draw(card: Card, private: str = "") -> tuple[Drawn, ...]:
    """The card as messages, at least one; `private` is the address of the private chat."""
    pieces = list(_pieces(list(_paragraphs(card))))
    markup = _keyboard(card, private)
    return (*pieces[:-1], replace(pieces[-1], markup=markup))


def for_one(card: Card, name: str, hint: str) -> Card:
    """A question in a group: whom it is for, and how to answer where words are waited for."""
    rest = (Part((Line(hint, "quiet"),)),) if card.typed else ()
    return replace(card, parts=(Part((Line(name, "strong"),)), *rest, *card.parts))


def as_alert(cards: Sequence[Card]) -> str | None:
    """What fits into the window that only whoever pressed a button sees; None for what offers something."""
    if len(cards) != 1 or cards[0].tone != "say" or any(each.token for each in cards[0].buttons):
        return None
    text = _whole(cards[0].text())
    return text if 0 < _units(text) <= LONGEST_ALERT else None


def location_button(text: str, label: str) -> Drawn:
    """The message that offers to hand over where the phone is; for private chats only."""
    button = KeyboardButton(label, request_location=True)
    return Drawn(text, markup=ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True))


def asks_place(card: Card) -> bool:
    """Whether the card waits for a place."""
    return card.tone == "ask" and [each.kind for each in card.inputs] == ["place"]


def as_text(card: Card) -> str:
    """The card as a person reads it, buttons in brackets."""
    lines = []
    for each in draw(card):
        lines.append(each.text)
        if isinstance(each.markup, InlineKeyboardMarkup):
            lines += ["  ".join(f"[{b.text}]" for b in row) for row in each.markup.inline_keyboard]
    return "\n".join(lines)


# --- text -----------------------------------------------------------------------------------------


def _paragraphs(card: Card) -> Iterator[Line]:
    for part in card.parts:
        yield from part.lines
        for each in part.inputs:
            yield from _input(each, alone=len(card.inputs) == 1)
        for button in (button for row in part.rows for button in row):
            if button.url is not None and not _is_link(button):
                yield Line(_spelled(button), "strong")


def _input(each: Input, *, alone: bool) -> Iterator[Line]:
    """Telegram has no inputs: what stands in one is shown, and its label where there are several."""
    if not alone:
        yield Line(each.label, "strong")
    if each.problem:
        yield Line(each.problem, "problem")
    if isinstance(each.value, str) and each.value.strip() and not each.options:
        yield Line(each.value, "quote")


def _spelled(button: Button) -> str:
    """A number to call or write to: Telegram takes no such address on a button."""
    number = (button.url or "").partition(":")[2].partition("?")[0]
    return button.label if number in button.label else f"{button.label} {number}"


def _is_link(button: Button) -> bool:
    return (button.url or "").startswith(("https://", "http://"))


def _pieces(lines: Sequence[Line]) -> Iterator[Drawn]:
    """Messages that are not too long, broken between paragraphs where that is possible."""
    text, used = "", 0
    entities: list[MessageEntity] = []
    for style, words in ((line.style, part) for line in lines for part in _cut(line.text)):
        size = _units(words)
        if text and used + 1 + size > LONGEST_TEXT:
            yield Drawn(text, tuple(entities))
            text, entities, used = "", [], 0
        if text:
            text, used = text + "\n", used + 1
        if (kind := _STYLES.get(style)) and len(entities) < MOST_ENTITIES:
            entities.append(MessageEntity(kind, used, size))
        text, used = text + words, used + size
    yield Drawn(text or _NOTHING, tuple(entities))


def _cut(text: str) -> Iterator[str]:
    """A paragraph without blanks around it, in parts that fit into a message."""
    rest = _whole(text).strip()
    while _units(rest) > LONGEST_TEXT:
        end = LONGEST_TEXT
        while _units(rest[:end]) > LONGEST_TEXT:
            end -= 1 + (_units(rest[:end]) - LONGEST_TEXT) // 2
        space = max(rest.rfind("\n", 0, end), rest.rfind(" ", 0, end))
        end = space if space > end // 2 else end
        yield rest[:end].strip()
        rest = rest[end:].strip()
    if rest:
        yield rest


def _whole(text: str) -> str:
    """Without halves of characters and NUL, which Telegram refuses."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _units(text: str) -> int:
    return len(text) + sum(1 for each in text if ord(each) > 0xFFFF)


# --- buttons --------------------------------------------------------------------------------------


def _keyboard(card: Card, private: str) -> InlineKeyboardMarkup | None:
    rows: list[list[InlineKeyboardButton]] = []
    for part in card.parts:
        ticks = [each for each in part.inputs if each.kind == "choices" and len(card.inputs) == 1]
        rows += [[_tick(each.field, o.code, o.label, on=o.chosen)] for each in ticks for o in each.options]
        for row in part.rows:
            rows += _rows([drawn for each in row if (drawn := _button(each, private)) is not None])
    kept, left = [], MOST_BUTTONS
    for made in rows:
        if len(made) > left:
            log.warning("a card has more than %s buttons; the last are left out", MOST_BUTTONS)
            break
        kept.append(made)
        left -= len(made)
    return InlineKeyboardMarkup(kept) if kept else None


def _button(button: Button, private: str) -> InlineKeyboardButton | None:
    label = _whole(button.label).strip() or _NOTHING
    if isinstance(button.act, InPrivate):
        return InlineKeyboardButton(label, url=private) if private else None
    if button.url is not None:
        return InlineKeyboardButton(label, url=button.url) if _is_link(button) else None
    return InlineKeyboardButton(label, callback_data=button.token)


def _tick(field: str, code: str, label: str, *, on: bool) -> InlineKeyboardButton:
    data = f"{TICK}{field}={code}"
    if len(data.encode()) > LONGEST_DATA:
        raise ValueError(f"the choice {field}={code} needs more than {LONGEST_DATA} bytes; shorten its id")
    return InlineKeyboardButton((ON if on else OFF) + label, callback_data=data)


def _rows(buttons: Sequence[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """The buttons of one row, on as many rows as a phone needs to show their labels whole."""
    row: list[InlineKeyboardButton] = []
    for button in buttons:
        cells = (len(row) + 1) * max(_width(each.text) for each in (*row, button))
        if row and (cells > ROW_WIDTH or len(row) == MOST_IN_A_ROW):
            yield row
            row = []
        row.append(button)
    if row:
        yield row


def _width(label: str) -> int:
    return 2 + sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in label)
