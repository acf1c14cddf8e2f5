"""Many deliveries at once: all arrive, each once, and Telegram never has to refuse one."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.telegram.burst import ALLOWED, announce, carry, settings, worker
from tests.telegram.platform import Platform

CHATS = 300
#: On a busy machine what went out evenly may arrive bunched; the benchmark allows for nothing.
BUNCHED = 8


def copies(telegram: Platform) -> Counter[int]:
    return Counter(len(sent) for sent in telegram.messages.values())


@pytest.mark.timeout(300)
def test_a_burst_is_paced_so_that_nothing_is_refused(telegram: Platform, tmp_path: Path) -> None:
    telegram.per_second = ALLOWED + BUNCHED
    given = settings(f"sqlite:///{tmp_path}/cheong.db", tmp_path, telegram.url)
    with worker(given) as one:
        announce(one.memory, CHATS)
        asyncio.run(carry([one], telegram, CHATS, 200))

    assert telegram.refused == []
    assert copies(telegram) == {1: CHATS}


@pytest.mark.postgres
@pytest.mark.timeout(300)  # a busy machine carries on slowly
def test_two_workers_of_one_bot_share_its_pace(telegram: Platform, tmp_path: Path, postgres_url: str) -> None:
    telegram.per_second = ALLOWED + BUNCHED
    given = settings(postgres_url, tmp_path, telegram.url)
    with worker(given) as one, worker(given) as other:
        announce(one.memory, CHATS)
        asyncio.run(carry([one, other], telegram, CHATS, 200))

    assert telegram.refused == []
    assert copies(telegram) == {1: CHATS}


def test_without_a_shared_pace_the_double_refuses(telegram: Platform, tmp_path: Path) -> None:
    """The negative control: with ten times the allowed rate of messages Telegram says so."""
    telegram.per_second = ALLOWED // 10
    given = settings(f"sqlite:///{tmp_path}/cheong.db", tmp_path, telegram.url)
    with worker(given) as one:
        announce(one.memory, 30)
        asyncio.run(carry([one], telegram, 30, 3))

    assert any(each.startswith("Too Many Requests") for each in telegram.refused)
