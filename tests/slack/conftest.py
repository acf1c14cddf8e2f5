"""A service with an app at the double, in a process of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.settings import Settings
from intake.messages import Address
from routing.model import Role
from tests.fixtures.ready import made_ready, settings_of
from tests.fixtures.running import Running, running
from tests.slack.platform import APP_TOKEN, BOT_TOKEN, TEAM, Platform, platform
from tests.slack.seen import SECRET

OFFICER, COORDINATOR = "U0022", "U0033"


@pytest.fixture
def slack() -> Iterator[Platform]:
    with platform() as made:
        yield made


#: For what must hold on both databases; the other tests run on SQLite.
on_both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'cheong.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def memory_settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_of(tmp_path, database_url)


@pytest.fixture(params=["http", "socket"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Serve = Callable[..., AbstractContextManager[Running]]


def environment_at(slack: Platform, mode: str = "http") -> dict[str, str]:
    """The settings of an app at the double."""
    given = {
        "CHEONG_SLACK__BOT_TOKEN": BOT_TOKEN,
        "CHEONG_SLACK__SIGNING_SECRET": SECRET,
        "CHEONG_SLACK__API_URL": f"{slack.url}/api",
    }
    return given | ({"CHEONG_SLACK__APP_TOKEN": APP_TOKEN} if mode == "socket" else {})


@pytest.fixture
def env(memory_settings: Settings, slack: Platform, mode: str) -> dict[str, str]:
    desk: dict[Address, Role] = {
        Address("slack", TEAM, OFFICER): "officer",
        Address("slack", TEAM, COORDINATOR): "coordinator",
    }
    return made_ready(memory_settings, desk) | environment_at(slack, mode)


@pytest.fixture
def serve(tmp_path: Path, env: dict[str, str], slack: Platform, mode: str) -> Serve:
    @contextmanager
    def serving(**more: str) -> Iterator[Running]:
        with running(tmp_path, ("run",), **{**env, **more}) as service:
            if mode == "http":
                slack.door = f"{service.url}/slack/events"
            yield service

    return serving
