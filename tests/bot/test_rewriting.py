"""A message written anew puts right what it had said, whatever is asked by then."""

from pathlib import Path

import pytest

from bot.card import Card
from intake.messages import Say
from tests.journeys.stage import Stage, stage

SEAT = "회원"


def begun(played: Stage, text: str = "신호가 짧아요") -> None:
    played.typed(SEAT, f"/report {text}")
    played.press(SEAT, "동의하고 시작")


def anew(played: Stage, words: str) -> Card:
    (card,) = played.act(SEAT, Say(words, anew=True))
    return card


def test_it_is_no_answer_to_the_next_question(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played)
        asked = anew(played, "신호가 너무 짧아요").text()
        (review,) = played.typed(SEAT, "면목동 면목초 정문")

    assert asked.startswith("고쳐 쓰신 대로 바꿨어요")
    assert "어디인가요" in asked, "the question still stands"
    assert "내용: 신호가 너무 짧아요\n" in review.text()
    assert "어디: 면목동 면목초 정문" in review.text()


def test_on_the_review_it_takes_the_old_words_place(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played)
        played.typed(SEAT, "면목동 면목초 정문")
        place = anew(played, "면목동 면목초 후문").text()
        played.typed(SEAT, "아침마다 그래요")
        line = anew(played, "아침마다 늘 그래요").text()

    assert "어디: 면목동 면목초 후문" in place
    assert "정문" not in place
    assert "신호가 짧아요\n아침마다 늘 그래요" in line
    assert line.count("그래요") == 1


def test_what_was_read_from_the_old_words_is_read_from_the_new(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "면목동 면목초 정문 신호가 너무 짧아서 건너기 무서워요")
        review = anew(played, "면목동 면목초 후문 신호가 너무 짧아서 건너기 무서워요").text()

    assert "후문" in review
    assert "정문" not in review


@pytest.mark.parametrize("words", ["경사로 앞이에요", "면목동 시장 골목"])
def test_what_is_like_nothing_said_before_is_heard_as_it_is(
    database_url: str, tmp_path: Path, words: str
) -> None:
    """It may put right what did not fit the question asked."""
    with stage(database_url, tmp_path) as played:
        begun(played)
        assert f"어디: {words}" in anew(played, words).text()


def test_after_sending_it_is_added_for_the_officer(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        begun(played)
        for label in ("건너뛰기", "보내기"):
            played.press(SEAT, label)
        played.carry()
        said = anew(played, "신호가 너무 짧아요").text()
        (case,) = played.typed("담당자", "/case 1")

    assert said.startswith("적어 두었어요")
    assert "신호가 너무 짧아요" in case.text()
