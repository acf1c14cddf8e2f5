"""What is remembered for a while, and done aside."""

import asyncio
import logging

import pytest

from bot.aside import Aside
from bot.lately import Lately


def test_the_oldest_is_forgotten_and_what_is_set_again_is_new() -> None:
    lately: Lately[str, int] = Lately(2)
    for key in ("a", "b", "a", "c"):
        lately[key] = len(lately)
    assert list(lately) == ["a", "c"]
    assert lately.setdefault("d", 9) == 9
    assert list(lately) == ["c", "d"]


def test_what_is_done_aside_is_waited_for_and_tells_only_what_kind_of_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = []

    async def work(words: str) -> None:
        await asyncio.sleep(0)
        done.append(words)
        raise ValueError(words)

    async def run() -> None:
        aside = Aside(logging.getLogger("cheong.test"))
        aside.do(work("a secret"))
        await aside.close()

    asyncio.run(run())
    assert done == ["a secret"]
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
