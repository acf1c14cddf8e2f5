"""A card: what a person sees of a prompt, in their language, before any messenger draws it its own way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from intake.form import KindName
from intake.messages import Act, InPrivate, Value

Style = Literal["plain", "strong", "quote", "quiet", "problem"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; may hold line breaks."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an input."""

    code: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """Where something can be filled in; messengers without inputs let people type or press instead."""

    field: str
    kind: KindName
    label: str
    required: bool
    hint: str = ""
    options: tuple[Option, ...] = ()
    value: Value | None = None
    problem: str = ""
    at_most: int = 1000
    #: What is asked beside it depends on what is chosen here.
    steers: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button: an act, or an address such as tel:112; or the way to a private chat, each messenger's own.

    `revision` binds a form's button to its card. `token` stands for the act on the wire, once signed.
    """

    label: str
    act: Act | InPrivate | None = None
    url: str | None = None
    style: str = "plain"
    revision: int | None = None
    token: str = ""

    def signed(self, token: str) -> "Button":
        """The same with that token."""
        return Button(self.label, self.act, self.url, self.style, self.revision, token)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines with the inputs and the rows of buttons that belong to them."""

    lines: tuple[Line, ...] = ()
    inputs: tuple[Input, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    #: Photos by id; the service gives them out to whoever may see their concern.
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn as one message. `tone` "alert" stands out, "ask" waits for an answer."""

    parts: tuple[Part, ...]
    tone: Literal["say", "ask", "alert"] = "say"
    language: str = "ko"
    #: Waits for words: they may simply be typed.
    typed: bool = field(default=False)
    #: When it was written, of a letter from the mailbox; for messengers that do not say so themselves.
    at: datetime | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, in the order they stand."""
        return tuple(button for part in self.parts for row in part.rows for button in row)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs, in the order they stand."""
        return tuple(each for part in self.parts for each in part.inputs)

    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join(line.text for part in self.parts for line in part.lines)


def joined(cards: tuple[Card, ...]) -> Card:
    """All of them as one message; at least one."""
    first = cards[0]
    return Card(tuple(part for card in cards for part in card.parts), first.tone, first.language)


def fold(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """The same with what is merely said put at the head of the card that follows: fewer messages."""
    folded: list[Card] = []
    head: tuple[Part, ...] = ()
    for card in cards:
        if card.tone == "say" and not card.buttons and card is not cards[-1]:
            head += card.parts
        else:
            folded.append(Card(head + card.parts, card.tone, card.language, card.typed))
            head = ()
    return tuple(folded)
