"""What Telegram refuses in a call."""

import re
from typing import Any

Params = dict[str, Any]


class Refusal(Exception):
    """As Telegram refuses: a code, a description, parameters."""

    def __init__(self, code: int, description: str, parameters: Params | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> Params:
        made: Params = {"ok": False, "error_code": self.code, "description": self.description}
        return made | ({"parameters": self.parameters} if self.parameters else {})


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def chat_of(params: Params) -> int:
    return int(params["chat_id"])


def checked(method: str, params: Params) -> None:
    """Refusal when the call breaks a limit."""
    if method in ("sendMessage", "editMessageText"):
        _text(params)
    if method == "setMyCommands":
        _commands(params)
    if isinstance(markup := params.get("reply_markup"), dict) and "inline_keyboard" in markup:
        _keyboard(markup["inline_keyboard"])


def _text(params: Params) -> None:
    text = params.get("text", "")
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    if "\0" in text or any(0xD800 <= ord(each) <= 0xDFFF for each in text):
        raise Refusal(400, "Bad Request: strings must be encoded in UTF-8")
    if "parse_mode" in params:
        raise Refusal(400, "Bad Request: can't parse entities: what people type would break it")
    entities = params.get("entities", [])
    if len(entities) > 100:
        raise Refusal(400, "Bad Request: too many entities")
    for each in entities:
        if each["length"] < 1 or each["offset"] < 0 or each["offset"] + each["length"] > units(text):
            raise Refusal(400, "Bad Request: entity beyond the text")


def _keyboard(rows: list[list[Params]]) -> None:
    if sum(map(len, rows)) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text", "").strip():
            raise Refusal(400, "Bad Request: text buttons must be non-empty")
        if "url" in button:
            if not button["url"].startswith(("https://", "http://", "tg://")):
                raise Refusal(400, "Bad Request: inline keyboard button URL is invalid: unsupported protocol")
        elif not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def _commands(params: Params) -> None:
    for each in params["commands"]:
        if not re.fullmatch("[a-z0-9_]{1,32}", each["command"]) or not each["description"]:
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
