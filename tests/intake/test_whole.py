"""A form shown whole: all that is asked stands in it; it grows while it is filled in, and is reviewed."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from intake import messages
from intake.asking import Turn
from intake.conversation import Conversation
from intake.engine import advance
from intake.hearing import Unread
from intake.messages import (
    SKIPPED,
    Act,
    Amendment,
    Answer,
    Ask,
    Back,
    Begin,
    Confirm,
    Given,
    Moment,
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


def draft_of(turn: Turn) -> Mapping[str, Given]:
    assert turn.conversation.draft is not None
    return turn.conversation.draft.answers


FILLED: dict[str, Value] = {
    "consent": "agree",
    "area": "traffic",
    "t_issue": "crossing",
    "place": Place("면목초"),
}


SLOTS: dict[str, Value] = {
    "heard": "무섭다고 하셨죠.",
    "checked": "나가 봤어요.",
    "will": "늘릴게요.",
    "hard": "없음",
}


def test_what_is_emptied_is_gone() -> None:
    turn = heard(Conversation(), Begin("concern"))
    turn = heard(turn.conversation, Answer({**FILLED, "text": "신호가 너무 짧아요"}, so_far=True))
    assert draft_of(turn)["text"] == "신호가 너무 짧아요"
    growing = heard(turn.conversation, Answer({**FILLED, "text": SKIPPED}, so_far=True))
    assert "text" not in draft_of(growing)
    sent = heard(turn.conversation, Answer({**FILLED, "text": SKIPPED}))
    assert isinstance(sent.effects[-1], Review)
    assert draft_of(sent)["text"] is SKIPPED
    # What a form that shows less says nothing of stays.
    assert draft_of(heard(turn.conversation, Answer(FILLED)))["text"] == "신호가 너무 짧아요"


def test_what_is_emptied_when_it_is_corrected_is_gone_and_what_must_be_is_asked() -> None:
    turn = heard(Conversation(), Begin("concern"))
    turn = heard(turn.conversation, Answer({**FILLED, "text": "신호가 너무 짧아요"}))
    optional = heard(heard(turn.conversation, Back("text")).conversation, Answer({"text": SKIPPED}))
    assert isinstance(optional.effects[-1], Review)
    assert draft_of(optional)["text"] is SKIPPED
    turn = heard(heard(Conversation(), Begin("reply", "c1")).conversation, Answer(SLOTS))
    needed = heard(heard(turn.conversation, Back("hard")).conversation, Answer({"hard": SKIPPED}))
    assert set(asked(needed).problems) == {"hard"}
    assert draft_of(needed)["will"] == "늘릴게요."


class Reading(Unread):
    """Finds a time in every text."""

    def reading(self, text: str, now: datetime, wanted: frozenset[str]) -> messages.Reading:
        return messages.Reading(when=Moment("어제 밤"))


def test_what_a_text_says_of_a_field_is_not_put_back_once_it_was_emptied() -> None:
    def read(conversation: Conversation, act: Act) -> Turn:
        return advance(
            FORMS, conversation, act, at_once=None, now=NOW, fresh="d1", whole=True, reads=Reading()
        )

    text = {"text": "어제 밤에 신호가 꺼져 있었어요"}
    when = next(each.id for each in FORMS["concern"].fields if each.reads == "when")
    turn = read(Conversation(), Begin("concern"))
    refused = read(turn.conversation, Answer({**FILLED, **text, "consent": SKIPPED}))
    assert set(asked(refused).problems) == {"consent"}
    assert when not in draft_of(refused), "whoever sees no time in the form has not been asked about it"
    sent = read(refused.conversation, Answer({**FILLED, **text}))
    assert draft_of(sent)[when] == Moment("어제 밤")
    again = read(sent.conversation, Back("text"))
    emptied = read(again.conversation, Answer({**FILLED, **text, when: SKIPPED}))
    assert draft_of(emptied)[when] is SKIPPED
