"""A strict double of the Bot API on loopback: its limits refuse, its faults are ordered, its log is kept.

Updates are delivered as Telegram does: to the webhook, one after the other in a chat, until the answer is
2xx; or by getUpdates, again and again until the offset has passed them.
"""

import asyncio
import http.client
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tests.fixtures.doubles import cut, serving, unpacked, until
from tests.telegram.groups import Groups
from tests.telegram.limits import Refusal, chat_of, checked

TOKEN = "123456:TEST-token_of_no_bot_at_all"
BOT = "123456"
SECRET = "a-secret-for-webhooks"
SENDS = {"sendMessage", "sendPhoto"}

Params = dict[str, Any]


@dataclass
class Sent:
    """A message in a chat, as it stands now."""

    id: int
    chat: int
    text: str
    markup: Params | None
    #: How often its text was set: sent once, then edited.
    versions: int = 1
    #: In a group: the topic it stands in, and the message it answers.
    thread: int | None = None
    reply: int | None = None

    @property
    def buttons(self) -> dict[str, str]:
        """Label → data or address."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return {b["text"]: b.get("callback_data") or b["url"] for row in rows for b in row}


@dataclass
class Platform:
    """Telegram, as far as a bot sees it."""

    url: str = ""
    webhook: str = ""
    groups: Groups = field(default_factory=Groups)
    #: Messages a second for the whole bot; then also 1 in each chat, and 20 a minute in a group.
    per_second: int | None = None
    messages: dict[int, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, Params]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    #: What happens to the next sends: "drop" and "500" after taking them, "429" and "reset" instead.
    #: What was shown in a window to whoever pressed a button.
    alerts: list[str] = field(default_factory=list)
    faults: deque[str] = field(default_factory=deque)
    blocked: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    #: Answered to getUpdates instead of updates, so often.
    conflicts: int = 0
    paused_until: float = 0.0
    sent_at: deque[float] = field(default_factory=deque)
    sent_to: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    registered: Params = field(default_factory=dict)
    #: By chat: what stands in place of its letters.
    keyboards: dict[int, Any] = field(default_factory=dict)
    #: By scope and language.
    menus: Params = field(default_factory=dict)
    _waiting: list[Params] = field(default_factory=list)
    _lanes: dict[int, deque[Params]] = field(default_factory=lambda: defaultdict(deque))
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1000))
    _updates: Iterator[int] = field(default_factory=lambda: itertools.count(500_000))
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _closing: bool = False

    # --- what tests look at ----------------------------------------------------------------------

    def texts(self, chat: int) -> list[str]:
        with self._lock:
            return [each.text for each in self.messages[chat]]

    @property
    def pending(self) -> int:
        """Updates nobody has acknowledged yet."""
        with self._lock:
            return len(self._waiting) + sum(map(len, self._lanes.values()))

    def until(self, holds: Any, seconds: float = 15) -> None:
        until(holds, seconds, lambda: (self.refused[-3:], dict(self.messages)))

    # --- updates ---------------------------------------------------------------------------------

    def deliver(self, update: Params, chat: int) -> int:
        """Offer an update until it is acknowledged; its id."""
        with self._lock:
            update = {"update_id": next(self._updates), **update}
            if not self.webhook:
                self._waiting.append(update)
                return int(update["update_id"])
            lane = self._lanes[chat]
            lane.append(update)
            if len(lane) == 1:
                threading.Thread(target=self._post_lane, args=(lane,), daemon=True).start()
        return int(update["update_id"])

    def _post_lane(self, lane: deque[Params]) -> None:
        while not self._closing:
            with self._lock:
                if not lane:
                    return
                update = lane[0]
            if self.post(update)[0] == 200:
                with self._lock:
                    lane.popleft()
                    if not lane:
                        return
            else:
                time.sleep(0.05)

    def post(self, update: Params | bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
        """Post to the webhook once; what its response carries is carried out. Status 0: no answer."""
        return self.post_to(self.webhook, update, secret)

    def post_to(self, webhook: str, update: Params | bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
        """The same, to one of several processes."""
        parts = urlsplit(webhook)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {"content-type": "application/json"}
        if secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            connection.request("POST", parts.path, body, headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()
        if response.status == 200 and answer:
            asked = json.loads(answer)
            try:
                self.do(asked.pop("method"), asked)
            except Refusal as refusal:
                self.refused.append(str(refusal))
        return response.status, answer

    # --- methods ---------------------------------------------------------------------------------

    def do(self, method: str, params: Params) -> Any:
        """Carry out a call; Refusal as Telegram would."""
        with self._lock:
            self.calls.append((method, params))
            checked(method, params)
            done = getattr(self, f"_{method}", None)
            if done is None:
                raise Refusal(404, "Not Found")
            return done(params)

    def _getMe(self, _: Params) -> Params:  # noqa: N802
        return {"id": int(BOT), "is_bot": True, "first_name": "cheong", "username": "cheong_bot"}

    def _setMyCommands(self, params: Params) -> bool:  # noqa: N802
        self.menus[json.dumps(params["scope"]) + params.get("language_code", "")] = params["commands"]
        return True

    def _deleteMyCommands(self, params: Params) -> bool:  # noqa: N802
        return self.menus.pop(json.dumps(params["scope"]) + params.get("language_code", ""), True) is not None

    def _setWebhook(self, params: Params) -> bool:  # noqa: N802
        self.registered = params
        return True

    def _deleteWebhook(self, _: Params) -> bool:  # noqa: N802
        self.registered = {}
        return True

    def _getWebhookInfo(self, _: Params) -> Params:  # noqa: N802
        return {
            "url": self.registered.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }

    def _answerCallbackQuery(self, params: Params) -> bool:  # noqa: N802
        if text := params.get("text"):
            self.alerts.append(text)
        return True

    def _sendMessage(self, params: Params) -> Params:  # noqa: N802
        chat = self._writable(params)
        self.groups.check(chat, params)
        sent = Sent(next(self._ids), chat, params["text"].strip(), params.get("reply_markup"))
        sent.thread = int(params["message_thread_id"]) if "message_thread_id" in params else None
        sent.reply = params.get("reply_parameters", {}).get("message_id")
        markup = params.get("reply_markup") or {}
        self.keyboards |= {chat: markup["keyboard"]} if "keyboard" in markup else {}
        if "remove_keyboard" in markup:
            self.keyboards.pop(chat, None)
        self.messages[chat].append(sent)
        return _message(sent)

    def _sendPhoto(self, params: Params) -> Params:  # noqa: N802
        return self._sendMessage({**params, "text": "[photo]"})

    def _editMessageText(self, params: Params) -> Params:  # noqa: N802
        sent = self._known(params)
        text, markup = params["text"].strip(), params.get("reply_markup")
        if (sent.text, sent.markup) == (text, markup):
            raise Refusal(400, "Bad Request: message is not modified: it is the same")
        sent.text, sent.markup, sent.versions = text, markup, sent.versions + 1
        return _message(sent)

    def _editMessageReplyMarkup(self, params: Params) -> Params:  # noqa: N802
        sent = self._known(params)
        sent.markup = params.get("reply_markup")
        return _message(sent)

    def _deleteMessage(self, params: Params) -> bool:  # noqa: N802
        self.messages[chat_of(params)].remove(self._known(params))
        return True

    def _createForumTopic(self, params: Params) -> Params:  # noqa: N802
        return self.groups.open(self._writable(params), params)

    def _reopenForumTopic(self, params: Params) -> bool:  # noqa: N802
        return self.groups.reopen(chat_of(params), params)

    def _closeForumTopic(self, params: Params) -> bool:  # noqa: N802
        return self.groups.close(chat_of(params), params)

    def _getFile(self, params: Params) -> Params:  # noqa: N802
        if params["file_id"] not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": params["file_id"],
            "file_unique_id": "u",
            "file_path": f"photos/{params['file_id']}",
        }

    def _writable(self, params: Params) -> int:
        chat = chat_of(params)
        self._still_there(chat)
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.unknown:
            raise Refusal(400, "Bad Request: chat not found")
        self._paced(chat)
        return chat

    def _still_there(self, chat: int) -> None:
        if chat in self.moved:
            there = {"migrate_to_chat_id": self.moved[chat]}
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", there)

    def _paced(self, chat: int) -> None:
        now = time.monotonic()
        if now < self.paused_until:
            self.paused_until = now + 1
            raise Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        if self.per_second is None:
            return
        while self.sent_at and self.sent_at[0] <= now - 1:
            self.sent_at.popleft()
        if len(self.sent_at) >= self.per_second:
            raise Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        lately = self.sent_to[chat]
        while lately and lately[0] <= now - (60 if chat < 0 else 1):
            lately.popleft()
        if len(lately) >= (20 if chat < 0 else 1):
            raise Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        self.sent_at.append(now)
        lately.append(now)

    def _known(self, params: Params) -> Sent:
        chat, wanted = chat_of(params), int(params["message_id"])
        self._still_there(chat)
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        for sent in self.messages[chat]:
            if sent.id == wanted:
                return sent
        raise Refusal(400, "Bad Request: message to edit not found")

    # --- the server ------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _json(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        method = request.match_info["method"]
        fields = dict((await request.post()).items())
        params = unpacked(fields) | ({"text": fields["text"]} if "text" in fields else {})
        if method == "getUpdates":
            return await self._get_updates(params)
        fault = self.faults.popleft() if method in SENDS and self.faults else ""
        if fault == "429":
            self.paused_until = time.monotonic() + 1
        if fault == "reset":
            return cut(request)
        try:
            result = self.do(method, params)
        except Refusal as refusal:
            self.refused.append(str(refusal))
            return _json(refusal.code, refusal.body())
        if fault == "drop":
            return cut(request)
        if fault == "500":
            return _json(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
        return _json(200, {"ok": True, "result": result})

    async def close(self) -> None:
        """Whoever still waits for an update waits in vain."""
        self._closing = True

    async def _get_updates(self, params: Params) -> web.StreamResponse:
        self.calls.append(("getUpdates", params))
        if self.conflicts:
            self.conflicts -= 1
            said = "Conflict: terminated by other getUpdates request"
            return _json(409, {"ok": False, "error_code": 409, "description": said})
        end = time.monotonic() + float(params.get("timeout", 0))
        while True:
            with self._lock:
                if "offset" in params:
                    self._waiting = [u for u in self._waiting if u["update_id"] >= int(params["offset"])]
                if self._waiting or time.monotonic() > end or self._closing:
                    return _json(200, {"ok": True, "result": self._waiting[:100]})
            await asyncio.sleep(0.01)

    async def file(self, request: web.Request) -> web.StreamResponse:
        data = self.files.get(request.match_info["name"])
        return web.Response(body=data) if data is not None else web.Response(status=404)


def _message(sent: Sent) -> Params:
    made: Params = {
        "message_id": sent.id,
        "date": int(time.time()),
        "chat": {"id": sent.chat, "type": "private" if sent.chat > 0 else "supergroup", "first_name": "p"},
        "from": {"id": int(BOT), "is_bot": True, "first_name": "cheong"},
        "text": sent.text,
    }
    if sent.thread is not None:
        made |= {"message_thread_id": sent.thread, "is_topic_message": True}
    if sent.markup and "inline_keyboard" in sent.markup:
        made["reply_markup"] = sent.markup
    return made


def _json(status: int, body: Params) -> web.Response:
    return web.json_response(body, status=status)


message_of = _message


@contextmanager
def platform() -> Iterator[Platform]:
    """The double, running on a port of its own until the block ends."""
    made = Platform()
    routes = [
        web.post("/bot{token}/{method}", made.handle),
        web.get("/file/bot{token}/photos/{name}", made.file),
    ]
    with serving(routes, made.close) as there:
        made.url = there.url
        yield made
