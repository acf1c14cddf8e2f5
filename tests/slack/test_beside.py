"""Many at once: nobody sees another's words, in whatever way they talk; nothing is heard twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns
from tests.slack.conftest import Serve, on_both_databases
from tests.slack.person import Person
from tests.slack.platform import Platform

PEOPLE = 8
PUBLIC = "C0100"


def own(mother: Person) -> str:
    """A word that nobody else writes."""
    return f"가로등{mother.user}번"


def talks(mother: Person) -> None:
    mother.say(f"{own(mother)} 옆이 어두워요")
    mother.press("동의하고 시작")
    mother.mention(PUBLIC, f"<@U0BOT> {own(mother)} 봐 주세요")
    mother.press("양식으로 한꺼번에 쓰기")
    mother.fill(area="범죄예방")
    mother.fill(place=f"면목동 {own(mother)}")
    mother.submit()
    mother.modal("이렇게 보낼게요")
    mother.submit()
    mother.sees("접수됐어요")
    mother.go_home()
    mother.press_at_home(next(label for label in mother.slack.homes[mother.user].buttons if "SP-" in label))
    mother.modal(own(mother))


@on_both_databases
@pytest.mark.parametrize("mode", ["http"], indirect=True)
def test_nobody_sees_another_s_words(slack: Platform, serve: Serve, memory_settings: Settings) -> None:
    people = [Person(slack, f"U70{number:02d}", 60) for number in range(PEOPLE)]
    with serve(), ThreadPoolExecutor(PEOPLE) as all_at_once:
        list(all_at_once.map(talks, people))
        slack.until(lambda: slack.pending == 0)
    assert concerns(memory_settings) == PEOPLE
    for mother in people:
        seen = [each.blocks for each in slack.messages(mother.dm) + slack.messages(PUBLIC, mother.user)]
        seen += [each.view["blocks"] for each in slack.views.values() if each.user == mother.user]
        shown = json.dumps([*seen, slack.homes[mother.user].view], ensure_ascii=False)
        assert own(mother) in shown
        assert not [each.user for each in people if each is not mother and own(each) in shown]
    assert slack.messages(PUBLIC) == []
    assert slack.refused == []
