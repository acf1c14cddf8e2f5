"""A broadcast to 3,000 chats through the real outbox, lanes and courier, against the strict double."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.telegram.burst import ALLOWED, announce, carry, settings, worker
from tests.telegram.platform import platform


def measure(chats: int = 3000) -> dict[str, Any]:
    """Messages a second, their part of the allowed rate, refusals, and how many chats got how many copies."""
    with platform() as telegram, tempfile.TemporaryDirectory() as folder:
        telegram.per_second = ALLOWED
        given = settings(f"sqlite:///{folder}/cheong.db", Path(folder), telegram.url)
        with worker(given) as one:
            announce(one.memory, chats)
            rate = asyncio.run(carry([one], telegram, chats, 60 + chats / 20))
        return {
            "rate": round(rate, 2),
            "of_allowed": round(rate / ALLOWED, 3),
            "refused": len(telegram.refused),
            "copies": dict(Counter(len(sent) for sent in telegram.messages.values())),
        }


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    rate, part = f"{results['rate']:.1f} messages a second", f"{results['of_allowed']:.1%} of what is allowed"
    return [f"A burst: {rate}, {part}; refused {results['refused']}; chats by copies {results['copies']}"]
