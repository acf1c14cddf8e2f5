"""Button tokens: what was signed comes back as the same act, for the same people, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.acts import LONGEST, Tokens
from bot.present import Presenter
from intake.messages import (
    Act,
    Address,
    Answer,
    Ask,
    Back,
    Begin,
    Cancel,
    Confirm,
    Danger,
    Given,
    Look,
    Prompt,
    Resume,
    Review,
    Room,
    Skip,
)
from tests.fixtures.words import alerts, forms, office, wording

TOKENS = Tokens(b"k" * 32)
WHO = Address("webchat", "web", "u1")
ROOM = Room("webchat", "web", "u1")
SUBJECT = "ab" * 16

FORM_ACTS: list[Act] = [
    Answer(),
    Answer({"t_issue": "crossing"}),
    Back(),
    Back("place"),
    Skip(),
    Skip(rest=True),
    Confirm(),
    Cancel(),
    Danger(),
    Danger("phishing"),
]
CASE_ACTS: list[Begin | Look | Resume] = [
    Begin("concern"),
    Begin("concern", given={"consent": "agree"}),
    Begin("rate", SUBJECT, {"score": "very_good"}),
    Begin("take", SUBJECT),
    Look("inbox", page=3),
    Look("case", SUBJECT),
    Resume("concern"),
    Resume("concern", None, "rest"),
    Resume("reply", SUBJECT, "drop"),
]


@pytest.mark.parametrize("act", FORM_ACTS, ids=repr)
def test_a_form_s_button_comes_back_with_its_revision(act: Act) -> None:
    pressed = TOKENS.resolve(TOKENS.form(act, WHO, ROOM, 70_000), WHO, ROOM)

    assert pressed is not None
    assert (pressed.act, pressed.revision) == (act, 70_000)


@pytest.mark.parametrize("act", CASE_ACTS, ids=repr)
def test_a_case_s_button_comes_back(act: Begin | Look | Resume) -> None:
    pressed = TOKENS.resolve(TOKENS.case(act, ROOM), WHO, ROOM)

    assert pressed is not None
    assert (pressed.act, pressed.revision) == (act, None)


@pytest.mark.parametrize(
    ("who", "where", "key"),
    [
        (Address("webchat", "web", "u2"), ROOM, b"k" * 32),
        (WHO, Room("webchat", "web", "u2"), b"k" * 32),
        (Address("webchat", "other", "u1"), ROOM, b"k" * 32),
        (WHO, ROOM, b"x" * 32),
    ],
)
def test_a_form_s_button_is_nobody_else_s(who: Address, where: Room, key: bytes) -> None:
    token = TOKENS.form(Confirm(), WHO, ROOM, 1)

    assert Tokens(key).resolve(token, who, where) is None


def test_a_case_s_button_works_for_colleagues_in_its_room_only() -> None:
    token = TOKENS.case(Begin("take", SUBJECT), ROOM)

    assert TOKENS.resolve(token, Address("webchat", "web", "colleague"), ROOM) is not None
    assert TOKENS.resolve(token, WHO, Room("webchat", "web", "elsewhere")) is None


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=1))
def test_a_changed_token_opens_nothing(position: int, byte: bytes) -> None:
    token = TOKENS.case(Begin("take", SUBJECT), ROOM).encode()
    position %= len(token)
    forged = token[:position] + byte + token[position + 1 :]
    if forged != token:
        pressed = TOKENS.resolve(forged.decode("latin-1"), WHO, ROOM)
        # Base64 has spare bits in its last letter: the same bytes may be spelt another way.
        assert pressed is None or pressed.act == Begin("take", SUBJECT)


@given(st.text(max_size=80))
def test_nothing_made_up_opens_anything(text: str) -> None:
    assert TOKENS.resolve(text, WHO, ROOM) is None


def test_every_button_of_every_form_fits_and_comes_back() -> None:
    presenter = Presenter(wording(), office().forms, alerts())
    seen = 0
    for form in forms().values():
        prompts: list[Prompt] = [Ask(form.id, (each.id,), 7, can_go_back=True) for each in form.fields]
        everything: dict[str, Given] = {each.id: "x" for each in form.fields}
        prompts.append(Review(form.id, everything, 7))
        for prompt in prompts:
            for language in ("ko", "en"):
                card = TOKENS.sign(presenter.present(prompt, language), WHO, ROOM)
                for button in card.buttons:
                    pressed = TOKENS.resolve(button.token, WHO, ROOM)
                    assert pressed is not None, button
                    assert pressed.act == button.act
                    assert len(button.token.encode()) <= LONGEST
                    seen += 1

    assert seen > 500


def test_a_button_too_long_for_a_token_is_refused() -> None:
    with pytest.raises(ValueError, match="shorten"):
        TOKENS.form(Answer({"f" * 30: "c" * 30}), WHO, ROOM, 1)
