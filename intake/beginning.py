"""Starting a form, taking it up again, putting it away."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from intake import kinds
from intake.answering import skip
from intake.asking import Scene, Turn, ask_again, finish, settle, submission_of, told, with_read
from intake.conversation import Conversation, Draft
from intake.form import Form
from intake.messages import Begin, Cancel, Effect, Given, Offer, Phrase, Resume, Skip, Tell, Value


def begin(scene: Scene, conversation: Conversation, act: Begin) -> Turn:
    """Start a form, go on with its draft, or send a direct one at once."""
    form = scene.forms[act.form]
    given = _given(form, act.given)
    current = conversation.draft
    known = act.subject is not None or form.about is None
    if form.direct and known and all(each.id in given for each in form.journey(given).before):
        return _begin_direct(scene, conversation, form, act, given)
    if current and current.form == form.id and not current.filed and act.subject in (None, current.subject):
        longer = with_read(scene, form, current.with_answers(_joined(form, given, current)), given)
        return settle(scene, replace(conversation, draft=longer), _so_far(form, current))
    if current and current.form == form.id and not current.filed and current.subject is None:
        adopted = replace(current, subject=act.subject).with_answers(given)
        return settle(scene, replace(conversation, draft=adopted))
    carried = _carried(scene, current, form)
    aside = replace(conversation, draft=None) if carried else conversation.put_aside()
    draft = Draft(scene.fresh, form.id, form.version, scene.now, act.subject, {**carried, **given})
    draft = with_read(scene, form, draft, given)
    return settle(scene, replace(aside, draft=draft), told(form, draft, given))


def _begin_direct(
    scene: Scene, conversation: Conversation, form: Form, act: Begin, given: Mapping[str, Value]
) -> Turn:
    draft = Draft(scene.fresh, form.id, form.version, scene.now, act.subject, given)
    submission = submission_of(form, draft)
    if not form.journey(given).after:
        current = conversation.draft
        same = current is not None and (current.form, current.subject) == (form.id, act.subject)
        # What was still being asked for is said with this.
        return Turn(replace(conversation, draft=None) if same else conversation, (submission,))
    aside = conversation.put_aside().given_up(form.replaces, scene.now)
    return settle(scene, replace(aside, draft=replace(draft, filed=True)), (submission,))


def _given(form: Form, given: Mapping[str, Value]) -> dict[str, Value]:
    """What of the given values fits the form's fields; the rest is asked as if nothing had been given."""
    fitting: dict[str, Value] = {}
    for each in form.fields:
        if each.id in given:
            value = kinds.check(each, given[each.id])
            choice = each.choice(value) if isinstance(value, str) else None
            stops = choice is not None and (choice.danger or choice.ends or choice.again)
            if not isinstance(value, Phrase) and not stops:
                fitting[each.id] = value
    return fitting


def _joined(form: Form, given: Mapping[str, Value], current: Draft) -> dict[str, Value]:
    """Given values, joined to a free text that stands there already instead of replacing it."""
    joined = dict(given)
    old = current.answers.get(form.free_text or "")
    if form.free_text in joined and isinstance(old, str) and old != joined[form.free_text]:
        joined[form.free_text] = f"{old}\n{joined[form.free_text]}"
    return joined


def _carried(scene: Scene, current: Draft | None, form: Form) -> dict[str, Given]:
    """What a draft begun as another kind of the same thing brings along: the answers both forms ask for."""
    if current is None or current.filed or not form.guarded or not scene.forms[current.form].guarded:
        return {}
    carried = {key: value for key, value in current.answers.items() if key in form.by_id}
    words = current.answers.get(scene.forms[current.form].free_text or "")
    if form.free_text and words is not None:
        carried.setdefault(form.free_text, words)
    return carried


def resume(scene: Scene, conversation: Conversation, act: Resume) -> Turn:
    """Take up a draft put aside or cancelled; then go on with it, send what is there, or drop it."""
    parked = conversation.parked_draft(act.form, act.subject)
    current = conversation.draft
    if current and not current.filed and (current.form, current.subject) == (act.form, act.subject):
        taken_up = conversation
    elif parked is not None:
        aside = conversation.put_aside().without_parked(parked)
        taken_up = replace(aside, draft=replace(parked, cancelled_at=None))
    else:
        return ask_again(scene, conversation, Tell("undo.too_late"))
    return _AFTER_RESUMING[act.then](scene, taken_up)


def _go_on(scene: Scene, conversation: Conversation) -> Turn:
    draft = conversation.draft
    remarks = _so_far(scene.forms[draft.form], draft) if draft else ()
    return settle(scene, conversation, remarks)


_AFTER_RESUMING: dict[str, Callable[[Scene, Conversation], Turn]] = {
    "go_on": _go_on,
    "rest": lambda scene, conversation: skip(scene, conversation, Skip(rest=True)),
    "drop": lambda scene, conversation: cancel(scene, conversation, Cancel()),
}


def _so_far(form: Form, draft: Draft) -> tuple[Effect, ...]:
    loud = [key for key in draft.answers if key in form.by_id and not form.by_id[key].quiet]
    return (Tell("going_on"),) if loud else ()


def cancel(scene: Scene, conversation: Conversation, act: Cancel) -> Turn:
    """Put the draft away, to be had back for five minutes."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, (Tell("cancel.nothing"),))
    if draft.filed:
        return finish(scene, conversation, scene.forms[draft.form])
    away = replace(draft, cancelled_at=scene.now, revising=None)
    parked = (*conversation.without_parked(draft).parked, away)
    undo = Offer(Phrase("button.undo"), Resume(draft.form, draft.subject))
    after = replace(conversation, draft=None, parked=parked)
    return Turn(after, (Tell("cancelled", offers=(undo,)),))
