"""The department's channel: a message for each concern, its thread the case file, its forms as modals."""

import pytest

from tests.slack.conftest import COORDINATOR, OFFICER, Serve
from tests.slack.person import Person
from tests.slack.platform import Platform
from tests.slack.seen import Posted
from tests.slack.stories import tells

CHANNEL = "C0009"
DEPARTMENT = "서울중랑경찰서 교통과"
pytestmark = pytest.mark.parametrize("mode", ["http"], indirect=True)


def registered(officer: Person) -> None:
    officer.command("/cheong", f"room {DEPARTMENT}", CHANNEL)
    officer.modal(DEPARTMENT)
    officer.submit()
    officer.modal("이 방으로 와요")
    officer.close()


def filed(mother: Person) -> None:
    words = "차가 서지 않아요 <!channel> & *별*"
    tells(mother, t_issue="건너기 무서워요", place="면목동 면목초 정문", text=words)


def parents(slack: Platform) -> list[Posted]:
    return [each for each in slack.messages(CHANNEL) if each.thread is None]


def in_thread(slack: Platform, words: str) -> list[Posted]:
    return [each for each in slack.messages(CHANNEL) if each.thread and words in each.shown]


def test_a_concern_is_worked_on_in_the_channel(slack: Platform, serve: Serve) -> None:
    mother, officer = Person(slack), Person(slack, OFFICER)
    with serve():
        registered(officer)
        filed(mother)
        slack.until(lambda: parents(slack))
        (parent,) = parents(slack)
        assert "새 이야기" in parent.shown
        assert "&lt;!channel&gt; &amp;" in parent.shown
        assert "U0011" not in parent.shown
        assert {"맡기", "답변하기", "질문하기", "이송", "자세히"} == set(parent.buttons)
        officer.press("맡기", CHANNEL)
        slack.until(lambda: "살펴보고 있어요" in parent.shown)
        assert parent.versions >= 2
        assert {"답변하기", "질문하기", "이송"} <= set(parent.buttons)
        assert "맡기" not in parent.buttons
        # What is said in the thread stays there.
        officer.thread(CHANNEL, parent.ts, "이 분 좀 예민하신 듯")
        officer.press("질문하기", CHANNEL)
        officer.fill(question="등교 8시대인가요, 8시 반 이후인가요?", options="8시대, 8시 반 이후")
        officer.submit()
        officer.modal("보낼까요")
        officer.submit()
        mother.press("8시대")
        slack.until(lambda: in_thread(slack, "8시대"))
        officer.press("답변하기", CHANNEL)
        officer.fill(heard="건너기 무섭다고 하셨죠.", checked="나가 봤어요.", will="신호를 늘릴게요.")
        officer.submit()
        assert officer.fill_error("hard")
        officer.fill(hard="없음")
        officer.submit()
        officer.modal("보내신 분은 이렇게 읽어요")
        officer.submit()
        mother.sees("신호를 늘릴게요")
        slack.until(lambda: "답변" in parent.shown)
    assert len(parents(slack)) == 1
    assert not any("예민" in each.shown for each in mother.sent())
    assert slack.refused == []


def test_a_transfer_and_the_inbox_as_modals(slack: Platform, serve: Serve) -> None:
    mother, officer, coordinator = Person(slack), Person(slack, OFFICER), Person(slack, COORDINATOR)
    with serve():
        registered(officer)
        filed(mother)
        officer.press("맡기", CHANNEL)
        slack.until(lambda: "이송" in parents(slack)[0].buttons)
        officer.command("/cheong", "inbox", CHANNEL)
        assert "이송" not in officer.modal("답해야 할 이야기").buttons
        officer.press_in(next(label for label in officer.modal().buttons if label.startswith("SP-")))
        assert "이송" in officer.modal("이름 가림").buttons
        officer.close()
        officer.press("이송", CHANNEL)
        officer.fill(where="서울경찰청", why="신호 시간은 서울경찰청이 정해요")
        officer.fill(area="교통")
        officer.submit()
        officer.modal("보낼까요")
        officer.submit()
        slack.until(lambda: "옮겼어요" in parents(slack)[0].shown)
        coordinator.command("/cheong", "ledger")
        coordinator.modal("부서별 현황")
        coordinator.close()
        coordinator.command("/cheong", "help")
        assert "/cheong assign" in coordinator.sees("/cheong ledger").shown
        coordinator.command("/cheong", "assign 1")
        assert coordinator.modal("배정").inputs
    assert slack.refused == []


def test_in_a_public_channel_only_the_asker_is_answered(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        mother.mention("C0100", "<@U0BOT> 신호가 짧아요")
        slack.until(lambda: slack.messages("C0100", mother.user))
        mother.mention("C0100", "<@U0BOT> 남편이 지금 칼을 들고 있어요 살려주세요")
        slack.until(lambda: any("112에 전화" in each.shown for each in slack.messages("C0100", mother.user)))
        for _ in range(2):
            mother.press("단둘이 이야기하기", "C0100")
        slack.until(lambda: len(slack.messages("C0100", mother.user)) == 4)
        mother.press("양식으로 한꺼번에 쓰기")
        assert mother.modal().inputs["text"]["element"]["initial_value"] == "신호가 짧아요", (
            "taken along, once"
        )
        mother.close()
        # What a command opens nobody else sees.
        mother.command("/cheong", "status", "C0100")
        mother.modal("아직 보내신 이야기가 없어요")
        mother.close()
        mother.command("/report", "", "C0100")
        mother.modal("어디")
        mother.close()
        # Where we are not a member, the answer comes in private.
        mother.command("/cheong", "help", "C0404")
    assert slack.messages("C0100") == []


def test_a_form_begun_by_a_mention_goes_on_in_the_channel_s_own_talk(slack: Platform, serve: Serve) -> None:
    mother, officer = Person(slack), Person(slack, OFFICER)

    def whispered(words: str) -> bool:
        return any(words in each.shown for each in slack.messages(CHANNEL, OFFICER))

    with serve():
        registered(officer)
        filed(mother)
        slack.until(lambda: parents(slack))
        officer.mention(CHANNEL, "<@U0BOT> /reply 1")
        slack.until(lambda: whispered("양식은 나만 보여요"))
        officer.press("양식으로 한꺼번에 쓰기", CHANNEL)
        assert "heard" in officer.modal("들으셨나요").inputs
        officer.close()
        officer.press("그만두기", CHANNEL)
        slack.until(lambda: whispered("지웠어요"))
        officer.press("자세히", CHANNEL)
        assert "이름 가림" in officer.modal().shown
        officer.close()
        # What the desk waits for stands on its Home tab; what is pressed there belongs to a talk of its own.
        assert "답해야 할 이야기" in officer.go_home().shown
        officer.press_at_home(next(label for label in slack.homes[OFFICER].buttons if "SP-" in label))
        officer.press_in("답변하기")
        assert "heard" in officer.modal("들으셨나요").inputs
        assert "아직 보내신 이야기가 없어요" not in officer.go_home().shown
        assert "보내 주신 이야기" in mother.go_home().shown
    assert len(slack.messages(CHANNEL)) == 1
    assert slack.refused == []


def test_a_modal_whose_trigger_died_comes_as_a_message(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    slack.dead_triggers = True
    with serve():
        mother.shortcut()
        mother.sees("양식으로")
        slack.dead_triggers = False
        mother.press("양식으로 한꺼번에 쓰기")
        assert "area" in mother.modal().inputs
    assert [each for each in slack.refused if "expired_trigger_id" not in each] == []
