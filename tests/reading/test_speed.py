"""No text makes reading slow, whatever it is made of."""

from datetime import datetime
from time import thread_time

import pytest

from routing.directory import load_directory
from routing.reading.reader import load_reader

READER = load_reader(load_directory())
NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")
LONG = 40_000

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
    "초초",
    "\n",
    "때",
    "불이",
]


@pytest.mark.parametrize("piece", PIECES)
def test_forty_thousand_characters(piece: str) -> None:
    text = (piece * LONG)[:LONG]
    took = []
    for _ in range(3):
        began = thread_time()
        READER.read(text, NOW)
        took.append(thread_time() - began)

    assert min(took) < 0.020
