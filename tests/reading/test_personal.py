"""What may belong to somebody is pointed out to an officer; what only looks like it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.reading import personal
from routing.reading.patterns import RuleError
from routing.reading.personal import load_personal

PERSONAL = load_personal()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("010-1234-5678로 연락해 주세요", "phone"),
        ("전화는 01012345678이에요", "phone"),
        ("+82 10 1234 5678", "phone"),
        ("담당자 02-2094-0114", "phone"),
        ("900101-1234567인 분", "resident"),
        ("900101-1******", "resident"),
        ("○○○○○○-○○○○○○○", "resident"),
        ("12가 3456 차량을 봤어요", "plate"),
        ("123호1234 승용차", "plate"),
        ("김민수 씨가 말했어요", "name"),
        ("김영희님께 확인했어요", "name"),
        ("박지원 어머니를 만났어요", "name"),
        ("이름은 홍길동이에요", "name"),
        ("We met Mrs. Kim", "name"),
    ],
)
def test_what_belongs_to_somebody_is_found(said: str, kind: str) -> None:
    assert kind in PERSONAL.found(said)


@pytest.mark.parametrize(
    "said",
    [
        "2월 6일까지 18초에서 23초로 늘려요.",
        "2026-02-06 08:30에 나가 봤어요. 40대 중 11대가 멈추지 않았어요.",
        "SP-260120-0001과 같은 이야기예요.",
        "급하면 112, 상담은 182, 여성긴급전화는 1366이에요. 1588-1234도 있어요.",
        "안전신문고 접수번호 1AA-2601-123456",
        "12대 중 3대, 30분에 1200명, 2026년, 20고 2026년",
        "보행자 123명이 건넜어요. 301동 1204호 앞",
        "담당자님, 주무관님, 파트너님, 선생님, 보호자님, 이용자님, 구청장님께",
        "오늘날씨가 좋았어요. 이웃집 어머님들, 우리동네 아버님들",
        "강남구 어머니회, 녹색어머니회, 모범운전자님들과 함께 섰어요.",
        "이름은 적지 않으셔도 돼요. 이름은 몰라요.",
        "Miss the bus? Ms is short.",
        "서울중랑경찰서 교통과 교통관리계",
    ],
)
def test_what_only_looks_like_it_is_not(said: str) -> None:
    assert PERSONAL.found(said) == ()


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    assert set(PERSONAL.found(text)) <= {"phone", "resident", "plate", "name"}


def test_a_long_text_is_looked_through() -> None:
    """An expression that goes back and forth would not end within a test's time."""
    assert PERSONAL.found("김민 010-123 12가 34 김민수 " * 1000 + "010-1234-5678") == ("phone",)


def test_a_rule_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal, "load", lambda _: {"phone": {"find": ["("]}})
    with pytest.raises(RuleError, match=r"personal\.toml"):
        load_personal()
