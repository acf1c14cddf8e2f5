"""`cheong check` says whether the token works, which webhook is registered, what is pending."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.messengers import Kit, build_messengers
from bot.settings import Settings, SettingsError, Telegram, load_settings
from bot.telegram.looking import look
from tests.bot.test_command_line import cheong
from tests.fixtures.paces import unhurried
from tests.fixtures.words import wording
from tests.telegram.conftest import environment_at
from tests.telegram.platform import SECRET, TOKEN, Platform


def given(telegram: Platform, **more: object) -> Telegram:
    values = {"token": TOKEN, "api_url": telegram.url, "webhook_secret": SECRET, **more}
    return Telegram.model_validate(values)


def test_a_bot_that_polls(telegram: Platform) -> None:
    telegram.deliver({"message": {}}, 1)
    assert list(look(given(telegram), "")) == [
        ("Telegram: the token works; the bot is @cheong_bot", False),
        ("Telegram: updates waiting there: 1", False),
    ]


def test_a_webhook_that_is_somebody_else_s(telegram: Platform) -> None:
    telegram.registered = {"url": "https://other.example/hook"}
    found = dict(look(given(telegram, mode="webhook"), "https://ours.example"))
    assert "Telegram: the webhook registered: https://other.example/hook" in found
    assert any("changed at the start" in text for text in found)
    assert not any(found.values())


def test_what_keeps_a_webhook_from_working(telegram: Platform) -> None:
    found = [
        text
        for text, is_problem in look(given(telegram, mode="webhook", webhook_secret=""), "")
        if is_problem
    ]
    assert [text.partition(":")[0] for text in found] == [
        "CHEONG_TELEGRAM__WEBHOOK_SECRET",
        "CHEONG_HTTP__PUBLIC_URL",
    ]


def test_a_token_that_is_refused_and_a_server_that_is_not_there(telegram: Platform) -> None:
    ((text, is_problem),) = look(given(telegram, token=TOKEN[:-1] + "x"), "")
    assert is_problem
    assert text.startswith("CHEONG_TELEGRAM__TOKEN")
    ((text, is_problem),) = look(given(telegram, api_url="http://127.0.0.1:9"), "")
    assert is_problem
    assert text.startswith("CHEONG_TELEGRAM__API_URL")


@pytest.mark.parametrize("value", ["98765", "98765:short", "x" * 40, f"{TOKEN} "])
def test_what_is_no_token_is_refused_and_not_repeated(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEONG_TELEGRAM__TOKEN", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "CHEONG_TELEGRAM__TOKEN" in str(refused.value)
    assert value not in str(refused.value)


async def _nothing(_: str) -> None:
    return None


def test_without_a_token_there_is_no_bot_and_a_webhook_needs_a_secret() -> None:
    assert "telegram" not in build_messengers(Kit(Settings(), wording(), "", _nothing, unhurried))
    half = Settings(telegram=Telegram(token=SecretStr(TOKEN), mode="webhook"))
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET"):
        build_messengers(Kit(half, wording(), "", _nothing, unhurried))


def test_the_command_says_so_and_never_the_token(telegram: Platform, tmp_path: Path) -> None:
    telegram.registered = {"url": "https://other.example/hook"}
    env = environment_at(telegram, "polling")
    well, said = cheong(tmp_path, "check", CHEONG_HTTP__PORT="0", **env)
    refused, told = cheong(
        tmp_path, "check", CHEONG_HTTP__PORT="0", **env | {"CHEONG_TELEGRAM__TOKEN": f"{TOKEN[:-1]}x"}
    )
    assert (well, refused) == (0, 1)
    assert "the bot is @cheong_bot" in said
    assert "https://other.example/hook" in said
    assert "updates waiting there: 0" in said
    assert "CHEONG_TELEGRAM__TOKEN" in told
    assert TOKEN.partition(":")[2][:-1] not in said + told
