"""The law of messengers, over every form, field and language: what is drawn and pressed is what was meant."""

import pytest

from bot.card import Card, Input
from bot.webchat.drawing import composed
from bot.webchat.wire import LONGEST_TOKEN, as_text, draw, read
from intake.messages import SKIPPED, Moment, Photo, Place, Press, Value
from tests.fixtures.words import wording
from tests.webchat.forms import Form, Page
from tests.webchat.samples import KINDS, NASTY, TOKENS, WHERE, WHO, cards

EVENT = "event-for-tests-0001"
#: Elements that cards are made of. Whatever somebody types adds none.
ELEMENTS = frozenset(
    [
        "a",
        "article",
        "button",
        "div",
        "fieldset",
        "form",
        "h2",
        "img",
        "input",
        "label",
        "legend",
        "p",
        "span",
        "textarea",
    ]
)

every_card = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in ("ko", "en")]
)


def drawn(card: Card) -> Page:
    return Page(draw(card, "/chat/", wording().say, EVENT))


def form_of(card: Card) -> Form:
    (form,) = drawn(card).forms
    return form


@every_card
def test_what_is_pressed_is_what_was_meant(kind: str, language: str) -> None:
    for card in cards(kind, language):
        form = form_of(card)
        buttons = [button for button in card.buttons if button.act is not None]
        assert [(value, label) for _, value, label in form.buttons] == [(b.token, b.label) for b in buttons]
        for button in buttons:
            posted = read(form.pressed(button.token))
            assert posted.event == EVENT
            assert isinstance(posted.act, Press)
            assert len(posted.act.token) <= LONGEST_TOKEN
            resolved = TOKENS.resolve(posted.act.token, WHO, WHERE)
            assert resolved is not None
            assert (resolved.act, resolved.revision) == (button.act, button.revision)


@every_card
def test_an_untouched_card_sends_what_stands_in_it(kind: str, language: str) -> None:
    for card in cards(kind, language):
        form = form_of(card)
        for _, token, _ in form.buttons:
            act = read(form.pressed(token)).act
            assert isinstance(act, Press)
            inputs = [each for each in card.inputs if each is not composed(card)]
            assert set(act.values) <= {each.field for each in inputs}
            for each in inputs:
                if each.value is not None and each.kind != "photo":
                    assert act.values[each.field] == as_sent(each)


def as_sent(each: Input) -> Value | None:
    value = each.value
    if isinstance(value, tuple) and each.kind == "choices":
        return tuple(option.code for option in each.options if option.chosen)
    return value


@every_card
def test_what_people_type_stays_text(kind: str, language: str) -> None:
    for card in cards(kind, language):
        page = drawn(card)
        assert {tag for tag, _ in page.tags} <= ELEMENTS
        assert not [
            name for _, given in page.tags for name in given if name.startswith("on") or name == "style"
        ]
        for line in (line for part in card.parts for line in part.lines):
            assert line.text in page.text
        assert all(given["src"].startswith("/chat/photo/a%2Fb") for tag, given in page.tags if tag == "img")
        assert page.tags[0][1]["lang"] == language


@every_card
def test_every_line_inputs_label_and_problem_is_drawn(kind: str, language: str) -> None:
    for card in cards(kind, language):
        page = drawn(card)
        boxes = [each for each in card.inputs if each is not composed(card)]
        names = {
            given.get("name", "").partition(":")[2]
            for tag, given in page.tags
            if tag in ("input", "textarea")
        }
        assert names >= {each.field for each in boxes}
        for each in boxes:
            assert each.label in page.text
            assert each.problem in page.text or len(card.inputs) == 1
        labelled = {given["for"] for tag, given in page.tags if tag == "label" and "for" in given}
        assert labelled == {
            given["id"] for tag, given in page.tags if tag in ("input", "textarea") and "id" in given
        }


def test_a_card_that_waits_for_words_leaves_them_to_the_message_box() -> None:
    (card, *_) = [card for card in cards("inquiry", "ko") if card.typed and card.inputs[0].value == NASTY]
    page = drawn(card)
    assert not [tag for tag, _ in page.tags if tag == "textarea"]
    article = page.tags[0][1]
    assert (article["data-kind"], article["data-label"]) == ("text", card.inputs[0].label)
    assert article["data-value"] == NASTY


@pytest.mark.parametrize("empty", [(), (("photo:photos", ""),)])
def test_next_without_a_choice_is_told_so(empty: tuple[tuple[str, str], ...]) -> None:
    """A question of several choices, first asked: "next" hands on that nothing was chosen."""
    for card in cards("concern", "ko"):
        if (
            len(card.inputs) == 1
            and card.inputs[0].kind in ("choices", "photo")
            and card.inputs[0].value is None
        ):
            act = read(form_of(card).labelled("다음")).act
            assert isinstance(act, Press)
            assert act.values == {card.inputs[0].field: ()}


def test_keeping_what_was_given_sends_no_emptiness() -> None:
    for card in cards("concern", "ko"):
        if any(button.label == "그대로 두기" for button in card.buttons) and not composed(card):
            act = read(
                [pair for pair in form_of(card).labelled("그대로 두기") if pair[0] in ("event", "press")]
            ).act
            assert isinstance(act, Press)
            assert act.values == {}


@every_card
def test_a_card_can_be_read_as_plain_text(kind: str, language: str) -> None:
    for card in cards(kind, language):
        text = as_text(card)
        assert all(f"[{button.label}]" in text for button in card.buttons)
        assert all(part.strip() in text for part in card.text().splitlines())


def test_values_of_every_kind_are_read() -> None:
    act = read(
        [
            ("event", EVENT),
            ("press", "token"),
            ("text:heard", "a\r\nb"),
            ("choice:outcome", "adopted"),
            ("choices:t_when", ""),
            ("choices:t_when", "night"),
            ("choices:t_when", "weekend"),
            ("place:place", "횡단보도"),
            ("lat:place", "37.5"),
            ("lon:place", "127"),
            ("moment:will_by", "내일"),
            ("moment?:other", " "),
            ("photo:photos", ""),
            ("photo:photos", Photo("webchat", "7")),
            ("what:ever", "x"),
            ("text:has space", "x"),
        ]
    ).act
    assert act == Press(
        "token",
        {
            "heard": "a\nb",
            "outcome": "adopted",
            "t_when": ("night", "weekend"),
            "place": Place("횡단보도", 37.5, 127.0),
            "will_by": Moment("내일"),
            "other": SKIPPED,
            "photos": (Photo("webchat", "7"),),
        },
    )
