"""`cheong check` tells what is wrong with the tokens and scopes; the manifest brings everything."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.messengers import Kit, build_messengers
from bot.settings import Settings, SettingsError, Slack, load_settings
from bot.slack import naming, wire
from bot.slack.looking import NEEDED, WANTED, look
from tests.fixtures.paces import unhurried
from tests.fixtures.words import wording
from tests.slack.platform import APP_TOKEN, BOT_TOKEN, Platform
from tests.slack.seen import SECRET

MANIFEST = Path(__file__).parents[2] / "docs" / "slack-manifest.json"


def given(slack: Platform, **more: object) -> Slack:
    return Slack.model_validate(
        {
            "bot_token": BOT_TOKEN,
            "api_url": f"{slack.url}/api",
            "signing_secret": SECRET,
            **more,
        }
    )


def test_an_app_that_is_set_up(slack: Platform) -> None:
    ours = "https://ours.example"
    assert list(look(given(slack), ours)) == [("Slack: the token works; the app is @cheong in Moms", False)]
    found = list(look(given(slack, app_token=APP_TOKEN), ""))
    assert found[-1] == ("Slack: everything comes by Socket Mode", False)


def test_what_keeps_it_from_working(slack: Platform) -> None:
    slack.scopes = "chat:write,commands"
    found = [text for text, is_problem in look(given(slack, signing_secret=""), "") if is_problem]
    assert [text.partition(":")[0] for text in found] == [
        "Slack",
        "CHEONG_SLACK__SIGNING_SECRET",
        "CHEONG_HTTP__PUBLIC_URL",
    ]
    assert "im:history" in found[0]


def test_tokens_that_are_refused_and_a_server_that_is_not_there(slack: Platform) -> None:
    found = dict(look(given(slack, bot_token=BOT_TOKEN + "x"), "https://ours.example"))
    assert first(found).startswith("CHEONG_SLACK__BOT_TOKEN")
    found = dict(look(given(slack, app_token=APP_TOKEN + "x"), ""))
    assert first(found).startswith("CHEONG_SLACK__APP_TOKEN")
    found = dict(look(given(slack, api_url="http://127.0.0.1:9/api"), "https://ours.example"))
    assert first(found).startswith("CHEONG_SLACK__API_URL")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "xoxp-0123456789-not-a-bot"),
        ("BOT_TOKEN", "xoxb-short "),
        ("APP_TOKEN", "xoxb-0123456789-abcdef"),
        ("SIGNING_SECRET", "not hexadecimal!"),
    ],
)
def test_what_is_none_is_refused_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CHEONG_SLACK__{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert f"CHEONG_SLACK__{name}" in str(refused.value)
    assert value not in str(refused.value)


def first(found: dict[str, bool]) -> str:
    return next(text for text, is_problem in found.items() if is_problem)


async def _nothing(_: str) -> None:
    return None


def test_without_a_token_there_is_no_app_and_http_needs_a_secret() -> None:
    assert "slack" not in build_messengers(Kit(Settings(), wording(), "", _nothing, unhurried))
    half = Settings(slack=Slack(bot_token=SecretStr(BOT_TOKEN)))
    with pytest.raises(SettingsError, match="SIGNING_SECRET"):
        build_messengers(Kit(half, wording(), "", _nothing, unhurried))


def test_the_manifest_creates_everything_that_is_heard() -> None:
    made = json.loads(MANIFEST.read_text("utf-8"))
    features, settings = made["features"], made["settings"]
    assert {each["command"] for each in features["slash_commands"]} == {naming.REPORT, naming.CHEONG}
    shortcuts = {each["callback_id"]: each["type"] for each in features["shortcuts"]}
    assert shortcuts == {wire.NEW_CONCERN: "global", wire.FROM_MESSAGE: "message"}
    assert set(settings["event_subscriptions"]["bot_events"]) == {
        "app_home_opened",
        "app_mention",
        "message.im",
    }
    assert set(made["oauth_config"]["scopes"]["bot"]) >= {*NEEDED, *WANTED}
    assert features["app_home"]["home_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]
    assert settings["interactivity"]["is_enabled"]
    urls = [each["url"] for each in features["slash_commands"]]
    urls += [settings["interactivity"]["request_url"], settings["event_subscriptions"]["request_url"]]
    assert {url.partition("/slack/")[2] for url in urls} == {"events"}
    # Slack's own limits on a manifest.
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert 174 <= len(made["display_information"]["long_description"]) <= 4000
    assert all(len(each["name"]) <= 24 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 150 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 2000 for each in features["slash_commands"])
