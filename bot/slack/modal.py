"""Cards as one modal or as the Home tab. Pure.

The modal's memo (Slack calls it private_metadata) says whose talk it is, and which button its "send" is.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.card import Button, Card, Line, joined
from bot.slack.blocks import MOST_MODAL_BLOCKS, Block, plain, sections
from bot.slack.drawing import actions, draw, is_link, spelled
from bot.slack.inputs import asked
from intake.messages import Act, Answer, Begin, Confirm, Place, Room
from intake.wording import Wording

log = logging.getLogger("cheong.slack")

FORM = "form"
LONGEST_TITLE = 24
LONGEST_MEMO = 3000
#: A view takes 250 kB; so many bytes of it may be words.
LARGEST_WORDS = 150_000
_WORDS = ("section", "context")


@dataclass(frozen=True, slots=True)
class Memo:
    """What a modal remembers of itself."""

    chat: str
    thread: str | None = None
    #: The token of the button its "send" stands for.
    token: str = ""
    #: Places known by more than their words, by field.
    places: Mapping[str, Place] = field(default_factory=dict)

    def packed(self) -> str:
        """As it travels."""
        places = {key: [p.text, p.lat, p.lon, p.gu, p.dong] for key, p in self.places.items()}
        short = {"c": self.chat, "h": self.thread, "t": self.token}
        packed = json.dumps(short | {"p": places}, ensure_ascii=False)
        return packed if len(packed) <= LONGEST_MEMO else json.dumps(short)

    @classmethod
    def unpacked(cls, packed: str) -> "Memo":
        """ValueError, KeyError or TypeError for what is no memo of ours."""
        data = json.loads(packed)
        places = {str(key): Place(*each) for key, each in data.get("p", {}).items()}
        return cls(str(data["c"]), data["h"], str(data["t"]), places)


def draw_modal(cards: Sequence[Card], where: Room, wording: Wording) -> dict[str, Any]:
    """The cards as one view."""
    language = cards[-1].language if cards else "ko"
    send = sending(cards)
    places = {
        each.field: each.value
        for card in cards
        for each in card.inputs
        if isinstance(each.value, Place) and (each.value.gu or each.value.lat is not None)
    }
    memo = Memo(where.chat, where.thread, send.token if send else "", places)
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(wording.say("slack.title", {}, language), LONGEST_TITLE),
        "close": plain(wording.say("slack.close", {}, language), LONGEST_TITLE),
        "private_metadata": memo.packed(),
        "blocks": _limited(list(_blocks(cards, send, wording.say("slack.place", {}, language)))),
    }
    if send is not None:
        view["submit"] = plain(send.label, LONGEST_TITLE)
    elif any(block["type"] == "input" for block in view["blocks"]):
        view["submit"] = plain(wording.say("button.next", {}, language), LONGEST_TITLE)
    return view


def draw_home(cards: Sequence[Card], head: Sequence[Block], wording: Wording) -> dict[str, Any]:
    """The cards on the Home tab, below what always stands there: the button to begin among it.

    What stands open is opened as a form from there: nothing is filled in on the tab itself.
    """
    drawn = draw(_without(joined(tuple(cards)), Begin("concern")), wording) if cards else ()
    blocks = (block for message in drawn for block in message.blocks if block["type"] != "input")
    return {"type": "home", "blocks": _limited([*head, *blocks])}


def _without(card: Card, act: Act) -> Card:
    parts = (
        replace(part, rows=tuple(tuple(b for b in row if b.act != act) for row in part.rows))
        for part in card.parts
    )
    return replace(card, parts=tuple(parts))


def sending(cards: Sequence[Card]) -> Button | None:
    """The button that a modal's "send" stands for: what takes the inputs in, or the confirmation."""
    for card in reversed(cards):
        for button in card.buttons:
            if button.act in (Answer(), Confirm()) and button.style == "primary":
                return button
    return None


def _limited(blocks: list[Block]) -> list[Block]:
    """As many blocks as a view takes; where words are too many, what can be filled in or pressed stays."""
    words = [block for block in blocks if block["type"] in _WORDS]
    size, most = 0, MOST_MODAL_BLOCKS - (len(blocks) - len(words))
    left_out = []
    for number, block in enumerate(words):
        size += len(json.dumps(block))
        if number >= most or size > LARGEST_WORDS:
            left_out.append(id(block))
    if left_out:
        log.warning("a form has more words than Slack takes; %s blocks are left out", len(left_out))
    kept = [block for block in blocks if id(block) not in left_out][:MOST_MODAL_BLOCKS]
    return kept or list(sections([Line("·")]))


def _blocks(cards: Sequence[Card], send: Button | None, of_places: str) -> Iterator[Block]:
    count = 0
    for card in cards:
        for part in card.parts:
            yield from sections(part.lines)
            for each in part.inputs:
                bare = each.kind == "place" and not each.hint
                yield from asked(replace(each, hint=of_places) if bare else each)
            buttons = [b for row in part.rows for b in row]
            yield from sections(spelled(b) for b in buttons if b.url is not None and not is_link(b))
            yield from actions(buttons, "own", count, but=send.token if send else None)
            count += len(buttons)
