"""The main job at Telegram, by webhook and by polling: real calls of the real service."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.fixtures.ready import concerns, count
from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform

#: What an officer answers, and what follows each answer.
ANSWER = (
    ("신호가 짧다고 하셨지요", "무엇을 확인"),
    ("가 보았어요", "무엇을 하기로"),
    ("5초 늘리기로 했어요", "언제까지"),
    ("2월 6일까지", "어려운 점"),
    ("없음", "이렇게 읽어요"),
)


def to_the_review(mother: Phone) -> None:
    mother.say("/start")
    mother.press("동의하고 시작")
    mother.press("교통")
    mother.press("건너기 무서워요")
    mother.sees("어디")


def test_a_concern_is_heard_and_answered(telegram: Platform, serve: Serve, memory_settings: Settings) -> None:
    mother, officer = Phone(telegram), Phone(telegram, OFFICER)
    with serve():
        to_the_review(mother)
        mother.say("면목동 면목초 정문")
        mother.press("보내기")
        mother.sees("접수됐어요")
        officer.press("맡기")
        mother.sees("맡았")
        officer.press("답변하기")
        officer.sees("어떤 이야기를 들으셨나요")
        for words, follows in ANSWER:
            officer.say(words)
            officer.sees(follows)
        officer.press("확인한 것 고치기")
        officer.sees("무엇을 확인", times=2)
        officer.say("1월 21일에 가 보니 18초였어요")
        officer.sees("18초였어요")
        telegram.until(lambda: telegram.pending == 0)
        assert not mother.showing("18초"), "nothing reaches the member before it is confirmed"
        officer.press("보내기")
        mother.sees("18초였어요")
        officer.press("결과 알리기")
        officer.press("바꾸기로 했어요(1개월 안)")
        officer.sees("무엇이 바뀌나요")
        officer.say("보행 신호를 5초 늘려요")
        officer.sees("언제까지 바꾸나요")
        officer.say("2월 6일")
        officer.sees("어떻게 됐는지")
        officer.press("보내기")
        mother.sees("신호를 5초 늘려요")
        mother.press("많이 아쉬워요")
        mother.press("바뀐 게 없어요")
        mother.press("네")
        mother.sees("다시 살펴볼게요")
        officer.sees("다시 살펴봐 달라고")
    assert concerns(memory_settings) == 1
    assert telegram.refused == []
    # One question gives way to the next: what was pressed is edited, not sent anew.
    assert any(sent.versions > 2 for sent in mother.sent())
    review = next(sent for sent in mother.sent() if "면목초" in sent.text)
    assert review.buttons == {}, "what was sent off has no buttons any more"


def test_what_was_answered_in_words_is_left_without_buttons(telegram: Platform, serve: Serve) -> None:
    mother = Phone(telegram)
    with serve():
        to_the_review(mother)
        asked = next(sent for sent in mother.sent() if "어디" in sent.text)
        assert "건너뛰기" in asked.buttons
        mother.say("면목동 면목초 정문")
        mother.sees("이렇게 보낼게요")
        telegram.until(lambda: asked.buttons == {})
    assert telegram.refused == []


def test_a_question_that_began_a_form_gave_way_or_came_with_a_receipt_loses_its_buttons(
    telegram: Platform, serve: Serve
) -> None:
    mother = Phone(telegram)
    with serve():
        mother.say("/start")
        mother.press("동의하고 시작")
        mother.sees("아래에서 골라")
        (area,) = [sent for sent in mother.sent() if "교통" in sent.buttons]
        mother.say("교통")
        telegram.until(lambda: area.buttons == {})
        mother.sees("어떤 점이 걱정")
        mother.press("건너기 무서워요")
        mother.sees("어디")
        mother.say("면목동 면목초 정문")
        mother.press("분야 고치기")
        mother.sees("아래에서 골라", times=2)
        (area,) = [sent for sent in mother.sent() if "교통" in sent.buttons]
        assert area.versions > 1, "the review has given way to it"
        mother.say("교통")
        telegram.until(lambda: area.buttons == {})
        mother.press("보내기")
        mother.sees("접수됐어요")
        receipt = next(sent for sent in mother.sent() if "접수됐어요" in sent.text)
        assert receipt.buttons
        mother.say("아침마다 차가 빨리 달려요")
        telegram.until(lambda: receipt.buttons == {})
    assert telegram.refused == []


def test_the_button_for_where_the_phone_is_stands_there_while_a_place_is_asked(
    telegram: Platform, serve: Serve
) -> None:
    mother, offer, words = Phone(telegram), "단추로 위치를", "지금 위치"
    telegram.files["one"] = b"picture"
    with serve():
        to_the_review(mother)
        mother.sees(offer)
        assert words in str(telegram.keyboards[11])
        mother.photo("one")
        mother.sees("사진 1장을 받았어요")
        telegram.until(lambda: telegram.pending == 0)
        assert len(mother.showing(offer)) == 1, "once is enough"
        mother.say("면목동 면목초 정문")
        mother.sees("이렇게 보낼게요")
        telegram.until(lambda: 11 not in telegram.keyboards and not mother.showing("네, 알겠어요"))
        mother.press("어디 고치기")
        mother.sees(offer, times=2)
        mother.send(location={"latitude": 37.58, "longitude": 127.09})
        mother.sees("위치를 받았어요")
        assert 11 not in telegram.keyboards
        telegram.until(lambda: telegram.pending == 0)
    assert telegram.refused == []


def test_a_button_of_something_past_leads_on(telegram: Platform, serve: Serve) -> None:
    """Whatever is left standing somewhere, pressing it is no dead end."""
    mother = Phone(telegram)
    with serve():
        mother.say("/report 신호가 짧아요")
        mother.sees("시작할까요")
        mother.say("/cancel")
        telegram.until(lambda: telegram.pending == 0)
        mother.press("동의하고 시작")
        past = mother.sees("지나간 버튼이에요")
        assert "아래에 있어요" not in past
        mother.press("📍 불편·불안을 알려요")
        mother.sees("시작할까요")
        mother.press("동의하고 시작")
        mother.sees("아래에서 골라")
    assert telegram.refused == []


def test_a_poster_begins_a_concern_at_its_place(telegram: Platform, serve: Serve) -> None:
    """The member's main path by a QR code, with a photo: what they must not say twice is known."""
    telegram.files["one"] = b"picture"
    mother = Phone(telegram)
    with serve():
        mother.say("/start p-myeonmok_es")
        mother.sees("면목초등학교 정문에서 느낀 점")
        mother.photo("one", caption="신호가 너무 짧아요")
        mother.sees("사진 1장을 받았어요")
        mother.press("동의하고 시작")
        mother.sees("어디: 면목초등학교 정문")
        mother.press("보내기")
        mother.sees("접수됐어요")
    assert telegram.refused == []


