"""The two laws of `advance`, over every packaged form.

One question at a time and all at once come to the same; nothing that has fields is ever submitted
without a confirmation.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import asking, engine
from intake.conversation import Conversation
from intake.engine import advance
from intake.form import Field, Form
from intake.messages import (
    SKIPPED,
    Act,
    Amendment,
    Answer,
    Ask,
    Back,
    Begin,
    Cancel,
    Confirm,
    Given,
    Moment,
    Photo,
    Place,
    Resume,
    Review,
    Say,
    Skip,
    Submission,
    Value,
)
from tests.fixtures.words import forms

NOW = datetime(2026, 1, 20, 5, 0, tzinfo=UTC)
FORMS = forms()
SUBJECT = "c" * 32


def texts(least: int = 10, most: int = 40) -> st.SearchStrategy[str]:
    return st.text("가나다라마바사 abc", min_size=least, max_size=most).filter(
        lambda t: len(t.strip()) >= least
    )


TEXTS = texts()


def values_for(asked: Field) -> st.SearchStrategy[Value]:
    """Answers that fit a field, and set off neither danger nor an end."""
    harmless = [c.code for c in asked.choices if not (c.danger or c.ends or c.again)]
    kinds: dict[str, st.SearchStrategy[Value]] = {
        "text": texts(asked.at_least, min(asked.at_most, 40)),
        "choice": st.sampled_from(harmless or ["?"]),
        "choices": st.lists(st.sampled_from(harmless or ["?"]), min_size=1, unique=True).map(tuple),
        "place": TEXTS.map(Place),
        "photo": st.just((Photo("webchat", "p1"),)),
        "moment": TEXTS.map(Moment),
    }
    return kinds[asked.kind]


@st.composite
def answered(draw: st.DrawFn, form: Form) -> dict[str, Given]:
    """An answer or a skip for every field of the form that is ever asked, visible or not."""
    answers: dict[str, Given] = {}
    for each in (each for each in form.fields if not each.unasked):
        skipped = not each.must and draw(st.booleans())
        answers[each.id] = SKIPPED if skipped else draw(values_for(each))
    return answers


def step_by_step(form: Form, answers: dict[str, Given]) -> list[Submission | Amendment]:
    left: list[Submission | Amendment] = []
    turn = advance(
        FORMS, Conversation(), Begin(form.id, SUBJECT if form.about else None), at_once=1, now=NOW, fresh="d1"
    )
    for _ in range(200):
        left += [e for e in turn.effects if isinstance(e, Submission | Amendment)]
        act: Act
        match turn.effects[-1] if turn.effects else None:
            case Ask(fields=(field_id, *_)):
                given_ = answers[field_id]
                act = Skip() if given_ is SKIPPED else Answer({field_id: given_})
            case Review():
                act = Confirm()
            case _:
                return left
        turn = advance(FORMS, turn.conversation, act, at_once=1, now=NOW, fresh="d2")
    pytest.fail("the form never ends")


def all_at_once(form: Form, answers: dict[str, Given]) -> list[Submission | Amendment]:
    """A modal: everything that is visible is filled in, the rest left empty, and sent with one press."""
    turn = advance(
        FORMS,
        Conversation(),
        Begin(form.id, SUBJECT if form.about else None),
        at_once=None,
        now=NOW,
        fresh="d1",
    )
    if any(isinstance(e, Submission) for e in turn.effects):
        return [e for e in turn.effects if isinstance(e, Submission | Amendment)]
    values: dict[str, Value] = {key: v for key, v in answers.items() if v is not SKIPPED}
    turn = advance(FORMS, turn.conversation, Answer(values), at_once=None, now=NOW, fresh="d2")
    left = [e for e in turn.effects if isinstance(e, Submission | Amendment)]
    for _ in range(50):
        match turn.effects[-1] if turn.effects else None:
            case Ask(filed=True):
                turn = advance(FORMS, turn.conversation, Skip(rest=True), at_once=None, now=NOW, fresh="d2")
            case Ask(fields=fields):
                empty = [f for f in fields if f not in turn.conversation.draft.answers]  # type: ignore[union-attr]
                assert empty, "asked again for what was given"
                turn = advance(FORMS, turn.conversation, Back(empty[0]), at_once=None, now=NOW, fresh="d2")
                turn = advance(FORMS, turn.conversation, Skip(), at_once=None, now=NOW, fresh="d2")
            case Review():
                turn = advance(FORMS, turn.conversation, Confirm(), at_once=None, now=NOW, fresh="d2")
            case _:
                return left
        left += [e for e in turn.effects if isinstance(e, Submission | Amendment)]
    pytest.fail("the form never ends")


def told(form: Form, left: list[Submission | Amendment]) -> tuple[dict[str, Value], bool]:
    """What the office knows in the end, whichever way it came."""
    known: dict[str, Value] = {}
    for each in left:
        known |= each.answers if isinstance(each, Submission) else {each.field: each.value}
    return known, any(isinstance(each, Submission) for each in left)


@pytest.mark.parametrize("form_id", sorted(FORMS))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_one_by_one_and_all_at_once_come_to_the_same(form_id: str, data: st.DataObject) -> None:
    form = FORMS[form_id]
    answers = data.draw(answered(form))
    one = told(form, step_by_step(form, answers))
    everything = told(form, all_at_once(form, answers))

    assert one == everything
    assert one[1]


ANY_VALUE = st.one_of(
    TEXTS,
    st.sampled_from(
        ["now", "harmed", "stop", "agree", "details", "traffic", "children_women", "yes", "keep", "good"]
    ),
    st.lists(st.sampled_from(["patrol", "cctv", "always", "night"]), max_size=3).map(tuple),
    TEXTS.map(Place),
    TEXTS.map(Moment),
    st.just((Photo("webchat", "p1"),)),
)
FIELD_IDS = sorted({each.id for form in FORMS.values() for each in form.fields})
VALUES = st.dictionaries(st.sampled_from(FIELD_IDS), ANY_VALUE, max_size=3)
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(Begin, st.sampled_from(sorted(FORMS)), st.sampled_from([None, SUBJECT]), VALUES),
    st.builds(Resume, st.sampled_from(sorted(FORMS)), st.none(), st.sampled_from(["go_on", "rest", "drop"])),
    st.builds(Answer, VALUES),
    st.builds(Say, st.one_of(TEXTS, st.sampled_from(["1", "2,3", "네", "😀", "", "건너기 무서워요"]))),
    st.just(Back()),
    st.builds(Back, st.sampled_from(FIELD_IDS)),
    st.builds(Skip, st.booleans()),
    st.just(Confirm()),
    st.builds(Confirm, VALUES),
    st.just(Cancel()),
)


def walk(acts: list[Act]) -> None:
    """Any acts in any order: a submission leaves only by a confirmation, and is whole."""
    conversation = Conversation()
    for index, act in enumerate(acts):
        turn = advance(FORMS, conversation, act, at_once=1, now=NOW, fresh=f"draft{index}")
        for effect in turn.effects:
            if isinstance(effect, Submission):
                form = FORMS[effect.form]
                assert form.direct or isinstance(act, Confirm), f"{act} submitted {form.id}"
                journey = form.journey(effect.answers)
                missing = [f.id for f in journey.before if f.must and f.id not in effect.answers]
                assert not missing, f"{form.id} was submitted without {missing}"
        assert turn.conversation.revision >= conversation.revision
        conversation = turn.conversation


@given(st.lists(ACTS, max_size=25))
@settings(max_examples=300, deadline=None)
def test_nothing_with_fields_is_submitted_without_confirmation(acts: list[Act]) -> None:
    walk(acts)


def test_an_engine_that_sends_without_confirmation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with the review left out, the law above must fail."""
    settled = asking.settle

    def hasty(scene: Any, conversation: Conversation, *args: Any, **kwargs: Any) -> Any:
        turn = settled(scene, conversation, *args, **kwargs)
        if turn.effects and isinstance(turn.effects[-1], Review):
            return asking.send(scene, turn.conversation)
        return turn

    monkeypatch.setattr("intake.answering.settle", hasty)
    acts: list[Act] = [
        Begin("inquiry", None, {"consent": "agree"}),
        Say("이건 어떻게 하나요 알려 주세요"),
        Answer({"area": "traffic"}),
    ]

    with pytest.raises(AssertionError, match="submitted inquiry"):
        walk(acts)


@given(st.lists(ACTS, max_size=15))
@settings(max_examples=100, deadline=None)
def test_asking_again_changes_nothing(acts: list[Act]) -> None:
    conversation = Conversation()
    for index, act in enumerate(acts):
        conversation = engine.advance(
            FORMS, conversation, act, at_once=1, now=NOW, fresh=f"d{index}"
        ).conversation
    again = advance(FORMS, conversation, Answer(), at_once=1, now=NOW, fresh="x").conversation
    if conversation.draft and conversation.draft.revising is None:
        assert replace(again, revision=0) == replace(conversation, revision=0)
