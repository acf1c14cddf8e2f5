"""Choices that are ticked: the card itself holds them until "next", and Telegram sends it along. Pure."""

from collections.abc import Mapping

from bot.telegram.keyboards import OFF, ON, TICK, Json
from bot.telegram.updates import Markup
from intake.messages import Value


def is_tick(data: str) -> bool:
    """Whether a button with that data only ticks."""
    return data.startswith(TICK)


def turned(markup: Markup, data: str) -> Json:
    """The keyboard when the choice with that data has been ticked, or unticked."""
    rows = [[b | _changed(b, data) for b in row] for row in markup.inline_keyboard]
    return {"inline_keyboard": rows}


def _changed(button: Json, data: str) -> Json:
    """What changes on a button when the one with that data is pressed."""
    if button.get("callback_data") != data:
        return {}
    label = button["text"]
    return {"text": (OFF if label.startswith(ON) else ON) + label.removeprefix(ON).removeprefix(OFF)}


def chosen(markup: Markup | None) -> Mapping[str, Value]:
    """What is ticked on the card, read from the card itself: Telegram sends it along."""
    found: dict[str, tuple[str, ...]] = {}
    for button in (button for row in (markup.inline_keyboard if markup else ()) for button in row):
        data = button.get("callback_data")
        if isinstance(data, str) and is_tick(data):
            field, _, code = data.removeprefix(TICK).partition("=")
            more = (code,) if button["text"].startswith(ON) else ()
            found[field] = found.get(field, ()) + more
    return found
