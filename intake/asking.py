"""What follows an answer: the next question, the review, the submission, the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from intake.conversation import Conversation, Draft
from intake.form import Field, Form
from intake.hearing import UNREAD, Reads, fill, likely
from intake.messages import (
    NO_VALUES,
    SKIPPED,
    Amendment,
    Ask,
    Effect,
    Given,
    Named,
    Offer,
    Phrase,
    Pick,
    Resume,
    Review,
    Submission,
    Tell,
    Value,
)
from intake.text import clean, mask

NO_PROBLEMS: Mapping[str, Phrase] = {}


@dataclass(frozen=True, slots=True)
class Turn:
    """What an act leads to: the conversation afterwards, and what leaves it, in order."""

    conversation: Conversation
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a step may look at beside the conversation itself."""

    forms: Mapping[str, Form]
    #: How many questions are asked together; None: as many as there are.
    at_once: int | None
    now: datetime
    #: An id nobody has used, for the draft this act may begin.
    fresh: str
    #: What is asked after sending is shown together with the rest.
    whole: bool = False
    #: Reads sentences.
    reads: Reads = UNREAD


def with_read(scene: Scene, form: Form, draft: Draft, new: Mapping[str, Given]) -> Draft:
    """The draft with what its free text, if that is new, says of other fields."""
    text = new.get(form.free_text or "")
    if draft.filed or not isinstance(text, str):
        return draft
    found = fill(scene.reads, form, draft.answers, text, scene.now)
    return draft.with_answers(found) if found else draft


def open_fields(form: Form, draft: Draft) -> tuple[Field, ...]:
    """The questions of the present stage that have no answer yet."""
    journey = form.journey(draft.answers)
    # Once it is filed, an answer may bring up a question that would have stood before: it still counts.
    stage = tuple(journey) if draft.filed else journey.before
    return tuple(each for each in stage if each.id not in draft.answers)


def asked_now(scene: Scene, form: Form, draft: Draft) -> tuple[Field, ...]:
    """The questions asked now: the one being corrected, or the first open ones."""
    if draft.revising:
        return (form.by_id[draft.revising],)
    still_open = open_fields(form, draft)
    if scene.at_once is None and still_open and not draft.filed:
        return shown_together(scene, form, draft)
    return still_open[: scene.at_once]


def shown_together(scene: Scene, form: Form, draft: Draft) -> tuple[Field, ...]:
    """What stands on one card where several questions do: answered or not."""
    journey = form.journey(draft.answers)
    if not scene.whole:
        return journey.before
    asked = {each.id for each in journey}
    return tuple(each for each in form.fields if each.id in asked)


def settle(
    scene: Scene,
    conversation: Conversation,
    effects: tuple[Effect, ...] = (),
    *,
    problems: Mapping[str, Phrase] = NO_PROBLEMS,
    rejected: Mapping[str, Value] = NO_VALUES,
) -> Turn:
    """Ask what is open, or show the review, or end what is through."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, effects)
    form = scene.forms[draft.form]
    if form.about and draft.subject is None:
        return Turn(conversation, (*effects, Pick(form.id)))
    asked = asked_now(scene, form, draft)
    if problems and scene.at_once is None and not draft.filed:
        asked = shown_together(scene, form, draft)
    if asked:
        prompt = _ask(scene, conversation, draft, asked, problems, rejected)
        return Turn(conversation, (*effects, prompt))
    if not draft.filed and form.direct:
        return send(scene, conversation, effects)
    if not draft.filed:
        review = Review(form.id, draft.answers, conversation.revision, draft.subject)
        return Turn(conversation, (*effects, review))
    return finish(scene, conversation, form, effects)


def ask_so_far(
    scene: Scene, conversation: Conversation, effects: tuple[Effect, ...], typed: Mapping[str, Value]
) -> Turn:
    """The same card with the questions the answers so far bring up; what does not fit stays as typed."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, effects)
    form = scene.forms[draft.form]
    alone = draft.revising or draft.filed
    asked = asked_now(scene, form, draft) if alone else shown_together(scene, form, draft)
    if not asked:
        return settle(scene, conversation, effects)
    return Turn(conversation, (*effects, _ask(scene, conversation, draft, asked, NO_PROBLEMS, typed)))


