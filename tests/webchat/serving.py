"""The real page on a real server on loopback, in a thread of its own, over the fake service."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette

from bot.demo import OnlyHere, demo_routes
from bot.webchat.door import doors
from bot.webchat.messenger import WebChat
from intake.messages import Prompt
from tests.fixtures.postgres import free_port
from tests.fixtures.words import wording
from tests.webchat.fake import FakeService

T = TypeVar("T")


@dataclass
class Site:
    """A served page and the service behind it."""

    url: str
    service: FakeService
    chat: WebChat
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

    def streams(self) -> int:
        """How many pages listen now."""
        return self.chat.listening


@contextmanager
def site() -> Iterator[Site]:
    """A running site of one's own."""
    service, port = FakeService(), free_port()
    service.chat = chat = WebChat(wording(), f"http://127.0.0.1:{port}", doors(demo=True))
    routes = [*demo_routes(wording()), *chat.routes(service)]
    app = OnlyHere(Starlette(routes=routes), port, "only here")
    served = Site(f"http://127.0.0.1:{port}", service, chat)
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
