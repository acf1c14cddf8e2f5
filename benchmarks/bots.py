"""The bots that are measured, each in a process of its own behind its webhook, all posted to alike."""

import asyncio
import http.client
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from benchmarks import SAID
from bot import app
from bot.settings import Database, Sealing, Settings
from intake.messages import Address, Back, Begin, Incoming, Place, Room, Value
from tests.fixtures.running import environment, running

TOKEN, SECRET = "123456:TEST-token_of_no_bot_at_all", "a-secret-for-webhooks"
PATH = "/telegram/webhook"
HERE = Path(__file__).parent
#: They want other parts than ours, so they live apart: `make bench` sets that up.
OTHERS = HERE.parent / ".venv" / "others" / "bin" / "python"

#: The bot, as the sender of its cards.
ITSELF = {"id": 123456, "is_bot": True, "first_name": "B", "username": "b_bot"}

Clock = Callable[[], float]


@dataclass
class Bot:
    """A bot's process. `shown` is each chat's last card, as it was answered."""

    name: str
    url: str
    pid: int
    #: CPU seconds of the database server, where there is one.
    server_cpu: Clock = lambda: 0.0
    #: What its answers carry has buttons, which are pressed as well.
    presses: bool = False
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    updates: int = 0

    def __post_init__(self) -> None:
        self._line = self.line()

    def cpu(self) -> float:
        """CPU seconds of the bot's process, all its threads."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def line(self) -> http.client.HTTPConnection:
        """A connection to the webhook that is kept open, as Telegram keeps its own."""
        parts = urlsplit(self.url)
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)

    def reconnect(self) -> None:
        """Begin anew: servers end what was idle, and while others are measured this one is."""
        self._line.close()

    def post(
        self, chat: int, content: dict[str, Any], line: http.client.HTTPConnection | None = None
    ) -> None:
        """One update, answered."""
        self.updates += 1
        body = json.dumps({"update_id": self.updates, **content}).encode()
        line = line or self._line
        headers = {"content-type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        line.request("POST", PATH, body, headers)
        answer = line.getresponse()
        said = answer.read()
        assert answer.status == 200, answer.status
        if self.presses:
            card = json.loads(said)
            self.shown[chat] = {name: card[name] for name in ("text", "entities", "reply_markup")}

    def type(self, chat: int, text: str, line: http.client.HTTPConnection | None = None) -> None:
        message = {"message_id": 1, "date": 1, "chat": _chat(chat), "from": _user(chat), "text": text}
        self.post(chat, {"message": message}, line)

    def press(self, chat: int, line: http.client.HTTPConnection | None = None) -> None:
        """Press "correct the text"; the chat waits for a text afterwards. The card comes along."""
        card = self.shown[chat]
        rows = card["reply_markup"]["inline_keyboard"]
        data = [button["callback_data"] for row in rows for button in row]
        message = {"message_id": 1, "date": 1, "chat": _chat(chat), "from": ITSELF, **card}
        query = {"id": "1", "from": _user(chat), "chat_instance": "1", "message": message}
        pressed = next(each for each in data if each.endswith(".r:text"))
        self.post(chat, {"callback_query": {**query, "data": pressed}}, line)


def _user(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "P", "language_code": "ko"}


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "P"}


@contextmanager
def echo(name: str, python: Path, script: str, api: str) -> Iterator[Bot]:
    """A stateless echo bot in the process of a script."""
    process = subprocess.Popen(
        [str(python), str(HERE / script), api, SECRET], stdout=subprocess.PIPE, text=True, cwd=HERE.parent
    )
    try:
        assert process.stdout is not None
        url = urlsplit(process.stdout.readline().strip())
        wait_for(url.hostname or "", url.port or 0)
        yield Bot(name, url.geturl(), process.pid)
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_for(host: str, port: int) -> None:
    """Until somebody listens."""
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((host, port)).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def ptb_echo(api: str) -> Any:
    return echo("python-telegram-bot's echo", OTHERS, "echo_ptb.py", api)


def aiogram_echo(api: str) -> Any:
    return echo("aiogram's echo", OTHERS, "echo_aiogram.py", api)


@contextmanager
def ours(name: str, api: str, url: str, chats: range, cpu: Clock = lambda: 0.0) -> Iterator[Bot]:
    """The whole service, with somebody in each chat who is asked for the text of a concern."""
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/cheong.db"
        settings = Settings(
            database=Database(url=SecretStr(url)), sealing=Sealing(key_file=Path(folder) / "key")
        )
        app.make_key(settings.sealing.key_file)
        database = app.open_for_migration(settings)
        app.migrate(database)
        database.close()
        asyncio.run(_begin(settings, chats))
        env = {
            "CHEONG_DATABASE__URL": url,
            "CHEONG_SEALING__KEY_FILE": str(settings.sealing.key_file),
            "CHEONG_HTTP__PORT": "0",
            "CHEONG_TELEGRAM__TOKEN": TOKEN,
            "CHEONG_TELEGRAM__MODE": "webhook",
            "CHEONG_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "CHEONG_TELEGRAM__API_URL": api,
        }
        with running(Path(folder), ("run",), **environment(env)) as service:
            yield Bot(name, service.url, service.process.pid, cpu, presses=True)


async def _begin(settings: Settings, chats: range) -> None:
    knowledge = app.load_knowledge(settings)
    with app.open_memory(settings) as memory, app.open_threads(memory) as threads:
        service = app.build_service(knowledge, memory, threads, lambda: None)
        given: dict[str, Value] = {
            "consent": "agree",
            "area": "traffic",
            "t_issue": "crossing",
            "place": Place(SAID["turn"]["place"]),
            "text": SAID["turn"]["text"],
        }
        for chat in map(str, chats):
            who, room = Address("telegram", "123456", chat), Room("telegram", "123456", chat)
            await service.receive(Incoming(f"a{chat}", who, room, Begin("concern", given=given)))
            await service.receive(Incoming(f"b{chat}", who, room, Back("text")))
