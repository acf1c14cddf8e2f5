"""No text makes reading slow, whatever it is made of: so much is looked at, at a cost in step with it."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import thread_time

import pytest

from routing.directory.loading import load_directory
from routing.reading.patterns import HEAD, TAIL, prepare
from routing.reading.reader import load_reader
from routing.reading.spelling import SPELLING

READER = load_reader(load_directory())
NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")
LONG = 40_000
#: Of so many letters, and of four times as many: twice as dear as in step is allowed, four times is not.
SHORT, TIMES = 250, 4

PIECES = [
    "가",
    "아이가 ",
    "칼을",
    " ",
    "a ",
    "지금 ",
    "ㅋ",
    "엄마가아빠가",
    "123 ",
    "사람이사람이",
    "\u1100\u1161",
    ".",
    "차가아이가",
    "매주 토요일 밤 ",
    "면목동 ",
    "면목동",
    "서울시",
    "강남",
    "\u200b",
    "😀",
    "고있어요",
    "남편이",
    "돈을",
    "통화",
    "술",
    "시",
    "1시",
    "○",
    "역 ",
    "3번 ",
    "초초",
    "\n",
    "때",
    "때리고",
    "불이",
]


def dearest(read: Callable[[], object]) -> float:
    """CPU seconds of the cheapest of some readings."""
    took = []
    for _ in range(5):
        began = thread_time()
        for _ in range(3):
            read()
        took.append(thread_time() - began)
    return min(took)


def cost(text: str) -> float:
    return dearest(lambda: READER.read(text, NOW))


@pytest.mark.parametrize("piece", PIECES)
def test_of_a_flood_so_much_is_looked_at(piece: str) -> None:
    seen = prepare((piece * LONG)[:LONG], SPELLING)

    assert max(len(seen.plain), len(seen.tight)) <= HEAD + TAIL + 1
    # Behind signs a gap is put, and one at each end.
    assert len(seen.spaced) <= 2 * (HEAD + TAIL)


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_as_long_is_about_four_times_as_dear(piece: str) -> None:
    assert SHORT * TIMES <= HEAD + TAIL
    short, long = ((piece * size)[:size] for size in (SHORT, SHORT * TIMES))

    assert cost(long) < 2 * TIMES * max(cost(short), cost("가" * SHORT) / 2)


def test_an_expression_that_goes_over_and_over_a_text_would_be_found() -> None:
    slow = re.compile(r"(?:가+)+나")
    short, long = (dearest(partial(slow.search, "가" * size)) for size in (10, 20))

    assert long > 2 * 2 * short
