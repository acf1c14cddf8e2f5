"""A service with a bot at the double, in a process of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.settings import Settings
from intake.messages import Address
from tests.fixtures.ready import made_ready, settings_of
from tests.fixtures.running import Running, running
from tests.telegram.platform import BOT, SECRET, TOKEN, Platform, platform

OFFICER = 22


@pytest.fixture
def telegram() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def memory_settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_of(tmp_path, database_url)


@pytest.fixture(params=["webhook", "polling"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Serve = Callable[..., AbstractContextManager[Running]]


def environment_at(telegram: Platform, mode: str) -> dict[str, str]:
    """The settings of a bot at the double."""
    return {
        "CHEONG_TELEGRAM__TOKEN": TOKEN,
        "CHEONG_TELEGRAM__MODE": mode,
        "CHEONG_TELEGRAM__WEBHOOK_SECRET": SECRET,
        "CHEONG_TELEGRAM__API_URL": telegram.url,
    }


@pytest.fixture
def env(memory_settings: Settings, telegram: Platform, mode: str) -> dict[str, str]:
    officer = Address("telegram", BOT, str(OFFICER))
    return made_ready(memory_settings, {officer: "officer"}) | environment_at(telegram, mode)


@pytest.fixture
def serve(tmp_path: Path, env: dict[str, str], telegram: Platform, mode: str) -> Serve:
    @contextmanager
    def serving(**more: str) -> Iterator[Running]:
        talkative = {"CHEONG_SERVICE__LOG_LEVEL": "debug"}
        with running(tmp_path, ("run",), **env, **talkative, **more) as service:
            if mode == "webhook":
                telegram.webhook = f"{service.url}/telegram/webhook"
            yield service
        assert TOKEN.partition(":")[2] not in service.log.read_text("utf-8"), "whatever happens"

    return serving
