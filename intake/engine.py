"""The conversation engine: one pure step from what somebody did to what follows.

Rules:
1. `advance` is the only way a conversation changes; it knows no clock, no storage, no messenger.
2. Where somebody is follows from the answers (`Form.journey`), nothing else is consulted.
3. A Submission leaves only by Confirm, or by a button that is itself the confirmation (a direct form).
4. A choice that speaks of danger leaves no trace: the conversation stays what it was.
5. An act that makes no sense now changes nothing and asks again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from intake import answering, beginning, kinds
from intake.asking import Scene, Turn, ask_again, settle
from intake.conversation import Conversation
from intake.form import Form
from intake.hearing import UNREAD, Reads
from intake.messages import (
    Act,
    Alert,
    Answer,
    Ask,
    Back,
    Begin,
    Cancel,
    Confirm,
    Danger,
    Effect,
    Resume,
    Review,
    Say,
    Skip,
    Tell,
    Unreadable,
)


def advance(
    forms: Mapping[str, Form],
    conversation: Conversation,
    act: Act,
    *,
    at_once: int | None,
    now: datetime,
    fresh: str,
    whole: bool = False,
    reads: Reads = UNREAD,
) -> Turn:
    """Hear one act. Press and Look are resolved before: given here, they only ask again."""
    scene = Scene(forms, at_once, now, fresh, whole, reads)
    before = _fitted(forms, conversation.without_old(now))
    heard = _HEARD.get(type(act))
    turn = heard(scene, before, act) if heard else ask_again(scene, before)
    if turn.conversation == conversation:
        return turn
    revision = conversation.revision + 1
    draft = turn.conversation.draft
    if draft is not None and draft != conversation.draft:
        draft = replace(draft, changed_at=now)
    after = replace(turn.conversation, revision=revision, draft=draft)
    return Turn(after, tuple(_stamp(effect, revision) for effect in turn.effects))


def _fitted(forms: Mapping[str, Form], conversation: Conversation) -> Conversation:
    """The same under the forms of today: a draft of a changed form keeps the answers that still fit."""
    draft = conversation.draft
    if draft is None:
        return conversation
    form = forms.get(draft.form)
    if form is None:
        return replace(conversation, draft=None)
    if form.version == draft.version:
        return conversation
    answers = {key: value for key, value in draft.answers.items() if kinds.fits(form, key, value)}
    return replace(conversation, draft=replace(draft, version=form.version, answers=answers, revising=None))


def _stamp(effect: Effect, revision: int) -> Effect:
    return replace(effect, revision=revision) if isinstance(effect, Ask | Review) else effect


def _alert(scene: Scene, conversation: Conversation, act: Danger) -> Turn:
    return Turn(conversation, (Alert(act.kind),))


def _unreadable(scene: Scene, conversation: Conversation, act: Unreadable) -> Turn:
    return settle(scene, conversation, (Tell(f"unreadable.{act.what}"),))


#: Which act is heard how. Press and Look never reach it.
_HEARD: dict[type[Act], Callable[[Scene, Conversation, Any], Turn]] = {
    Begin: beginning.begin,
    Resume: beginning.resume,
    Cancel: beginning.cancel,
    Answer: answering.answer,
    Say: answering.say,
    Skip: answering.skip,
    Back: answering.back,
    Confirm: answering.confirm,
    Danger: _alert,
    Unreadable: _unreadable,
}
