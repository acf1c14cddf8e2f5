"""What is said alone: whoever greets is greeted, whoever wants to stop is let go, in the middle of a form."""

from pathlib import Path

import pytest

from tests.journeys.stage import stage


@pytest.mark.parametrize(("greeting", "back"), [("안녕하세요!", "네, 안녕하세요"), ("Hi", "네, 안녕하세요")])
def test_a_greeting_alone_answers_no_question(
    database_url: str, tmp_path: Path, greeting: str, back: str
) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        (asked,) = played.press("회원", "동의하고 시작")
        (again,) = played.typed("회원", greeting)
        for label in ("교통", "건너뛰기"):
            played.press("회원", label)
        (review,) = played.typed("회원", "안녕하세요")
        (sent,) = played.typed("회원", "안녕하세요, 여기예요")

    assert again.text().startswith(back)
    assert again.text().endswith(asked.text())
    assert "여기가 늘 걱정돼요" in review.text()
    assert "안녕하세요" not in review.text().removeprefix(back), "nothing of it was noted"
    assert "여기예요" in sent.text(), "what says more is heard"


@pytest.mark.parametrize("word", ["취소", "그만 할게요.", "/cancel", "Stop"])
def test_whoever_wants_to_stop_may_say_so(database_url: str, tmp_path: Path, word: str) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        (gone,) = played.typed("회원", word)
        (back,) = played.press("회원", "되돌리기")

    assert gone.text().startswith("지웠어요")
    assert word not in back.text(), "nothing of it was noted"


def test_what_says_more_is_heard(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        (noted,) = played.typed("회원", "취소된 공사 때문이에요")

    assert noted.text().startswith("적어 두었어요")
