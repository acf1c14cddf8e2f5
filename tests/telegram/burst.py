"""A broadcast to many chats, through the outbox, the courier and the Bot API's double, which counts."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot import app
from bot.courier import Courier
from bot.pace import Pace
from bot.settings import Database, Sealing, Settings, Telegram
from bot.telegram.messenger import TelegramMessenger, build
from intake.messages import Address, Tell
from routing.model import Decision, Notice, OfficersOf
from tests.fixtures.known import knowledge
from tests.telegram.platform import BOT, TOKEN, Platform

CHATS = 1_000_000


def settings(url: str, folder: Path, api: str) -> Settings:
    made = Settings(
        database=Database(url=SecretStr(url)),
        sealing=Sealing(key_file=folder / "key"),
        telegram=Telegram(token=SecretStr(TOKEN), api_url=api, mode="polling"),
    )
    app.make_key(made.sealing.key_file)
    database = app.open_for_migration(made)
    app.migrate(database)
    database.close()
    return made


def announce(memory: app.Memory, chats: int) -> None:
    """One notice for so many people."""
    now = app.utc_now()
    for number in range(chats):
        who = Address("telegram", BOT, str(CHATS + number))
        memory.keeper.grant(who, "officer", "traffic", now)
    told = Tell("message.passed_on", {"number": "SP-260120-0001"})
    memory.keeper.remind(Decision(notices=(Notice("burst", (told,), OfficersOf("traffic")),)), now)


@dataclass
class Worker:
    """One of a bot's processes, as far as it sends."""

    memory: app.Memory
    courier: Courier
    messenger: TelegramMessenger


@contextmanager
def worker(given: Settings) -> Iterator[Worker]:
    """A courier with a connection to the database of its own, as in another process."""
    known = knowledge()
    with app.open_memory(given) as memory, app.open_threads(memory) as threads:
        service = app.build_service(known, memory, threads, lambda: None)
        wording = known.presenter.wording
        messenger = build(
            given.telegram, "", wording, lambda name, gaps: Pace(name, gaps, memory.lanes, app.utc_now)
        )
        courier = Courier(
            memory.outbox,
            {"telegram": messenger},
            service.drawn,
            service.topic,
            threads.turns,
            app.utc_now,
            asyncio.Event(),
        )
        yield Worker(memory, courier, messenger)


async def carry(workers: list[Worker], telegram: Platform, chats: int, patience: float) -> float:
    """Let them carry until everybody has theirs; messages a second between the first and the last."""
    running = [asyncio.create_task(each.courier.run()) for each in workers]
    end = time.monotonic() + patience
    while len(telegram.messages) < chats and time.monotonic() < end:  # noqa: ASYNC110  # no event of ours
        await asyncio.sleep(0.1)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for each in workers:
        await each.messenger.close()
    stamps = sorted(at for times in telegram.sent_to.values() for at in times)
    return (len(stamps) - 1) / (stamps[-1] - stamps[0])


#: Messages a second that Telegram allows a bot.
ALLOWED = 30
