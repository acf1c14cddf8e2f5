"""What is remembered for a while, done aside, and sent in pieces."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import pytest

from bot.aside import Aside
from bot.lately import Lately
from bot.pieces import Pieces
from routing.delivery import Outcome, Result


def test_the_oldest_is_forgotten_and_what_is_set_again_is_new() -> None:
    lately: Lately[str, int] = Lately(2)
    for key in ("a", "b", "a", "c"):
        lately[key] = len(lately)
    assert list(lately) == ["a", "c"]
    assert lately.setdefault("d", 9) == 9
    assert list(lately) == ["c", "d"]


def test_what_is_done_aside_is_waited_for_and_tells_only_what_kind_of_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = []

    async def work(words: str) -> None:
        await asyncio.sleep(0)
        done.append(words)
        raise ValueError(words)

    async def run() -> None:
        aside = Aside(logging.getLogger("cheong.test"))
        aside.do(work("a secret"))
        await aside.close()

    asyncio.run(run())
    assert done == ["a secret"]
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


@dataclass(frozen=True)
class Piece:
    words: str

    def payload(self) -> dict[str, Any]:
        return {"text": self.words}


def test_of_pieces_only_those_that_did_not_arrive_are_sent_again() -> None:
    sent: list[str] = []
    fates = [Result.DELIVERED, Result.UNKNOWN, Result.DELIVERED, Result.DELIVERED]

    async def send(piece: Piece, mark: str) -> Outcome:
        assert piece.words not in mark
        sent.append(piece.words)
        return Outcome(fates.pop(0), f"ref of {piece.words}")

    async def run() -> list[Outcome]:
        pieces, messages = Pieces(), [Piece("one"), Piece("two"), Piece("two")]
        return [await pieces.carry("room", "key", messages, send) for _ in range(3)]

    first, second, third = asyncio.run(run())
    assert sent == ["one", "two", "two", "two"], "alike, but two messages"
    assert first.result is Result.UNKNOWN
    assert second == third == Outcome(Result.DELIVERED, "ref of two")
