"""Sentences that put something right, and those that only look like it; times in English."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.hearing import Correction
from tests.fixtures.known import knowledge

READER = knowledge().reader
SEOUL = ZoneInfo("Asia/Seoul")
#: A Tuesday.
NOW = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "about", "says", "said"),
    [
        ("아니 위치는 거기가 아니라 옆 놀이터요", "place", "옆 놀이터", True),
        ("아니요, 위치는 거기가 아니라 옆에 △△놀이터요", "place", "옆에 △△놀이터", True),
        ("정정할게요. 장소는 면목초 정문입니다", "place", "면목초 정문", True),
        ("위치는 사가정역 2번 출구예요", "place", "사가정역 2번 출구", False),
        ("시간은 밤 10시였어요", "when", "밤 10시", False),
        ("어제가 아니고 그저께요", None, "그저께", True),
        ("아니요 공원 말고 놀이터요", None, "놀이터", True),
        ("분야는 교통이에요", "area", "교통", False),
        (
            "No, the place is the playground next door, not the park",
            "place",
            "the playground next door",
            True,
        ),
        ("The location should be Sagajeong station", "place", "Sagajeong station", False),
        ("actually it was at 10 pm", None, "10 pm", True),
        ("Sorry, the time was 9:30 pm.", "when", "9:30 pm", True),
        ("not at the park but at the playground", None, "the playground", True),
    ],
)
def test_what_is_put_right(text: str, about: str | None, says: str, said: bool) -> None:
    assert READER.correction(text) == Correction(about, says, said=said)
    assert READER.correction(unicodedata.normalize("NFD", text)) == READER.correction(text)
    assert READER.correction(f"\u200b{text}\u202e") == READER.correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "골목이 어두워요",
        "I'm not sure it's safe here",
        "아이가 아니라고 하는데 무서워요",
        "면목동 공원 화장실 뒤",
        "네",
        "아니 " + "어제 골목에서 취객들이 싸워서 무서웠는데 신고해도 되는지 모르겠어요 " * 3,
        "위치는 거기가 아니라\n놀이터예요",
    ],
)
def test_what_puts_nothing_right(text: str) -> None:
    assert READER.correction(text) is None


@pytest.mark.parametrize(
    ("text", "written", "at"),
    [
        (
            "It was loud yesterday around 11 pm",
            "yesterday around 11 pm",
            datetime(2026, 1, 19, 23, tzinfo=SEOUL),
        ),
        ("last night", "last night", date(2026, 1, 19)),
        ("at 9:30 pm on Saturday", "at 9:30 pm on Saturday", datetime(2026, 1, 17, 21, 30, tzinfo=SEOUL)),
        ("yesterday at noon", "yesterday at noon", datetime(2026, 1, 19, 12, tzinfo=SEOUL)),
        ("yesterday at midnight", "yesterday at midnight", date(2026, 1, 19)),
        ("on Tuesday", "on Tuesday", date(2026, 1, 13)),
        ("it is loud every Saturday", "every Saturday", None),
        ("around 7 am", "around 7 am", None),
    ],
)
def test_times_in_english(text: str, written: str, at: datetime | date | None) -> None:
    found = READER.moment(text, NOW)
    assert found is not None
    assert (found.text, found.at) == (written, at)


@pytest.mark.parametrize("text", ["no time to lose", "I am afraid", "monthly", "12 cars", "the 2nd floor"])
def test_no_time_in_english(text: str) -> None:
    assert READER.moment(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"), [("밤 10시", 22, 0), ("오전 7시 반", 7, 30), ("10 pm", 22, 0)]
)
def test_a_bare_hour_is_one_of_the_day_that_is_known(text: str, hour: int, minute: int) -> None:
    found = READER.moment(text, NOW, date(2026, 1, 18))
    assert found is not None
    assert (found.text, found.at) == (text, datetime(2026, 1, 18, hour, minute, tzinfo=SEOUL))
    without = READER.moment(text, NOW)
    assert without is not None
    assert without.at is None
