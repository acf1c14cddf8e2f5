"""Timers ring once each, whoever looks and how often; one that cannot ring holds up no other."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.messages import Begin
from routing import rings
from routing.decisions.scene import Scene
from routing.model import Decision, Timer
from routing.records import Query
from tests.journeys.stage import SEOUL, Stage, stage

ANSWERS = {"consent": "agree", "area": "traffic", "t_issue": "crossing", "text": "신호가 너무 짧아요"}


@pytest.fixture
def played(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(database_url, tmp_path) as opened:
        opened.grant("담당자")
        opened.grant("총괄")
        yield opened


def file(played: Stage, seat: str) -> str:
    """A concern of its own; its id."""
    played.act(seat, Begin("concern", given=ANSWERS))
    played.press(seat, "건너뛰기")
    played.press(seat, "보내기")
    played.carry()
    with played.memory.database.read() as reader:
        return reader.find(Query(order="newest", limit=1))[0].id


def move(played: Stage, written: str) -> None:
    played.now = datetime.fromisoformat(written).replace(tzinfo=SEOUL)


def told(played: Stage) -> list[tuple[str, str]]:
    """Who was told what, once reminders were collected: the sign at the head of each line."""
    played.now += timedelta(minutes=1)
    return [
        (seat, line.text.split()[0])
        for seat, card in played.carry()
        for part in card.parts
        for line in part.lines
    ]


def test_a_timer_rings_once_however_often_one_looks(played: Stage) -> None:
    file(played, "회원")
    move(played, "2026-01-22 10:00")

    assert played.ringer.ring() == 1
    assert told(played) == [("담당자", "👋")]
    assert played.ringer.ring() == 0
    assert told(played) == []


def test_two_replicas_that_look_at_once_ring_it_once(played: Stage) -> None:
    for number in range(5):
        file(played, f"회원{number}")
    move(played, "2026-01-22 10:00")

    with ThreadPoolExecutor(4) as pool:
        rang = [each.result() for each in [pool.submit(played.ringer.ring) for _ in range(4)]]

    assert sum(rang) == 5
    assert told(played) == [("담당자", "👋")] * 5


def test_one_that_cannot_ring_is_told_and_holds_up_no_other(
    played: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = file(played, "회원"), file(played, "다른회원")
    ring = rings.RINGS["first_word"]

    def broken(scene: Scene, timer: Timer) -> Decision:
        if timer.concern == first:
            raise ValueError("면목초 정문")
        return ring(scene, timer)

    monkeypatch.setitem(rings.RINGS, "first_word", broken)
    move(played, "2026-01-22 10:00")
    with caplog.at_level(logging.ERROR):
        assert played.ringer.ring() == 1

    assert "of kind first_word cannot ring: ValueError" in caplog.text
    assert "면목" not in caplog.text
    monkeypatch.undo()
    assert played.ringer.ring() == 1
    assert second != first


def test_what_was_erased_rings_no_more(played: Stage) -> None:
    its_id = file(played, "회원")
    played.memory.keeper.erase_concern(its_id, played.now)
    move(played, "2026-01-22 10:00")

    assert played.ringer.ring() == 0
    assert told(played) == []
