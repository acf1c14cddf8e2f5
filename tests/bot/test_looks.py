"""Looking at something while a form is open: what stood open is asked again, and nothing else has changed."""

from pathlib import Path

import pytest

from intake.messages import Look, Say
from tests.bot.test_switchboard import file_one, texts
from tests.journeys.stage import stage


@pytest.mark.parametrize("look", ["/privacy", "/help", "/settings", "/nothing", "not_danger"])
def test_what_stands_open_about_a_concern_is_asked_again_after_a_look(
    look: str, database_url: str, tmp_path: Path
) -> None:
    """The letter on a review is put together from what is looked up when the turn is over."""
    act = Look(look) if look == "not_danger" else Say(look)
    with stage(database_url, tmp_path) as played:
        file_one(played)
        played.grant("담당자")
        for line in ("/interim 1", "신호 시간을 살펴보고 있어요"):
            played.typed("담당자", line)
        review = texts(played.typed("담당자", "2월 6일"))[-1]

        assert "보내신 분은 이렇게 읽어요" in review
        assert texts(played.act("담당자", act))[-1].endswith(review)
