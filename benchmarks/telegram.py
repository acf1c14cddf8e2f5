"""CPU per turn at Telegram by webhook, beside python-telegram-bot's own stateless echo bot, interleaved.

Counted is the CPU of the process that serves: from the request's ASGI call to the end of its answer, with
every call to the Bot API, which is a server in another process. The HTTP server's own parsing is in neither.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.turns import Clock, server_seconds
from bot import app
from bot.settings import Database, Sealing, Settings, Telegram
from bot.telegram.messenger import build
from bot.telegram.webhook import HEADER, PATH
from intake.messages import Address, Back, Begin, Incoming, Place, Room, Value
from tests.fixtures.postgres import postgres_cluster

TOKEN, SECRET = "123456:TEST-token_of_no_bot_at_all", "a-secret-for-webhooks"
USER, CHAT = {"id": 11, "is_bot": False, "first_name": "P"}, {"id": 11, "type": "private", "first_name": "P"}


@dataclass
class Candidate:
    """A bot behind its webhook."""

    name: str
    serves: Starlette
    server_cpu: Clock = lambda: 0.0
    #: What is drawn with buttons is pressed as well: it corrects the text.
    presses: bool = False
    #: Data of the button that corrects the text, on the card shown last.
    correct: str = ""
    updates: int = 0

    async def post(self, content: dict[str, Any]) -> float:
        """One update; the CPU seconds it took, with what it left running."""
        self.updates += 1
        body = json.dumps({"update_id": self.updates, **content}).encode()
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": PATH, "raw_path": PATH.encode(),
            "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
            "headers": [(HEADER.encode(), SECRET.encode()), (b"content-type", b"application/json")],
        }  # fmt: skip
        answer = bytearray()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            assert message.get("status", 200) == 200
            answer.extend(message.get("body", b""))

        start = time.process_time()
        await self.serves(scope, receive, send)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
        spent = time.process_time() - start
        if answer:
            rows = json.loads(answer).get("reply_markup", {}).get("inline_keyboard", [])
            data = [button["callback_data"] for row in rows for button in row]
            self.correct = next((each for each in data if each.endswith(".r:text")), "")
        return spent

    async def round(self, turns: int) -> dict[str, float]:
        """CPU milliseconds per turn of each kind, and of the database server for both."""
        spent, server = {"typed": 0.0}, self.server_cpu()
        for index in range(turns):
            spent["typed"] += await self.post(typed(f"신호가 너무 짧아요 {index}"))
            if self.presses:
                assert self.correct, "the review was not shown"
                spent["pressed"] = spent.get("pressed", 0.0) + await self.post(pressed(self.correct))
        spent["server"] = (self.server_cpu() - server) / 2
        return {kind: 1000 * seconds / turns for kind, seconds in spent.items()}


def typed(text: str) -> dict[str, Any]:
    return {"message": {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": text}}


def pressed(data: str) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": CHAT, "text": "?"}
    query = {"id": "1", "from": USER, "chat_instance": "1", "data": data, "message": message}
    return {"callback_query": query}


# --- the bots ---------------------------------------------------------------------------------------


@asynccontextmanager
async def echo(api: str) -> AsyncIterator[Candidate]:
    """python-telegram-bot's echo bot: nothing is kept, each answer is a call."""

    async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    made = Application.builder().token(TOKEN).base_url(f"{api}/bot").updater(None).job_queue(None).build()
    made.add_handler(MessageHandler(filters.TEXT, repeat))

    async def hook(request: Request) -> Response:
        await made.process_update(Update.de_json(json.loads(await request.body()), made.bot))
        return Response()

    async with made:
        yield Candidate("python-telegram-bot's echo", Starlette(routes=[Route(PATH, hook, methods=["POST"])]))


