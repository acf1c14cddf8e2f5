"""Two Bot API servers that others wrote, seen as the double is: its idea of the wire is not the only one.

Where one of them differs from Telegram itself, a relay of ours stands between it and the bot and does what
Telegram does; each difference is said where it is made up for. Both live in an environment of their own.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from tests.fixtures.needs import missing
from tests.fixtures.postgres import free_port
from tests.telegram.platform import SECRET, TOKEN, Sent

OTHERS = Path(__file__).parents[2] / ".venv" / "others"
PATIENCE_SECONDS = 40

Params = dict[str, Any]
Answer = tuple[int, bytes]


class Elsewhere(Protocol):
    """What a phone needs of a server."""

    url: str
    webhook: str

    def deliver(self, update: Params, chat: int) -> int: ...
    def sent(self) -> list[Sent]: ...


class Seen:
    """A server with the double's face."""

    def __init__(self, server: Elsewhere) -> None:
        self.server = server
        self.url = server.url

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "webhook":
            self.server.webhook = value

    @property
    def messages(self) -> Mapping[int, list[Sent]]:
        found: dict[int, list[Sent]] = {11: [], 22: []}
        for each in self.server.sent():
            found.setdefault(each.chat, []).append(each)
        return found

    def texts(self, chat: int) -> list[str]:
        return [each.text for each in self.messages[chat]]

    def deliver(self, update: Params, chat: int) -> int:
        return self.server.deliver(update, chat)

    def until(self, holds: Callable[[], Any], _seconds: float = 0) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, f"it never came to that: {self.server.sent()}"
            time.sleep(0.1)


# --- telemelya: webhooks ----------------------------------------------------------------------------


