"""A form shown whole: all that is asked stands in it; it grows while it is filled in, and is reviewed."""

from datetime import UTC, datetime

import pytest

from intake.asking import Turn
from intake.conversation import Conversation
from intake.engine import advance
from intake.messages import (
    SKIPPED,
    Act,
    Amendment,
    Answer,
    Ask,
    Begin,
    Confirm,
    Place,
    Review,
    Submission,
    Value,
)
from tests.fixtures.words import forms

NOW = datetime(2026, 1, 20, tzinfo=UTC)
FORMS = forms()


def heard(conversation: Conversation, act: Act) -> Turn:
    return advance(FORMS, conversation, act, at_once=None, now=NOW, fresh="d1", whole=True)


def asked(turn: Turn) -> Ask:
    ask = turn.effects[-1]
    assert isinstance(ask, Ask)
    assert ask.whole
    return ask


@pytest.mark.parametrize("form", [f for f in FORMS.values() if f.fields and not f.about], ids=lambda f: f.id)
def test_what_is_asked_stands_in_it_and_nothing_else(form: object) -> None:
    its_id = getattr(form, "id", "")
    turn = heard(Conversation(), Begin(its_id))
    if isinstance(turn.effects[-1], Ask):
        wanted = {each.id for each in FORMS[its_id].journey({})}
        assert set(asked(turn).fields) == wanted


def test_it_grows_without_complaining_or_passing_anything_over() -> None:
    turn = heard(Conversation(), Begin("concern"))
    assert "t_issue" not in asked(turn).fields
    turn = heard(turn.conversation, Answer({"area": "traffic", "text": "짧"}, so_far=True))
    ask = asked(turn)
    assert "t_issue" in ask.fields
    assert not ask.problems
    assert ask.given == {"area": "traffic", "text": "짧"}, "what does not fit stays as typed"
    assert turn.conversation.draft is not None
    assert turn.conversation.draft.answers == {"area": "traffic"}
    everything: dict[str, Value] = {"consent": "agree", "t_issue": "crossing", "place": Place("면목초 정문")}
    turn = heard(turn.conversation, Answer(everything, so_far=True))
    assert "place" in asked(turn).fields, "complete, but still being filled in"


def test_sent_off_what_is_empty_is_passed_over_and_what_must_be_is_a_problem() -> None:
    turn = heard(Conversation(), Begin("concern"))
    turn = heard(turn.conversation, Answer({"area": "traffic"}))
    assert set(asked(turn).problems) == {"consent", "text"}
    # What is answered beside it makes the text needless.
    turn = heard(turn.conversation, Answer({"consent": "agree", "t_issue": "crossing"}))
    review = turn.effects[-1]
    assert isinstance(review, Review)
    assert review.answers["text"] is SKIPPED
    assert review.answers["photos"] is SKIPPED


def test_what_is_asked_after_sending_goes_along() -> None:
    turn = heard(Conversation(), Begin("concern"))
    values: dict[str, Value] = {
        "consent": "agree",
        "area": "traffic",
        "t_issue": "crossing",
        "wish_text": "신호를 늘려 주세요",
    }
    turn = heard(turn.conversation, Answer(values, so_far=True))
    turn = heard(turn.conversation, Answer(values))
    assert isinstance(turn.effects[-1], Review)
    turn = heard(turn.conversation, Confirm())
    submission = next(each for each in turn.effects if isinstance(each, Submission))
    amendments = {each.field: each.value for each in turn.effects if isinstance(each, Amendment)}
    assert "wish_text" not in submission.answers
    assert amendments["wish_text"] == "신호를 늘려 주세요"
    assert turn.conversation.draft is None, "nothing is asked once more"
