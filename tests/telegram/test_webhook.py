"""The webhook's door: who may post, how much, and what becomes of what is no update."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.messenger import Unavailable
from bot.telegram.answering import NotAnswered
from bot.telegram.updates import Update
from bot.telegram.webhook import LARGEST_BODY, PATH, route
from tests.telegram.platform import SECRET

HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
GOOD = json.dumps({"update_id": 1}).encode()


class Ear:
    """Notes what is heard, and answers as told."""

    def __init__(self, answer: Any = None) -> None:
        self.heard: list[Update] = []
        self.answer = answer

    async def __call__(self, update: Update) -> dict[str, Any] | None:
        self.heard.append(update)
        if isinstance(self.answer, Exception):
            raise self.answer
        assert self.answer is None or isinstance(self.answer, dict)
        return self.answer


def posted(ear: Ear, body: bytes, headers: dict[str, str] = HEADER, secret: str = SECRET) -> Any:
    with TestClient(Starlette(routes=[route(secret, ear)])) as client:
        return client.post(PATH, content=body, headers=headers)


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]}])
def test_nobody_else_may_post(headers: dict[str, str]) -> None:
    ear = Ear()
    assert posted(ear, GOOD, headers).status_code == 403
    assert ear.heard == []


def test_without_a_secret_nobody_may() -> None:
    assert posted(Ear(), GOOD, {"X-Telegram-Bot-Api-Secret-Token": ""}, "").status_code == 403


HOSTILE = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe{}",
    "a list": b"[1]",
    "a number": b"7",
    "no id": b"{}",
    "an id that is none": b'{"update_id": "1"}',
    "a truth for an id": b'{"update_id": true}',
    "deep": b"[" * 100_000,
    "deep inside": b'{"update_id": 1, "x": ' + b"[" * 100_000,
    "not a number": b'{"update_id": NaN}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_update_is_refused(body: bytes) -> None:
    ear = Ear()
    assert posted(ear, body).status_code == 400
    assert ear.heard == []


def test_too_much_is_refused_before_it_is_read() -> None:
    body = b'{"update_id": 1, "x": "' + b"x" * LARGEST_BODY + b'"}'
    assert posted(Ear(), body).status_code == 413


def test_too_much_without_a_length_is_refused_as_well() -> None:
    chunks = (b"x" * 65536 for _ in range(40))
    with TestClient(Starlette(routes=[route(SECRET, Ear())])) as client:
        assert client.post(PATH, content=chunks, headers=HEADER).status_code == 413


MANGLED = [
    {"message": {}},
    {"message": []},
    {"message": "x"},
    {"message": {"message_id": 1, "date": 10**20, "chat": {"id": 1, "type": "private"}}},
    {"callback_query": {"id": 1}},
    {"message": {"message_id": 1, "date": 1, "chat": None}},
]


@pytest.mark.parametrize("content", MANGLED, ids=repr)
def test_an_update_nobody_could_ever_read_does_not_hold_up_the_next(content: dict[str, Any]) -> None:
    ear = Ear()
    body = json.dumps({"update_id": 1, **content}).encode()
    assert posted(ear, body).status_code == 200


def test_the_answer_rides_in_the_response() -> None:
    answer = posted(Ear({"method": "sendMessage", "chat_id": 1, "text": "안녕"}), GOOD)
    assert answer.json()["text"] == "안녕"


@pytest.mark.parametrize(("error", "seconds"), [(Unavailable(), "2"), (NotAnswered(3.2), "4")])
def test_what_was_not_kept_or_not_answered_comes_again(error: Exception, seconds: str) -> None:
    answer = posted(Ear(error), GOOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, seconds)
