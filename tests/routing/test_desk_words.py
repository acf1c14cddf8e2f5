"""What the desk's words are read for: days to come, likeness, answers on buttons, beginnings of replies."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.gaps import DirectoryError
from routing.reading.dates import load_dates
from routing.reviewing import TOO_ALIKE
from routing.telling.alike import alike
from routing.telling.letters import LONGEST_OPTION, MOST_OPTIONS, options, sentence
from routing.telling.templates import BLANK, FILE, load_templates
from tests.fixtures.words import office

DATES = load_dates()
TODAY = date(2026, 1, 27)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("2월 6일까지 5초 늘리기로 했어요.", [date(2026, 2, 6)]),
        ("2/6까지", [date(2026, 2, 6)]),
        ("2026-02-06", [date(2026, 2, 6)]),
        ("2026년 2월 6일", [date(2026, 2, 6)]),
        ("by 6 February, or February 9 at the latest", [date(2026, 2, 6), date(2026, 2, 9)]),
        ("3월에 다시 알려 드릴게요.", []),
        ("1/26 8시에 나가 보니 18초", []),
        ("6월 3일까지", [date(2026, 6, 3)]),
        ("2월 30일", []),
        ("전화 02-2094-0114, 24/7", []),
    ],
)
def test_days_to_come_are_found(said: str, days: list[date]) -> None:
    assert list(DATES.read(said, TODAY)) == days


def test_a_day_of_next_year_is_told_from_one_just_past() -> None:
    autumn = date(2026, 11, 20)
    assert DATES.read("1월 5일까지", autumn) == (date(2027, 1, 5),)
    assert DATES.read("11월 19일에 봤어요", autumn) == ()


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    assert all(day >= TODAY for day in DATES.read(text, TODAY))


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0 <= alike(one, other) == alike(other, one) <= 1
    assert alike(one, one) in (0, 1)


def test_an_answer_with_one_word_changed_is_too_alike_and_one_of_its_own_is_not() -> None:
    first = "면목초 앞 신호가 짧아 걱정된다고 하셨죠. 나가 보니 18초였어요. 5초 늘리기로 했어요."
    assert alike(first, first.replace("면목초", "망우초")) > TOO_ALIKE
    assert alike(first, first.replace(".", "!").replace(" ", "")) == 1
    assert (
        alike(first, "골목이 어둡다고 하셨죠. 밤 9시에 가 보니 가로등 둘이 꺼져 있어 구청에 알렸어요.") < 0.5
    )


def test_answers_for_buttons_are_parted_shortened_and_counted() -> None:
    assert options("8시대, 8시 반 이후 / 둘 다") == ("8시대", "8시 반 이후", "둘 다")
    assert options("a,a,,b") == ("a", "b")
    assert len(options(",".join(map(str, range(20))))) == MOST_OPTIONS
    assert len(options("가" * 100)[0]) == LONGEST_OPTION


def test_a_reason_ends_before_the_next_sentence_begins() -> None:
    assert sentence("신호 주기 조정은 청 소관") == "신호 주기 조정은 청 소관."
    assert sentence("그래요! ") == "그래요!"


def test_templates_are_for_departments_of_their_area() -> None:
    its = office()
    assert [each.code for each in its.templates_for("jungnang.traffic")] == ["signal_time", "enforcement"]
    assert not its.templates_for("hq.audit")


def test_a_deployment_may_have_its_own_templates_or_none(tmp_path: Path) -> None:
    directory = office().directory
    assert load_templates(tmp_path, directory) == {}
    (tmp_path / FILE).write_text('[template.a]\nko = "가"\nen = "a"\nareas = ["nowhere"]\n', "utf-8")
    with pytest.raises(DirectoryError) as refused:
        load_templates(tmp_path, directory)
    assert [each.key for each in refused.value.gaps] == ["template.a.areas", "template.a"]


@pytest.mark.parametrize(
    ("said", "blank"),
    [
        ("○월 2일에 나가 봤어요.", True),
        ("On ○ at 8 we went there.", True),
        ("○○초 정문에 나가 봤어요.", False),
        ("○○○○○○-○○○○○○○은 지우고 읽었어요.", False),
        ("1월 21일에 나가 봤어요.", False),
    ],
)
def test_a_blank_stands_alone(said: str, blank: bool) -> None:
    assert (BLANK.search(said) is not None) is blank


def test_templates_leave_blanks_that_are_found() -> None:
    words = [
        each
        for one in load_templates(None, office().directory).values()
        for w in one.words.values()
        for each in w.values()
    ]
    assert all(BLANK.search(each) for each in words if "○" in each)
    assert any("○" in each for each in words)


OF_TWO_DAYS = {
    "2월 6일까지 5초 늘리고, 2월 27일까지 표지를 새로 달아요.": (
        "2월 6일까지 5초 늘리고…", "2월 27일까지 표지를 새로 달아요.",
    ),
    "2월 6일까지 5초 늘리고 2월 27일까지 표지를 달아요": (
        "2월 6일까지 5초 늘리고…", "2월 27일까지 표지를 달아요…",
    ),
    "2026. 2. 6.까지 늘려요. 도색도 해요. 2026. 2. 27.까지 달아요.": (
        "2026. 2. 6.까지 늘려요. 도색도 해요.", "2026. 2. 27.까지 달아요.",
    ),
    "Longer green by 6 February, new signs by 27 February.": (
        "Longer green by 6 February…", "new signs by 27 February.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("said", OF_TWO_DAYS)
def test_of_several_days_each_has_its_own_words(said: str) -> None:
    dates, today = load_dates(), date(2026, 1, 20)
    first, second = OF_TWO_DAYS[said]
    assert dates.part(said, date(2026, 2, 6), today) == first
    assert dates.part(said, date(2026, 2, 27), today) == second


def test_a_day_the_words_do_not_name_has_them_all() -> None:
    dates, today = load_dates(), date(2026, 1, 20)
    assert dates.part("5초 늘려요", date(2026, 2, 6), today) == "5초 늘려요"
    assert dates.part("2월 6일까지 늘려요", date(2026, 2, 6), today) == "2월 6일까지 늘려요"