class Telemelya:
    """It knows no secret, carries out no call that rides in a webhook's answer, and repeats no update.

    A message it took comes back with any keyboard, not only with one below it. setMyCommands it does not
    know; files it would keep in an S3, of which it finds an empty one here.
    """

    def __init__(self, there: str) -> None:
        self.there, self.url, self.webhook = there, "", ""

    def called(self, path: str, body: bytes, kind: str) -> Answer:
        """A call of the bot's on its way to the server."""
        if path.endswith("/setMyCommands"):
            return 200, _ok(True)
        status, answer = _post(f"{self.there}{path}", body, {"content-type": kind})
        result = json.loads(answer).get("result")
        if isinstance(result, dict) and "inline_keyboard" not in (result.get("reply_markup") or {}):
            result.pop("reply_markup", None)
            return status, _ok(result)
        return status, answer

    def relayed(self, _path: str, body: bytes, _kind: str) -> Answer:
        """An update on its way to the bot: with the secret; what the answer carries is carried out."""
        head = {"content-type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        status, answer = _post(self.webhook, body, head)
        if status == 200 and answer:
            asked = json.loads(answer)
            method = asked.pop("method")
            done, said = _post(f"{self.there}/bot{TOKEN}/{method}", json.dumps(asked).encode(), head)
            assert done == 200, said
            assert json.loads(said)["ok"], said
        return status, b""

    def deliver(self, update: Params, chat: int) -> int:
        if query := update.get("callback_query"):
            told = {"callback_data": query["data"], "callback_message_id": query["message"]["message_id"]}
        else:
            told = {"text": update["message"]["text"]}
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._control(f"send_update?bot_token={TOKEN}", {"chat_id": chat, **told})
            if answer["delivery"].get("status_code") == 200:
                return int(answer["update"]["update_id"])
            assert time.monotonic() < end, answer
            time.sleep(0.2)

    def sent(self) -> list[Sent]:
        found: dict[int, Sent] = {}
        for each in self._control("responses", None)["responses"]:
            raw = each["raw"]
            match each["method"]:
                case "sendMessage":
                    its_id, chat = each["message_id"], each["chat_id"]
                    found[its_id] = Sent(its_id, chat, each["text"], raw.get("reply_markup"))
                case "editMessageText":
                    known = found[int(raw["message_id"])]
                    known.text, known.markup = raw["text"], raw.get("reply_markup")
                    known.versions += 1
                case "editMessageReplyMarkup":
                    found[int(raw["message_id"])].markup = raw.get("reply_markup")
        return list(found.values())

    def _control(self, what: str, body: Params | None) -> Params:
        head = {"authorization": "Bearer k1", "x-test-session": "default", "content-type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        answer: Params = json.loads(_post(f"{self.there}/api/v1/test/{what}", data, head)[1])
        return answer


@contextmanager
def telemelya(folder: Path) -> Iterator[Seen]:
    """It keeps its messages in a Redis, here a Python one."""
    python = OTHERS / "bin" / "python"
    if not python.exists():
        missing("telemelya", "(`make .venv/.others`)")
    port, redis = free_port(), free_port()
    server = Telemelya(f"http://127.0.0.1:{port}")
    keeps = f"from fakeredis import TcpFakeServer as S; S(('127.0.0.1', {redis})).serve_forever()"
    with ExitStack() as stack:
        files = stack.enter_context(_serving(lambda _path, _body, _kind: (200, b"")))
        relay = stack.enter_context(_serving(server.relayed))
        env = {
            "MOCK_SERVER_HOST": "127.0.0.1",
            "MOCK_SERVER_PORT": str(port),
            "MOCK_SERVER_URL": server.there,
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "MINIO_ENDPOINT": files.removeprefix("http://"),
            "AUTH_KEYS": "k1",
            "STRICT_EDIT": "true",
        }
        stack.enter_context(_running(folder, [str(python), "-c", keeps], env))
        stack.enter_context(_running(folder, [str(python), "-m", "telemelya.server.app"], env))
        _wait_for(server.there)
        server.url = stack.enter_context(_serving(server.called))
        _post(f"{server.there}/bot{TOKEN}/setWebhook", b"url=" + relay.encode(), {"content-type": FORM})
        yield Seen(server)


# --- @vishtar/telegram-test-api: polling ------------------------------------------------------------

START = """
const Server = require('@vishtar/telegram-test-api')
new Server({port: Number(process.argv[1]), host: '127.0.0.1', storeTimeout: 600}).start()
"""
FORM = "application/x-www-form-urlencoded"


class Vishtar:
    """It leaves out `is_bot` and `chat_instance`, tells dates in milliseconds, gives options back as the text
    they were sent in, and answers an edit with nothing.

    It hands each update out once, whatever the offset, and at once even if there is none; a message edited
    without buttons keeps the old ones; setMyCommands it does not know.
    """

    def __init__(self, there: str) -> None:
        self.there, self.url, self.webhook = there, "", ""
        self._given: dict[int, Params] = {}

    def relayed(self, path: str, body: bytes, kind: str) -> Answer:
        """A call of the bot's on its way to the server."""
        method, fields = path.rpartition("/")[2], {k: v[0] for k, v in parse_qs(body.decode()).items()}
        if method == "setMyCommands":
            return 200, _ok(True)
        if method == "getUpdates":
            return 200, _ok(self._updates(path, fields))
        if method.startswith("editMessage") and "reply_markup" not in fields:
            body += b"&reply_markup=%7B%22inline_keyboard%22%3A%5B%5D%7D"
        status, answer = _post(f"{self.there}{path}", body, {"content-type": kind})
        result = json.loads(answer).get("result")
        if method == "getMe":
            result |= {"is_bot": True}
        if method.startswith("editMessage"):
            result = {"message_id": int(fields["message_id"]), "chat": {"id": int(fields["chat_id"])}}
            result = {**result, "date": 1, "chat": {**result["chat"], "type": "private", "first_name": "P"}}
        if method == "sendMessage":
            result["date"] //= 1000
            result.pop("link_preview_options", None)
        return status, _ok(result)

    def _updates(self, path: str, fields: Params) -> list[Params]:
        offset, end = int(fields.get("offset", 0)), time.monotonic() + float(fields.get("timeout", 0))
        self._given = {each: update for each, update in self._given.items() if each >= offset}
        while True:
            for update in json.loads(_post(f"{self.there}{path}", b"", {})[1])["result"]:
                if query := update.get("callback_query"):
                    query["chat_instance"] = "1"
                self._given[update["update_id"]] = update
            if self._given or time.monotonic() > end:
                return list(self._given.values())
            time.sleep(0.05)

    def deliver(self, update: Params, _chat: int) -> int:
        for kind, path in (("message", "sendMessage"), ("callback_query", "sendCallback")):
            if kind in update:
                told = json.dumps({**update[kind], "botToken": TOKEN}).encode()
                assert _post(f"{self.there}/{path}", told, {"content-type": "application/json"})[0] == 200
        return 0

    def sent(self) -> list[Sent]:
        asked = json.dumps({"token": TOKEN}).encode()
        answer = _post(f"{self.there}/getUpdatesHistory", asked, {"content-type": "application/json"})[1]
        rows = [
            (row["messageId"], row["message"]) for row in json.loads(answer)["result"] if "message" in row
        ]
        return [
            Sent(its_id, int(told["chat_id"]), told["text"], told.get("reply_markup"))
            for its_id, told in rows
            if "chat_id" in told
        ]


@contextmanager
def vishtar(folder: Path) -> Iterator[Seen]:
    """It runs in Node.js and keeps everything in memory."""
    if not (OTHERS / "node_modules").exists():
        missing("@vishtar/telegram-test-api", "npm, then run `make .venv/.others`")
    port = free_port()
    server = Vishtar(f"http://127.0.0.1:{port}")
    with ExitStack() as stack:
        stack.enter_context(_running(OTHERS, ["node", "-e", START, str(port)], {}, folder / "vishtar.log"))
        _wait_for(server.there)
        server.url = stack.enter_context(_serving(server.relayed))
        yield Seen(server)


# --- processes and small servers --------------------------------------------------------------------


@contextmanager
def _running(
    folder: Path, command: list[str], env: Mapping[str, str], log: Path | None = None
) -> Iterator[None]:
    with (log or folder / "others.log").open("ab") as told:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **env}, stdout=told, stderr=told)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


class _Relay(ThreadingHTTPServer):
    """Whoever asked may have ended meanwhile; every other mistake is told."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextmanager
def _serving(work: Callable[[str, bytes, str], Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            try:
                status, answer = work(self.path, body, self.headers.get("content-type", ""))
            except OSError:  # whoever it is for has ended, or has not begun
                status, answer = 502, b"{}"
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_HEAD = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = _Relay(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _post(url: str, body: bytes | None, head: Mapping[str, str]) -> Answer:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, dict(head)), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _post(url, None, {})
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _ok(result: Any) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()
