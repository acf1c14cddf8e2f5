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
    """One person in their private chat with the bot."""

    platform: Platform
    user: int = 11
    patience: float = 15
    _mine: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def say(self, text: str) -> int:
        return self.send(text=text)

    def send(self, *, kind: str = "message", **content: Any) -> int:
        return self.platform.deliver({kind: self.message(**content)}, self.user)

    def message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(self._mine),
            "date": int(time.time()),
            "chat": {"id": self.user, "type": "private", "first_name": "P"},
            "from": {"id": self.user, "is_bot": False, "first_name": "P", "language_code": "ko"},
            **content,
        }

    def photo(self, name: str, **content: Any) -> int:
        sizes = [
            {"file_id": f"{name}{more}", "file_unique_id": name, "width": side, "height": side}
            for more, side in (("-small", 90), ("", 800))
        ]
        return self.send(photo=sizes, **content)

    def sent(self) -> list[Sent]:
        return list(self.platform.messages[self.user])

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
        return self.platform.deliver({"callback_query": query}, self.user)

    def sees(self, words: str, times: int = 1) -> str:
        """Wait until the words have been shown so often; the newest message with them."""
        self.platform.until(lambda: len(self.showing(words)) >= times, self.patience)
        return self.showing(words)[-1]

    def showing(self, words: str) -> list[str]:
        return [text for text in self.platform.texts(self.user) if words in text]

    def _with(self, label: str) -> list[Sent]:
        return [sent for sent in self.sent() if label in sent.buttons]
