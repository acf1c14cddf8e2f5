"""Inputs of a form as Block Kit, and what stands in them as values. Pure both ways.

An input's block is named by its field, its element by kind and field: `choices:t_when`. A name that does
not change lets Slack keep what somebody has typed while the form around it grows.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.card import Input, Line, Option
from bot.slack.blocks import (
    LONGEST_INPUT_LABEL,
    LONGEST_LABEL,
    LONGEST_VALUE,
    Block,
    plain,
    sections,
    shortened,
)
from intake.messages import SKIPPED, Given, Moment, Photo, Place, Value

NAME = "slack"
#: What one input takes, and how many options its kinds show.
LONGEST_TYPED = 3000
MOST_BOXES, MOST_OPTIONS, MOST_FILES = 10, 100, 10
#: A text this long wants more than one line.
_LINES = 200
#: The longest name of an option in the name of its group.
_END = 34
_PICTURES = ["jpg", "jpeg", "png", "webp", "heic", "gif"]

State = Mapping[str, Mapping[str, Mapping[str, Any]]]


def asked(each: Input) -> Iterator[Block]:
    """The input as it stands in a modal, with its problem below."""
    if each.kind in ("choice", "choices"):
        yield choosing(each, dispatch=each.steers)
    elif each.kind == "photo":
        yield from _photos(each)
    elif len(_typed(each)) > _longest(each):
        yield from sections([Line(each.label, "strong"), Line(_typed(each), "quote")])
    else:
        yield _typing(each)
    if each.problem:
        yield from sections([Line(each.problem, "problem")])


def choosing(each: Input, *, dispatch: bool) -> Block:
    """A choice or several, as dots, boxes or a menu."""
    options = [_option(option) for option in each.options]
    chosen = [_option(option) for option in each.options if option.chosen]
    few, one = len(options) <= MOST_BOXES, each.kind == "choice"
    kind = {
        (True, True): "radio_buttons",
        (True, False): "static_select",
        (False, True): "checkboxes",
        (False, False): "multi_static_select",
    }[one, few]
    element: Block = {"type": kind, "action_id": f"{each.kind}:{each.field}"}
    element |= {"options": options} if len(options) <= MOST_OPTIONS else {"option_groups": _grouped(options)}
    if chosen:
        element |= {"initial_option": chosen[0]} if one else {"initial_options": chosen}
    return _labelled(each, element) | ({"dispatch_action": True} if dispatch else {})


def _typing(each: Input) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": f"{each.kind}:{each.field}",
        "multiline": each.kind == "text" and each.at_most > _LINES,
        "max_length": _longest(each),
    }
    if typed := _typed(each):
        element["initial_value"] = typed
    return _labelled(each, element)


def _photos(each: Input) -> Iterator[Block]:
    element: Block = {
        "type": "file_input",
        "action_id": f"photo:{each.field}",
        "filetypes": _PICTURES,
        "max_files": min(each.at_most, MOST_FILES),
    }
    yield _labelled(each, element)


def _labelled(each: Input, element: Block) -> Block:
    made: Block = {
        "type": "input",
        "block_id": each.field,
        "label": plain(each.label, LONGEST_INPUT_LABEL),
        "optional": not each.required,
        "element": element,
    }
    return made | ({"hint": plain(each.hint, LONGEST_INPUT_LABEL)} if each.hint else {})


def _option(option: Option) -> Block:
    return {"text": plain(option.label, LONGEST_LABEL), "value": option.code[:LONGEST_VALUE]}


def _grouped(options: list[Block]) -> list[Block]:
    """More options than a menu takes in one list, in several, each named by its first and last."""
    groups = []
    for at in range(0, len(options), MOST_OPTIONS):
        group = options[at : at + MOST_OPTIONS]
        ends = " … ".join(shortened(each["text"]["text"], _END) for each in (group[0], group[-1]))
        groups.append({"label": plain(ends, LONGEST_LABEL), "options": group})
    return groups


def _typed(each: Input) -> str:
    value = each.value
    if isinstance(value, Place | Moment):
        return value.text
    return value if isinstance(value, str) else ""


def _longest(each: Input) -> int:
    return max(1, min(each.at_most, LONGEST_TYPED))


# --- back ------------------------------------------------------------------------------------------


def values(state: State, kept: Mapping[str, Place]) -> dict[str, Given]:
    """What stands in the inputs, by field; SKIPPED in one that is empty.

    A place whose words were not changed keeps what is known of it. Photos are never shown again as files of
    an input: one without any says nothing of those that came before.
    """
    found: dict[str, Given] = {}
    for actions in state.values():
        for action, given in actions.items():
            kind, _, field = action.partition(":")
            value, known = _value(kind, given), kept.get(field)
            if known is not None and value == Place(known.text):
                value = known
            if value is not None or kind != "photo":
                found[field] = SKIPPED if value is None else value
    return found


def _value(kind: str, given: Mapping[str, Any]) -> Value | None:
    """None where nothing was filled in."""
    typed = given.get("value")
    words = typed if isinstance(typed, str) and typed.strip() else None
    match kind:
        case "choice":
            return _code(given.get("selected_option"))
        case "choices":
            chosen = given.get("selected_options") or []
            return tuple(code for option in chosen if (code := _code(option))) or None
        case "photo":
            files = given.get("files") or []
            return tuple(Photo(NAME, str(file["id"])) for file in files if file.get("id")) or None
        case "place":
            return Place(words) if words else None
        case "moment":
            return Moment(words) if words else None
        case _:
            return words


def _code(option: Any) -> str | None:
    return str(option["value"]) if isinstance(option, dict) and option.get("value") else None
