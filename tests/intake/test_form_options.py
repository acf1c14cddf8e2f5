"""Every option of the citizens' forms can be reached, pressed and typed; danger is where it should be."""

import pytest

from intake.asking import Turn
from intake.conversation import Conversation
from intake.form import Choice, Field, Form
from intake.messages import Act, Alert, Answer, Ask, Back, Begin, Photo, Say, Tell, Value
from tests.intake.test_forms import CITIZENS, FORMS, asked, step


def _way(form: Form, field: Field) -> dict[str, Value]:
    """Answers under which the field is asked, none of them one that stops the form."""
    answers: dict[str, Value] = {}
    for condition in field.when:
        other = form.by_id[condition.field]
        answers |= _way(form, other)
        code = next(code for code in condition.is_in if _goes_on(other, code))
        answers[other.id] = (code,) if other.kind == "choices" else code
    assert field.visible(answers), f"{form.id}: {field.id} cannot be reached"
    return answers


def _goes_on(field: Field, code: str) -> bool:
    choice = field.choice(code)
    return choice is not None and not (choice.danger or choice.ends or choice.again)


OPTIONS = [
    pytest.param(form, field, choice, id=f"{form.id}-{field.id}-{choice.code}")
    for form in (FORMS[each] for each in CITIZENS)
    for field in form.fields
    for choice in field.choices
]


def _at(form: Form, field: Field) -> Conversation:
    begun = step(Conversation(), Begin(form.id, given=_way(form, field)))
    return step(begun.conversation, Back(field.id)).conversation


def _kept(turn: Turn, field: Field) -> object:
    draft = turn.conversation.draft
    return draft.answers.get(field.id) if draft else None


@pytest.mark.parametrize(("form", "field", "choice"), OPTIONS)
def test_every_option_can_be_pressed_and_typed_in_both_languages(
    form: Form, field: Field, choice: Choice
) -> None:
    conversation = _at(form, field)
    value: Value = (choice.code,) if field.kind == "choices" else choice.code
    number = str(1 + field.choices.index(choice))
    acts: list[Act] = [
        Answer({field.id: value}),
        Say(choice.words["ko"]),
        Say(choice.words["en"]),
        Say(number),
    ]
    for act in acts:
        turn = step(conversation, act)
        if choice.danger:
            assert turn.effects == (Alert(choice.danger),)
            assert turn.conversation == conversation
        elif choice.ends:
            assert turn.effects == (Tell(choice.ends),)
        elif choice.again:
            assert asked(turn) == field.id
            assert _kept(turn, field) is None
        else:
            assert _kept(turn, field) == value


def test_these_choices_speak_of_danger() -> None:
    dangers = {
        (field.id, choice.code): choice.danger
        for form in FORMS.values()
        for field in form.fields
        for choice in field.choices
        if choice.danger
    }
    assert dangers == {
        ("gate", "now"): "now",
        ("gate", "harmed"): "harmed",
        ("c_reported", "not_yet"): "now",
        ("p_now", "now"): "now",
        ("p_money", "yes"): "phishing",
        ("t_now", "now"): "now",
    }


def test_where_danger_is_asked_before_the_receipt_it_cannot_be_passed_over() -> None:
    concern = FORMS["concern"]
    gates = [each for each in concern.fields if each.needed and any(c.danger for c in each.choices)]
    assert [each.id for each in gates] == ["gate", "c_reported", "p_now", "p_money"]
    assert all(each.must for each in gates)


@pytest.mark.parametrize("form", CITIZENS)
def test_codes_and_ids_are_small_letters_digits_and_underscores(form: str) -> None:
    names = [each.id for each in FORMS[form].fields]
    ours = [each for each in FORMS[form].fields if each.id not in {"area", "i_org"}]
    names += [choice.code for each in ours for choice in each.choices]
    assert all(name == name.lower() and name.replace("_", "").isalnum() and len(name) <= 20 for name in names)


@pytest.mark.parametrize("form", CITIZENS)
def test_two_options_of_a_field_never_read_alike(form: str) -> None:
    for field in FORMS[form].fields:
        for language in ("ko", "en"):
            words = [choice.words[language].casefold() for choice in field.choices]
            assert len(set(words)) == len(words), field.id


def _photos(turn: Turn) -> tuple[object, object]:
    draft = turn.conversation.draft
    assert draft is not None
    return draft.answers.get("photos"), turn.effects[0]


def test_photos_sent_one_by_one_add_up() -> None:
    """In whatever question they come: each is kept, up to as many as the form takes, none twice."""
    one, two, *more = (Photo("m", name) for name in "abcdef")
    turn = step(Conversation(), Begin("concern", given={"text": "신호가 짧아요", "photos": (one,)}))
    turn = step(turn.conversation, Answer({"photos": (two,)}))
    assert _photos(turn) == ((one, two), Tell("photos.received", {"count": 2}))
    turn = step(turn.conversation, Answer({"photos": (two,)}))
    assert _photos(turn)[0] == (one, two)
    for each in more[:3]:
        turn = step(turn.conversation, Answer({"photos": (each,)}))
    turn = step(turn.conversation, Answer({"photos": (more[3],)}))
    assert _photos(turn) == ((one, two, *more[:3]), Tell("problem.too_many_photos", {"most": 5}))


def test_photos_that_are_corrected_are_replaced() -> None:
    one, two = Photo("m", "a"), Photo("m", "b")
    turn = step(Conversation(), Begin("concern", given={"text": "신호가 짧아요", "photos": (one,)}))
    turn = step(turn.conversation, Back("photos"))
    turn = step(turn.conversation, Answer({"photos": (two,)}))
    assert _photos(turn)[0] == (two,)


@pytest.mark.parametrize("act", ["said", "answered"])
@pytest.mark.parametrize(
    ("form", "field"),
    [
        pytest.param(form, field, id=f"{form.id}-{field.id}")
        for form in (FORMS[each] for each in CITIZENS)
        for field in form.fields
        if field.kind == "text"
    ],
)
def test_what_is_too_long_is_shown_again_without_anybodys_number(form: Form, field: Field, act: str) -> None:
    """It is kept with the question it is shown in, if only for a week."""
    typed = f"900101-1234567 {'가' * field.at_most}"
    turn = step(_at(form, field), Say(typed) if act == "said" else Answer({field.id: typed}))
    prompt = turn.effects[-1]
    assert isinstance(prompt, Ask)
    assert prompt.problems[field.id].id == "problem.too_long"
    assert str(prompt.given[field.id]).startswith("○○○○○○-○○○○○○○ 가")
