"""A service with a bot at the double, in a process of its own."""

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
from tests.telegram.platform import BOT, SECRET, TOKEN, Platform, platform

OFFICER = 22


@pytest.fixture
def telegram() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def memory_settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        database=Database(url=database_url),  # type: ignore[arg-type]
        sealing=Sealing(key_file=tmp_path / "key"),
    )


@pytest.fixture(params=["webhook", "polling"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Serve = Callable[..., AbstractContextManager[Running]]


@pytest.fixture
def env(tmp_path: Path, memory_settings: Settings, telegram: Platform, mode: str) -> dict[str, str]:
    given = {
        "CHEONG_DATABASE__URL": memory_settings.database.url.get_secret_value(),
        "CHEONG_SEALING__KEY_FILE": str(tmp_path / "key"),
        "CHEONG_HTTP__PORT": "0",
        "CHEONG_TELEGRAM__TOKEN": TOKEN,
        "CHEONG_TELEGRAM__MODE": mode,
        "CHEONG_TELEGRAM__WEBHOOK_SECRET": SECRET,
        "CHEONG_TELEGRAM__API_URL": telegram.url,
    }
    for command in (("key", str(tmp_path / "key")), ("migrate",)):
        subprocess.run(
            [sys.executable, "-m", "bot", *command],
            check=True,
            cwd=tmp_path,
            env=environment(given),
            stdout=-1,
        )
    with app.open_memory(memory_settings) as memory:
        memory.keeper.grant(Address("telegram", BOT, str(OFFICER)), "officer", "*", app.utc_now())
    return given


@pytest.fixture
def serve(tmp_path: Path, env: dict[str, str], telegram: Platform, mode: str) -> Serve:
    @contextmanager
    def serving(**more: str) -> Iterator[Running]:
        with running(tmp_path, ("run",), **env, **more) as service:
            if mode == "webhook":
                telegram.webhook = f"{service.url}/telegram/webhook"
            yield service

    return serving
