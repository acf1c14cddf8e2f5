"""The real page on a real server on loopback, in a thread of its own, over the fake service."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.demo import OnlyHere, demo_routes
from bot.webchat.door import doors
from bot.webchat.messenger import WebChat
from intake.messages import Prompt
from tests.fixtures.postgres import free_port
from tests.fixtures.words import wording
from tests.webchat.fake import FakeService

T = TypeVar("T")


class Faulty:
    """Lets a test lose answers after the act was heard, as a bad line does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.lose_answers = 0
        self.posts = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            self.posts += 1
            if self.lose_answers:
                self.lose_answers -= 1
                await self.app(scope, receive, _nowhere)
                msg = "the line is cut"
                raise ConnectionResetError(msg)
        await self.app(scope, receive, send)


async def _nowhere(_: object) -> None:
    return


@dataclass
class Site:
    """A served page and the service behind it."""

    url: str
    service: FakeService
    chat: WebChat
    faulty: Faulty
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something in the server's loop, and wait for it."""

        async def go() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(go(), self.loop).result(10)

    def push(self, user: str, *prompts: Prompt) -> None:
        self.run(lambda: self.service.push(user, *prompts))

    def drop_streams(self) -> None:
        """As when the line is lost: pages have to connect again."""

        async def close() -> None:
            self.chat.close()

        self.run(close)

    @property
    def user(self) -> str:
        """The one person who has acted."""
        (user,) = {incoming.who.user for incoming in self.service.received}
        return user


@contextmanager
def site() -> Iterator[Site]:
    """A running site of one's own."""
    service, port = FakeService(), free_port()
    service.chat = chat = WebChat(wording(), f"http://127.0.0.1:{port}", doors(demo=True))
    faulty = Faulty(Starlette(routes=[*demo_routes(wording()), *chat.routes(service)]))
    app = OnlyHere(faulty, port, wording().say("web.demo.only_here", {}, "ko"))
    served = Site(f"http://127.0.0.1:{port}", service, chat, faulty)
    config = uvicorn.Config(
        app, port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=2, http="httptools"
    )
    server = uvicorn.Server(config)

    def serve() -> None:
        with asyncio.Runner(loop_factory=lambda: served.loop) as runner:
            runner.run(server.serve())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.005)
    try:
        yield served
    finally:
        served.drop_streams()
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server does not end"
