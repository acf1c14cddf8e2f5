"""A card as Slack messages. Pure.

A message asks one thing: a single choice is buttons, several are boxes to tick, words are simply written.
A card with several inputs is drawn as the button that opens it as a form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.card import Button, Card, Input, Line, Part
from bot.slack.blocks import LONGEST_LABEL, MOST_BLOCKS, Block, fallback, plain, sections
from bot.slack.inputs import choosing
from intake.messages import Answer, Confirm, InPrivate, Params, Skip
from intake.wording import Wording

LONGEST_TOKEN, LONGEST_URL = 2000, 3000
MOST_IN_ACTIONS = 25
#: What the buttons of our own, which stand for no act, are called on the wire.
OPEN, PRIVATE, REPORT, LINK, PRESS = "open", "private", "report", "link", "press"

#: Whose talk a button belongs to: that of the channel it stands in, or the person's own.
Whose = Literal["room", "own"]
_STYLES = {"primary": "primary", "danger": "danger"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its blocks, and the text that stands for them in notifications."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """As chat.postMessage takes it."""
        return {"text": self.text, "blocks": list(self.blocks)}


def draw(card: Card, wording: Wording, whose: Whose = "own") -> tuple[Drawn, ...]:
    """The card as messages, at least one."""
    blocks = list(_blocks(card, wording, whose))
    pages = [blocks[at : at + MOST_BLOCKS] for at in range(0, len(blocks), MOST_BLOCKS)] or [[]]
    words = fallback(line for part in card.parts for line in _lines(part))
    first, *others = (tuple(page) or tuple(sections([Line("·")])) for page in pages)
    return (Drawn(words, first), *(Drawn("…", page) for page in others))


def settled(message: Drawn) -> Drawn:
    """The same with nothing left to answer it with: its words, and what it links to."""
    blocks = tuple(kept for block in message.blocks if (kept := _without_answers(block)) is not None)
    return Drawn(message.text, blocks or tuple(sections([Line("·")])))


def _without_answers(block: Block) -> Block | None:
    if block.get("type") == "actions":
        links = [each for each in block["elements"] if each.get("url")]
        return {**block, "elements": links} if links else None
    return None if block.get("type") == "input" else block


def carrying(message: Drawn, words: str) -> Drawn:
    """The same with those words on its way to a private talk, if they find room there."""
    blocks = tuple(_carrying(block, words) for block in message.blocks)
    return Drawn(message.text, blocks) if 0 < len(words) <= LONGEST_TOKEN else message


def _carrying(block: Block, words: str) -> Block:
    if block["type"] != "actions":
        return block
    elements = [e | ({"value": words} if e["action_id"] == PRIVATE else {}) for e in block["elements"]]
    return {**block, "elements": elements}


def is_form(card: Card) -> bool:
    """Whether it belongs to a form in hand that may be opened as one; its review is one already."""
    acts = [button.act for button in card.buttons if button.revision is not None]
    return bool(acts) and not any(isinstance(act, Confirm) for act in acts)


def actions(
    buttons: Sequence[Button], block_id: str, start: int = 0, *, but: str | None = None
) -> Iterator[Block]:
    """Buttons that stand together, in blocks of as many as one takes; `but` is drawn elsewhere."""
    elements = [
        element(button, start + n)
        for n, button in enumerate(buttons)
        if (is_link(button) or button.token or isinstance(button.act, InPrivate))
        and button.token != (but or " ")
    ]
    for at in range(0, len(elements), MOST_IN_ACTIONS):
        yield {
            "type": "actions",
            "block_id": f"{block_id}:{start}:{at}",
            "elements": elements[at : at + MOST_IN_ACTIONS],
        }


def element(button: Button, number: int) -> Block:
    """One button: the token of its act as its value, or a link."""
    made: Block = {"type": "button", "text": plain(button.label, LONGEST_LABEL)}
    if isinstance(button.act, InPrivate):
        return own_button(PRIVATE, button.label, _STYLES.get(button.style, ""))
    if button.url is not None:
        return made | {"action_id": f"{LINK}:{number}", "url": button.url[:LONGEST_URL]}
    made |= {"action_id": f"{PRESS}:{number}", "value": button.token}
    return made | ({"style": _STYLES[button.style]} if button.style in _STYLES else {})


def own_button(action: str, label: str, style: str = "") -> Block:
    """A button that stands for no act of the service's: opening a form, going on in private."""
    made: Block = {"type": "button", "action_id": action, "text": plain(label, LONGEST_LABEL)}
    return made | ({"style": style} if style else {})


def is_link(button: Button) -> bool:
    """Slack opens web addresses only; numbers are spelled out."""
    return (button.url or "").startswith(("https://", "http://"))


def spelled(button: Button) -> Line:
    """A number to call or write to."""
    number = (button.url or "").partition(":")[2].partition("?")[0]
    return Line(button.label if number in button.label else f"{button.label} {number}", "strong")


def _blocks(card: Card, wording: Wording, whose: Whose) -> Iterator[Block]:
    several = len(card.inputs) > 1
    # Where others read along, nobody is asked to type.
    by_form = several or (whose == "room" and card.typed)
    opens, count = is_form(card), 0
    for part in card.parts:
        yield from sections(_lines(part))
        if by_form and (part.inputs or (card.typed and part is card.parts[-1])):
            yield from sections(_asked_by_form(part, wording, card.language))
            if opens:
                yield _opening(card, wording, whose, "primary")
            opens = False
        elif part.inputs:
            yield from _input(part.inputs[0], wording, card.language)
        buttons = [b for row in part.rows for b in row if not (several and b.act in _ONE_BY_ONE)]
        yield from actions(buttons, whose, count)
        count += len(buttons)
    if opens:
        yield _opening(card, wording, whose)


def _asked_by_form(part: Part, wording: Wording, language: str) -> Iterator[Line]:
    if len(part.inputs) > 1:
        yield from (Line(f"• {each.label}", "quiet") for each in part.inputs)
    else:
        yield Line(wording.say("slack.by_form", _NONE, language), "quiet")


def _opening(card: Card, wording: Wording, whose: Whose, style: str = "") -> Block:
    opening = own_button(OPEN, wording.say("slack.open", _NONE, card.language), style)
    return {"type": "actions", "block_id": f"{whose}:{OPEN}", "elements": [opening]}


#: What says nothing below a list of questions.
_ONE_BY_ONE = (Answer(), Skip())


_NONE: Params = {}


def _lines(part: Part) -> Iterator[Line]:
    yield from part.lines
    for button in (button for row in part.rows for button in row):
        if button.url is not None and not is_link(button):
            yield spelled(button)


def _input(each: Input, wording: Wording, language: str) -> Iterator[Block]:
    """The one thing asked: boxes to tick; of what is to be written, what stands there already."""
    if each.kind == "place":
        yield from sections([Line(wording.say("slack.place", _NONE, language), "quiet")])
    if each.problem:
        yield from sections([Line(each.problem, "problem")])
    if each.kind == "choices":
        ticks = wording.say("slack.ticks", _NONE, language)
        yield choosing(replace(each, label=ticks, hint=""), dispatch=False)
    elif isinstance(each.value, str) and each.value.strip():
        yield from sections([Line(each.value, "quote")])
