"""A strict double of Slack on loopback: its limits refuse, its faults are ordered, its log is kept.

What people do reaches the app as Slack sends it: signed posts, answered within three seconds, events
repeated with their headers until one is answered 2xx; or envelopes through a socket, repeated until
acknowledged.
"""

import asyncio
import http.client
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from aiohttp import WSMsgType, web

from tests.fixtures.doubles import cut, serving, unpacked, until
from tests.slack.limits import Refusal, checked
from tests.slack.seen import Posted, View, signed

BOT_TOKEN, APP_TOKEN = "xoxb-test-0123456789-abcdefgh", "xapp-1-A0001-0123456789-abcdefgh"
TEAM, BOT_USER = "T0001", "U0BOT"
ACK_SECONDS, TRIGGER_SECONDS = 3.0, 3.0
POSTS = {"chat.postMessage", "chat.postEphemeral"}

Params = dict[str, Any]


def _at_once() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class Platform:
    """Slack, as far as an app sees it."""

    url: str = ""
    #: Where events are posted; empty: through the socket.
    door: str = ""
    scopes: str = "chat:write,commands,im:history,im:read,im:write,app_mentions:read,files:read,files:write"
    posted: list[Posted] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    calls: list[tuple[str, Params]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    acks: list[tuple[int, float]] = field(default_factory=list)
    #: What happens to the next posts: "drop" and "500" after taking them, "429" and "reset" instead.
    faults: deque[str] = field(default_factory=deque)
    #: The same for the next changes of messages.
    edit_faults: deque[str] = field(default_factory=deque)
    #: How long before an event that was not acknowledged comes again; Slack's own are longer.
    retry_seconds: tuple[float, ...] = (0.05, 0.3, 0.6)
    #: The last time it comes is far off, here: not before this is set.
    last_retry: threading.Event = field(default_factory=_at_once)
    members: set[str] = field(default_factory=lambda: {"C0009", "C0100"})
    gone: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    file_urls: dict[str, str] = field(default_factory=dict)
    #: Histories may not be read: the scope is missing.
    hidden: bool = False
    uploads: list[tuple[str, bytes]] = field(default_factory=list)
    dead_triggers: bool = False
    #: Events that nobody has acknowledged yet.
    pending: int = 0
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    envelopes: dict[str, threading.Event] = field(default_factory=dict)
    answers: dict[str, Params] = field(default_factory=dict)
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _loop: asyncio.AbstractEventLoop | None = None

    # --- what tests look at ----------------------------------------------------------------------

    def messages(self, channel: str, only: str | None = None) -> list[Posted]:
        with self._lock:
            return [each for each in self.posted if each.channel == channel and each.only == only]

    def until(self, holds: Callable[[], Any], seconds: float = 15) -> None:
        until(
            holds,
            seconds,
            lambda: (self.refused[-3:], [(m.channel, m.only, m.shown[:200]) for m in self.posted[-4:]]),
        )

    def modal_of(self, user: str) -> View | None:
        """The modal that stands open for somebody, the newest."""
        with self._lock:
            found = [view for view in self.views.values() if view.user == user and view.open]
        return found[-1] if found else None

    # --- to the app ------------------------------------------------------------------------------

    def fresh(self, letter: str) -> str:
        return f"{letter}{next(self._ids):05d}"

    def trigger(self, user: str) -> str:
        made = f"{next(self._ids)}.{time.monotonic_ns()}.trigger"
        self._triggers[made] = (user, time.monotonic())
        return made

    def event(self, event: Params) -> str:
        """Send an event until it is acknowledged, at most four times, as Slack does; its id."""
        event_id = self.fresh("Ev")
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0001",
            "event_id": event_id,
            "event_time": int(time.time()),
            "event": event,
        }
        with self._lock:
            self.pending += 1
        threading.Thread(target=self._until_taken, args=(payload,), daemon=True).start()
        return event_id

    def _until_taken(self, payload: Params) -> None:
        last = len(self.retry_seconds)
        for number, wait in enumerate((0, *self.retry_seconds)):
            time.sleep(wait)
            if number == last:
                self.last_retry.wait(120)
            if self.send(payload, retry=number)[0] == 200:
                break
        with self._lock:
            self.pending -= 1

    def send(self, payload: Params, *, retry: int = 0, command: bool = False) -> tuple[int, Params]:
        """Hand it over once; the status (0: none in time) and what the answer says."""
        began = time.monotonic()
        status, answer = self._post(payload, retry, command) if self.door else self._through(payload, retry)
        self.acks.append((status, time.monotonic() - began))
        return status, answer

    def _post(self, payload: Params, retry: int, command: bool) -> tuple[int, Params]:
        if command:
            body, kind = urlencode(payload), "application/x-www-form-urlencoded"
        elif payload["type"] in ("event_callback", "url_verification"):
            body, kind = json.dumps(payload), "application/json"
        else:
            body = f"payload={quote_plus(json.dumps(payload))}"
            kind = "application/x-www-form-urlencoded"
        headers = signed(body.encode()) | {"content-type": kind}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_error"}
        return self.raw(body.encode(), headers)

    def raw(self, body: bytes, headers: Params) -> tuple[int, Params]:
        """Any post at all."""
        parts = urlsplit(self.door)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ACK_SECONDS)
        try:
            connection.request("POST", parts.path, body, headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
        return response.status, json.loads(answer) if answer[:1] == b"{" else {}

    def _through(self, payload: Params, retry: int) -> tuple[int, Params]:
        self.until(lambda: self.sockets, 20)
        envelope = self.fresh("env")
        kind = {"event_callback": "events_api"}.get(payload.get("type", ""), "interactive")
        message: Params = {
            "envelope_id": envelope,
            "type": "slash_commands" if "command" in payload else kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        if retry:
            message |= {"retry_attempt": retry, "retry_reason": "timeout"}
        done = self.envelopes[envelope] = threading.Event()
        assert self._loop is not None
        try:
            sent = self.sockets[-1].send_json(message)
            asyncio.run_coroutine_threadsafe(sent, self._loop).result(ACK_SECONDS)
        except (IndexError, OSError, TimeoutError):  # whoever held the socket has gone
            return 0, {}
        taken = done.wait(ACK_SECONDS)
        return (200, self.answers.pop(envelope, {})) if taken else (0, {})

    # --- from the app ----------------------------------------------------------------------------

    def do(self, method: str, params: Params) -> Params:
        with self._lock:
            self.calls.append((method, params))
            checked(method, params)
            done = getattr(self, "_" + method.replace(".", "_"), None)
            if done is None:
                raise Refusal("unknown_method")
            return dict(done(params))

    def _auth_test(self, _: Params) -> Params:
        return {"team": "Moms", "team_id": TEAM, "user": "cheong", "user_id": BOT_USER, "bot_id": "B0001"}

    def _room(self, channel: str) -> str:
        if channel in self.gone:
            raise Refusal("channel_not_found" if channel.startswith("C") else "user_disabled")
        if channel.startswith("C") and channel not in self.members:
            raise Refusal("not_in_channel")
        return channel if channel.startswith(("C", "D")) else f"D{channel[1:]}"

    def _chat_postMessage(self, params: Params) -> Params:  # noqa: N802
        channel = self._room(params["channel"])
        made = Posted(channel, self._ts(), params["text"], params.get("blocks", []), params.get("thread_ts"))
        made.metadata = params.get("metadata")
        self.posted.append(made)
        return {"channel": channel, "ts": made.ts}

    def _chat_postEphemeral(self, params: Params) -> Params:  # noqa: N802
        channel = self._room(params["channel"])
        made = Posted(channel, self._ts(), params["text"], params.get("blocks", []), params.get("thread_ts"))
        made.only = params["user"]
        self.posted.append(made)
        return {"message_ts": made.ts}

    def _chat_update(self, params: Params) -> Params:
        for each in self.posted:
            if (each.channel, each.ts) == (params["channel"], params["ts"]) and each.only is None:
                each.text, each.blocks = params["text"], params["blocks"]
                each.versions += 1
                return {"channel": each.channel, "ts": each.ts}
        raise Refusal("message_not_found")

    def _conversations_open(self, params: Params) -> Params:
        return {"channel": {"id": self._room(params["users"])}}

    def _conversations_history(self, params: Params) -> Params:
        if self.hidden:
            raise Refusal("missing_scope")
        found = [m for m in self.posted if m.channel == params["channel"] and m.thread is None]
        return {"messages": [self._as_read(m) for m in reversed(found)]}

    def _conversations_replies(self, params: Params) -> Params:
        found = [
            m for m in self.posted if m.channel == params["channel"] and params["ts"] in (m.thread, m.ts)
        ]
        return {"messages": [self._as_read(m) for m in found]}

    @staticmethod
    def _as_read(message: Posted) -> Params:
        made: Params = {"type": "message", "ts": message.ts, "text": message.text}
        return made | ({"metadata": message.metadata} if message.metadata else {})

    def _views_open(self, params: Params) -> Params:
        user, born = self._triggers.pop(params["trigger_id"], ("", 0.0))
        if not user or self.dead_triggers or time.monotonic() - born > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        made = View(self.fresh("V"), user, params["view"])
        self.views[made.id] = made
        return {"view": {"id": made.id, "hash": made.hash}}

    def _views_update(self, params: Params) -> Params:
        view = self.views.get(params["view_id"])
        if view is None or not view.open:
            raise Refusal("not_found")
        if params.get("hash") and params["hash"] != view.hash:
            raise Refusal("hash_conflict")
        self.change(view, params["view"])
        return {"view": {"id": view.id, "hash": view.hash}}

    def change(self, view: View, drawn: Params) -> None:
        with self._lock:
            view.view, view.hash = drawn, self.fresh("h")

    def _views_publish(self, params: Params) -> Params:
        self.homes[params["user_id"]] = View("VH", params["user_id"], params["view"])
        return {"view": {"id": "VH"}}

    def _files_info(self, params: Params) -> Params:
        if params["file"] not in self.files:
            raise Refusal("file_not_found")
        url = self.file_urls.get(params["file"], f"{self.url}/files/{params['file']}")
        return {"file": {"id": params["file"], "url_private_download": url}}

    def _files_getUploadURLExternal(self, params: Params) -> Params:  # noqa: N802
        name = self.fresh("F")
        return {"upload_url": f"{self.url}/upload/{name}", "file_id": name}

    def _files_completeUploadExternal(self, params: Params) -> Params:  # noqa: N802
        self.uploads.append((str(params.get("channel_id")), b""))
        return {"files": []}

    def _apps_connections_open(self, _: Params) -> Params:
        return {"url": f"{self.url.replace('http', 'ws')}/link"}

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._ids):06d}"

    # --- the server ------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("authorization") != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        params = await params_of(request)
        faults = {"chat.update": self.edit_faults}.get(method, self.faults if method in POSTS else None)
        fault = faults.popleft() if faults else ""
        if fault == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        if fault == "reset":
            return cut(request)
        try:
            answer = self.do(method, params)
        except Refusal as refusal:
            self.refused.append(f"{method}: {refusal}")
            return web.json_response({"ok": False, "error": refusal.error})
        if fault == "drop":
            return cut(request)
        if fault == "500":
            return web.Response(status=500, text="oops")
        return web.json_response({"ok": True, **answer}, headers={"x-oauth-scopes": self.scopes})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The socket: hello, then envelopes; what comes back acknowledges them."""
        socket = web.WebSocketResponse(heartbeat=None)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    data = json.loads(message.data)
                    if "payload" in data:
                        self.answers[data["envelope_id"]] = data["payload"]
                    self.envelopes[data["envelope_id"]].set()
        finally:
            self.sockets.remove(socket)
        return socket

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.close()

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(status=403)
        data = self.files.get(request.match_info["name"])
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.Response(text="OK")


async def params_of(request: web.Request) -> Params:
    """JSON or form fields, with what is JSON in them read."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **unpacked(dict((await request.post()).items()))}


@contextmanager
def platform(made: Platform | None = None) -> Iterator[Platform]:
    """The double, or what stands in for it, running on a port of its own until the block ends."""
    made = made or Platform()
    routes = [
        web.post("/api/{method}", made.handle),
        web.get("/api/{method}", made.handle, allow_head=False),
        web.get("/link", made.link),
        web.get("/files/{name}", made.file),
        web.post("/upload/{name}", made.upload),
    ]
    with serving(routes, made.close) as there:
        made.url, made._loop = there.url, there.loop
        yield made
