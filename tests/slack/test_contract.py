"""The law of messengers, over every form, field and language: what is drawn and pressed is what was meant."""

import json
from html import unescape
from typing import Any

import pytest

from bot.card import Card, Input, Line, Part
from bot.slack.blocks import sections
from bot.slack.drawing import LONGEST_TOKEN, OPEN, carrying, settled
from bot.slack.heard import Heard, Opening
from bot.slack.modal import Memo, sending
from bot.slack.naming import as_typed_here
from bot.slack.wire import as_text, draw, draw_home, draw_modal, read
from intake.messages import SKIPPED, Confirm, Moment, Photo, Place, Press, Skip, Value
from tests.fixtures.words import wording
from tests.slack.limits import checked, checked_view
from tests.slack.samples import CHANNEL, KINDS, TEAM, TOKENS, USER, WHERE, WHO, cards, whole

every_card = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in ("ko", "en")]
)
Payload = dict[str, Any]


def elements(blocks: Any) -> list[tuple[str, Payload]]:
    """The buttons, each with its block's id."""
    found = [block for block in blocks if block["type"] == "actions"]
    return [(block["block_id"], each) for block in found for each in block["elements"]]


def tokens(blocks: Any) -> list[str]:
    return [each["value"] for _, each in elements(blocks) if "value" in each]


def acting(**more: Any) -> Payload:
    """What every interaction carries, through JSON as Slack sends it."""
    payload = {"team": {"id": TEAM}, "user": {"id": USER}, "trigger_id": "1.2.3", **more}
    return dict(json.loads(json.dumps(payload)))


def pressed(block_id: str, element: Payload, state: Payload | None = None) -> Any:
    container = {"type": "message", "message_ts": "1.5", "channel_id": "D01"}
    action = {"type": "button", "block_id": block_id, **element}
    return read(
        acting(
            type="block_actions",
            actions=[action],
            container=container,
            channel={"id": "D01"},
            state={"values": state or {}},
        )
    )


def in_view(view: Payload, state: Payload, **more: Any) -> Payload:
    return acting(view={**view, "id": "V1", "hash": "h", "state": {"values": state}}, **more)


@every_card
def test_what_is_pressed_in_a_message_is_what_was_meant(kind: str, language: str) -> None:
    for card in cards(kind, language):
        meant = {button.token: button for button in card.buttons if button.act is not None}
        drawn = [each for message in draw(card, wording()) for each in elements(message.blocks)]
        pressable = [(block, each) for block, each in drawn if "value" in each]
        if len(card.inputs) <= 1:
            assert [each["value"] for _, each in pressable] == [b.token for b in card.buttons if b.act]
        for block, each in pressable:
            heard = pressed(block, each)
            assert isinstance(heard, Heard)
            (incoming,) = heard.acts
            assert (incoming.who, incoming.where) == (WHO, WHERE)
            assert isinstance(incoming.act, Press)
            resolved = TOKENS.resolve(incoming.act.token, incoming.who, incoming.where)
            assert resolved is not None
            button = meant[each["value"]]
            assert (resolved.act, resolved.revision) == (button.act, button.revision)
            assert heard.spot.gives_way == (button.revision is not None)


@every_card
def test_what_is_pressed_in_a_modal_is_what_was_meant(kind: str, language: str) -> None:
    for card in cards(kind, language):
        view = draw_modal([card], WHERE, wording())
        send = sending([card])
        meant = {button.token: button for button in card.buttons if button.act is not None}
        assert set(tokens(view["blocks"])) == set(meant) - ({send.token} if send else set())
        for block, each in elements(view["blocks"]):
            if "value" not in each:
                continue
            action = {"type": "button", "block_id": block, **each}
            heard = read(in_view(view, {}, type="block_actions", actions=[action]))
            assert isinstance(heard, Heard)
            act = heard.acts[0].act
            assert isinstance(act, Press)
            resolved = TOKENS.resolve(act.token, heard.acts[0].who, heard.acts[0].where)
            assert resolved is not None
            assert (resolved.act, resolved.revision) == (
                meant[each["value"]].act,
                meant[each["value"]].revision,
            )
        if send is not None:
            sent = read(in_view(view, {}, type="view_submission"))
            assert isinstance(sent, Heard)
            act = sent.acts[0].act
            assert isinstance(act, Press)
            assert act.token == send.token


@every_card
def test_an_untouched_modal_sends_what_stands_in_it(kind: str, language: str) -> None:
    for card in cards(kind, language):
        view = draw_modal([card], WHERE, wording())
        drawn = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
        sent = read(in_view(view, untouched(view), type="view_submission"))
        assert isinstance(sent, Heard)
        act = sent.acts[0].act
        assert isinstance(act, Press)
        assert set(act.values) <= set(drawn)
        for each in card.inputs:
            if each.field in drawn and each.kind != "photo" and each.value is not None:
                assert act.values[each.field] == as_sent(each)


