"""The law of messengers, over every form, field and language: what is drawn and pressed is what was meant."""

from typing import Any

import pytest
from telegram import (
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.card import Card
from bot.telegram.contents import PHOTOS, PLACE
from bot.telegram.drawing import draw
from bot.telegram.keyboards import NO_KEYBOARD, OFF, ON, TICK, location
from bot.telegram.updates import Update
from bot.telegram.wire import Heard, Ticked, as_text, read
from intake.messages import Press
from tests.fixtures.words import forms
from tests.telegram.limits import checked, units
from tests.telegram.samples import KINDS, TOKENS, WHERE, WHO, cards

every_card = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in ("ko", "en")]
)


def buttons(card: Card) -> list[tuple[str, str]]:
    """Label and data of every button drawn."""
    markup = draw(card)[-1].markup
    if markup is None:
        return []
    rows = InlineKeyboardMarkup.de_json(markup, None).inline_keyboard
    return [(b.text, str(b.callback_data)) for row in rows for b in row if b.callback_data]


def pressed(card: Card, data: str) -> Any:
    """What pressing it is read as, through JSON as Telegram sends it."""
    message = draw(card)[-1]
    query = {
        "id": "1",
        "from": {"id": 11, "is_bot": False, "first_name": "P"},
        "chat_instance": "1",
        "data": data,
        "message": {
            "message_id": 5,
            "date": 1,
            "chat": {"id": 11, "type": "private", "first_name": "P"},
            **message.payload(),
        },
    }
    return read(Update.model_validate({"update_id": 1, "callback_query": query}), "123456")


@every_card
def test_what_is_pressed_is_what_was_meant(kind: str, language: str) -> None:
    for card in cards(kind, language):
        meant = [button for button in card.buttons if button.act is not None]
        drawn = [(label, data) for label, data in buttons(card) if not data.startswith(TICK)]
        assert drawn == [(button.label, button.token) for button in meant]
        for button in meant:
            heard = pressed(card, button.token)
            assert isinstance(heard, Heard)
            (incoming,) = heard.acts
            assert (incoming.who, incoming.where) == (WHO, WHERE)
            assert isinstance(incoming.act, Press)
            resolved = TOKENS.resolve(incoming.act.token, incoming.who, incoming.where)
            assert resolved is not None
            assert (resolved.act, resolved.revision) == (button.act, button.revision)
            assert heard.pressed is not None
            assert heard.pressed.form == (button.revision is not None)


@every_card
def test_every_limit_holds_whatever_people_type(kind: str, language: str) -> None:
    for card in cards(kind, language):
        for message in draw(card):
            checked("sendMessage", message.payload())


@every_card
def test_what_travels_is_what_the_library_would_have_written(kind: str, language: str) -> None:
    for card in cards(kind, language):
        for message in draw(card, "https://t.me/cheong_bot"):
            made = message.payload()
            if message.markup is not None:
                assert (
                    made.pop("reply_markup") == InlineKeyboardMarkup.de_json(message.markup, None).to_dict()
                )
            read_again = MessageEntity.de_list(list(message.entities), None)
            assert made.pop("entities", []) == [each.to_dict() for each in read_again]
            assert made == {
                "text": message.text,
                "link_preview_options": LinkPreviewOptions(is_disabled=True).to_dict(),
            }


def test_the_location_button_is_what_the_library_would_have_written() -> None:
    button = KeyboardButton("여기", request_location=True)
    library = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    assert (location("여기"), NO_KEYBOARD) == (library.to_dict(), ReplyKeyboardRemove().to_dict())


@every_card
def test_every_word_is_shown(kind: str, language: str) -> None:
    for card in cards(kind, language):
        messages = draw(card)
        shown = "".join("".join(each.text for each in messages).split())
        for line in (line.text for part in card.parts for line in part.lines):
            assert "".join(line.replace("\0", "").split()) in shown
        for button in (each for each in card.buttons if each.url):
            assert button.url is not None
            assert button.url.partition(":")[2].partition("?")[0] in shown
        assert all(each.markup is None for each in messages[:-1])


@every_card
def test_a_card_can_be_read_as_plain_text(kind: str, language: str) -> None:
    for card in cards(kind, language):
        text = as_text(card)
        assert all(f"[{button.label}]" in text for button in card.buttons if button.act is not None)


def test_choices_are_ticked_on_the_card_and_come_with_next() -> None:
    (card, *_) = [
        each
        for each in cards("concern", "ko")
        if [i.kind for i in each.inputs] == ["choices"] and each.inputs[0].value is None
    ]
    field, options = card.inputs[0].field, card.inputs[0].options
    token = next(button.token for button in card.buttons if button.label == "다음")

    first = pressed(card, f"{TICK}{field}={options[1].code}")
    assert isinstance(first, Ticked)
    labels = [b["text"] for row in first.markup["inline_keyboard"] for b in row][: len(options)]
    assert labels == [(ON if n == 1 else OFF) + o.label for n, o in enumerate(options)]

    message = {"message_id": 5, "date": 1, "chat": {"id": 11, "type": "private", "first_name": "P"}}
    query = {
        "id": "1",
        "from": {"id": 11, "is_bot": False, "first_name": "P"},
        "chat_instance": "1",
        "data": token,
        "message": {**message, "text": "?", "reply_markup": first.markup},
    }
    heard = read(Update.model_validate({"update_id": 1, "callback_query": query}), "123456")
    assert isinstance(heard, Heard)
    assert heard.acts[0].act == Press(token, {field: (options[1].code,)})

    untouched = pressed(card, token)
    assert isinstance(untouched, Heard)
    assert untouched.acts[0].act == Press(token, {field: ()})


def test_forms_name_places_and_photos_as_the_wire_does() -> None:
    named = {(each.kind, each.id) for form in forms().values() for each in form.fields}
    assert {name for kind, name in named if kind == "place"} == {PLACE}
    assert {name for kind, name in named if kind == "photo"} == {PHOTOS}


def test_a_long_card_is_broken_between_paragraphs() -> None:
    (card,) = cards("take", "ko")[:1] if "take" in KINDS else cards("others", "ko")[:1]
    long = cards("concern", "ko")[-1]
    messages = draw(long)
    assert len(messages) > 3
    assert all(units(each.text) <= 4096 for each in messages)
    assert all(units(each.text) > 2048 for each in messages[:-1])
    assert len(draw(card)) == 1