def test_photos_of_an_album_and_a_pin(telegram: Platform, serve: Serve, memory_settings: Settings) -> None:
    picture = (Path(__file__).parents[2] / "docs" / "pictures" / "phone.png").read_bytes()
    telegram.files |= {"one": picture, "two": picture + b"\0", "three": picture + b"\0\0"}
    mother = Phone(telegram)
    with serve():
        to_the_review(mother)
        telegram.until(lambda: telegram.pending == 0)
        before = len(mother.sent())
        for name in ("one", "two", "three"):
            mother.photo(name, media_group_id="album")
        telegram.until(lambda: telegram.pending == 0)
        acknowledged = [sent.text for sent in mother.sent()[before:] if "어디" in sent.text]
        mother.send(location={"latitude": 37.58, "longitude": 127.09, "live_period": 60})
        mother.send(kind="edited_message", location={"latitude": 37.6, "longitude": 127.1, "live_period": 60})
        mother.press("보내기")
        mother.sees("접수됐어요")
    (acknowledged_once,) = acknowledged
    assert acknowledged_once.startswith("사진 3장을 받았어요")
    assert telegram.refused == []
    assert concerns(memory_settings) == 1
    assert concerns(memory_settings) == 1
    known = "select count(*) from photo where state in ('awaited', 'kept')"
    assert count(memory_settings, known) == 3, "each photo, developed or not yet"
    assert count(memory_settings, "select count(*) from photo") == 3


