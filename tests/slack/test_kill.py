"""Killed three times while events come: each is heard once, whether by HTTP or through the socket."""

import threading

import pytest

from bot.settings import Settings
from tests.fixtures.ready import count
from tests.slack.conftest import Serve
from tests.slack.person import Person
from tests.slack.platform import Platform

PEOPLE, EACH = 10, 5
#: Where the process dies, and so the way what it was told comes to nothing: unheard, unanswered, both.
POINTS = ("turn.committed:9", "turn.decided:12", "turn.answered:10")


def words(mother: Person, number: int) -> str:
    return f"{mother.user} {number}번째 가로등이 꺼졌어요"


@pytest.mark.parametrize(
    ("mode", "database_url"),
    [
        ("http", "sqlite"),
        ("socket", "sqlite"),
        pytest.param("http", "postgresql", marks=pytest.mark.postgres),
    ],
    indirect=True,
)
@pytest.mark.timeout(180)
def test_each_event_is_heard_once(slack: Platform, serve: Serve, memory_settings: Settings) -> None:
    people = [Person(slack, f"U{100 + number:04d}", 60) for number in range(PEOPLE)]
    said = [(mother, words(mother, number)) for number in range(EACH) for mother in people]
    slack.last_retry = threading.Event()
    for number, point in enumerate(POINTS):
        with serve(CHEONG_FAILPOINT=point) as doomed:
            for mother, text in said[number :: len(POINTS)]:
                mother.say(text)
            assert doomed.ended() == -9
    with serve():
        slack.last_retry.set()
        slack.until(lambda: slack.pending == 0, 60)
        assert count(memory_settings, "select count(*) from event") == len(said)
        for mother in people:
            mother.press("양식으로 한꺼번에 쓰기")
            written = mother.modal().inputs["text"]["element"]["initial_value"]
            assert sorted(written.splitlines()) == sorted(words(mother, number) for number in range(EACH))
    assert slack.refused == []
