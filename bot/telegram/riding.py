"""Calls that ride in a webhook's response, as they travel. Pure."""

from typing import Any

from bot.telegram.drawing import Drawn
from bot.telegram.keyboards import NO_BUTTONS, Json
from bot.telegram.wire import Spot

Payload = dict[str, Any]


def message(at: Spot, drawn: Drawn, edited: int | None) -> Payload:
    """A message, new or in the place of one of ours."""
    head: Payload = {"method": "sendMessage", "chat_id": at.chat}
    if edited is not None:
        head = {"method": "editMessageText", "chat_id": at.chat, "message_id": edited}
    elif at.is_group:
        head |= {"message_thread_id": at.thread} if at.thread is not None else {}
        head |= {"reply_parameters": {"message_id": at.reply, "allow_sending_without_reply": True}}
    return head | drawn.payload()


def keyboard(chat: int, its_id: int | None, markup: Json = NO_BUTTONS) -> Payload:
    """Other buttons below one of our messages, or none."""
    head: Payload = {"method": "editMessageReplyMarkup", "chat_id": chat, "message_id": its_id}
    return {**head, "reply_markup": markup}
