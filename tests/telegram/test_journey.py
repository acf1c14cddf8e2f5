"""The main job at Telegram, by webhook and by polling: real calls of the real service."""

from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.settings import Settings
from routing.records import Query
from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform


def to_the_review(mother: Phone) -> None:
    mother.say("/start")
    mother.press("동의하고 시작")
    mother.press("교통")
    mother.press("건너기 무서워요")
    mother.sees("어디")


def concerns(settings: Settings) -> int:
    with app.open_memory(settings) as memory, memory.database.read() as reader:
        return reader.count(Query())


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
        officer.say("횡단보도에 보행 신호가 짧다는 말씀이군요.")
        telegram.until(lambda: len(officer.sent()) > 2)
    assert concerns(memory_settings) == 1
    assert telegram.refused == []
    # One question gives way to the next: what was pressed is edited, not sent anew.
    assert any(sent.versions > 2 for sent in mother.sent())
    review = next(sent for sent in mother.sent() if "면목초" in sent.text)
    assert review.buttons == {}, "what was sent off has no buttons any more"


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
    with app.open_memory(memory_settings) as memory:
        waiting = memory.album.awaited(app.utc_now(), 10)
        with memory.database.read() as reader:
            kept = reader.count(Query())
    assert kept == 1
    assert len(waiting) in (0, 3), "three photos, or developed already"


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


def test_the_menu_is_set_in_both_languages(telegram: Platform, serve: Serve) -> None:
    with serve():
        telegram.until(lambda: len(menus(telegram)) == 3)
    by_language = {each.get("language_code", ""): each["commands"] for each in menus(telegram)}
    assert set(by_language) == {"", "ko", "en"}
    names = [each["command"] for each in by_language["en"]]
    assert {"start", "status", "cancel", "lang", "help", "privacy"} <= set(names)
    assert "inbox" not in names


def menus(telegram: Platform) -> list[dict[str, Any]]:
    return [params for method, params in telegram.calls if method == "setMyCommands"]


@pytest.mark.parametrize("mode", ["polling"], indirect=True)
def test_two_pollers_are_told_apart_and_waited_for(telegram: Platform, serve: Serve) -> None:
    telegram.conflicts = 2
    mother = Phone(telegram)
    with serve() as service:
        mother.say("/start")
        mother.sees("112")
        log = service.log.read_text("utf-8")
    assert "409" in log
