"""What reading a text costs: CPU a message, loading, memory, a flood of forty thousand letters."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks import SAID

SETS = Path(__file__).parents[1] / "tests" / "reading"


def measure(rounds: int = 5) -> dict[str, Any]:
    """In a process of its own: CPU milliseconds a message, seconds and megabytes of loading."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading", str(rounds)],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    return [
        f"Reading: danger alone {results['alarm_ms']:.2f} ms, area and place {results['reading_ms']:.2f} ms, "
        f"all {results['read_ms']:.2f} ms CPU a message; 40,000 letters {results['flood_ms']:.1f} ms",
        f"The rules load in {results['load_s']:.2f} s CPU and hold {results['load_mb']:.0f} MB",
    ]


def _inside(rounds: int) -> dict[str, float]:
    from routing.directory.loading import load_directory

    directory, before, began = load_directory(), _resident(), process_time()
    from routing.reading.reader import load_reader

    reader = load_reader(directory)
    load_s, load_mb = process_time() - began, _resident() - before
    lines = [line for file in sorted(SETS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    texts, now = [json.loads(line)["text"] for line in lines], datetime.now(UTC)
    floods = [(each * 40_000)[:40_000] for each in SAID["reading"]["floods"]]
    return {
        "load_s": load_s,
        "load_mb": load_mb,
        "alarm_ms": _each(reader.alarm, texts, rounds),
        "reading_ms": _each(lambda text: reader.reading(text, now), texts, rounds),
        "read_ms": _each(lambda text: reader.read(text, now), texts, rounds),
        "flood_ms": max(_each(lambda text: reader.read(text, now), [flood], rounds) for flood in floods),
    }


def _each(read: Callable[[str], object], texts: list[str], rounds: int) -> float:
    took = []
    for _ in range(rounds):
        began = process_time()
        for text in texts:
            read(text)
        took.append(process_time() - began)
    return 1000 * min(took) / len(texts)


def _resident() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    json.dump(_inside(int(sys.argv[1])), sys.stdout)
