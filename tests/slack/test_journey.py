"""The main job at Slack, over HTTP and over Socket Mode: real requests to the real service."""

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns
from tests.slack.conftest import OFFICER, Serve, on_both_databases
from tests.slack.person import Person
from tests.slack.platform import Platform


@on_both_databases
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


@on_both_databases
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
        assert "골라 주세요" in mother.fill_error("consent")
        mother.fill(consent="동의하고 시작", place="면목초 정문")
        mother.submit()
        assert "면목초 정문" in mother.modal("이렇게 보낼게요").shown
        mother.submit()
        mother.sees("접수됐어요")
        assert slack.modal_of(mother.user) is None
    assert concerns(memory_settings) == 1
    assert slack.refused == []


def test_what_is_emptied_in_a_form_is_gone(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        mother.shortcut()
        mother.fill(area="교통")
        mother.fill(t_issue="건너기 무서워요", text="차가 서지 않아요", place="면목초 정문")
        mother.submit()
        assert mother.fill_error("consent")
        mother.fill(consent="동의하고 시작", text="")
        mother.submit()
        review = mother.modal("이렇게 보낼게요")
        assert "차가 서지" not in review.shown
        assert "면목초 정문" in review.shown
        mother.press_in("어디 고치기")
        mother.fill(place="")
        mother.submit()
        assert "면목초 정문" not in mother.modal("이렇게 보낼게요").shown
    assert slack.refused == []


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
@pytest.mark.parametrize("mode", ["http"], indirect=True)
def test_two_processes_hear_one_form(slack: Platform, serve: Serve, memory_settings: Settings) -> None:
    """What one process showed, errors and all, the other takes up: of a modal nothing is kept in memory."""
    mother = Person(slack)

    def elsewhere() -> None:
        doors.reverse()
        slack.door = doors[0]

    with serve() as one, serve() as other:
        doors = [f"{other.url}/slack/events", f"{one.url}/slack/events"]
        mother.shortcut()
        elsewhere()
        mother.fill(consent="동의하고 시작")
        elsewhere()
        mother.fill(area="교통", place="면목초 정문")
        mother.submit()
        assert mother.fill_error("text")
        elsewhere()
        mother.fill(text="차가 서지 않아요")
        mother.submit()
        assert "면목초 정문" in mother.modal("이렇게 보낼게요").shown
        elsewhere()
        mother.submit()
        mother.sees("접수됐어요")
    assert concerns(memory_settings) == 1
    assert slack.refused == []
