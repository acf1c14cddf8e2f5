"""A form that stays open while it is filled in: what it shows still stands, there and nowhere else."""

from pathlib import Path

from bot.card import Card
from intake.messages import Given, Place, Press, Surface
from tests.journeys.stage import Stage, stage

SO_FAR = {"consent": "agree", "area": "traffic"}


def is_past(cards: tuple[Card, ...]) -> bool:
    return "지나간 버튼" in cards[0].text()


def opened(played: Stage) -> str:
    """A form, whole; the token that it is sent off with."""
    played.surface = Surface.MODAL
    played.typed("회원", "/report")
    return played.token("회원", "다음")


def test_what_a_window_has_grown_into_is_sent_off_by_what_it_showed_first(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        send = opened(played)
        grown = played.act("회원", Press(send, {"area": "traffic"}, so_far=True), window="V1")
        played.act("회원", Press(send, SO_FAR, so_far=True), window="V1")
        wrong = played.act("회원", Press(send, {**SO_FAR, "text": "짧"}), window="V1")
        review = played.act("회원", Press(send, {**SO_FAR, "text": "차가 서지 않아요"}), window="V1")

    assert "t_issue" in {each.field for each in grown[0].inputs}
    assert [each.field for each in wrong[0].inputs if each.problem] == ["text"]
    assert "차가 서지 않아요" in review[0].text()


def test_it_stands_for_no_other_window_and_not_once_the_talk_went_on(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        send = opened(played)
        played.act("회원", Press(send, SO_FAR, so_far=True), window="V1")
        assert is_past(played.act("회원", Press(send, SO_FAR), window="V2"))
        assert is_past(played.act("회원", Press(send, SO_FAR)))
        played.typed("회원", "차가 서지 않아요")
        assert is_past(played.act("회원", Press(send, {"text": "다른 말"}), window="V1"))
        # Not even in a window that has been taken up since.
        played.press("회원", "분야 고치기")
        newer = played.token("회원", "다음")
        other = Press(newer, {"area": "crime_prevention"}, so_far=True)
        assert not is_past(played.act("회원", other, window="V1"))
        assert is_past(played.act("회원", Press(send, {"text": "다른 말"}), window="V1"))


def test_sent_off_twice_by_hand_is_known_to_be_past(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        send = opened(played)
        filled: dict[str, Given] = {**SO_FAR, "t_issue": "crossing", "place": Place("면목동")}
        played.act("회원", Press(send, SO_FAR, so_far=True), window="V1")
        assert not is_past(played.act("회원", Press(send, filled), window="V1"))
        assert is_past(played.act("회원", Press(send, filled), window="V1"))


def test_a_window_opened_for_a_look_shows_nothing_else(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        opened(played)
        for look in ("/settings", "/help", "/nonsense"):
            assert not [card for card in played.typed("회원", look) if card.inputs]
        seen = played.act("회원", Press(played.token("회원", "자세히")), window="V1")
        assert seen[-1].inputs, "a form that stands open comes back"
        played.surface = Surface.CHAT
        assert played.typed("회원", "/settings")[-1].tone == "ask"
