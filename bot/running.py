"""The service while it runs: started in order, stopped in reverse."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta

import uvicorn
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot import app, web
from bot.courier import Courier
from bot.darkroom import Darkroom
from bot.jobs import Workshop, schedule
from bot.learning import Pupil
from bot.logs import unheeded
from bot.messenger import Messenger
from bot.ringing import Ringer
from bot.service import LocalService
from bot.settings import Settings
from routing.clock.calendar import CalendarEnds
from routing.records import MemoryFailed, Query

log = logging.getLogger("cheong.run")

#: An answer may be promised this far ahead; the table of holidays must reach there.
HORIZON = timedelta(days=60)
#: Streams and answers under way may take this long when the service stops; then deliveries, then messengers.
GRACE_SECONDS = 3
#: A messenger that ended by a mistake begins again after so long.
AGAIN_SECONDS = 5
#: A part that was told to stop and has not after so long is told again.
STOP_SECONDS = 4

#: Wraps the application, knowing the port it listens on.
Wrap = Callable[[ASGIApp, int], ASGIApp]


def unwrapped(app: ASGIApp, _port: int) -> ASGIApp:
    """The application as it is."""
    return app


class CannotListen(Exception):
    """The address to listen on cannot be had."""


def listen(settings: Settings) -> socket.socket:
    """A bound socket; CannotListen names the setting to change."""
    family = socket.AF_INET6 if ":" in settings.http.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.http.host, settings.http.port))
    except OSError as error:
        bound.close()
        raise CannotListen(
            f"{settings.http.host}:{settings.http.port} cannot be used ({error.strerror}); "
            "stop what listens there, or set CHEONG_HTTP__PORT"
        ) from None
    return bound


async def serve(
    settings: Settings,
    messengers: dict[str, Messenger],
    knowledge: app.Knowledge,
    memory: app.Memory,
    started: Callable[[str], None],
    more_routes: Sequence[BaseRoute] = (),
    wrap: Wrap = unwrapped,
) -> None:
    """Serve until told to stop. `started` gets the address once acts can be heard."""
    bound = listen(settings)
    asyncio.get_running_loop().set_exception_handler(unheeded)
    with app.open_threads(memory) as threads:
        async with parts(knowledge, memory, threads, messengers) as (service, carrying):
            routes = [route for each in messengers.values() for route in each.routes(service)]
            routes += more_routes

            async def ready() -> str | None:
                return await is_ready(knowledge, memory, threads, app.utc_now())

            host, port = bound.getsockname()[:2]
            config = uvicorn.Config(
                wrap(web.build(routes, ready), port),
                log_level="warning",
                log_config=None,  # its own would write errors out in full
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
            bound.listen()
            started(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
            loops = [asyncio.create_task(_served(each, service)) for each in messengers.values()]
            server = _Server(config)
            with _told_to_stop(server):
                await server.serve(sockets=[bound])
                # Messengers close their connections: what is under way on them has arrived before that.
                await _stopped(carrying)
                await _stopped(*loops)


async def _served(messenger: Messenger, service: LocalService) -> None:
    """A messenger's loop; one that ends by a mistake of its own begins again, and the log says so."""
    while True:
        try:
            return await messenger.serve(service)
        except Exception as error:  # the others go on meanwhile
            log.error("%s has ended and begins again: %s", messenger.name, type(error).__name__)
        await asyncio.sleep(AGAIN_SECONDS)


class _Server(uvicorn.Server):
    """Leaves signals alone: raised again by it, they would end the process with deliveries under way."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


@contextmanager
def _told_to_stop(server: uvicorn.Server) -> Iterator[None]:
    """SIGTERM and Ctrl-C stop the service in order; a second one makes it hurry."""
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        server.force_exit = server.should_exit
        # Streams end when the server is told so in its own way.
        server.handle_exit(number, None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


@asynccontextmanager
async def parts(
    knowledge: app.Knowledge, memory: app.Memory, threads: app.Threads, messengers: Mapping[str, Messenger]
) -> AsyncIterator[tuple[LocalService, asyncio.Task[None]]]:
    """The service with its courier, whose task is given along, and its jobs running."""
    wake = asyncio.Event()
    pupil = Pupil(knowledge.reader, memory.school)
    await threads.looks.run(pupil.refresh)
    service = app.build_service(knowledge, memory, threads, wake.set, app.utc_now, reads=pupil)
    courier = Courier(
        memory.outbox,
        messengers,
        service.drawn,
        service.topic,
        threads.turns,
        app.utc_now,
        wake,
        memory.paces,
    )
    darkroom = Darkroom(memory.album, memory.database, memory.keeper, messengers, threads.turns, app.utc_now)
    remindable = frozenset(form.id for form in knowledge.office.forms.values() if form.reminds)
    ringer = Ringer(knowledge.office, memory.database, memory.keeper, app.utc_now)
    workshop = Workshop(
        memory.keeper, darkroom, pupil, threads.turns, wake.set, app.utc_now, remindable, ringer
    )
    carrying = asyncio.create_task(courier.run())
    scheduler = schedule(workshop)
    try:
        yield service, carrying
    finally:
        scheduler.shutdown(wait=False)
        await _stopped(carrying)


async def _stopped(*tasks: asyncio.Task[None]) -> None:
    """Stop them; what has not heard it, or does not end, is told again and then left behind."""
    for _ in range(2):
        waiting = [task for task in tasks if not task.done()]
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting, timeout=STOP_SECONDS)
    for task in tasks:
        if not task.done():
            log.error("a part of the service has not stopped: %s", task.get_coro())
        elif not task.cancelled() and (error := task.exception()) is not None:
            log.error("a part of the service had ended before: %s", type(error).__name__)


async def is_ready(
    knowledge: app.Knowledge, memory: app.Memory, threads: app.Threads, now: datetime
) -> str | None:
    """What keeps acts from being heard: the database or the calendar; None when nothing does."""

    def look() -> str | None:
        try:
            with memory.database.read() as reader:
                reader.count(Query(ids=frozenset({"none"})))
            knowledge.office.calendar.is_working((now + HORIZON).date())
        except MemoryFailed as failed:
            return f"database: {type(failed).__name__.lower()}"
        except CalendarEnds as ends:
            return str(ends)
        return None

    return await threads.looks.run(look)
