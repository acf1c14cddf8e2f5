"""What people send, of every kind, as the acts it stands for."""

from typing import Any

import pytest

from bot.telegram.updates import Update
from bot.telegram.wire import Anonymous, Heard, Spot, read
from intake.messages import Act, Answer, Photo, Place, Press, Room, Say, Unreadable

USER = {"id": 11, "is_bot": False, "first_name": "P"}
CHAT = {"id": 11, "type": "private", "first_name": "P"}
GROUP = {"id": -1, "type": "supergroup", "title": "G"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "G"}
OURSELVES = {"id": 123456, "is_bot": True, "first_name": "cheong"}
AT = {"latitude": 37.5, "longitude": 127}
STICKER = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
GONE = {"message_auto_delete_time": 1}
FILE = {"file_id": "f", "file_unique_id": "u"}
SIZES = [{**FILE, "file_id": "small", "width": 9, "height": 9}, {**FILE, "width": 90, "height": 90}]
ORIGIN = {"type": "hidden_user", "date": 1, "sender_user_name": "Q"}


def heard(
    content: dict[str, Any], kind: str = "message", chat: dict[str, Any] = CHAT, sender: dict[str, Any] = USER
) -> Any:
    message = {"message_id": 1, "date": 1, "chat": chat, "from": sender, **content}
    return read(Update.model_validate({"update_id": 7, kind: message}), "123456")


def acts(content: dict[str, Any], kind: str = "message") -> list[Act]:
    found = heard(content, kind)
    return [incoming.act for incoming in found.acts] if isinstance(found, Heard) else []


SAID: dict[str, tuple[dict[str, Any], list[Act]]] = {
    "words": ({"text": "신호가 짧아요"}, [Say("신호가 짧아요")]),
    "a command": ({"text": "/start abc"}, [Say("/start abc")]),
    "a forwarded command": ({"text": "/ /cancel", "forward_origin": ORIGIN}, [Say("cancel")]),
    "a photo": ({"photo": SIZES}, [Answer({"photos": (Photo("telegram", "f"),)})]),
    "a photo with words": (
        {"photo": SIZES, "caption": "여기요"},
        [Say("여기요"), Answer({"photos": (Photo("telegram", "f"),)})],
    ),
    "a photo as a file": (
        {"document": {**FILE, "mime_type": "image/jpeg", "file_size": 5}},
        [Answer({"photos": (Photo("telegram", "f"),)})],
    ),
    "a photo too large to be fetched": (
        {"document": {**FILE, "mime_type": "image/png", "file_size": 30_000_000}},
        [Unreadable("file")],
    ),
    "a file": ({"document": {**FILE, "mime_type": "text/plain"}}, [Unreadable("file")]),
    "a position": ({"location": AT}, [Answer({"place": Place("", 37.5, 127)})]),
    "a venue": (
        {
            "location": AT,
            "venue": {"location": AT, "title": "학교", "address": "면목동"},
        },
        [Answer({"place": Place("학교 면목동", 37.5, 127)})],
    ),
    "a sticker": (
        {"sticker": {**FILE, **STICKER}},
        [Unreadable("sticker")],
    ),
    "a voice note": ({"voice": {**FILE, "duration": 1}}, [Unreadable("voice")]),
    "a video": ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, [Unreadable("video")]),
    "a round video": ({"video_note": {**FILE, "length": 1, "duration": 1}}, [Unreadable("video")]),
    "a contact": ({"contact": {"phone_number": "1", "first_name": "Q"}}, [Unreadable("contact")]),
    "a die": ({"dice": {"emoji": "x", "value": 1}}, [Unreadable("other")]),
    "something of Telegram's own": ({"message_auto_delete_timer_changed": GONE}, []),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), SAID.values(), ids=SAID.keys())
def test_what_is_sent_is_heard(content: dict[str, Any], expected: list[Act]) -> None:
    assert acts(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "이렇게요"}, [Say("이렇게요", anew=True)]),
        ({"caption": "여기요", "photo": SIZES}, [Say("여기요", anew=True)]),
        ({"text": "/cancel"}, []),
        ({"location": {"latitude": 1, "longitude": 2}}, []),
    ],
)
def test_what_is_edited_is_said_anew(content: dict[str, Any], expected: list[Act]) -> None:
    assert acts(content, "edited_message") == expected