@asynccontextmanager
async def ours(name: str, api: str, url: str, folder: Path, cpu: Clock) -> AsyncIterator[Candidate]:
    """This service: every turn committed before it is acknowledged."""
    settings = Settings(
        database=Database(url=SecretStr(url)),
        sealing=Sealing(key_file=folder / "key"),
        telegram=Telegram(
            token=SecretStr(TOKEN), mode="webhook", webhook_secret=SecretStr(SECRET), api_url=api
        ),
    )
    app.make_key(settings.sealing.key_file)
    database = app.open_for_migration(settings)
    app.migrate(database)
    database.close()
    knowledge = app.load_knowledge(settings)
    with app.open_memory(settings) as memory, app.open_threads(memory) as threads:
        service = app.build_service(knowledge, memory, threads, lambda: None)
        messenger = build(settings.telegram, "", knowledge.presenter.wording)
        given: dict[str, Value] = {
            "consent": "agree",
            "area": "traffic",
            "t_issue": "crossing",
            "place": Place("정문"),
            "text": "짧아요",
        }
        who, room = Address("telegram", "123456", "11"), Room("telegram", "123456", "11")
        await service.receive(Incoming("begin", who, room, Begin("concern", given=given)))
        await service.receive(Incoming("correct", who, room, Back("text")))
        yield Candidate(name, Starlette(routes=list(messenger.routes(service))), cpu, presses=True)
        await messenger.close()


async def _measure(api: str, turns: int, rounds: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, list[float]]] = {}
    async with AsyncExitStack() as stack:
        blocking = stack.enter_context(ExitStack())
        cluster = blocking.enter_context(postgres_cluster(fsync=True))
        lite, post = (Path(blocking.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))

        def server_cpu() -> float:
            return server_seconds(cluster.folder / "data")

        bots = [
            await stack.enter_async_context(each)
            for each in (
                echo(api),
                ours("SQLite, synchronous=FULL", api, f"sqlite:///{lite}/b.db", lite, lambda: 0.0),
                ours("PostgreSQL, fsync on", api, cluster.url("postgres"), post, server_cpu),
            )
        ]
        for bot in bots:
            await bot.round(30)
        for _ in range(rounds):
            for bot in bots:
                for kind, spent in (await bot.round(turns)).items():
                    found.setdefault(bot.name, {}).setdefault(kind, []).append(spent)
    return {
        name: {kind: round(statistics.median(each), 3) for kind, each in row.items()}
        for name, row in found.items()
    }


# --- the Bot API, in a process of its own -----------------------------------------------------------


def _api(says: Connection) -> None:
    from aiohttp import web

    sent = {"message_id": 5, "date": 1, "chat": CHAT, "from": {**USER, "is_bot": True}, "text": "x"}
    me = {"id": 123456, "is_bot": True, "first_name": "cheong", "username": "cheong_bot"}

    async def call(request: web.Request) -> web.Response:
        results = {"getMe": me, "answerCallbackQuery": True}
        return web.json_response({"ok": True, "result": results.get(request.match_info["method"], sent)})

    async def serve() -> None:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", call)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        says.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await asyncio.Event().wait()

    asyncio.run(serve())


def measure(turns: int, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of the rounds in CPU milliseconds per turn."""
    hears, says = multiprocessing.get_context("spawn").Pipe(duplex=False)
    api = multiprocessing.get_context("spawn").Process(target=_api, args=(says,), daemon=True)
    api.start()
    try:
        return asyncio.run(_measure(hears.recv(), turns, rounds))
    finally:
        api.terminate()
        api.join()


def told(results: dict[str, dict[str, float]]) -> list[str]:
    """For people."""
    stateless = next(iter(results.values()))["typed"]
    lines = ["CPU per turn at Telegram, milliseconds (median of the rounds), and beside the stateless echo"]
    for name, row in results.items():
        parts = [f"{kind} {row[kind]:.2f} ({row[kind] / stateless:.2f})" for kind in row if kind != "server"]
        server = f"   server {row['server']:.2f}" if row["server"] else ""
        lines.append(f"  {name:<28} {'   '.join(parts)}{server}")
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--turns", type=int, default=200, help="turns in each round")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    results = measure(chosen.turns, chosen.rounds)
    print(json.dumps(results, indent=2) if chosen.json else "\n".join(told(results)))


if __name__ == "__main__":
    main()
