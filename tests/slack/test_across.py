"""One service, two messengers: what is told in one is answered from the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.messages import Address
from routing.model import Role
from tests.fixtures.ready import made_ready, settings_of
from tests.fixtures.running import running
from tests.slack.conftest import OFFICER, environment_at, on_both_databases
from tests.slack.person import Person
from tests.slack.platform import TEAM, Platform, platform
from tests.slack.stories import answers, tells
from tests.telegram.conftest import OFFICER as OTHER_OFFICER
from tests.telegram.conftest import environment_at as environment_there
from tests.telegram.phone import Phone
from tests.telegram.platform import BOT
from tests.telegram.platform import Platform as Telegram
from tests.telegram.platform import platform as telegram_platform


@pytest.fixture
def both() -> Iterator[tuple[Platform, Telegram]]:
    with platform() as slack, telegram_platform() as telegram:
        yield slack, telegram


@pytest.fixture
def env(tmp_path: Path, database_url: str, both: tuple[Platform, Telegram]) -> dict[str, str]:
    slack, telegram = both
    officers: dict[Address, Role] = {
        Address("slack", TEAM, OFFICER): "officer",
        Address("telegram", BOT, str(OTHER_OFFICER)): "officer",
    }
    ready = made_ready(settings_of(tmp_path, database_url), officers)
    return ready | environment_at(slack) | environment_there(telegram, "polling")


def told_in_telegram_answered_from_slack(phone: Phone, officer: Person) -> None:
    phone.say("/start")
    phone.press("동의하고 시작")
    phone.press("교통")
    phone.press("건너기 무서워요")
    phone.sees("어디")
    phone.say("면목동 면목초 정문")
    phone.press("보내기")
    phone.sees("접수됐어요")
    officer.press("맡기")
    answers(officer)
    phone.sees("신호를 늘릴게요")


def told_in_slack_answered_from_telegram(mother: Person, officer: Phone, telegram: Telegram) -> None:
    tells(mother, area="범죄예방", text="공원 가로등이 꺼져 있어요", place="면목동 공원")
    officer.sees("가로등")
    officer.press("맡기")
    mother.sees("맡았")
    officer.press("답변하기")
    for words in ("가로등이 꺼졌다고 하셨죠.", "밤에 나가 봤어요.", "이번 주에 고칠게요."):
        telegram.until(lambda: telegram.pending == 0)
        officer.say(words)
    telegram.until(lambda: telegram.pending == 0)
    officer.press("건너뛰기")
    telegram.until(lambda: telegram.pending == 0)
    officer.say("없음")
    officer.press("보내기")
    mother.sees("이번 주에 고칠게요")


@on_both_databases
def test_told_in_one_and_answered_from_the_other(
    tmp_path: Path, both: tuple[Platform, Telegram], env: dict[str, str]
) -> None:
    slack, telegram = both
    with running(tmp_path, ("run",), **env) as service:
        slack.door = f"{service.url}/slack/events"
        told_in_telegram_answered_from_slack(Phone(telegram), Person(slack, OFFICER))
        told_in_slack_answered_from_telegram(Person(slack), Phone(telegram, OTHER_OFFICER), telegram)
    assert slack.refused == []
    assert telegram.refused == []
