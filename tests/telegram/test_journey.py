"""The main job at Telegram, by webhook and by polling: real calls of the real service."""

from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform


def test_a_concern_is_heard_and_answered(telegram: Platform, serve: Serve) -> None:
    mother, officer = Phone(telegram), Phone(telegram, OFFICER)
    with serve():
        mother.say("/start")
        mother.press("동의하고 시작")
        mother.press("교통")
        mother.press("건너기 무서워요")
        mother.sees("어디")
        mother.say("면목동 면목초 정문")
        mother.press("보내기")
        receipt = mother.sees("접수됐어요")
        officer.say("/inbox")
        officer.sees("SP-")
        officer.press("맡기")
    assert "SP-" in receipt
    assert telegram.refused == []