@every_card
def test_what_is_open_can_stand_on_the_home_tab(kind: str, language: str) -> None:
    made = cards(kind, language)
    for card in made:
        view = draw_home([made[0], card], list(sections([Line("안내")])), wording())
        checked_view(view)
        assert not [block for block in view["blocks"] if block["type"] == "input"]


def untouched(view: Payload) -> Payload:
    """The state of a view as Slack sends it when nothing was touched."""
    state: Payload = {}
    for block in (block for block in view["blocks"] if block["type"] == "input"):
        element = block["element"]
        given: Payload = {"type": element["type"]}
        match element["type"]:
            case "plain_text_input":
                given["value"] = element.get("initial_value")
            case "radio_buttons" | "static_select":
                given["selected_option"] = element.get("initial_option")
            case "checkboxes" | "multi_static_select":
                given["selected_options"] = element.get("initial_options", [])
            case _:
                given["files"] = []
        state[block["block_id"]] = {element["action_id"]: given}
    return state


def as_sent(each: Input) -> Value | None:
    if isinstance(each.value, tuple) and each.kind == "choices":
        return tuple(option.code for option in each.options if option.chosen)
    return each.value


@every_card
def test_every_limit_holds_whatever_people_type(kind: str, language: str) -> None:
    before = cards("others", language)[0]
    for card in cards(kind, language):
        for message in (*draw(card, wording()), *draw(card, wording(), "room")):
            for each in (message, settled(message), carrying(message, "가" * LONGEST_TOKEN)):
                checked("chat.postMessage", {"channel": USER, **each.payload()})
        checked_view(draw_modal([card], WHERE, wording()))
        checked_view(draw_modal([before, card], WHERE, wording()))


def words(blocks: Any) -> str:
    """Everything that can be read, blanks left out."""
    found = []
    for block in blocks:
        match block["type"]:
            case "section":
                found.append(block["text"]["text"])
            case "context":
                found += [each["text"] for each in block["elements"]]
            case "input":
                found.append(block["label"]["text"])
    return "".join("".join(unescape(each) for each in found).replace("*", "").replace(">", "").split())


@every_card
def test_where_others_read_along_nobody_is_asked_to_type(kind: str, language: str) -> None:
    hint = wording().say("slack.by_form", {}, language)
    for card in cards(kind, language):
        drawn = [block for message in draw(card, wording(), "room") for block in message.blocks]
        if card.typed and any(button.revision is not None for button in card.buttons):
            assert hint in json.dumps(drawn, ensure_ascii=False)
            assert OPEN in [each["action_id"] for _, each in elements(drawn)]


@every_card
def test_what_is_settled_cannot_be_answered(kind: str, language: str) -> None:
    for card in cards(kind, language):
        for message in draw(card, wording()):
            kept = settled(message).blocks
            assert all("url" in each for _, each in elements(kept))
            assert not [block for block in kept if block["type"] == "input"]


@every_card
def test_every_word_is_shown(kind: str, language: str) -> None:
    for card in cards(kind, language):
        shown = words([block for message in draw(card, wording()) for block in message.blocks])
        for line in (line.text for part in card.parts for line in part.lines):
            plain = line.replace("\0", "").replace("*", "").replace(">", "")
            assert "".join(plain.split()) in shown
        for button in (each for each in card.buttons if each.url):
            assert (button.url or "").partition(":")[2].partition("?")[0] in shown
        view = draw_modal([card], WHERE, wording())
        in_modal = words(view["blocks"])
        for each in card.inputs:
            assert "".join(each.label.split()) in in_modal
            if each.problem:
                assert "".join(each.problem.split()) in in_modal


@every_card
def test_a_card_can_be_read_as_plain_text(kind: str, language: str) -> None:
    for card in cards(kind, language):
        text = as_text(card)
        if len(card.inputs) <= 1:
            assert all(f"[{' '.join(b.label.split())}" in text for b in card.buttons if b.act is not None)


@every_card
def test_a_form_can_be_opened_beside_its_question(kind: str, language: str) -> None:
    for card in cards(kind, language):
        drawn = [each for message in draw(card, wording()) for each in elements(message.blocks)]
        opening = [(block, each) for block, each in drawn if each["action_id"] == OPEN]
        asking = [b for b in card.buttons if b.revision is not None]
        reviews = any(isinstance(b.act, Confirm) for b in asking)
        assert len(opening) == (1 if asking and not reviews else 0)
        for each in opening:
            assert isinstance(pressed(*each), Opening)


