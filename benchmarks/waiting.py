"""How long people wait at 20 turns a second: from send to the receipt, from confirming to the member's page.

The real service runs in a process of its own; visitors press over HTTP. A receipt is there when the
visitor's page holds it, an answer when the member's page does.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import SAID, quantiles
from tests.fixtures.running import running
from tests.fixtures.seat import Seat

TURNS_A_SECOND = 20
#: Turns of one concern from the welcome to its receipt, and those of its answer.
POLL_SECONDS = 0.01


class Crowd:
    """Visitors who press at a steady rate, whatever the service does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.receipts: list[float] = []
        self.answers: list[float] = []
        self.turns: list[float] = []
        self._lock = threading.Lock()
        self._officer = Seat(url, "/seat/officer/")
        self._desk = threading.Lock()

    def _timed(self, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        with self._lock:
            self.turns.append(time.perf_counter() - start)

    def one(self, pace: Callable[[], None]) -> None:
        """One member files a concern, an officer answers it."""
        seat, said = Seat(self.url), SAID["concern"]
        seat.look()
        for label in (said["consent"], said["area"], said["other_issue"]):
            pace()
            self._timed(lambda label=label: seat.press(label))  # type: ignore[misc]  # bound at once
        pace()
        self._timed(lambda: seat.say(said["place"]))
        pace()
        number = self._until(seat, lambda: seat.press(said["send"]), said["receipt"], self.receipts)
        with self._desk:
            self._answer(seat, number[:14], pace)

    def _answer(self, member: Seat, number: str, pace: Callable[[], None]) -> None:
        officer, said = self._officer, SAID["reply"]
        pace()
        self._timed(lambda: officer.say(f"/reply {number}"))
        pace()
        filled = {f"text:{slot}": said["slot"] for slot in ("heard", "checked", "will", "hard")}
        self._timed(lambda: officer.send(officer.button(said["preview"]), filled))
        pace()
        self._until(member, lambda: officer.press(SAID["concern"]["send"]), said["arrived"], self.answers)

    def _until(self, seat: Seat, act: Callable[[], object], words: str, waited: list[float]) -> str:
        """Act, then watch the visitor's page until it holds the words; what stands behind them."""
        start = time.perf_counter()
        act()
        while True:
            text = seat.look().text
            if words in text:
                break
            if time.perf_counter() - start > 10:
                raise TimeoutError(words)
            time.sleep(POLL_SECONDS)
        with self._lock:
            waited.append(time.perf_counter() - start)
        return text.partition(words)[2]


def measure(seconds: int) -> dict[str, Any]:
    """Quantiles in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service:
        crowd = Crowd(service.url)
        end = time.monotonic() + seconds
        gate, turn = threading.Lock(), [time.monotonic()]

        def pace() -> None:
            with gate:
                turn[0] = max(turn[0] + 1 / TURNS_A_SECOND, time.monotonic() - 0.5)
                wait = turn[0] - time.monotonic()
            if wait > 0:
                time.sleep(wait)

        def visitor() -> None:
            while time.monotonic() < end:
                crowd.one(pace)

        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(visitor) for _ in range(8)]:
                done.result()
    return {
        "receipt": quantiles(crowd.receipts),
        "answer": quantiles(crowd.answers),
        "turn": quantiles(crowd.turns),
        "turns": len(crowd.turns) + len(crowd.receipts) + len(crowd.answers),
        "seconds": seconds,
    }


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    rate = results["turns"] / results["seconds"]
    lines = [f"Waiting at {rate:.0f} turns a second, milliseconds"]
    names = {"receipt": "send → receipt on the page", "answer": "confirm → member's page", "turn": "any turn"}
    for key, name in names.items():
        row = results[key]
        lines.append(f"  {name:<28} p50 {row['p50']:.0f}   p99 {row['p99']:.0f}   (n = {row['n']})")
    return lines
