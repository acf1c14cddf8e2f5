"""Forms change while drafts and concerns live: what still fits is kept, the rest is asked again."""

from dataclasses import replace
from datetime import UTC, datetime

from intake.conversation import Conversation, Draft
from intake.engine import advance
from intake.messages import Answer, Ask, Given, Place
from tests.fixtures.words import forms, office

NOW = datetime(2026, 1, 20, 5, 0, tzinfo=UTC)


def resumed(draft: Draft) -> tuple[Conversation, object]:
    turn = advance(forms(), Conversation(draft), Answer(), at_once=1, now=NOW, fresh="x")
    return turn.conversation, turn.effects[-1]


def test_a_draft_of_an_older_form_keeps_what_still_fits() -> None:
    answers: dict[str, Given] = {
        "consent": "agree",
        "area": "traffic",
        "t_issue": "an option of last year",
        "place": Place("정문"),
        "gone": "a field of last year",
    }
    conversation, asked = resumed(Draft("d", "concern", 0, NOW, answers=answers))

    assert conversation.draft is not None
    assert dict(conversation.draft.answers) == {"consent": "agree", "area": "traffic", "place": Place("정문")}
    assert isinstance(asked, Ask)
    assert asked.fields == ("t_issue",)


def test_a_draft_of_a_form_that_is_gone_is_dropped() -> None:
    conversation = Conversation(Draft("d", "gone", 1, NOW, answers={"a": "b"}))

    assert advance(forms(), conversation, Answer(), at_once=1, now=NOW, fresh="x").conversation.draft is None


def test_a_draft_of_today_s_form_is_left_alone() -> None:
    draft = Draft("d", "concern", forms()["concern"].version, NOW, answers={"consent": "agree"})

    assert resumed(draft)[0] == Conversation(draft)


def test_answers_to_forgotten_questions_still_have_a_name() -> None:
    assert office().name("choice", "concern.t_issue.forgotten") == {"ko": "forgotten", "en": "forgotten"}
    assert office().name("field", "concern.forgotten")["ko"] == "forgotten"
    assert replace(office()).name("form", "forgotten")["en"] == "forgotten"
