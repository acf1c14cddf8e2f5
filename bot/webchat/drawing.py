"""How cards are laid out: what of them the page draws as which element. The words are the card's own."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.card import Button, Card, Input, Part
from intake.messages import Back, Cancel, Look, Moment, Params, Place, Skip

log = logging.getLogger("cheong.webchat")

TEMPLATES = Environment(
    loader=PackageLoader("bot.webchat"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

#: A day with all that hangs on it, or a word; and the dot that parts it from the next.
_PIECE = re.compile(r"(?:\d{1,2}\w \d{1,2}\w\S{0,9}|\S+)(?: ·(?!\S))?")
#: Lines break behind these although the word goes on.
_BREAKS = frozenset(" ()·/")
#: Characters that are kept on one line; more would not fit a small phone.
_LONGEST_PIECE = 16


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether no line may break within it: days, short compounds."""
    end = 0
    for found in _PIECE.finditer(text):
        if len(found[0]) <= _LONGEST_PIECE and not _BREAKS.isdisjoint(found[0]):
            yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    yield text[end:], False


TEMPLATES.filters["pieces"] = pieces

#: Addresses a button may lead to; a card is not the place to run anything.
_SCHEMES = frozenset({"tel", "sms", "mailto", "https"})

#: The page's own words: phrase, parameters and language in, text out.
Say = Callable[[str, Params, str], str]

Spends = Literal["card", "part", "nothing"]


def composed(card: Card) -> Input | None:
    """The input that the page's message box stands for: that of a card which waits for words alone."""
    return card.inputs[0] if card.typed and len(card.inputs) == 1 else None


def is_asking(card: Card) -> bool:
    """Whether it belongs to a form in hand: once that goes on, the card is past."""
    return any(button.revision is not None for button in card.buttons)


@dataclass(frozen=True, slots=True)
class View:
    """What the template asks about a card."""

    card: Card

    @property
    def typed(self) -> Input | None:
        return composed(self.card)

    @property
    def asking(self) -> bool:
        return is_asking(self.card)

    @property
    def alone(self) -> bool:
        """A single question: its lines say what its input's label would say again."""
        return len(self.card.inputs) == 1

    @property
    def uploads(self) -> bool:
        return any(each.kind == "photo" for each in self.card.inputs)

    def name(self, each: Input) -> str:
        """The input's name in the form; see `wire`."""
        return f"{each.kind}{'' if self.needed(each) else '?'}:{each.field}"

    def needed(self, each: Input) -> bool:
        """Whether leaving it empty is a mistake to be told of. With a button that keeps things, it is not."""
        if not self.alone:
            return each.required
        tokens = [button.token for button in self.card.buttons if button.token]
        return len(tokens) == len(set(tokens))

    def groups(self, part: Part) -> Sequence[Sequence[Button]]:
        """The part's rows; plain buttons that stand alone in theirs flow together, as chips do."""
        groups: list[list[Button]] = []
        flowing = False
        for row in part.rows:
            chip = len(row) == 1 and row[0].style == "plain" and row[0].url is None
            if chip and flowing:
                groups[-1] += row
            else:
                groups.append(list(row))
            flowing = chip
        return groups

    def spends(self, button: Button) -> Spends:
        """What is used up when it is pressed: the question, the row of things to begin, or nothing."""
        if button.revision is not None:
            return "card"
        return "nothing" if isinstance(button.act, Look) else "part"

    def style(self, button: Button) -> str:
        """Ways around the question stand back behind its answers."""
        around = isinstance(button.act, Skip | Cancel) or button.act == Back()
        return "aside" if around and button.style == "plain" else button.style

    def leads_to(self, button: Button) -> str | None:
        """The address behind the button; None, and a line in the log, for one that no page should offer."""
        if button.url is None:
            return None
        if urlsplit(button.url).scheme in _SCHEMES:
            return button.url
        log.warning("a button's address was not drawn: its scheme is not one of %s", sorted(_SCHEMES))
        return None

    def photo(self, photo_id: str) -> str:
        """The photo's address, from the door's on."""
        return f"photo/{quote(photo_id, safe='')}"

    def text(self, each: Input) -> str:
        """What stands in a box already."""
        value = each.value
        if isinstance(value, Place | Moment):
            return value.text
        return value if isinstance(value, str) else ""

    def position(self, each: Input) -> tuple[float, float] | None:
        """The degrees of a place that is known by them."""
        value = each.value
        if isinstance(value, Place) and value.lat is not None and value.lon is not None:
            return value.lat, value.lon
        return None

    def kept(self, each: Input) -> int:
        """How many photos were given already."""
        return len(each.value) if each.kind == "photo" and isinstance(each.value, tuple) else 0