def _ask(
    scene: Scene,
    conversation: Conversation,
    draft: Draft,
    asked: tuple[Field, ...],
    problems: Mapping[str, Phrase],
    rejected: Mapping[str, Value],
) -> Ask:
    form = scene.forms[draft.form]
    # What does not fit is shown again, and kept with the question: no number of anybody's either.
    typed = {key: mask(clean(each)) if isinstance(each, str) else each for key, each in rejected.items()}
    return Ask(
        form.id,
        tuple(each.id for each in asked),
        conversation.revision,
        {**draft.answers, **typed},
        problems,
        can_go_back=previous(scene, form, draft) is not None and not draft.filed,
        subject=draft.subject,
        filed=draft.filed,
        whole=scene.whole,
        first=likely(scene.reads, form, asked, draft.answers, scene.now),
    )


def finish(scene: Scene, conversation: Conversation, form: Form, effects: tuple[Effect, ...] = ()) -> Turn:
    """End a draft that is through; offer the one put aside for it, if any."""
    was_asked = bool(form.journey(conversation.draft.answers).after) if conversation.draft else False
    if form.thanks and was_asked:
        effects = (*effects, Tell(form.thanks))
    waiting = next((each for each in reversed(conversation.parked) if each.cancelled_at is None), None)
    if waiting is not None:
        go_on = Offer(Phrase("button.go_on"), Resume(waiting.form, waiting.subject))
        effects = (*effects, Tell("draft_waiting", {"form": Named("form", waiting.form)}, (go_on,)))
    return Turn(replace(conversation, draft=None), effects)


def previous(scene: Scene, form: Form, draft: Draft) -> str | None:
    """The answered question before the one asked now."""
    asked = asked_now(scene, form, draft)
    earlier: str | None = None
    for each in form.journey(draft.answers):
        if asked and each.id == asked[0].id:
            break
        if each.id in draft.answers and not each.quiet:
            earlier = each.id
    return earlier


def ask_again(scene: Scene, conversation: Conversation, *remarks: Effect) -> Turn:
    """Change nothing; say the remarks and ask what is open."""
    return settle(scene, conversation, remarks)


def send(scene: Scene, conversation: Conversation, effects: tuple[Effect, ...] = ()) -> Turn:
    """Submit what is complete; else ask what is missing."""
    draft = conversation.draft
    if draft is None or draft.filed:
        return settle(scene, conversation, effects)
    form = scene.forms[draft.form]
    if open_fields(form, draft):
        return settle(scene, conversation, effects)
    submission = submission_of(form, draft)
    amendments = told(form, replace(draft, filed=True), _answered_after(form, draft))
    given_up = conversation.given_up(form.replaces, scene.now)
    filed = replace(given_up, draft=replace(draft, filed=True, revising=None))
    return settle(scene, filed, (*effects, submission, *amendments))


def submission_of(form: Form, draft: Draft) -> Submission:
    """The submission of a draft as it stands: visible answers, skipped ones left out."""
    sent = {
        each.id: value
        for each in form.journey(draft.answers).before
        if (value := draft.answers.get(each.id)) is not None and value is not SKIPPED
    }
    return Submission(draft.id, form.id, form.version, sent, draft.subject, draft.seen)


def _answered_after(form: Form, draft: Draft) -> dict[str, Value]:
    """Answers given before sending to questions that are asked after it: they go along as amendments."""
    return {
        each.id: value
        for each in form.journey(draft.answers).after
        if (value := draft.answers.get(each.id)) is not None and value is not SKIPPED
    }


def told(form: Form, draft: Draft, taken: Mapping[str, Value]) -> tuple[Effect, ...]:
    """What the office hears at once: everything once the form is filed, else only fields marked so."""
    return tuple(
        Amendment(draft.id, form.id, key, value, draft.subject)
        for key, value in taken.items()
        if draft.filed or form.by_id[key].told
    )
