"""Logs: one line each on standard error, secrets taken out, texts and addresses never put in."""

import asyncio
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

#: What a token of a messenger looks like, wherever it turns up: in a URL, a trace, a header.
SECRETS = re.compile(
    r"\d{6,12}:[A-Za-z0-9_-]{20,}|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|(?<=://)[^/\s@]+(?=@)"
)

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("cheong.run")


class Redacting(logging.Formatter):
    """A formatter after which nothing that looks like a secret is left, control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line = SECRETS.sub("***", super().format(record))
        return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in line)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  # logging's name
        """Its class and where it was raised. What it says may be somebody's: a KeyError tells the key."""
        return "".join(_places(ei[1]))


def _places(error: BaseException | None) -> Iterator[str]:
    """An error and those that led to it, the last first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__qualname__}\n"
        yield from traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__


def set_up(level: str) -> None:
    """Log to standard error from the level on; of libraries warnings at most, for below they tell texts."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    ours = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(ours, logging.WARNING), handlers=[handler], force=True)
    logging.getLogger("cheong").setLevel(ours)


def unheeded(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for has failed. asyncio's own line would tell the error's words, and the call."""
    log.error("something failed that nobody waited for", exc_info=context.get("exception"))
