"""What becomes of a delivery, whatever Slack does; and the tokens are in no log, trace or error."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from bot.app import utc_now
from bot.card import Button, Card, Line, Part
from bot.messenger import Topic
from bot.pace import Gaps, Pace
from bot.settings import Slack
from bot.slack.messenger import SlackMessenger, build
from intake.messages import Room
from routing.delivery import NOTHING_PASSED, Lane, Outcome, Passed, Result
from tests.fixtures.paces import Free, unhurried
from tests.fixtures.pushing import CARD, is_tried_later, run_with, traces
from tests.fixtures.words import wording
from tests.slack.platform import BOT_TOKEN, TEAM, Platform
from tests.slack.seen import SECRET

T = TypeVar("T")
LONG = Card(
    tuple(Part((Line(f"{n}."),), rows=((Button("x", url="https://example.org"),),)) for n in range(60))
)
CHANNEL, DM = "C0009", "D0011"


def settings(url: str, token: str = BOT_TOKEN) -> Slack:
    return Slack(bot_token=SecretStr(token), api_url=f"{url}/api", signing_secret=SecretStr(SECRET))


def with_messenger(
    url: str,
    work: Callable[[SlackMessenger], Awaitable[T]],
    token: str = BOT_TOKEN,
    pace: Callable[[str, Gaps], Pace] = unhurried,
) -> T:
    return run_with(lambda: build(settings(url, token), wording(), pace), work)


def room(chat: str = "U0011", thread: str | None = None) -> Room:
    return Room("slack", TEAM, chat, thread)


def pushed(slack: Platform, card: Card = CARD, chat: str = "U0011", *, unsure: bool = False) -> Outcome:
    return with_messenger(slack.url, lambda m: m.push(room(chat), "key", (card,), unsure=unsure))


def test_delivered_with_slack_s_name_for_it(slack: Platform) -> None:
    outcome = pushed(slack)
    (message,) = slack.messages(DM)
    assert outcome == Outcome(Result.DELIVERED, f"{DM}:{message.ts}")
    call = next(params for method, params in slack.calls if method == "chat.postMessage")
    assert (call["parse"], call["link_names"], call["unfurl_links"], call["unfurl_media"]) == (
        "none",
        False,
        False,
        False,
    )
    assert message.metadata is not None


@pytest.mark.parametrize("fault", ["drop", "500"])
def test_taken_without_an_answer_is_unknown_and_sent_once(slack: Platform, fault: str) -> None:
    slack.faults.append(fault)
    assert pushed(slack).result is Result.UNKNOWN
    assert len(slack.messages(DM)) == 1


@pytest.mark.parametrize("fault", ["drop", "500"])
def test_what_arrived_after_all_is_found_and_not_repeated(slack: Platform, fault: str) -> None:
    slack.faults.append(fault)
    pushed(slack)
    outcome = pushed(slack, unsure=True)
    (message,) = slack.messages(DM)
    assert outcome == Outcome(Result.DELIVERED, f"{DM}:{message.ts}")


def test_what_did_not_arrive_is_looked_for_and_sent(slack: Platform) -> None:
    slack.faults.append("reset")
    assert pushed(slack).result is Result.UNKNOWN
    assert pushed(slack, unsure=True).result is Result.DELIVERED
    assert len(slack.messages(DM)) == 1


def test_without_the_scope_to_look_it_is_sent_again(slack: Platform) -> None:
    slack.faults.append("drop")
    pushed(slack)
    slack.hidden = True
    assert pushed(slack, unsure=True).result is Result.DELIVERED
    assert len(slack.messages(DM)) == 2


def test_no_connection_is_certain() -> None:
    outcome = with_messenger("http://127.0.0.1:9", lambda m: m.push(room(), "key", (CARD,)))
    assert outcome.result is Result.TRY_LATER


def test_too_many_are_tried_again_when_slack_says(slack: Platform) -> None:
    slack.faults.append("429")
    assert is_tried_later(lambda: pushed(slack))
    assert slack.messages(DM) == []


def test_who_is_gone_is_unreachable(slack: Platform) -> None:
    slack.gone |= {"U0011", CHANNEL}
    assert pushed(slack) == Outcome(Result.UNREACHABLE, reason="user_disabled")
    assert pushed(slack, chat=CHANNEL) == Outcome(Result.UNREACHABLE, reason="channel_not_found")
    assert pushed(slack, chat="C0404") == Outcome(Result.UNREACHABLE, reason="not_in_channel")


def test_a_token_that_is_refused_is_tried_later(slack: Platform) -> None:
    outcome = with_messenger(slack.url, lambda m: m.push(room(), "key", (CARD,)), BOT_TOKEN + "x")
    assert (outcome.result, outcome.reason) == (Result.TRY_LATER, "invalid_auth")


def test_of_a_long_delivery_each_message_is_sent_by_itself(slack: Platform) -> None:
    async def work(messenger: SlackMessenger) -> list[Outcome]:
        return [await messenger.push(room(), "key", (LONG, CARD), done=done) for done in range(4)]

    assert [each.rest for each in with_messenger(slack.url, work)] == [3, 2, 1, 0]
    assert [len(each.blocks) for each in slack.messages(DM)] == [50, 50, 20, 1]


def test_what_people_type_does_not_break_a_message(slack: Platform) -> None:
    nasty = Card(
        (Part((Line("<!channel> <@U1> *_`~ \0 \ud800 😀 &amp; > x", "strong"), Line("\n\n", "quote"))),)
    )
    assert pushed(slack, nasty).result is Result.DELIVERED
    assert slack.refused == []
    (message,) = slack.messages(DM)
    assert "&lt;!channel&gt;" in message.shown
    assert "&lt;!channel&gt;" in message.text


class Counted(Free):
    """Lanes that say when to come again, and remember what they were told."""

    def __init__(self) -> None:
        self.asked: list[tuple[Lane, Lane]] = []
        self.busy: dict[str, datetime] = {}
        self.wait = timedelta()

    def take(
        self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
    ) -> tuple[bool, datetime]:
        self.asked.append((room, bot))
        self.busy |= passed.busy
        return not self.wait, now + self.wait


def test_a_push_waits_its_turn_and_what_slack_wants_is_kept_for_all(slack: Platform) -> None:
    lanes = Counted()
    slack.faults.append("429")

    async def work(messenger: SlackMessenger) -> list[Outcome]:
        first = await messenger.push(room(CHANNEL), "a", (CARD,))
        second = await messenger.push(room(CHANNEL), "a", (CARD,))
        lanes.wait = timedelta(minutes=1)
        return [first, second, await messenger.push(room(CHANNEL), "b", (CARD,))]

    outcomes = with_messenger(slack.url, work, pace=lambda name, gaps: Pace(name, gaps, lanes, utc_now))
    assert [each.result for each in outcomes] == [Result.TRY_LATER, Result.DELIVERED, Result.NOT_YET]
    assert [each.reason for each in outcomes] == ["429", None, "pace"]
    assert outcomes[2].not_before is not None
    ((lane, bot), *_) = lanes.asked
    assert lane.name == f"{bot.name}|{CHANNEL}"
    assert lane.gap >= timedelta(seconds=1)
    assert lane.name in lanes.busy, "Retry-After is told to all workers"
    assert BOT_TOKEN[5:] not in bot.name


def test_a_concern_heads_its_thread_and_is_kept_true(slack: Platform) -> None:
    other = Card((Part((Line("살펴보고 있어요"),)),))

    async def work(messenger: SlackMessenger) -> list[Outcome]:
        head = await messenger.push(room(CHANNEL), "1", (CARD,), Topic("SP-1", head=True))
        topic = Topic("SP-1", head=True, ref=head.ref)
        changed = await messenger.push(room(CHANNEL, head.thread), "2", (other,), topic)
        news = await messenger.push(room(CHANNEL, head.thread), "3", (CARD,), Topic("SP-1", ref=head.ref))
        return [head, changed, news]

    head, changed, news = with_messenger(slack.url, work)
    parent, reply = slack.messages(CHANNEL)
    assert head.thread == parent.ts == reply.thread
    assert (parent.shown, parent.versions) == ("살펴보고 있어요", 2)
    assert changed.ref == head.ref
    assert (changed.thread, news.thread) == (None, None)


def test_a_head_that_was_deleted_is_put_up_anew_and_news_find_a_thread(slack: Platform) -> None:
    async def work(messenger: SlackMessenger) -> list[Outcome]:
        head = await messenger.push(
            room(CHANNEL), "1", (CARD,), Topic("SP-1", head=True, ref=f"{CHANNEL}:1.1")
        )
        news = await messenger.push(room(CHANNEL), "2", (CARD,), Topic("SP-2"))
        return [head, news]

    head, news = with_messenger(slack.url, work)
    parent, title, reply = slack.messages(CHANNEL)
    assert head.thread == parent.ts
    assert "SP-2" in title.shown
    assert news.thread == title.ts == reply.thread


def test_a_photo_is_fetched_from_slack_alone(slack: Platform) -> None:
    slack.files["F1"] = b"picture"
    assert with_messenger(slack.url, lambda m: m.fetch("F1")) == b"picture"
    assert with_messenger(slack.url, lambda m: m.fetch("F2")) is None
    slack.file_urls["F1"] = "http://127.0.0.1:9/steal"
    assert with_messenger(slack.url, lambda m: m.fetch("F1")) is None


def test_the_tokens_are_in_no_log_trace_or_error(slack: Platform, caplog: pytest.LogCaptureFixture) -> None:
    async def work(messenger: SlackMessenger) -> list[str]:
        told = []
        for fault in ("drop", "500", "429", "reset"):
            slack.faults.append(fault)
            told.append(repr(await messenger.push(room(f"U{fault}"), fault, (CARD,))))
        client = messenger._line.open()
        calls: list[Any] = [
            lambda: client.chat_postMessage(channel="C0404", text=""),
            lambda: client.files_info(file="none"),
            lambda: client.api_call("none"),
            lambda: client.views_open(trigger_id="none", view={"type": "modal"}),
        ]
        told += await traces(calls)
        return told

    with caplog.at_level(logging.DEBUG):
        told = with_messenger(slack.url, work)
        told += with_messenger("http://127.0.0.1:9", work)
    assert not [text for text in told if BOT_TOKEN in text]
    assert BOT_TOKEN not in caplog.text
    assert "접수됐어요" not in caplog.text
    assert BOT_TOKEN not in repr(settings(slack.url))
    assert len(told) > 10
