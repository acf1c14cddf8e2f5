"""Reading what was posted: whatever it is, an act or a clear refusal, and nothing else."""

import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Button, Card, Line, Part
from bot.webchat.drawing import pieces
from bot.webchat.past import settled
from bot.webchat.wire import Malformed, draw, read
from intake.messages import Answer, Cancel, Look, Photo, Place, Press, Say
from tests.fixtures.words import wording
from tests.webchat.forms import Page
from tests.webchat.samples import cards

EVENT = ("event", "event-for-tests-0001")

names = st.one_of(
    st.sampled_from(
        ["event", "press", "say", "text:a", "place?:p", "lat:p", "lon:p", "choices:c", "photo:x"]
    ),
    st.text(max_size=12),
)
values = st.one_of(
    st.text(max_size=80), st.just(Photo("webchat", "1")), st.sampled_from(["nan", "1e999", "-0"])
)


@given(st.lists(st.tuples(names, values), max_size=8))
def test_anything_is_read_or_refused(fields: list[tuple[str, str | Photo]]) -> None:
    try:
        posted = read([EVENT, *fields])
    except Malformed:
        return
    assert isinstance(posted.act, Press | Say | Answer | None)


@pytest.mark.parametrize("event", ["", "short", "x" * 65, "with space in it", "한글한글한글한글"])
def test_an_event_is_ours_or_nothing(event: str) -> None:
    with pytest.raises(Malformed):
        read([("event", event), ("say", "안녕")])


@pytest.mark.parametrize("degrees", ["nan", "inf", "-1e999", "north"])
def test_degrees_are_numbers(degrees: str) -> None:
    with pytest.raises(Malformed):
        read([EVENT, ("place:place", ""), ("lat:place", degrees), ("lon:place", "127")])


def test_words_and_positions_from_the_message_box() -> None:
    assert read([EVENT, ("say", "건너기\r\n무서워요"), ("photo?:photos", "")]).act == Say("건너기\n무서워요")
    assert read([EVENT, ("say", "  \n")]).act is None
    place = [("place:place", ""), ("lat:place", "37.5"), ("lon:place", "127.1")]
    assert read([EVENT, *place]).act == Answer({"place": Place("", 37.5, 127.1)})


def test_a_button_may_call_but_run_nothing(caplog: pytest.LogCaptureFixture) -> None:
    rows = tuple(
        (Button("그만", url=url),)
        for url in ("tel:112", "javascript:alert(1)", "data:text/html,x", "//evil.example")
    )
    with caplog.at_level(logging.WARNING):
        page = Page(draw(Card((Part(rows=rows),)), "/chat/", wording().say, EVENT[1]))
    assert page.links() == ["tel:112"]
    assert "evil" not in caplog.text
    assert len(caplog.records) >= 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("늦어도 12월 1일(화)까지 답해 드려요.", ["12월 1일(화)까지"]),
        ("SP-260120-0042 · 교통 · 2월 3일(화) 10:00", ["SP-260120-0042 ·", "교통 ·", "2월 3일(화)"]),
        ("보내신 글·사진·위치", ["글·사진·위치"]),
        ("아주/긴·말이" * 4, []),
        ("", []),
    ],
)
def test_no_line_breaks_within_a_day_or_a_short_compound(text: str, kept: list[str]) -> None:
    found = list(pieces(text))
    assert [piece for piece, whole in found if whole] == kept
    assert "".join(piece for piece, _ in found) == text


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text


def test_a_letter_says_when_it_was_written() -> None:
    at = datetime(2026, 1, 20, 1, 0, 5, tzinfo=UTC)
    html = draw(Card((Part((Line("답"),)),), at=at), "/chat/", wording().say, "e")
    assert '<time datetime="2026-01-20T01:00:05+00:00">1월 20일(화) 10:00</time>' in html
    assert "<time" not in draw(Card((Part((Line("답"),)),)), "/chat/", wording().say, "e")


def test_a_letter_in_the_history_no_longer_asks() -> None:
    ask = next(card for card in cards("concern", "ko") if card.buttons)
    letter = Card((Part((Line("접수됐어요."),)), *ask.parts), "ask", typed=True)
    kept = settled(letter)
    assert kept == Card((Part((Line("접수됐어요."),)),), "say")
    assert settled(ask) is None


def test_what_can_still_be_pressed_stays_in_the_history() -> None:
    offer = Part((Line("답이 도움이 됐나요?"),), rows=((Button("네", Look("x"), token="t"),),))
    asked = Part(rows=((Button("그만두기", Cancel(), revision=3, token="u"),),))
    assert settled(Card((offer, asked), "ask")) == Card((offer,), "say")
