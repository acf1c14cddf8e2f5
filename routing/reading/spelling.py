"""Common misspellings, from spelling.toml."""

from routing.reading.patterns import load

SPELLING: tuple[tuple[str, str], ...] = tuple(
    (wrong, right) for wrong, right in load("spelling.toml")["spelling"]
)
