"""Groups at the double: which have topics, which topics live; refusals as Telegram words them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.limits import Refusal

Params = dict[str, Any]
#: The topic every forum has; nothing is sent there by its number.
GENERAL = 1


@dataclass
class Groups:
    """Group → its topics, by number and name. A group that is not here has none."""

    topics: dict[int, dict[int, str]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    #: Groups where the bot may not make topics.
    forbidden: set[int] = field(default_factory=set)
    #: Topics are opened, and not found afterwards.
    stillborn: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(70))

    def forum(self, chat: int) -> None:
        self.topics[chat] = {}

    def kill(self, chat: int) -> None:
        """Telegram no longer finds the topics there."""
        self.topics[chat] = {}

    def check(self, chat: int, params: Params) -> None:
        if "message_thread_id" not in params:
            return
        thread = int(params["message_thread_id"])
        if thread == GENERAL or thread not in self.topics.get(chat, {}):
            raise Refusal(400, "Bad Request: message thread not found")
        if thread in self.closed:
            raise Refusal(400, "Bad Request: TOPIC_CLOSED")

    def open(self, chat: int, params: Params) -> Params:
        if chat not in self.topics:
            raise Refusal(400, "Bad Request: the chat is not a forum")
        if chat in self.forbidden:
            raise Refusal(400, "Bad Request: not enough rights to create a topic")
        if not 1 <= len(params["name"]) <= 128:
            raise Refusal(400, "Bad Request: TOPIC_TITLE_EMPTY")
        its_id = next(self._ids)
        if not self.stillborn:
            self.topics[chat][its_id] = params["name"]
        return {"message_thread_id": its_id, "name": params["name"], "icon_color": 7322096}

    def close(self, chat: int, params: Params) -> bool:
        self._known(chat, params)
        if int(params["message_thread_id"]) in self.closed:
            raise Refusal(400, "Bad Request: TOPIC_NOT_MODIFIED")
        self.closed.add(int(params["message_thread_id"]))
        return True

    def _known(self, chat: int, params: Params) -> None:
        if int(params["message_thread_id"]) not in self.topics.get(chat, {}):
            raise Refusal(400, "Bad Request: message thread not found")
        if chat in self.forbidden:
            raise Refusal(400, "Bad Request: not enough rights to close or reopen a topic")

    def reopen(self, chat: int, params: Params) -> bool:
        self._known(chat, params)
        if int(params["message_thread_id"]) not in self.closed:
            raise Refusal(400, "Bad Request: TOPIC_NOT_MODIFIED")
        self.closed.discard(int(params["message_thread_id"]))
        return True