def test_several_choices_are_ticked_in_the_message_and_come_with_next() -> None:
    (card, *_) = [
        each
        for each in cards("concern", "ko")
        if [i.kind for i in each.inputs] == ["choices"] and each.inputs[0].value is None
    ]
    (message,) = draw(card, wording())
    block = next(block for block in message.blocks if block["type"] == "input")
    option = block["element"]["options"][1]
    ticked = {block["block_id"]: {block["element"]["action_id"]: {"selected_options": [option]}}}
    nxt = next((b, e) for b, e in elements(message.blocks) if e["text"]["text"] == "다음")
    heard = pressed(*nxt, ticked)
    assert isinstance(heard, Heard)
    assert heard.acts[0].act == Press(nxt[1]["value"], {block["block_id"]: (option["value"],)})


def test_a_choice_that_others_depend_on_grows_the_form() -> None:
    view = draw_modal([cards_whole("concern")], WHERE, wording())
    by_id = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert by_id["area"]["dispatch_action"]
    assert "dispatch_action" not in by_id["reply_pref"]
    assert "dispatch_action" not in by_id["place"]
    option = by_id["area"]["element"]["options"][0]
    action = {"action_id": "choice:area", "block_id": "area", "selected_option": option}
    state = {"area": {"choice:area": {"selected_option": option}}}
    heard = read(in_view(view, state, type="block_actions", actions=[action]))
    assert isinstance(heard, Heard)
    act = heard.acts[0].act
    assert act == Press(Memo.unpacked(view["private_metadata"]).token, {"area": option["value"]}, so_far=True)


def cards_whole(kind: str) -> Card:
    return whole(kind, "ko")[0]


def test_what_is_filled_in_is_read_by_kind() -> None:
    state = {
        "text": {"text:text": {"value": "신호가 짧아요"}},
        "place": {"place:place": {"value": "면목초 정문"}},
        "will_by": {"moment:will_by": {"value": "2월 6일"}},
        "photos": {"photo:photos": {"files": [{"id": "F1"}, {"id": "F2"}]}},
        "empty": {"text:empty": {"value": None}},
        "none": {"photo:none": {"files": []}},
    }
    view = draw_modal([cards_whole("concern")], WHERE, wording())
    heard = read(in_view(view, state, type="view_submission"))
    assert isinstance(heard, Heard)
    act = heard.acts[0].act
    assert isinstance(act, Press)
    assert act.values == {
        "text": "신호가 짧아요",
        "place": Place("면목초 정문"),
        "will_by": Moment("2월 6일"),
        "photos": (Photo("slack", "F1"), Photo("slack", "F2")),
        "empty": SKIPPED,
    }


def test_a_button_of_the_department_s_channel_is_read_in_that_channel() -> None:
    from dataclasses import replace

    room = replace(WHERE, chat=CHANNEL)
    (card, *_) = cards("others", "ko")
    card = TOKENS.sign(card, None, room)
    (message,) = draw(card, wording(), "room")
    block, each = next((b, e) for b, e in elements(message.blocks) if "value" in e)
    container = {"type": "message", "message_ts": "1.5", "channel_id": CHANNEL}
    action = {"type": "button", "block_id": block, **each}
    payload = acting(type="block_actions", actions=[action], container=container, channel={"id": CHANNEL})
    heard = read(payload)
    assert isinstance(heard, Heard)
    assert heard.acts[0].where == room
    assert TOKENS.resolve(each["value"], WHO, room) is not None


def test_commands_are_named_as_they_are_typed_at_slack() -> None:
    assert as_typed_here("/status (/cancel 42), /lang") == "/cheong status (/cheong cancel 42), /cheong lang"
    others = "/report https://example.org/status /nobody and/or"
    assert as_typed_here(others) == others
    (message,) = draw(Card((Part((Line("안내\n/inbox 답할 이야기", "strong"),)),)), wording())
    assert message.blocks[0]["text"]["text"] == "*안내*\n/cheong inbox 답할 이야기"
    assert message.text == "안내\n/cheong inbox 답할 이야기"


def test_of_several_questions_a_message_shows_what_opens_them_first() -> None:
    filed = next(
        card for card in whole("concern", "ko") if len(card.inputs) > 1 and Skip(rest=True) in acts(card)
    )
    (message,) = draw(filed, wording())
    rows = [block for block in message.blocks if block["type"] == "actions"]
    assert rows[0]["elements"][0]["action_id"] == "open"
    labels = [each["text"]["text"] for each in rows[1]["elements"]]
    assert "건너뛰기" not in labels
    assert "여기까지" in labels


def acts(card: Card) -> list[object]:
    return [button.act for button in card.buttons]
