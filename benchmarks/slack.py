"""How soon Slack is told "received" at 50 requests a second: from the signed post to its acknowledgement.

The real service runs in a process of its own and commits each act before it answers. People tell concerns in
modals and direct messages, against the tests' double of Slack in this process.
"""

import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import SAID, quantiles
from tests.fixtures.ready import made_ready, settings_of
from tests.fixtures.running import running
from tests.slack.conftest import environment_at
from tests.slack.person import Person
from tests.slack.platform import Params, Platform, platform

REQUESTS_A_SECOND = 50
PEOPLE = 24


def _paced(slack: Platform) -> None:
    """Lets requests go at a steady rate, whoever sends them."""
    gate, turn, send = threading.Lock(), [time.monotonic()], slack.send

    def sent(payload: Params, **more: Any) -> tuple[int, Params]:
        with gate:
            turn[0] = max(turn[0] + 1 / REQUESTS_A_SECOND, time.monotonic() - 0.2)
            wait = turn[0] - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        return send(payload, **more)

    slack.send = sent  # type: ignore[method-assign]


def _tells(mother: Person) -> None:
    """One concern by a modal that grows, reviewed and sent; then some looks and words."""
    mother.shortcut()
    said = SAID["concern"]
    mother.fill(area=said["area"])
    mother.fill(t_issue=said["issue"])
    mother.fill(place=said["place"], text=said["text"])
    if "consent" in mother.modal().inputs:
        mother.fill(consent=said["consent"])
    mother.submit()
    mother.modal(said["review"])
    mother.submit()
    mother.command("/cheong", "status")
    mother.say("/help")


def _cpu(process: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(seconds: int) -> dict[str, Any]:
    """Quantiles in milliseconds, and how many requests there were."""
    with tempfile.TemporaryDirectory() as name, platform() as slack:
        folder = Path(name)
        env = made_ready(settings_of(folder, f"sqlite:///{folder}/cheong.db"), {}) | environment_at(slack)
        with running(folder, ("run",), **env) as service:
            slack.door = f"{service.url}/slack/events"
            _tells(Person(slack, "U9999"))
            slack.acks.clear()
            _paced(slack)
            began, worked = time.monotonic(), _cpu(service.process.pid)

            def person(number: int) -> None:
                while time.monotonic() < began + seconds:
                    _tells(Person(slack, f"U{number:04d}", 60))

            with ThreadPoolExecutor(PEOPLE) as pool:
                for done in [pool.submit(person, number) for number in range(PEOPLE)]:
                    done.result()
            slack.until(lambda: slack.pending == 0, 60)
            took = time.monotonic() - began
            worked = _cpu(service.process.pid) - worked
    acks = [lasted for status, lasted in slack.acks if status == 200]
    return {
        "ack": quantiles(acks),
        "a_second": len(slack.acks) / took,
        "not_taken": len(slack.acks) - len(acks),
        "cpu_ms": 1000 * worked / len(slack.acks),
    }


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    row, rate = results["ack"], results["a_second"]
    return [
        f"Slack: from request to acknowledgement at {rate:.0f} requests a second, milliseconds",
        f"  p50 {row['p50']:.0f}   p99 {row['p99']:.0f}   (n = {row['n']})",
        f"  not taken: {results['not_taken']}",
        f"  CPU of the service for each request, with all its answers: {results['cpu_ms']:.1f} ms",
    ]
