"""Measurements, run by hand with `make bench`."""

import statistics


def quantiles(waited: list[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds of waits in seconds, and how many were measured."""
    cuts = statistics.quantiles(waited, n=100) if len(waited) > 1 else [0.0] * 99
    return {"p50": round(1000 * cuts[49], 1), "p99": round(1000 * cuts[98], 1), "n": len(waited)}
