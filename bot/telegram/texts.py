"""A card's words as the texts of messages. Pure.

Text goes out with entities and without a parse mode: nothing people type can break it. Lengths are
counted in UTF-16 units, as Telegram does; what is too long becomes several messages.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.card import Button, Card, Input, Line

LONGEST_TEXT = 4096
MOST_ENTITIES = 100
#: Stands where there are no words: Telegram takes no empty text.
NOTHING = "·"

_STYLES = {"strong": "bold", "quote": "blockquote", "quiet": "italic"}

Entity = dict[str, Any]


def messages(card: Card) -> list[tuple[str, list[Entity]]]:
    """The card's texts, at least one, each with its entities as they travel."""
    return list(_messages(_lines(card)))


def whole(text: str) -> str:
    """Without halves of characters and NUL, which Telegram refuses."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def units(text: str) -> int:
    """How long Telegram finds a whole text."""
    return len(text.encode("utf-16-le")) // 2


def is_link(button: Button) -> bool:
    """Whether its address may stand on a button: no number to call or write to may."""
    return (button.url or "").startswith(("https://", "http://"))


def _lines(card: Card) -> Iterator[Line]:
    for part in card.parts:
        yield from part.lines
        for each in part.inputs:
            yield from _input(each, alone=len(card.inputs) == 1)
        for row in part.rows:
            for button in row:
                if button.url is not None and not is_link(button):
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
    number = (button.url or "").partition(":")[2].partition("?")[0]
    return button.label if number in button.label else f"{button.label} {number}"


def _messages(lines: Iterable[Line]) -> Iterator[tuple[str, list[Entity]]]:
    """Broken between paragraphs where that is possible."""
    texts: list[str] = []
    entities: list[Entity] = []
    used = 0
    for line in lines:
        for text, size in _cut(line.text):
            if texts and used + 1 + size > LONGEST_TEXT:
                yield "\n".join(texts), entities
                texts, entities = [], []
            start = used + 1 if texts else 0
            if (kind := _STYLES.get(line.style)) and len(entities) < MOST_ENTITIES:
                entities.append({"type": kind, "offset": start, "length": size})
            texts.append(text)
            used = start + size
    yield "\n".join(texts) or NOTHING, entities


def _cut(text: str) -> Iterator[tuple[str, int]]:
    """A paragraph without blanks around it, in parts that fit into a message, each with its length."""
    rest = whole(text).strip()
    while (size := units(rest)) > LONGEST_TEXT:
        end = LONGEST_TEXT
        while units(rest[:end]) > LONGEST_TEXT:
            end -= 1 + (units(rest[:end]) - LONGEST_TEXT) // 2
        space = max(rest.rfind("\n", 0, end), rest.rfind(" ", 0, end))
        end = space if space > end // 2 else end
        part = rest[:end].strip()
        yield part, units(part)
        rest = rest[end:].strip()
    if rest:
        yield rest, size
