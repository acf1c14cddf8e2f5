"""A Bot API on loopback in a process of its own: answers every call at once and counts them."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

_CHAT = {"id": 11, "type": "private", "first_name": "P"}
_ME = {"id": 123456, "is_bot": True, "first_name": "cheong", "username": "cheong_bot"}
_SENT = {"message_id": 5, "date": 1, "chat": _CHAT, "from": _ME, "text": "x"}
_RESULTS = {
    "getMe": _ME,
    "sendMessage": _SENT,
    "editMessageText": _SENT,
    "editMessageReplyMarkup": _SENT,
    "answerCallbackQuery": True,
    "setMyCommands": True,
    "setWebhook": True,
    "deleteWebhook": True,
}
#: What a turn may send; the calls of starting up are not counted.
_COUNTED = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup", "answerCallbackQuery"})


class Api:
    """Its address, and how many messages and answers it has been sent."""

    def __init__(self, url: str, counter: Any) -> None:
        self.url, self._counter = url, counter

    @property
    def calls(self) -> int:
        return int(self._counter.value)


@contextmanager
def bot_api() -> Iterator[Api]:
    """Running until the block ends."""
    context = multiprocessing.get_context("spawn")
    hears, says = context.Pipe(duplex=False)
    counter = context.Value("q", 0)
    process = context.Process(target=_run, args=(says, counter), daemon=True)
    process.start()
    try:
        yield Api(hears.recv(), counter)
    finally:
        process.terminate()
        process.join()


def _run(says: Connection, counter: Any) -> None:
    from aiohttp import web

    async def call(request: web.Request) -> web.Response:
        await request.read()
        method = request.match_info["method"]
        counter.value += method in _COUNTED
        return web.json_response({"ok": True, "result": _RESULTS[method]})

    async def serve() -> None:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", call)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        says.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await asyncio.Event().wait()

    asyncio.run(serve())
