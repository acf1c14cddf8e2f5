"""Told to stop at any instant: the process ends in order and soon, and nothing is left in doubt."""

import itertools
import random
import threading
import time
from collections import Counter

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns, count
from tests.telegram.conftest import Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform
from tests.telegram.test_kill import walk

STOPS = {"polling-sqlite": 12, "webhook-sqlite": 6, "polling-postgresql": 4, "webhook-postgresql": 4}
AT_ONCE = 4
PATIENCE = 60


@pytest.mark.timeout(300)
def test_stopped_at_random_instants_it_leaves_nothing_in_doubt(
    telegram: Platform, serve: Serve, memory_settings: Settings, mode: str, database_url: str
) -> None:
    """Killed instead, it leaves deliveries of which nobody knows whether they arrived: see test_kill."""
    chance = random.Random(20260120)
    people: list[Phone] = []
    numbers, enough = itertools.count(100), threading.Event()

    def live() -> None:
        """One person after the other files a concern."""
        while not enough.is_set():
            phone = Phone(telegram, next(numbers), PATIENCE)
            people.append(phone)
            walk(phone)

    lives = [threading.Thread(target=live, daemon=True) for _ in range(AT_ONCE)]
    for number in range(STOPS[f"{mode}-{database_url.partition(':')[0].partition('+')[0]}"]):
        with serve() as service:
            if not number:
                for each in lives:
                    each.start()
            time.sleep(chance.uniform(0, 1.5))
            service.process.terminate()
            assert service.ended() == 0, service.log.read_text("utf-8")
    enough.set()
    with serve():
        for each in lives:
            each.join(PATIENCE)
        assert not any(each.is_alive() for each in lives)
        telegram.until(lambda: telegram.pending == 0)

    assert concerns(memory_settings) == len(people) >= AT_ONCE
    assert count(memory_settings, "select count(*) from event") == 6 * len(people)
    assert count(memory_settings, "select coalesce(sum(ambiguous), 0) from delivery") == 0
    receipts = Counter(len(phone.showing("접수됐어요")) for phone in people)
    assert receipts == {1: len(people)}, "each arrived, and once"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mode", ["polling"], indirect=True)
def test_what_nobody_can_read_does_not_make_it_deaf(telegram: Platform, serve: Serve) -> None:
    broken = {"message": {"message_id": "x", "date": "y", "chat": 5, "from": []}}
    mother = Phone(telegram)
    with serve() as service:
        telegram.deliver(broken, 5)
        mother.say("/start")
        telegram.deliver(broken, 5)
        mother.sees("112")
        telegram.until(lambda: telegram.pending == 0)
        log = service.log.read_text("utf-8")
    assert log.count("could not be read") == 2
