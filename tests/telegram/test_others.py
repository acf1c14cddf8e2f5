"""The main job at Bot API servers that others wrote: one by webhook, one by polling."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns
from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.others import Seen, telemelya, vishtar
from tests.telegram.phone import Phone
from tests.telegram.test_journey import to_the_review

#: What an officer is asked, and what they say.
ANSWERS = (
    ("어떤 이야기를 들으셨나요?", "횡단보도에 보행 신호가 짧다는 말씀이군요."),
    ("무엇을 확인하셨나요?", "오늘 아침에 정문 앞에서 신호 시간을 쟀어요."),
    ("무엇을 하기로 하셨나요?", "신호 시간을 5초 늘리기로 했어요."),
    ("언제까지 하시나요?", "12월 1일"),
    ("어려운 점이 있다면", "없음"),
)
SERVERS = {"webhook": telemelya, "polling": vishtar}


@pytest.fixture
def telegram(mode: str, tmp_path: Path) -> Iterator[Seen]:
    with SERVERS[mode](tmp_path) as seen:
        yield seen


def test_a_concern_is_heard_and_answered_there_as_well(
    telegram: Seen, serve: Serve, memory_settings: Settings
) -> None:
    mother, officer = (Phone(telegram, user) for user in (11, OFFICER))  # type: ignore[arg-type]
    with serve():
        to_the_review(mother)
        mother.say("면목동 면목초 정문")
        mother.press("보내기")
        mother.sees("접수됐어요")
        officer.press("맡기")
        mother.sees("맡았")
        officer.press("답변하기")
        for asked, said in ANSWERS:
            officer.sees(asked)
            officer.say(said)
        officer.press("보내기")
        mother.sees("신호 시간을 5초 늘리기로 했어요")
    assert concerns(memory_settings) == 1
    review = next(sent for sent in mother.sent() if "면목초" in sent.text)
    assert review.buttons == {}, "what was sent off has no buttons any more"
