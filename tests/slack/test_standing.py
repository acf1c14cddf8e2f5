"""Once the talk has moved on, a question is left without its buttons, at a price that Slack allows."""

import pytest

from bot.card import Button, Card, Line, Part
from bot.slack import standing
from bot.slack.messenger import SlackMessenger
from intake.messages import Answer, Room
from routing.delivery import Result
from tests.slack.conftest import Serve
from tests.slack.person import Person
from tests.slack.platform import TEAM, Platform
from tests.slack.test_sending import with_messenger

only_http = pytest.mark.parametrize("mode", ["http"], indirect=True)
STORY = "신호가 너무 짧아서 아이가 건너기 무서워요"
ASKS = Card((Part((Line("어디인가요?"),), rows=((Button("그만두기", Answer(), token="x.x"),),)),), "ask")


def answerable(mother: Person) -> list[str]:
    """What the messages that can still be answered begin with."""
    return [each.shown.splitlines()[0] for each in mother.sent() if each.buttons]


def changes(slack: Platform) -> int:
    return len([method for method, _ in slack.calls if method == "chat.update"])


@only_http
def test_only_the_newest_question_has_buttons(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        mother.say(STORY)
        mother.press("동의하고 시작")
        mother.say("면목초 정문")
        mother.sees("이렇게 보낼게요")
        slack.until(lambda: answerable(mother) == ["*이렇게 보낼게요.*"])
        assert changes(slack) == 2, "the press, and the question answered in words"
        mother.press("보내기")
        mother.sees("어떤 점이 걱정되세요?")
        slack.until(lambda: len(answerable(mother)) == 1)
        mother.say("/status")
        mother.sees("보내 주신 이야기예요")
        assert any("걱정되세요" in each.shown for each in mother.sent() if each.buttons), "it still stands"
        mother.say("/cancel")
        mother.sees("고마워요")
        slack.until(lambda: answerable(mother) == ["*보내 주신 이야기예요.*"])
    assert slack.refused == []


@only_http
def test_what_comes_in_the_place_of_the_last_question_stays(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        mother.say(STORY)
        mother.press("동의하고 시작")
        mother.say("면목초 정문")
        mother.press("보내기")
        mother.press("여기까지")
        mother.sees("소식이 있으면 이 대화방으로")
        mother.say("/help")
        mother.sees("편하게 적어")
        assert mother.showing("소식이 있으면 이 대화방으로")
        assert not answerable(mother)


@only_http
def test_what_a_form_has_finished_is_not_asked_in_the_talk(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        mother.say(STORY)
        mother.press("양식으로 한꺼번에 쓰기")
        mother.fill(consent="동의하고 시작", place="면목초 정문")
        mother.submit()
        mother.modal("이렇게 보낼게요")
        assert answerable(mother), "whoever closes the form finds the way back"
        mother.submit()
        mother.sees("접수됐어요")
        slack.until(lambda: not answerable(mother))


@pytest.mark.parametrize("fault", ["429", "drop", "reset", "gone"])
@only_http
def test_an_answer_that_finds_no_place_comes_below(slack: Platform, serve: Serve, fault: str) -> None:
    mother = Person(slack)
    with serve():
        mother.say(STORY)
        question = mother.sees("시작할까요")
        if fault == "gone":
            payload = mother.pressing(question, "동의하고 시작")
            slack.posted.remove(question)
            slack.send(payload)
        else:
            slack.edit_faults.append(fault)
            mother.press("동의하고 시작")
        mother.sees("어디인가요?")
        mother.say("면목초 정문")
        mother.sees("이렇게 보낼게요")
    below = len(mother.sent()) == 3
    assert below == (fault == "429"), "a change of unknown outcome is made once more"


def test_of_many_at_once_most_are_left_as_they_are(slack: Platform) -> None:
    """They lead on where they are pressed; Slack's changes are for those who press."""

    async def work(messenger: SlackMessenger) -> None:
        for number in range(4 * standing.MOST):
            where = Room("slack", TEAM, f"U{number // 2:04d}")
            pushed = await messenger.push(where, str(number), (ASKS,))
            assert pushed.result is Result.DELIVERED

    with_messenger(slack.url, work)
    assert changes(slack) == standing.MOST
    assert len([each for each in slack.posted if each.buttons]) == 3 * standing.MOST


@pytest.mark.parametrize(
    "faults", [["drop"], ["500"], ["reset"], ["reset", "reset"], ["drop", "500"]], ids=str
)
@only_http
def test_a_whisper_of_unknown_outcome_is_heard(slack: Platform, serve: Serve, faults: list[str]) -> None:
    mother = Person(slack)
    with serve():
        mother.say("/help")
        mother.sees("편하게 적어")
        slack.faults.extend(faults)
        mother.mention("C0100", "<@U0BOT> 신호가 짧아요")
        whispered, told = "단둘이 이야기해", len(faults) == 2
        if told:
            mother.sees(whispered)
        else:
            slack.until(lambda: any(whispered in m.shown for m in slack.messages("C0100", mother.user)))
    assert len(mother.showing(whispered)) == told
    assert slack.messages("C0100") == []
