"""What becomes of a delivery, whatever Telegram does; and the token is in no log, trace or error."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from bot.card import Card, Line, Part
from bot.settings import Telegram
from bot.telegram.messenger import TelegramMessenger, build
from intake.messages import Room
from routing.delivery import Outcome, Result
from tests.fixtures.paces import unhurried
from tests.fixtures.pushing import CARD, is_tried_later, run_with, traces
from tests.fixtures.words import wording
from tests.telegram.platform import BOT, SECRET, TOKEN, Platform

T = TypeVar("T")
LONG = Card((Part(tuple(Line(f"{number} " + "가" * 1900) for number in range(6))),))


def settings(url: str, token: str = TOKEN) -> Telegram:
    return Telegram(token=SecretStr(token), api_url=url, mode="polling", webhook_secret=SecretStr(SECRET))


def with_messenger(url: str, work: Callable[[TelegramMessenger], Awaitable[T]], token: str = TOKEN) -> T:
    return run_with(lambda: build(settings(url, token), "", wording(), unhurried), work)


def room(chat: int) -> Room:
    return Room("telegram", BOT, str(chat))


def pushed(telegram: Platform, card: Card = CARD, chat: int = 11) -> Outcome:
    return with_messenger(telegram.url, lambda m: m.push(room(chat), "key", (card,)))


def test_delivered_with_telegram_s_id(telegram: Platform) -> None:
    assert pushed(telegram) == Outcome(Result.DELIVERED, str(telegram.messages[11][0].id))


@pytest.mark.parametrize("fault", ["drop", "500"])
def test_taken_without_an_answer_is_unknown_and_sent_once(telegram: Platform, fault: str) -> None:
    telegram.faults.append(fault)
    assert pushed(telegram).result is Result.UNKNOWN
    assert len(telegram.texts(11)) == 1


def test_a_connection_lost_may_have_carried_it(telegram: Platform) -> None:
    telegram.faults.append("reset")
    assert pushed(telegram).result is Result.UNKNOWN


def test_an_answer_that_cannot_be_read_leaves_it_unknown(
    telegram: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "_sendMessage", lambda _: {"message_id": 1})
    assert pushed(telegram).result is Result.UNKNOWN


def test_no_connection_is_certain() -> None:
    outcome = with_messenger("http://127.0.0.1:9", lambda m: m.push(room(11), "key", (CARD,)))
    assert outcome.result is Result.TRY_LATER


def test_too_many_are_tried_again_when_telegram_says(telegram: Platform) -> None:
    telegram.faults.append("429")
    assert is_tried_later(lambda: pushed(telegram))
    assert telegram.texts(11) == []


def test_who_blocked_us_or_is_gone_is_unreachable(telegram: Platform) -> None:
    telegram.blocked.add(11)
    telegram.unknown.add(12)
    assert pushed(telegram) == Outcome(Result.UNREACHABLE, reason="blocked")
    assert pushed(telegram, chat=12) == Outcome(Result.UNREACHABLE, reason="chat not found")


def test_a_group_that_moved_is_followed_once(telegram: Platform) -> None:
    telegram.moved[-5] = -1005
    assert pushed(telegram, chat=-5).result is Result.DELIVERED
    assert telegram.texts(-1005) == ["접수됐어요"]
    telegram.moved[-1005] = -1006
    assert pushed(telegram, chat=-5).result is Result.TRY_LATER, "once"
    assert telegram.texts(-1006) == []


def test_a_token_that_is_refused_is_tried_later(telegram: Platform) -> None:
    other = TOKEN[:-1] + "x"
    outcome = with_messenger(telegram.url, lambda m: m.push(room(11), "key", (CARD,)), other)
    assert (outcome.result, outcome.reason) == (Result.TRY_LATER, "the token is refused")


def test_of_a_long_delivery_each_message_is_sent_by_itself(telegram: Platform) -> None:
    async def work(messenger: TelegramMessenger) -> list[Outcome]:
        return [await messenger.push(room(11), "key", (LONG, CARD), done=done) for done in range(4)]

    assert [each.rest for each in with_messenger(telegram.url, work)] == [3, 2, 1, 0]
    assert [text.partition(" ")[0] for text in telegram.texts(11)] == ["0", "2", "4", "접수됐어요"]


def test_what_people_type_does_not_break_a_message(telegram: Platform) -> None:
    nasty = Card((Part((Line("<b>*_[`\\ \0 \ud800 😀", "strong"), Line("@channel /start", "quote"))),))
    assert pushed(telegram, nasty).result is Result.DELIVERED
    assert telegram.refused == []


def test_a_photo_is_fetched_from_the_configured_server(telegram: Platform) -> None:
    telegram.files["f"] = b"picture"
    assert with_messenger(telegram.url, lambda m: m.fetch("f")) == b"picture"
    assert with_messenger(telegram.url, lambda m: m.fetch("gone")) is None


def test_the_token_is_in_no_log_trace_or_error(telegram: Platform, caplog: pytest.LogCaptureFixture) -> None:
    async def work(messenger: TelegramMessenger) -> list[str]:
        told = []
        for fault in ("drop", "500", "429", "reset"):
            telegram.faults.append(fault)
            told.append(repr(await messenger.push(room(11), fault, (CARD,))))
            telegram.paused_until = 0
        bot = messenger.bot
        calls: list[Any] = [
            lambda: bot.send_message(0, ""),
            lambda: bot.get_file("none"),
            lambda: messenger._request.download(f"{bot.base_file_url}/photos/none", 1),
            lambda: messenger._request.download(f"{bot.base_file_url}/\ud800", 1),
            lambda: bot.set_my_commands([("A B", "x")]),
        ]
        told += await traces(calls)
        return told

    with caplog.at_level(logging.DEBUG):
        told = with_messenger(telegram.url, work)
        told += with_messenger("http://127.0.0.1:9", work)
        told += with_messenger(telegram.url.replace("http", "https"), work)
    secret = TOKEN.partition(":")[2]
    assert not [text for text in told if secret in text]
    assert secret not in caplog.text
    assert secret not in repr(settings(telegram.url))
    assert len(told) > 15
