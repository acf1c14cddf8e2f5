"""`cheong chat`: reads lines, sends them to the running service, prints what comes back."""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bot.terminal.messenger import HEADER

LOOK_EVERY_SECONDS = 1.0


class NoService(Exception):
    """The service does not answer, or does not know us."""


@dataclass
class Chat:
    """One terminal's talk with the service at `base` (http://host:port)."""

    base: str
    secret: str
    user: str
    show: Callable[[str], None]
    tokens: list[str] = field(default_factory=list)
    last: int = 0

    def open(self) -> None:
        """Show what waits in the mailbox and the question that stands open."""
        self._look(current=True)

    def look(self) -> None:
        """Show what was pushed since."""
        self._look(current=False)

    def typed(self, line: str) -> None:
        """Send a line: a number presses that button of the card shown last, everything else is said."""
        number = line.strip()
        if number.isdecimal() and 0 < int(number) <= len(self.tokens):
            self._act({"press": self.tokens[int(number) - 1]})
        else:
            self._act({"say": line})

    def _act(self, act: dict[str, Any]) -> None:
        body = json.dumps({"user": self.user, "event": uuid4().hex, **act}).encode()
        self._shown(self._call("/terminal/act", body)["cards"])
        self.look()

    def _look(self, *, current: bool) -> None:
        query = f"/terminal/mailbox?user={self.user}&after={self.last}" + ("&current=1" if current else "")
        answer = self._call(query)
        for letter in answer["letters"]:
            self.last = max(self.last, letter["seq"])
        self._shown(answer["letters"])
        self._shown(answer["cards"])

    def _shown(self, cards: list[dict[str, Any]]) -> None:
        for card in cards:
            self.show(card["text"])
            self.tokens = card["tokens"] or self.tokens

    def _call(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self.base + path, body, {HEADER: self.secret})  # noqa: S310  # our own base
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # our own base
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise NoService(
                f"{self.base}: the service answered {error.code}; does it use the same key file?"
            ) from None
        except OSError:
            raise NoService(f"{self.base}: nothing answers there; start it with “cheong run”") from None


def chat(base: str, secret: str, user: str) -> None:
    """Talk until the input ends."""
    talk = Chat(base, secret, user, lambda text: print(f"\n{text}", flush=True))
    talk.open()
    stop = threading.Event()

    def listen() -> None:
        while not stop.wait(LOOK_EVERY_SECONDS):
            try:
                talk.look()
            except NoService:
                time.sleep(LOOK_EVERY_SECONDS)

    if sys.stdin.isatty():
        threading.Thread(target=listen, daemon=True).start()
    try:
        for line in sys.stdin:
            if line.strip():
                talk.typed(line.rstrip("\n"))
    finally:
        stop.set()
