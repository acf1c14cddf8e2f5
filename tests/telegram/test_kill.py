"""Killed three times while updates come, answers lost as well: each is heard once, each delivery arrives."""

import threading
from collections import Counter

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns, count
from tests.telegram.conftest import Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform

PEOPLE = 10
#: What a killed process had claimed is anybody's again after a minute.
PATIENCE = 100


def walk(phone: Phone) -> None:
    """Six updates: a concern from the first word to the receipt."""
    phone.say("/start")
    phone.press("동의하고 시작")
    phone.press("교통")
    phone.press("건너기 무서워요")
    phone.sees("어디")
    phone.say(f"면목동 {phone.user}번지")
    phone.press("보내기")
    phone.sees("접수됐어요")


@pytest.mark.timeout(240)
def test_each_update_is_heard_once(telegram: Platform, serve: Serve, memory_settings: Settings) -> None:
    phones = [Phone(telegram, 100 + number, PATIENCE) for number in range(PEOPLE)]
    threads = [threading.Thread(target=walk, args=(phone,), daemon=True) for phone in phones]
    points = ("turn.committed:9", "turn.decided:17", "delivery.pushed:2")
    telegram.faults.extend(["", "", "drop"] * 10)
    for number, point in enumerate(points):
        with serve(CHEONG_FAILPOINT=point) as doomed:
            if number == 0:
                for thread in threads:
                    thread.start()
            assert doomed.ended() == -9
    with serve():
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
        telegram.until(lambda: telegram.pending == 0)

    assert concerns(memory_settings) == PEOPLE, "each concern was filed, and once"
    assert count(memory_settings, "select count(*) from event") == 6 * PEOPLE
    receipts = Counter({phone.user: len(phone.showing("접수됐어요")) for phone in phones})
    assert all(receipts.values()), "none is missing"
    copies = sum(receipts.values()) - PEOPLE
    assert copies <= count(memory_settings, "select coalesce(sum(ambiguous), 0) from delivery")
