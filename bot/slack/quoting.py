"""Making a concern of somebody's message: what is quoted, and the question before anything is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.card import Line
from bot.slack.blocks import plain, sections, shortened
from bot.slack.inputs import LONGEST_TYPED
from bot.slack.modal import LONGEST_TITLE
from intake.wording import Wording

CALLBACK = "quote"
_TEXT, _ASKED = "text:quoted", "choices:asked"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message's words, as Slack has them, and whether whoever quotes it wrote it."""

    text: str
    own: bool


def quoted(message: Mapping[str, Any], user: str) -> Quoted:
    """What stands in the message."""
    return Quoted(str(message.get("text") or ""), message.get("user") == user)


def draw_quoting(words: str, wording: Wording, language: str, *, own: bool) -> dict[str, Any]:
    """Shows the words, to be changed; of somebody else's, asks whether they agreed. Sent, it is a concern."""

    def say(phrase: str) -> str:
        return wording.say(phrase, {}, language)

    blocks = list(sections([Line(say("slack.quote.own" if own else "slack.quote.other"))]))
    text: dict[str, Any] = {"type": "plain_text_input", "action_id": _TEXT, "multiline": True}
    text |= {"max_length": LONGEST_TYPED}
    if words.strip():
        text["initial_value"] = shortened(words, LONGEST_TYPED)
    blocks.append(
        {
            "type": "input",
            "block_id": "quoted",
            "label": plain(say("slack.quote.text"), 2000),
            "element": text,
        }
    )
    if not own:
        option = {"text": plain(say("slack.quote.asked"), 75), "value": "yes"}
        box = {"type": "checkboxes", "action_id": _ASKED, "options": [option]}
        label = plain(say("slack.quote.consent"), 2000)
        blocks.append({"type": "input", "block_id": "asked", "label": label, "element": box})
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(say("slack.title"), LONGEST_TITLE),
        "submit": plain(say("slack.quote.send"), LONGEST_TITLE),
        "close": plain(say("slack.close"), LONGEST_TITLE),
        "blocks": blocks,
    }


def text_of(view: Mapping[str, Any]) -> str:
    """The words that were sent; none unless their author agreed, where that was asked."""
    state = view["state"]["values"]
    asked = state.get("asked")
    if asked is not None and not asked[_ASKED].get("selected_options"):
        return ""
    return str(state["quoted"][_TEXT].get("value") or "").strip()