def test_an_album_has_one_answer_over_a_restart(telegram: Platform, serve: Serve) -> None:
    telegram.files |= {name: name.encode() for name in ("one", "two", "three")}
    mother = Phone(telegram)
    with serve():
        to_the_review(mother)
        mother.photo("one", media_group_id="album")
        mother.sees("사진 1장을 받았어요")
        telegram.until(lambda: telegram.pending == 0)
    with serve():
        mother.photo("two", media_group_id="album")
        mother.sees("사진 2장을 받았어요")
        mother.photo("three")
        mother.sees("사진 3장을 받았어요")
    assert mother.showing("사진 1장") == [], "the same message was edited"
    assert len(mother.showing("사진")) == 2, "a photo of its own is answered by itself"


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
def test_an_album_has_one_answer_whichever_processes_hear_it(telegram: Platform, serve: Serve) -> None:
    """Two replicas hear its photos at the same instant."""
    telegram.files |= {name: name.encode() for name in "abcd"}
    mother = Phone(telegram)
    with serve() as one, serve() as other:
        to_the_review(mother)
        telegram.until(lambda: telegram.pending == 0)
        updates = [
            {
                "update_id": 900 + number,
                "message": mother.message(media_group_id="m", photo=mother.sizes(name)),
            }
            for number, name in enumerate("abcd")
        ]
        addresses = [f"{service.url}/telegram/webhook" for service in (one, other) * 2]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(telegram.post_to, addresses, updates))
    assert [status for status, _ in answers] == [200] * 4
    (answer,) = mother.showing("사진")
    assert answer.startswith("사진 4장을 받았어요")


def test_danger_is_answered_by_a_call_that_is_known_to_arrive(telegram: Platform, serve: Serve) -> None:
    mother = Phone(telegram)
    with serve():
        to_the_review(mother)
        telegram.until(lambda: telegram.pending == 0)
        telegram.faults.extend(["reset", "429"])
        mother.say("/112")
        mother.sees("112")
        telegram.until(lambda: telegram.pending == 0)
    sends = [params for method, params in telegram.calls if method == "sendMessage"]
    assert "112" in sends[-1]["text"]


def test_an_edited_message_puts_right_what_it_had_said(telegram: Platform, serve: Serve) -> None:
    mother = Phone(telegram)
    with serve():
        mother.say("/report 신호가 짧아요")
        mother.press("동의하고 시작")
        mother.sees("어디")
        mother.send(kind="edited_message", text="신호가 너무 짧아요")
        assert "어디" in mother.sees("고쳐 쓰신 대로")
        mother.say("면목동 면목초 정문")
        review = mother.sees("이렇게 보낼게요")
        assert "내용: 신호가 너무 짧아요" in review
        mother.send(kind="edited_message", text="면목동 면목초 후문")
        telegram.until(lambda: any("어디: 면목동 면목초 후문" in text for text in telegram.texts(11)))
        mother.press("보내기")
        mother.sees("접수됐어요")
        mother.send(kind="edited_message", text="신호가 너무너무 짧아요")
        mother.sees("적어 두었어요")
    assert telegram.refused == []


def test_a_group_s_link_and_being_blocked(telegram: Platform, serve: Serve) -> None:
    """Whoever blocks the bot gets nothing; what was for them comes when they write again, once."""
    mother, officer = Phone(telegram), Phone(telegram, OFFICER)
    with serve():
        mother.say("/start g-green_mothers")
        mother.sees("녹색어머니")
        mother.say("/report 신호가 짧아요")
        mother.press("동의하고 시작")
        mother.press("건너뛰기")
        mother.press("보내기")
        mother.sees("접수됐어요")
        telegram.blocked.add(11)
        officer.press("맡기")
        telegram.until(lambda: "Forbidden: bot was blocked by the user" in telegram.refused)
        telegram.blocked.clear()
        assert not mother.showing("맡았")
        mother.say("/help")
        mother.sees("맡았")
        telegram.until(lambda: telegram.pending == 0)
        assert len(mother.showing("맡았")) == 1


@pytest.mark.parametrize("mode", ["polling"], indirect=True)
def test_two_pollers_are_told_apart_and_waited_for(telegram: Platform, serve: Serve) -> None:
    telegram.conflicts = 2
    mother = Phone(telegram)
    with serve() as service:
        mother.say("/start")
        mother.sees("112")
        log = service.log.read_text("utf-8")
    assert "409" in log
