"""Whether danger is now hangs on the ending of the verb, whatever the verb: said so, wherever it holds."""

from dataclasses import replace
from datetime import datetime

import pytest

from routing.reading.reader import Reader
from tests.fixtures.known import knowledge

READER = knowledge().reader
NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")

#: Each verb as far as its endings begin: before -go, before -eoyo, before the past -ss-, before -ryeogo.
VERBS = [
    ("아빠가 엄마를 때리", "아빠가 엄마를 때려", "아빠가 엄마를 때렸", "아빠가 엄마를 때리"),
    ("누가 사람을 찌르", "누가 사람을 찔러", "누가 사람을 찔렀", "누가 사람을 찌르"),
    ("남자가 문을 부수", "남자가 문을 부숴", "남자가 문을 부쉈", "남자가 문을 부수"),
    (
        "어떤 남자가 애를 끌",
        "어떤 남자가 애를 끌어당겨",
        "어떤 남자가 애를 끌어당겼",
        "어떤 남자가 애를 끌고 가",
    ),
    (
        "옆자리 남자가 제 몸을 더듬",
        "옆자리 남자가 제 몸을 더듬어",
        "옆자리 남자가 제 몸을 더듬었",
        "옆자리 남자가 제 몸을 더듬으",
    ),
    ("남편이 목을 조르", "남편이 목을 졸라", "남편이 목을 졸랐", "남편이 목을 조르"),
    ("손님이 직원을 위협하", "손님이 직원을 위협해", "손님이 직원을 위협했", "손님이 직원을 위협하"),
]
NOW_ENDINGS = [
    "{0}고 있어요",
    "{0}고있어요ㅠㅠ",
    "{0}고 계세요",
    "{0}고 있대요",
    "{0}고 있습니다",
    "지금 {1}요",
    "{3}려고 해요",
]
OVER_ENDINGS = [
    "어제 {2}어요",
    "작년에 {2}었어요",
    "뉴스에서 {2}다는 소식을 봤어요",
    "만약 {0}면 어떻게 해요?",
    "{0}지는 않아요",
]


def read(reader: Reader, ending: str, verb: tuple[str, str, str, str]) -> str | None:
    return reader.read(ending.format(*verb), NOW).urgency.tier


@pytest.mark.parametrize("ending", NOW_ENDINGS)
@pytest.mark.parametrize("verb", VERBS)
def test_what_goes_on_is_hard(verb: tuple[str, str, str, str], ending: str) -> None:
    assert read(READER, ending, verb) == "hard"


@pytest.mark.parametrize("ending", OVER_ENDINGS)
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_over_or_supposed_is_not(verb: tuple[str, str, str, str], ending: str) -> None:
    assert read(READER, ending, verb) != "hard"


def test_without_endings_more_would_be_flagged() -> None:
    blind = replace(READER, dangers=replace(READER.dangers, endings=()))
    cases = [(verb, ending) for verb in VERBS for ending in OVER_ENDINGS]
    flagged = [
        sum(read(each, ending, verb) is not None for verb, ending in cases) for each in (READER, blind)
    ]

    assert flagged[0] < flagged[1]
