"""The main job at two servers that others wrote: modals and messages at one, a case's thread at the other."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import app
from bot.card import Card, Line, Part
from bot.messenger import Topic
from bot.settings import Settings, Slack
from bot.slack.messenger import SlackMessenger, build
from intake.messages import Address, Room
from routing.delivery import Outcome, Result
from tests.fixtures.paces import unhurried
from tests.fixtures.ready import concerns
from tests.fixtures.words import wording
from tests.slack.conftest import Serve
from tests.slack.others import Emulated, There, backlot, emulate
from tests.slack.platform import TEAM
from tests.slack.stories import answers, tells


class TestEmulate:
    @pytest.fixture
    def mode(self) -> str:
        return "http"

    @pytest.fixture
    def slack(self, tmp_path: Path) -> Iterator[Emulated]:
        with emulate(tmp_path) as made:
            yield made

    def test_a_concern_is_heard_and_answered_there_as_well(
        self, slack: Emulated, serve: Serve, memory_settings: Settings
    ) -> None:
        mother, officer = (There(slack, slack.users[name], 30) for name in ("mother", "officer"))
        with app.open_memory(memory_settings) as memory:
            memory.keeper.grant(Address("slack", TEAM, officer.user), "officer", "*", app.utc_now())
        with serve():
            tells(mother)
            assert "SP-" in mother.go_home().shown
            officer.press("맡기")
            mother.sees("맡았")
            answers(officer)
            mother.sees("신호를 늘릴게요")
        assert concerns(memory_settings) == 1
        # The desk of the fixture is not there; nothing else was refused.
        assert set(slack.refused) <= {"chat.postMessage: channel_not_found"}


def test_a_case_s_thread_at_backlot(tmp_path: Path) -> None:
    card, other = (Card((Part((Line(words, "strong"),)),)) for words in ("새 이야기", "살펴보고 있어요"))

    async def work(url: str) -> tuple[list[Outcome], list[dict[str, object]]]:
        settings = Slack.model_construct(
            bot_token=SecretStr("admin-service-token"),
            signing_secret=SecretStr("0123456789abcdef"),
            app_token=SecretStr(""),
            api_url=url,
        )
        messenger: SlackMessenger = build(settings, wording(), unhurried)
        client = messenger._line.open()
        try:
            channels = (await client.conversations_list())["channels"]
            team = str((await client.auth_test())["team_id"])
            room = Room("slack", team, next(each["id"] for each in channels if each["name"] == "general"))
            head = await messenger.push(room, "1", (card,), Topic("SP-1", head=True))
            threaded = Room("slack", team, room.chat, head.thread)
            changed = await messenger.push(threaded, "2", (other,), Topic("SP-1", head=True, ref=head.ref))
            news = await messenger.push(threaded, "3", (card,), Topic("SP-1", ref=head.ref))
            read = await client.conversations_replies(channel=room.chat, ts=head.thread or "")
            return [head, changed, news], list(read["messages"])
        finally:
            await messenger.close()

    with backlot(tmp_path) as url:
        outcomes, messages = asyncio.run(work(url))
    assert [each.result for each in outcomes] == [Result.DELIVERED] * 3
    assert [each["text"] for each in messages] == ["살펴보고 있어요", "새 이야기"]
