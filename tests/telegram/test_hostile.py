"""Updates as nobody should send them: whatever stands in one, it is read, refused or passed over."""

import asyncio
import copy
import json
import random
from datetime import timedelta
from typing import Any

from telegram import Bot

from bot.card import Card
from bot.messenger import PushedCard
from bot.telegram.answering import Talk
from bot.telegram.menus import Menus
from bot.telegram.messenger import GAPS
from bot.telegram.request import Request
from bot.telegram.sending import Sender
from bot.telegram.webhook import parse
from intake.messages import Address, Incoming, Room
from routing.model import Role
from tests.fixtures.paces import unhurried
from tests.fixtures.words import wording
from tests.telegram.platform import BOT, TOKEN
from tests.telegram.test_wire import SAID

USER = {"id": 11, "is_bot": False, "first_name": "P"}
CHAT = {"id": 11, "type": "private", "first_name": "P"}
TICK = {"text": "☐ x", "callback_data": "~t=x"}
KEYBOARD = {"inline_keyboard": [[TICK, {"text": "y", "callback_data": "y"}]]}
HEAD = {"message_id": 1, "date": 1, "chat": CHAT}
PRESSED = {**HEAD, "text": "?", "reply_markup": KEYBOARD}
SOUND: list[dict[str, Any]] = [
    *({"message": {**HEAD, "from": USER, **content}} for content, _ in SAID.values()),
    *({"edited_message": {**HEAD, "from": USER, **content}} for content, _ in SAID.values()),
    {"callback_query": {"id": "1", "from": USER, "chat_instance": "1", "data": "~t=x", "message": PRESSED}},
    {"callback_query": {"id": "1", "from": USER, "chat_instance": "1", "data": "y", "message": PRESSED}},
]
ODD: list[Any] = [None, "", "\0", "\ud800", "x" * 5000, 0, -1, 2**70, 1.5, True, [], {}, [[]], {"id": 1}, "1"]


class Deaf:
    """A service that takes everything and says nothing."""

    def __init__(self) -> None:
        self.heard = 0

    async def receive(self, incoming: Incoming) -> tuple[Card, ...]:
        self.heard += 1
        assert incoming.who.user.lstrip("-").isdecimal()
        return ()

    async def current(self, incoming: Incoming) -> tuple[Card, ...]:
        return ()

    async def mailbox(self, who: Address, where: Room, after: int) -> tuple[PushedCard, ...]:
        return ()

    def is_theirs(self, token: str, who: Address, where: Room) -> bool:
        return True

    async def keep_in_mind(self, where: Room, key: str, value: str) -> None:
        return None

    async def in_mind(self, where: Room, key: str) -> str | None:
        return None

    async def claim(self, where: Room, key: str, owner: str, lasting: timedelta) -> bool:
        return True

    async def release(self, where: Room, key: str, owner: str) -> None:
        return None

    async def has_served(self, who: Address, where: Room) -> bool:
        return False

    async def roles(self, who: Address, where: Room) -> frozenset[Role]:
        return frozenset({"member"})

    async def moved(self, old: Room, new: Room) -> None:
        return None

    async def hold(self, who: Address, data: bytes) -> str:
        return ""

    async def photo(self, who: Address, where: Room, photo_id: str) -> bytes | None:
        return None


def mangled(value: Any, chance: random.Random) -> Any:
    """The same with something odd somewhere in it."""
    value = copy.deepcopy(value)
    spots = list(_spots(value))
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(spots)
        holder[key] = chance.choice(ODD)
    return value


def _spots(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _spots(inner)


def test_no_update_ends_in_an_error() -> None:
    chance = random.Random(7)  # the same in every run

    async def run() -> int:
        service, request = Deaf(), Request()
        nowhere = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
        talk = Talk(Sender(nowhere, unhurried("b", GAPS)), Menus(nowhere), wording(), BOT)
        for number in range(4000):
            content = {"update_id": number, **mangled(chance.choice(SOUND), chance)}
            update = parse(json.dumps(content).encode())
            if update is not None:
                await talk.hear(service, update, rides=True)
        await talk.close()
        await request.shutdown()
        return service.heard

    assert asyncio.run(run()) > 300
