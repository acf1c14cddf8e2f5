"""A service with an app at the double, in a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot import app
from bot.settings import Database, Sealing, Settings
from intake.messages import Address
from tests.fixtures.running import Running, environment, running
from tests.slack.platform import APP_TOKEN, BOT_TOKEN, TEAM, Platform, platform
from tests.slack.seen import SECRET

OFFICER, COORDINATOR = "U0022", "U0033"


@pytest.fixture
def slack() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def memory_settings(tmp_path: Path) -> Settings:
    return Settings(
        database=Database(url=f"sqlite:///{tmp_path}/cheong.db"),  # type: ignore[arg-type]
        sealing=Sealing(key_file=tmp_path / "key"),
    )


@pytest.fixture(params=["http", "socket"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Serve = Callable[..., AbstractContextManager[Running]]


@pytest.fixture
def env(tmp_path: Path, memory_settings: Settings, slack: Platform, mode: str) -> dict[str, str]:
    given = {
        "CHEONG_DATABASE__URL": f"sqlite:///{tmp_path}/cheong.db",
        "CHEONG_SEALING__KEY_FILE": str(tmp_path / "key"),
        "CHEONG_HTTP__PORT": "0",
        "CHEONG_SLACK__BOT_TOKEN": BOT_TOKEN,
        "CHEONG_SLACK__SIGNING_SECRET": SECRET,
        "CHEONG_SLACK__API_URL": f"{slack.url}/api",
    }
    if mode == "socket":
        given["CHEONG_SLACK__APP_TOKEN"] = APP_TOKEN
    for command in (("key", str(tmp_path / "key")), ("migrate",)):
        subprocess.run(
            [sys.executable, "-m", "bot", *command],
            check=True,
            cwd=tmp_path,
            env=environment(given),
            stdout=-1,
        )
    with app.open_memory(memory_settings) as memory:
        memory.keeper.grant(Address("slack", TEAM, OFFICER), "officer", "*", app.utc_now())
        memory.keeper.grant(Address("slack", TEAM, COORDINATOR), "coordinator", "*", app.utc_now())
    return given


@pytest.fixture
def serve(tmp_path: Path, env: dict[str, str], slack: Platform, mode: str) -> Serve:
    @contextmanager
    def serving(**more: str) -> Iterator[Running]:
        with running(tmp_path, ("run",), **env, **more) as service:
            if mode == "http":
                slack.door = f"{service.url}/slack/events"
            yield service

    return serving
