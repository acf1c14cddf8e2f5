"""Measurements, run by hand with `make bench`."""

import statistics
import tomllib
from pathlib import Path
from typing import Any

#: What people type and press: table → name → words.
SAID: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("said.toml").read_text("utf-8"))


def quantiles(waited: list[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds of waits in seconds, and how many were measured."""
    cuts = statistics.quantiles(waited, n=100) if len(waited) > 1 else [0.0] * 99
    return {"p50": round(1000 * cuts[49], 1), "p99": round(1000 * cuts[98], 1), "n": len(waited)}
