"""What Slack refuses in a call: the limits of Block Kit, of views and of messages."""

import json
import re
from typing import Any

Params = dict[str, Any]

#: How many characters the texts of elements take.
LABEL, OPTION_TEXT, OPTION_VALUE = 75, 75, 150
#: Block → where it may stand.
BLOCKS = {
    "section": {"message", "modal", "home"},
    "context": {"message", "modal", "home"},
    "actions": {"message", "modal", "home"},
    "input": {"message", "modal", "home"},
    "divider": {"message", "modal", "home"},
}
ELEMENTS = {
    "button",
    "plain_text_input",
    "radio_buttons",
    "checkboxes",
    "static_select",
    "multi_static_select",
    "file_input",
}
_FORBIDDEN = re.compile(r"<(?!https://)[^>]*>")


class Refusal(Exception):
    """As Slack refuses: 200 with an error, or 429."""

    def __init__(self, error: str, status: int = 200, retry_after: int | None = None, why: str = "") -> None:
        super().__init__(f"{error} {why}")
        self.error, self.status, self.retry_after = error, status, retry_after


def need(holds: object, why: str, error: str = "invalid_blocks") -> None:
    if not holds:
        raise Refusal(error, why=why)


def checked(method: str, params: Params) -> None:
    """Refusal when the call breaks a limit."""
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
        _message(params)
    if method in ("views.open", "views.update", "views.publish"):
        checked_view(params["view"])
    if method == "chat.postMessage" and "metadata" in params:
        meta = params["metadata"]
        need(set(meta) == {"event_type", "event_payload"}, "metadata", "invalid_metadata_format")


def _message(params: Params) -> None:
    text = params.get("text", "")
    need(text.strip(), "text beside blocks", "no_text")
    need(len(text) <= 4000, "text is longer than advised", "msg_too_long")
    need(not _FORBIDDEN.search(text), f"markup in the text: {text[:80]}")
    need(params.get("parse", "none") == "none", "parse")
    need(not params.get("link_names"), "link_names")
    checked_blocks(params.get("blocks", []), "message", 50)


def checked_view(view: Params) -> None:
    need(view["type"] in ("modal", "home"), "type", "invalid_arguments")
    need(len(view.get("private_metadata", "")) <= 3000, "private_metadata", "invalid_arguments")
    need(len(view.get("callback_id", "")) <= 255, "callback_id", "invalid_arguments")
    if view["type"] == "modal":
        _plain(view["title"], 24)
        for name in ("submit", "close"):
            if name in view:
                _plain(view[name], 24)
        inputs = any(block["type"] == "input" for block in view["blocks"])
        need(not inputs or "submit" in view, "a form with inputs needs a submit", "invalid_arguments")
    need(len(json.dumps(view).encode()) <= 250_000, "view", "view_too_large")
    checked_blocks(view["blocks"], view["type"], 100)


def checked_blocks(blocks: list[Params], surface: str, most: int) -> None:
    need(1 <= len(blocks) <= most, f"{len(blocks)} blocks")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    need(len(ids) == len(set(ids)), f"block ids: {ids}")
    need(all(1 <= len(each) <= 255 for each in ids), "block id's length")
    for block in blocks:
        need(surface in BLOCKS.get(block["type"], ()), f"{block['type']} on a {surface}")
        _CHECKS[block["type"]](block, surface)


def _section(block: Params, surface: str) -> None:
    _mrkdwn(block["text"], 3000)


def _context(block: Params, surface: str) -> None:
    need(1 <= len(block["elements"]) <= 10, "context")
    for each in block["elements"]:
        _mrkdwn(each, 3000)


def _actions(block: Params, surface: str) -> None:
    elements = block["elements"]
    need(1 <= len(elements) <= 25, f"{len(elements)} elements")
    ids = [each["action_id"] for each in elements]
    need(len(ids) == len(set(ids)), "action ids")
    for each in elements:
        _element(each, surface)


def _input(block: Params, surface: str) -> None:
    _plain(block["label"], 2000)
    if "hint" in block:
        _plain(block["hint"], 2000)
    _element(block["element"], surface)
    need(block["element"]["type"] != "button", "a button is no input")


def _divider(block: Params, surface: str) -> None:
    return


def _element(each: Params, surface: str) -> None:
    need(each["type"] in ELEMENTS, each["type"])
    need(1 <= len(each["action_id"]) <= 255, "action_id")
    match each["type"]:
        case "button":
            _button(each)
        case "plain_text_input":
            longest = each.get("max_length", 3000)
            need(1 <= longest <= 3000, "max_length")
            need(1 <= len(each.get("initial_value", "x")) <= longest, "initial_value")
        case "file_input":
            need(surface == "modal", "a file outside a modal")
            need(1 <= each["max_files"] <= 10, "max_files")
        case kind:
            _options(each, kind)


def _button(each: Params) -> None:
    _plain(each["text"], LABEL)
    need(len(each.get("value", "")) <= 2000, "value")
    if "url" in each:
        need(len(each["url"]) <= 3000 and each["url"].startswith(("https://", "http://")), "url")
    need(each.get("style", "primary") in ("primary", "danger"), "style")


def _options(each: Params, kind: str) -> None:
    most = 10 if kind in ("radio_buttons", "checkboxes") else 100
    groups = each.get("option_groups", [{"options": each.get("options", [])}])
    need(len(groups) <= 100 and ("option_groups" in each) != ("options" in each), "groups")
    for group in groups:
        need(1 <= len(group["options"]) <= most, f"{len(group['options'])} options")
        if "label" in group:
            _plain(group["label"], 75)
    options = [option for group in groups for option in group["options"]]
    values = [option["value"] for option in options]
    need(len(values) == len(set(values)), "values")
    for option in options:
        _plain(option["text"], OPTION_TEXT)
        need(1 <= len(option["value"]) <= OPTION_VALUE, "value")
    initial = each.get("initial_options", [each["initial_option"]] if "initial_option" in each else [])
    need(all(option in options for option in initial), "initial option that is none")
    need("initial_options" not in each or each["initial_options"], "no initial options")


def _plain(text: Params, longest: int) -> None:
    need(text["type"] == "plain_text", "plain_text")
    need(len(text["text"].strip()) >= 1 and len(text["text"]) <= longest, f"{text['text'][:90]!r}")
    _characters(text["text"])


def _mrkdwn(text: Params, longest: int) -> None:
    need(text["type"] == "mrkdwn", "mrkdwn")
    need(len(text["text"].strip()) >= 1 and len(text["text"]) <= longest, f"{len(text['text'])} characters")
    need(text.get("verbatim") is True, "what people type would be linked")
    need(not _FORBIDDEN.search(text["text"]), f"markup: {text['text'][:80]}")
    need("<" not in text["text"], "unescaped")
    rest = text["text"].replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    need("&" not in rest, "a bare or broken &")
    _characters(text["text"])


def _characters(text: str) -> None:
    need("\0" not in text and not any(0xD800 <= ord(each) <= 0xDFFF for each in text), "characters")


_CHECKS = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _divider,
}
