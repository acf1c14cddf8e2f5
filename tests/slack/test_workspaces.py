"""One token, one workspace: a name in another one is somebody else, neither heard nor written to."""

import json
from typing import Any

import pytest

from bot import app
from bot.acts import Tokens
from bot.app import utc_now
from bot.ports import Visit
from bot.settings import Settings
from bot.slack.messenger import SlackMessenger
from intake.messages import Address, Confirm, Room
from routing.delivery import Outcome, Result
from tests.fixtures.pushing import CARD
from tests.fixtures.ready import count, made_ready
from tests.slack.conftest import Serve
from tests.slack.person import Person
from tests.slack.platform import BOT_TOKEN, TEAM, Platform
from tests.slack.test_sending import with_messenger

ELSEWHERE = "T0002"


def moved(payload: dict[str, Any]) -> dict[str, Any]:
    """The same, done in the other workspace."""
    made: dict[str, Any] = json.loads(json.dumps(payload).replace(TEAM, ELSEWHERE))
    return made


def test_the_same_name_in_another_workspace_is_not_heard(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    mother = Person(slack)
    said = {"type": "message", "channel": mother.dm, "channel_type": "im", "user": mother.user, "ts": "1.1"}
    head = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1"}
    story = {**head, "event": {**said, "text": "가로등이 꺼져서 무서워요"}}
    with serve() as service:
        for number in range(3):
            assert slack.send(moved({**story, "event_id": f"Ev{number}"}))[0] == 200
        assert slack.send(moved({"type": "shortcut", "callback_id": "report", **mother._me()}))[0] == 200
        assert count(memory_settings, "select count(*) from event") == 0
        assert slack.posted == []
        assert slack.modal_of(mother.user) is None
        command = {"command": "/report", "text": "", "user_id": mother.user, "channel_id": mother.dm}
        command |= {"team_id": TEAM, "trigger_id": "1.2.3"}
        status, answer = slack.send(moved(command), command=True)
        assert (status, answer["response_type"]) == (200, "ephemeral")
        assert "112" in answer["text"]
        slack.send(story)
        mother.press("동의하고 시작")
        log = service.log.read_text("utf-8")
    assert log.count(f"nothing is heard from {ELSEWHERE}") == 1
    assert mother.user not in log


@pytest.mark.parametrize("mode", ["http"], indirect=True)
def test_a_token_that_slack_refuses_is_told_at_the_start(slack: Platform, serve: Serve) -> None:
    wrong = "xoxb-wrong-0123456789"
    with serve(CHEONG_SLACK__BOT_TOKEN=wrong) as service:
        slack.until(lambda: "invalid_auth" in service.log.read_text("utf-8"))
        log = service.log.read_text("utf-8")
    assert "CHEONG_SLACK__BOT_TOKEN" in log
    assert "cheong check" in log
    assert wrong not in log


def test_the_same_name_in_two_workspaces_is_two_people(memory_settings: Settings) -> None:
    """Whichever the token is of: nothing that one told, may do or was shown is the other's."""
    made_ready(memory_settings, {Address("slack", TEAM, "U0011"): "officer"})
    tokens = Tokens(b"for the tests alone, 32 bytes ...")
    now = utc_now()
    seen: list[tuple[Visit, Address, Room]] = []
    with app.open_memory(memory_settings) as memory:
        for team in (TEAM, ELSEWHERE):
            who, where = Address("slack", team, "U0011"), Room("slack", team, "U0011")
            with memory.database.turn() as turn:
                seen.append((turn.enter(who, where, now), who, where))
    (one, who, where), (other, namesake, elsewhere) = seen
    assert one.actor.person != other.actor.person
    assert ("officer" in one.actor.roles, "officer" in other.actor.roles) == (True, False)
    token = tokens.form(Confirm(), who, where, 1)
    assert tokens.resolve(token, who, where) is not None
    assert tokens.resolve(token, namesake, elsewhere) is None


def test_nothing_is_sent_where_the_token_is_not_from(slack: Platform) -> None:
    async def work(messenger: SlackMessenger) -> list[Outcome]:
        there, here = (Room("slack", team, "U0011") for team in (ELSEWHERE, TEAM))
        return [await messenger.push(each, "key", (CARD,)) for each in (there, here)]

    there, here = with_messenger(slack.url, work)
    assert there == Outcome(Result.UNREACHABLE, reason="another workspace")
    assert here.result is Result.DELIVERED
    assert len(slack.posted) == 1


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
def test_until_it_is_known_whose_the_token_is_nothing_is_lost(slack: Platform, url: str) -> None:
    token = BOT_TOKEN if url else BOT_TOKEN + "x"
    here = Room("slack", TEAM, "U0011")
    outcome = with_messenger(url or slack.url, lambda m: m.push(here, "key", (CARD,)), token)
    assert outcome.result is Result.TRY_LATER
