"""Logs: one line each on standard error, secrets taken out, texts and addresses never put in."""

import logging
import re
import sys

#: What a token of a messenger looks like, wherever it turns up: in a URL, a trace, a header.
SECRETS = re.compile(
    r"\d{6,12}:[A-Za-z0-9_-]{20,}|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|(?<=://)[^/\s@]+(?=@)"
)


class Redacting(logging.Formatter):
    """A formatter after which nothing that looks like a secret is left, control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line = SECRETS.sub("***", super().format(record))
        return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in line)


def set_up(level: str) -> None:
    """Log to standard error from the level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