def test_each_act_of_an_update_has_a_key_of_its_own() -> None:
    found = heard({"photo": SIZES, "caption": "여기요"})
    assert [incoming.event_id for incoming in found.acts] == ["7", "7-2"]


def test_bots_and_channels_are_not_heard() -> None:
    assert heard({"text": "x"}, sender={**USER, "is_bot": True}) is None
    assert heard({"text": "x"}, chat={"id": -1, "type": "channel", "title": "C"}) is None


def test_in_groups_only_commands_are_answered_and_by_the_way_to_a_private_chat() -> None:
    assert heard({"text": "살려 주세요"}, chat=GROUP) is None
    assert heard({"photo": SIZES}, chat=GROUP) is None
    assert heard({"text": "/report x"}, "edited_message", chat=GROUP) is None
    found = heard({"text": "/report x"}, chat=GROUP)
    assert found.at == Spot(-1, reply=1, reader=(11, "P"))
    assert found.acts[0].where == Room("telegram", "123456", "-1")
    assert heard({"text": "/x"}, chat=GROUP, sender=ANONYMOUS) == Anonymous(
        Spot(-1, None, 1, (1087968824, "G"))
    )
    assert isinstance(heard({"text": "/x", "sender_chat": GROUP}, chat=GROUP), Anonymous)


def answered(**more: Any) -> dict[str, Any]:
    ours = {"message_id": 5, "date": 1, "chat": GROUP, "from": OURSELVES, "text": "?", **more}
    return {"text": "18초였어요", "reply_to_message": ours}


def test_in_a_group_a_reply_to_us_is_heard_and_a_reply_to_others_is_not() -> None:
    assert [each.act for each in heard(answered(), chat=GROUP).acts] == [Say("18초였어요")]
    assert heard(answered(**{"from": USER}), chat=GROUP) is None


def test_in_a_topic_nothing_is_a_reply_to_us_because_we_opened_it() -> None:
    opened = answered(forum_topic_created={"name": "SP-1", "icon_color": 1})
    topic = {"message_thread_id": 5, "is_topic_message": True}
    assert heard({**opened, **topic}, chat=GROUP) is None
    assert heard({**answered(), **topic}, chat=GROUP).at.thread == 5


def test_a_reply_outside_of_topics_belongs_to_no_thread() -> None:
    found = heard({**answered(), "message_thread_id": 5}, chat=GROUP)
    assert (found.at.thread, found.acts[0].where.thread) == (None, None)


@pytest.mark.parametrize(
    ("text", "ours"), [("/inbox", True), ("/inbox@Our_bot x", True), ("/x@other_bot", False)]
)
def test_a_command_for_another_bot_is_not_ours(text: str, ours: bool) -> None:
    message = {"message_id": 1, "date": 1, "chat": GROUP, "from": USER, "text": text}
    found = read(Update.model_validate({"update_id": 7, "message": message}), "123456", "our_bot")
    assert isinstance(found, Heard) is ours


def test_a_button_on_a_message_too_old_to_be_seen_is_still_pressed() -> None:
    query = {
        "id": "9", "from": USER, "chat_instance": "1", "data": "token",
        "message": {"message_id": 1, "date": 0, "chat": CHAT},
    }  # fmt: skip
    found = read(Update.model_validate({"update_id": 7, "callback_query": query}), "123456")
    assert isinstance(found, Heard)
    assert found.acts[0].act == Press("token")
    assert found.pressed is not None
    assert found.pressed.message is None


@pytest.mark.parametrize(
    ("code", "language"), [("ko", "ko"), ("en-GB", "en"), ("vi", None), ("", None), (None, None)]
)
def test_the_language_of_the_phone_goes_along_if_we_speak_it(code: str | None, language: str | None) -> None:
    sender = USER if code is None else {**USER, "language_code": code}
    said = heard({"text": "hi"}, sender=sender)
    assert isinstance(said, Heard)
    assert [incoming.language for incoming in said.acts] == [language]
