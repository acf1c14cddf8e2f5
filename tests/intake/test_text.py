"""What is done to any text: one spelling, nothing hidden, no id numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import LONGEST, clean, mask, says_something


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_decomposed_text_reads_like_composed(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text[:500])) == clean(unicodedata.normalize("NFC", text[:500]))


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\x00", "\x1b", "\u00ad", "\ud800"]
)
def test_hidden_characters_are_taken_out(hidden: str) -> None:
    assert clean(f"면목{hidden}동") == "면목동"


def test_a_text_has_an_end() -> None:
    assert len(clean("가" * 5 * LONGEST)) == LONGEST


@pytest.mark.parametrize(
    "typed",
    [
        "900101-1234567",
        "주민번호는900101-1234567입니다",
        "900101 1234567",
        "900101–1234567",
        "９００１０１-１２３４５６７",
        "900101.1234567",
        "0503013123456",
        "900101-1******",
        "900101-5234567",
        "900101ㅡ1234567",
        "９００１０１－１２３４５６７",
        "900101, 1234567",
        "900101(1234567)",
        "90.01.01-1234567",
        "4111ㅡ1111ㅡ1111ㅡ1111",
        "4111 - 1111 - 1111 - 1111",
        "4111.1111.1111.1111",
        "4111 1111 1111 1111",
        "카드 4111-1111-1111-1111로",
        "4111111111111111",
    ],
)
def test_id_and_card_numbers_never_stay(typed: str) -> None:
    masked = mask(clean(typed))

    assert "○" in masked
    assert not any(c.isdigit() for c in masked)


@pytest.mark.parametrize(
    "typed",
    [
        "010-1234-5678",
        "2026-01-20 08:30",
        "12가 3456",
        "112",
        "991332-1234567",
        "서울시 중랑구 면목로 12-3",
        "1234567",
        "2023, 2024, 2025, 2026",
        "26.01.20. 1588-0112",
        "900101 번지 1234567호",
    ],
)
def test_other_numbers_stay(typed: str) -> None:
    assert mask(typed) == typed


@given(
    st.text(
        alphabet=st.characters(categories=["Pd", "Po", "Ps", "Pe", "S", "Z"], exclude_characters="*"),
        max_size=3,
    )
)
def test_no_mark_between_its_halves_leaves_a_number_open(between: str) -> None:
    assert not any(c.isdigit() for c in mask(clean(f"저는 900101{between}1234567 이에요")))


@given(st.text(alphabet="0123456789-*. ㅡ가나", max_size=60))
def test_masking_is_idempotent_and_keeps_the_length(text: str) -> None:
    masked = mask(text)

    assert mask(masked) == masked
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    ("text", "says"), [("😀😀", False), ("!!…", False), ("ㅠㅠ", True), ("1", True), ("", False)]
)
def test_emoji_alone_say_nothing(text: str, says: bool) -> None:
    assert says_something(text) is says
