"""The main job at Slack, over HTTP and over Socket Mode: real requests to the real service."""

from bot import app
from bot.settings import Settings
from routing.records import Query
from tests.slack.conftest import OFFICER, Serve
from tests.slack.person import Person
from tests.slack.platform import Platform


def concerns(settings: Settings) -> int:
    with app.open_memory(settings) as memory, memory.database.read() as reader:
        return reader.count(Query())


def test_assembly_noise_is_told_in_a_direct_message_and_answered(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    mother, officer = Person(slack), Person(slack, OFFICER)
    with serve():
        mother.say("주말마다 집회 소리 때문에 애기가 잠을 못 자요")
        mother.press("동의하고 시작")
        mother.sees("계신 곳이 어디인가요?")
        mother.say("면목동 면목초 정문")
        mother.sees("지금도 그런가요?")
        mother.press("자주 그래요")
        mother.sees("이렇게 보낼게요")
        mother.press("보내기")
        mother.sees("접수됐어요")
        officer.press("맡기")
        mother.sees("맡았")
        officer.press("답변하기")
        officer.modal("들으셨나요")
        officer.fill(
            heard="주말 집회 소리로 아기가 못 잔다고 하셨죠.",
            checked="1월 24일 오후에 가서 쟀더니 기준을 넘었어요.",
            will="2월부터 주말 오후에 소음을 재고 알려 드릴게요.",
            hard="없음",
        )
        officer.submit()
        officer.modal("보내신 분은 이렇게 읽어요")
        assert not mother.showing("소음을 재고")
        officer.submit()
        mother.sees("소음을 재고")
    assert concerns(memory_settings) == 1
    assert slack.refused == []
    assert {status for status, _ in slack.acks} == {200}


def test_the_form_as_a_modal_grows_and_is_sent(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    mother = Person(slack)
    with serve():
        mother.shortcut()
        assert {"consent", "area", "text", "place", "photos"} <= set(mother.modal().inputs)
        assert "t_issue" not in mother.modal().inputs
        mother.fill(area="교통")
        mother.fill(t_issue="건너기 무서워요")
        assert mother.modal().inputs["text"]["optional"]
        mother.submit()
        assert mother.submit()[1]["response_action"] == "errors"
        mother.fill(consent="동의하고 시작", place="면목초 정문")
        mother.submit()
        assert "면목초 정문" in mother.modal("이렇게 보낼게요").shown
        mother.submit()
        mother.sees("접수됐어요")
        assert slack.modal_of(mother.user) is None
    assert concerns(memory_settings) == 1
    assert slack.refused == []
