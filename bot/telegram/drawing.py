"""A card as Telegram messages, as they travel: its words, and its buttons below the last. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.card import Card, Line, Part
from bot.telegram import keyboards, texts
from bot.telegram.keyboards import Json

LONGEST_ALERT = 200

_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its entities and the keyboard below it are as Telegram's JSON has them."""

    text: str
    entities: Sequence[Json] = ()
    markup: Json | None = None

    def beside(self) -> Json:
        """What goes along with the text."""
        made: Json = {"link_preview_options": _NO_PREVIEW}
        if self.entities:
            made["entities"] = self.entities
        if self.markup is not None:
            made["reply_markup"] = self.markup
        return made

    def payload(self) -> dict[str, Any]:
        """As it travels in a webhook's response."""
        return {"text": self.text, **self.beside()}


def draw(card: Card, private: str = "") -> tuple[Drawn, ...]:
    """The card as messages, at least one; `private` is the address of the private chat."""
    *others, (text, entities) = texts.messages(card)
    last = Drawn(text, entities, keyboards.below(card, private))
    return (*(Drawn(*each) for each in others), last)


def for_one(card: Card, name: str, hint: str) -> Card:
    """A question in a group: whom it is for, and how to answer where words are waited for."""
    rest = (Part((Line(hint, "quiet"),)),) if card.typed else ()
    return replace(card, parts=(Part((Line(name, "strong"),)), *rest, *card.parts))


def as_alert(cards: Sequence[Card]) -> str | None:
    """What fits into the window that only whoever pressed a button sees; None for what offers something."""
    if len(cards) != 1 or cards[0].tone != "say" or any(each.token for each in cards[0].buttons):
        return None
    text = texts.whole(cards[0].text())
    return text if 0 < texts.units(text) <= LONGEST_ALERT else None


def asks_place(card: Card) -> bool:
    """Whether the card waits for a place."""
    return card.tone == "ask" and [each.kind for each in card.inputs] == ["place"]


def as_text(card: Card) -> str:
    """The card as a person reads it, buttons in brackets."""
    lines = []
    for each in draw(card):
        lines.append(each.text)
        for row in (each.markup or keyboards.NO_BUTTONS)["inline_keyboard"]:
            lines.append("  ".join(f"[{button['text']}]" for button in row))
    return "\n".join(lines)
