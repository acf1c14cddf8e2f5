"""What a durable turn at Telegram costs, beside two stateless echo bots; and how long its answer takes.

Each bot runs in a process of its own behind its webhook, as its documentation has it; the Bot API is
another. One generator posts to all of them in turn, one update after the other. Counted is the CPU of the
bot's process, to the end of every call it made; a database server's is told apart.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from benchmarks import SAID, quantiles
from benchmarks.api import Api, bot_api
from benchmarks.bots import Bot, aiogram_echo, ours, ptb_echo
from benchmarks.switchboard import server_seconds
from tests.fixtures.postgres import postgres_cluster

RATE = 50
TYPED = SAID["turn"]["typed"]
#: The ratios to reach: of python-telegram-bot's echo, and of aiogram's.
TARGETS = {"typed": (0.20, 1.25), "pressed": (0.25, 1.75)}


def measure(turns: int, rounds: int, seconds: int) -> dict[str, Any]:
    """CPU milliseconds per turn, medians of the rounds; quantiles of the wait in milliseconds."""
    chats = range(1000, 1000 + turns)
    with ExitStack() as stack:
        api = stack.enter_context(bot_api())
        cluster = stack.enter_context(postgres_cluster(fsync=True))
        bots: list[Bot] = [
            stack.enter_context(each)
            for each in (
                ptb_echo(api.url),
                aiogram_echo(api.url),
                ours("SQLite, synchronous=FULL", api.url, "", chats),
                ours(
                    "PostgreSQL, fsync on",
                    api.url,
                    cluster.url("postgres"),
                    chats,
                    lambda: server_seconds(cluster.folder / "data"),
                ),
            )
        ]
        for bot in bots:
            _round(bot, api, chats)
        found: dict[str, list[dict[str, float]]] = {}
        for _ in range(rounds):
            for bot in bots:
                found.setdefault(bot.name, []).append(_round(bot, api, chats))
        waits = {bot.name: _waits(bot, chats, seconds) for bot in bots if bot.presses}
    rows = {
        name: {kind: round(statistics.median(each[kind] for each in seen), 3) for kind in seen[0]}
        for name, seen in found.items()
    }
    ptb, aiogram = (rows[bot.name]["typed"] for bot in bots[:2])
    ratios = {
        bot.name: {
            kind: [round(rows[bot.name][kind] / each, 2) for each in (ptb, aiogram)] for kind in TARGETS
        }
        for bot in bots[2:]
    }
    return {"cpu_ms": rows, "of_echo": ratios, "targets": TARGETS, "waits_ms": waits, "rate": RATE}


def _round(bot: Bot, api: Api, chats: range) -> dict[str, float]:
    """CPU milliseconds of the process per turn of each kind, and of the database server for both."""
    server = bot.server_cpu()
    spent = {
        "typed": _phase(
            bot,
            api,
            [lambda c=c: bot.type(c, TYPED.format(number=c)) for c in chats],
            sends=not bot.presses,
        )
    }
    if bot.presses:
        spent["pressed"] = _phase(bot, api, [lambda c=c: bot.press(c) for c in chats], sends=True)
    spent["server"] = 1000 * (bot.server_cpu() - server) / len(spent) / len(chats)
    return spent


def _phase(bot: Bot, api: Api, turns: list[Any], *, sends: bool) -> float:
    bot.reconnect()
    before, calls = bot.cpu(), api.calls
    for turn in turns:
        turn()
    expected, end = calls + len(turns) * sends, time.monotonic() + 5
    while api.calls < expected and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.05)
    assert api.calls == expected, f"{bot.name}: {api.calls - calls} calls for {len(turns)} turns"
    return 1000 * (bot.cpu() - before) / len(turns)


def _waits(bot: Bot, chats: range, seconds: int) -> dict[str, float]:
    """Updates at a steady rate, whatever the service does; from each update to its answer."""
    waited: list[float] = []

    def turn(number: int, at: float) -> None:
        chat = chats[number % len(chats)]
        time.sleep(max(0.0, at - time.monotonic()))
        line = bot.line()
        line.connect()
        start = time.perf_counter()
        if (number // len(chats)) % 2:
            bot.press(chat, line)
        else:
            bot.type(chat, TYPED.format(number=number), line)
        waited.append(time.perf_counter() - start)
        line.close()

    began = time.monotonic() + 0.2
    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(turn, n, began + n / RATE) for n in range(seconds * RATE)]:
            done.result()
    return quantiles(waited)


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    lines = ["CPU per turn at Telegram, milliseconds (median of the rounds), and in parts of both echo bots'"]
    for name, row in results["cpu_ms"].items():
        ratios = results["of_echo"].get(name, {})
        parts = [
            f"{kind} {row[kind]:.2f}" + ("  ({:.2f}, {:.2f})".format(*ratios[kind]) if ratios else "")
            for kind in row
            if kind != "server"
        ]
        server = f"   server {row['server']:.2f}" if row["server"] else ""
        lines.append(f"  {name:<28} {'   '.join(parts)}{server}")
    for kind, (ptb, aiogram) in results["targets"].items():
        lines.append(f"  to reach, {kind:<18} {ptb:.2f}, {aiogram:.2f}")
    lines.append(f"Update to answer at {results['rate']} turns a second, milliseconds")
    for name, row in results["waits_ms"].items():
        lines.append(f"  {name:<28} p50 {row['p50']:.1f}   p99 {row['p99']:.1f}   (n = {row['n']})")
    return lines
