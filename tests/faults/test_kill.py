"""SIGKILL at every named point of a turn and of a delivery.

Started again and the last event repeated, there is one concern, and one receipt on the page.
"""

import http.client
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from bot import app
from bot.failpoints import POINTS
from intake.messages import Address
from routing.records import Query
from tests.fixtures.ready import made_ready, settings_of
from tests.fixtures.running import running, start
from tests.fixtures.seat import Seat

RUN = ("run",)


@pytest.fixture
def env(tmp_path: Path, database_url: str) -> dict[str, str]:
    """A set-up ready to run: key made, schema there."""
    officer = Address("webchat", "web", "officer")
    return made_ready(settings_of(tmp_path, database_url), {officer: "officer"})


def to_the_review(seat: Seat) -> None:
    seat.look()
    seat.press("동의하고 시작")
    seat.press("교통")
    seat.press("건너기 무서워요")
    seat.say("면목동 면목초 정문")


def waits_for(seat: Seat, words: str) -> str:
    """The page once it shows the words; the courier has a moment."""
    text = ""
    for _ in range(60):
        text = seat.look().text
        if words in text:
            break
        subprocess.run(["sleep", "0.05"], check=True)
    return text


#: A page has its letter at once: see `test_parts` for what comes in several messages.
@pytest.mark.parametrize("point", [each for each in POINTS if each != "delivery.counted"])
def test_killed_at(point: str, env: dict[str, str], tmp_path: Path, database_url: str) -> None:
    with running(tmp_path, RUN, **env) as before:
        seat = Seat(before.url)
        to_the_review(seat)
        send = seat.button("보내기")

    doomed = start(tmp_path, RUN, CHEONG_FAILPOINT=point, **env)
    seat.url = doomed.url
    with suppress(http.client.HTTPException, OSError):  # it died while we waited, as it should
        seat.send(send)
    assert doomed.ended() == -9, "the point was never passed"

    with running(tmp_path, RUN, **env) as again:
        seat.url = again.url
        assert seat.send(send).status == 200
        page = waits_for(seat, "접수됐어요")
        assert seat.send(send).status == 200
        settled = waits_for(seat, "접수됐어요")

    with app.open_memory(settings_of(tmp_path, database_url)) as memory, memory.database.read() as reader:
        concerns = reader.count(Query())
    assert verdict(concerns, page.count("접수됐어요"), settled.count("접수됐어요")) == []


def verdict(concerns: int, *receipts: int) -> list[str]:
    """What is wrong with what was found."""
    wrong = [f"{concerns} concerns"] if concerns != 1 else []
    return wrong + [f"{each} receipts" for each in receipts if each != 1]


@pytest.mark.parametrize("found", [(0, 1, 1), (2, 1, 1), (1, 0, 0), (1, 1, 2)])
def test_the_verdict_sees_what_is_lost_and_what_is_doubled(found: tuple[int, int, int]) -> None:
    assert verdict(*found)
