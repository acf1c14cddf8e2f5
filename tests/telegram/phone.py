"""Somebody with a phone: what they do becomes updates, what they see is what the double has for them."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.platform import Platform, Sent, message_of

_queries = itertools.count(1)


@dataclass
class Phone:
    """One person in their private chat with the bot, or in a group, in one of its topics."""

    platform: Platform
    user: int = 11
    patience: float = 15
    group: int | None = None
    thread: int | None = None
    _mine: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def say(self, text: str) -> int:
        return self.send(text=text)

    def send(self, *, kind: str = "message", **content: Any) -> int:
        return self.platform.deliver({kind: self.message(**content)}, self.chat)

    @property
    def chat(self) -> int:
        return self.group or self.user

    def reply(self, text: str) -> int:
        """Answer the bot's newest question here."""
        asked = next(sent for sent in reversed(self.sent()) if "\u21a9" in sent.text)
        return self.send(text=text, reply_to_message=message_of(asked))

    def message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(self._mine),
            "date": int(time.time()),
            "chat": {"id": self.user, "type": "private", "first_name": "P"},
            "from": {"id": self.user, "is_bot": False, "first_name": "P", "language_code": "ko"},
            **(self._in_group() if self.group is not None else {}),
            **content,
        }

    def _in_group(self) -> dict[str, Any]:
        topic = {"message_thread_id": self.thread, "is_topic_message": True} if self.thread else {}
        return {"chat": {"id": self.group, "type": "supergroup", "title": "G"}, **topic}

    def photo(self, name: str, **content: Any) -> int:
        return self.send(photo=self.sizes(name), **content)

    @staticmethod
    def sizes(name: str) -> list[dict[str, Any]]:
        """A photo, as Telegram tells of it."""
        return [
            {"file_id": f"{name}{more}", "file_unique_id": name, "width": side, "height": side}
            for more, side in (("-small", 90), ("", 800))
        ]

    def sent(self) -> list[Sent]:
        there = list(self.platform.messages[self.chat])
        return [sent for sent in there if self.group is None or sent.thread == self.thread]

    def press(self, label: str) -> int:
        """Press the newest button so labelled, once it is there."""
        self.platform.until(lambda: self._with(label), self.patience)
        sent = self._with(label)[-1]
        query = {
            "id": str(next(_queries)),
            "from": {"id": self.user, "is_bot": False, "first_name": "P"},
            "message": message_of(sent),
            "chat_instance": "1",
            "data": sent.buttons[label],
        }
        return self.platform.deliver({"callback_query": query}, self.chat)

    def sees(self, words: str, times: int = 1) -> str:
        """Wait until the words have been shown so often; the newest message with them."""
        self.platform.until(lambda: len(self.showing(words)) >= times, self.patience)
        return self.showing(words)[-1]

    def showing(self, words: str) -> list[str]:
        return [sent.text for sent in self.sent() if words in sent.text]

    def _with(self, label: str) -> list[Sent]:
        return [sent for sent in self.sent() if label in sent.buttons]
