"""From stopped to ready, and what the idle service holds in memory; compiled, as after a first start."""

import statistics
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.fixtures.running import running


def measure(rounds: int = 5) -> dict[str, Any]:
    """Seconds until /readyz answers 200, and resident megabytes a moment later; medians."""
    seconds, megabytes = [], []
    with tempfile.TemporaryDirectory() as folder:
        with running(Path(folder)):
            pass  # makes the key, the database and the compiled files
        for _ in range(rounds):
            start = time.perf_counter()
            with running(Path(folder)) as service:
                with urllib.request.urlopen(f"{service.url}/readyz", timeout=10) as answer:  # loopback
                    assert answer.status == 200
                seconds.append(time.perf_counter() - start)
                time.sleep(1)
                megabytes.append(resident(service.process.pid))
    return {"ready_s": round(statistics.median(seconds), 2), "rss_mb": round(statistics.median(megabytes), 1)}


def resident(pid: int) -> float:
    """Resident memory in megabytes (2**20)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    return [f"Stopped to ready {results['ready_s']:.2f} s   idle, resident {results['rss_mb']:.0f} MB"]
