"""One service, two messengers: what is told in one is answered from the other."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.settings import Database, Sealing, Settings
from intake.messages import Address
from tests.fixtures.running import environment, running
from tests.slack.conftest import OFFICER
from tests.slack.person import Person
from tests.slack.platform import BOT_TOKEN, TEAM, Platform, platform
from tests.slack.seen import SECRET
from tests.telegram.phone import Phone
from tests.telegram.platform import BOT, TOKEN
from tests.telegram.platform import Platform as Telegram
from tests.telegram.platform import platform as telegram_platform

OTHER_OFFICER = 22


@pytest.fixture
def both() -> Iterator[tuple[Platform, Telegram]]:
    with platform() as slack, telegram_platform() as telegram:
        yield slack, telegram


@pytest.fixture
def env(tmp_path: Path, both: tuple[Platform, Telegram]) -> dict[str, str]:
    slack, telegram = both
    given = {
        "CHEONG_DATABASE__URL": f"sqlite:///{tmp_path}/cheong.db",
        "CHEONG_SEALING__KEY_FILE": str(tmp_path / "key"),
        "CHEONG_HTTP__PORT": "0",
        "CHEONG_SLACK__BOT_TOKEN": BOT_TOKEN,
        "CHEONG_SLACK__SIGNING_SECRET": SECRET,
        "CHEONG_SLACK__API_URL": f"{slack.url}/api",
        "CHEONG_TELEGRAM__TOKEN": TOKEN,
        "CHEONG_TELEGRAM__MODE": "polling",
        "CHEONG_TELEGRAM__API_URL": telegram.url,
    }
    for command in (("key", str(tmp_path / "key")), ("migrate",)):
        python = [sys.executable, "-m", "bot", *command]
        subprocess.run(python, check=True, cwd=tmp_path, env=environment(given), stdout=-1)
    settings = Settings(
        database=Database(url=f"sqlite:///{tmp_path}/cheong.db"),  # type: ignore[arg-type]
        sealing=Sealing(key_file=tmp_path / "key"),
    )
    with app.open_memory(settings) as memory:
        for who in (Address("slack", TEAM, OFFICER), Address("telegram", BOT, str(OTHER_OFFICER))):
            memory.keeper.grant(who, "officer", "*", app.utc_now())
    return given


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
    officer.press("답변하기")
    officer.fill(heard="건너기 무섭다고 하셨죠.", checked="나가 봤어요.")
    officer.fill(will="신호를 늘릴게요.", hard="없음")
    officer.submit()
    officer.modal("보내신 분은 이렇게 읽어요")
    officer.submit()
    phone.sees("신호를 늘릴게요")


def told_in_slack_answered_from_telegram(mother: Person, officer: Phone, telegram: Telegram) -> None:
    mother.shortcut()
    mother.fill(consent="동의하고 시작", area="범죄예방")
    mother.fill(text="공원 가로등이 꺼져 있어요", place="면목동 공원")
    mother.submit()
    mother.modal("이렇게 보낼게요")
    mother.submit()
    mother.sees("접수됐어요")
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
