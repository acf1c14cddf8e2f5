"""A letter of several messages, stopped between two of them: those that arrived are not sent again.

By processes of their own, against the platforms' doubles: killed, refused, and started again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import app
from bot.settings import Settings
from intake.messages import Look, Offer, Phrase, Room, Tell
from routing.model import Decision, Notice
from tests.fixtures.ready import count, made_ready, settings_of
from tests.fixtures.running import running
from tests.slack import conftest as at_slack
from tests.slack import platform as slack
from tests.telegram import conftest as at_telegram
from tests.telegram import platform as telegram

RUN = ("run",)
PARTS = ("first", "second", "third")


@dataclass
class Post:
    """A platform's double, the settings of a bot there, a room, and what has arrived in it."""

    env: dict[str, str]
    room: Room
    arrived: Callable[[], list[str]]
    faults: Callable[[str], None]
    until: Callable[[Callable[[], object]], None]


@pytest.fixture(params=["telegram", "slack"])
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    if request.param == "telegram":
        with telegram.platform() as there:
            room = Room("telegram", telegram.BOT, "22")
            env = at_telegram.environment_at(there, "webhook")
            yield Post(env, room, lambda: there.texts(22), there.faults.append, there.until)
    else:
        with slack.platform() as here:
            room = Room("slack", slack.TEAM, "U0022")

            def texts() -> list[str]:
                return [each.text for each in here.posted]

            yield Post(at_slack.environment_at(here), room, texts, here.faults.append, here.until)


@pytest.fixture
def memory_settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_of(tmp_path, database_url)


@pytest.fixture
def env(memory_settings: Settings, post: Post) -> dict[str, str]:
    """A letter of three messages lies in the outbox."""
    made = made_ready(memory_settings, {})
    told = tuple(
        Tell("message.passed_on", {"number": each}, (Offer(Phrase("button.inbox"), Look("inbox")),))
        for each in PARTS
    )
    with app.open_memory(memory_settings) as memory:
        memory.keeper.remind(Decision(notices=(Notice("letter", told, post.room),)), app.utc_now())
    return made | post.env


def parts(post: Post) -> list[str]:
    """Which of the letter's messages have arrived, in order."""
    return [part for said in post.arrived() for part in PARTS if part in said]


def ambiguous(settings: Settings) -> int:
    return count(settings, "select ambiguous from delivery")


def let_the_lease_run_out(settings: Settings) -> None:
    """Rather than waiting for a minute."""
    engine = create_engine(settings.database.url.get_secret_value())
    with engine.begin() as connection:
        connection.execute(text("update delivery set next_at = made_at"))
    engine.dispose()


@pytest.mark.parametrize(("point", "doubtful"), [("delivery.counted", None), ("delivery.pushed:2", "second")])
def test_killed_between_two_messages(
    post: Post,
    env: dict[str, str],
    memory_settings: Settings,
    tmp_path: Path,
    point: str,
    doubtful: str | None,
) -> None:
    """What was counted is not sent again; what was not may be, where the platform cannot be asked."""
    with running(tmp_path, RUN, CHEONG_FAILPOINT=point, **env) as doomed:
        assert doomed.ended() == -9
    assert "third" not in parts(post)

    let_the_lease_run_out(memory_settings)
    with running(tmp_path, RUN, **env):
        post.until(lambda: "third" in parts(post))
    once = [part for part in PARTS if part != doubtful]
    assert [part for part in parts(post) if part in once] == once
    assert parts(post).count(doubtful or "none") <= 2
    assert ambiguous(memory_settings) == 1


def test_refused_between_two_messages_and_started_again(
    post: Post, env: dict[str, str], memory_settings: Settings, tmp_path: Path
) -> None:
    post.faults("")
    post.faults("429")
    with running(tmp_path, RUN, **env):
        post.until(lambda: count(memory_settings, "select attempts from delivery"))
        assert parts(post) == ["first"]
    with running(tmp_path, RUN, **env):
        post.until(lambda: "third" in parts(post))
    assert parts(post) == list(PARTS)
    assert ambiguous(memory_settings) == 0
