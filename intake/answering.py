"""Answers: by button or input, by words, passed over, corrected, confirmed."""

from collections.abc import Mapping
from dataclasses import replace

from intake import kinds
from intake.asking import (
    Scene,
    Turn,
    ask_so_far,
    asked_now,
    open_fields,
    previous,
    send,
    settle,
    shown_together,
    told,
    with_read,
)
from intake.conversation import Conversation, Draft
from intake.form import Choice, Field, Form, answered
from intake.hearing import AREA, KIND, corrected, likely, parted, tells
from intake.messages import (
    NO_VALUES,
    SKIPPED,
    Alert,
    Answer,
    Answers,
    Back,
    Beside,
    Confirm,
    Effect,
    Given,
    Named,
    Param,
    Photo,
    Phrase,
    Say,
    Skip,
    Tell,
    Value,
)
from intake.rewriting import rewritten


def answer(scene: Scene, conversation: Conversation, act: Answer) -> Turn:
    """Take in typed answers; ask for the next, or again where one does not fit."""
    return _take_in(scene, conversation, act.values, so_far=act.so_far)


def say(scene: Scene, conversation: Conversation, act: Say) -> Turn:
    """Words: an answer to the question asked, else kept with the free text."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, (Tell("nothing_asked"),))
    form = scene.forms[draft.form]
    anew = act.anew and not draft.filed
    if anew and (put := rewritten(scene.reads, form, draft.answers, act.text, scene.now)):
        return _take_in(scene, conversation, put, (Tell("rewritten"),))
    asked = asked_now(scene, form, draft)
    right = scene.reads.correction(act.text)
    changed = corrected(scene.reads, form, draft.answers, right, scene.now) if right else None
    # What a concern is about decides who has it: once it has one, only a department changes that.
    if changed is not None and not (draft.filed and changed[0].reads in (AREA, KIND)):
        return _put_right(scene, conversation, form, draft, *changed)
    if asked:
        first = likely(scene.reads, form, asked[:1], draft.answers, scene.now)
        value = kinds.read(asked[0].with_first(first), act.text)
        if not isinstance(value, Phrase):
            return _answered(scene, conversation, draft, asked[0], value, act.text)
        if form.free_text is None and draft.filed and draft.subject and asked[0].kind != "text":
            return Turn(conversation, (Beside(draft.subject, act.text),))
        if form.free_text is None or asked[0].kind in ("text", "place"):
            rejected = {asked[0].id: act.text} if asked[0].kind == "text" else NO_VALUES
            return settle(scene, conversation, problems={asked[0].id: value}, rejected=rejected)
    elif form.free_text is None:
        return settle(scene, conversation, (Tell("review.use_buttons"),))
    return _note(scene, conversation, form, draft, act.text, asked[0] if asked else None)


def _answered(
    scene: Scene, conversation: Conversation, draft: Draft, asked: Field, value: Value, text: str
) -> Turn:
    """What was asked is answered, unless words asked for after the receipt may be a story of their own."""
    if draft.filed and asked.kind == "text" and tells(scene.reads, text, scene.now):
        return Turn(conversation, (Beside(draft.subject or draft.id, text, Answer({asked.id: value})),))
    parts = parted(scene.reads, scene.forms[draft.form], asked, text, scene.now)
    return _take_in(scene, conversation, parts or {asked.id: value})


def _put_right(
    scene: Scene, conversation: Conversation, form: Form, draft: Draft, target: Field, value: Value
) -> Turn:
    """Change the one field that somebody put right, and say so; once it is filed, the office says it."""
    old = draft.answers.get(target.id)
    said: tuple[Effect, ...] = ()
    if not draft.filed:
        label = Named("field", f"{form.id}.{target.id}")
        params = {"label": label, "now": _named_value(form, target, value)}
        if old is None or old is SKIPPED:
            said = (Tell("put_in", params),)
        else:
            said = (Tell("put_right", {**params, "was": _named_value(form, target, old)}),)
    return _take_in(scene, conversation, {target.id: value}, said)


def _named_value(form: Form, asked: Field, value: Given) -> Param:
    if isinstance(value, str) and asked.kind == "choice":
        return Named("choice", f"{form.id}.{asked.id}.{value}")
    return "" if value is SKIPPED else value


def _note(
    scene: Scene, conversation: Conversation, form: Form, draft: Draft, text: str, asked: Field | None
) -> Turn:
    """Words that answer no question are kept with the free text, and the question is asked again."""
    noted = form.by_id[form.free_text or ""]
    old = draft.answers.get(noted.id)
    value = kinds.read(noted, f"{old}\n{text}" if isinstance(old, str) else text)
    if isinstance(value, Phrase):
        # Too little to be noted, it was meant for the question asked.
        meant = kinds.read(asked, text) if asked and value.id == "problem.too_short" else value
        problem = meant if isinstance(meant, Phrase) else value
        return settle(scene, conversation, (Tell(problem.id, problem.params),))
    return _take_in(scene, conversation, {noted.id: value}, (Tell("noted"),))


def _take_in(
    scene: Scene,
    conversation: Conversation,
    values: Answers,
    remarks: tuple[Effect, ...] = (),
    *,
    then_send: bool = False,
    so_far: bool = False,
) -> Turn:
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, (Tell("nothing_asked"),))
    form = scene.forms[draft.form]
    empty = frozenset(key for key, value in values.items() if value is SKIPPED)
    emptied = frozenset(key for key in empty if answered(draft.answers, key))
    if not draft.filed:
        draft = draft.without(empty)
    taken: dict[str, Value] = {}
    problems: dict[str, Phrase] = {}
    for each in form.fields:
        given = values.get(each.id, SKIPPED)
        if given is SKIPPED or not each.visible({**draft.answers, **taken}):
            continue
        value = kinds.check(each, _added(each, draft, given))
        if isinstance(value, Phrase) and each.kind == "photo" and each.id in draft.answers:
            remarks += (Tell(value.id, value.params),)  # those before are kept
            continue
        if isinstance(value, Phrase):
            problems[each.id] = value
            continue
        choice = each.choice(value) if isinstance(value, str) and each.kind == "choice" else None
        if choice and choice.danger:
            return Turn(conversation, (Alert(choice.danger),))
        if choice and choice.ends:
            return Turn(replace(conversation, draft=None), (Tell(choice.ends),))
        remarks += _said_along(each, value)
        if not (choice and choice.again):
            taken[each.id] = value
    news = {key: value for key, value in taken.items() if draft.answers.get(key) != value}
    effects = (*remarks, *told(form, draft, news))
    rejected = {key: typed for key in problems if isinstance(typed := values[key], str)}
    if so_far:
        going_on = replace(conversation, draft=draft.with_answers(taken))
        return ask_so_far(scene, going_on, effects, rejected)
    left = _left_empty(scene, form, draft, taken, problems, empty) if values else {}
    revising = None if draft.revising in {*taken, *empty} or not values else draft.revising
    heard = draft.with_answers({**taken, **left})
    if not problems or scene.at_once is not None:  # of a form that goes back, only what stands in it is kept
        heard = _read_in(scene, form, heard, taken, emptied)
    after = replace(conversation, draft=replace(heard, revising=revising))
    if then_send and not problems:
        return send(scene, after, effects)
    return settle(scene, after, effects, problems=problems, rejected=rejected)


def _read_in(
    scene: Scene, form: Form, draft: Draft, taken: Mapping[str, Value], emptied: frozenset[str]
) -> Draft:
    """What the text says of other fields goes along; what was emptied by hand stays empty."""
    read = with_read(scene, form, draft, taken)
    return read.with_answers(dict.fromkeys(emptied & read.answers.keys(), SKIPPED))


def _added(asked: Field, draft: Draft, value: Value) -> Value:
    """Photos that come one by one add up, unless they are being corrected."""
    old = draft.answers.get(asked.id)
    if asked.kind != "photo" or not isinstance(value, tuple) or draft.revising == asked.id:
        return value
    known = tuple(each for each in old if isinstance(each, Photo)) if isinstance(old, tuple) else ()
    new = tuple(each for each in value if isinstance(each, Photo) and each not in known)
    return known + new


def _left_empty(
    scene: Scene,
    form: Form,
    draft: Draft,
    taken: Mapping[str, Value],
    problems: dict[str, Phrase],
    seen: frozenset[str],
) -> dict[str, Given]:
    """What was left empty is passed over; what must be answered becomes a problem.

    That is every question where several are shown together, else what was `seen` to be empty. What an answer
    beside it made needless was shown, and is no problem.
    """
    if scene.at_once is not None:
        shown = tuple(each for each in form.fields if each.id in seen)
    else:
        shown = asked_now(scene, form, draft) if draft.filed else shown_together(scene, form, draft)
    now = {**draft.answers, **taken}
    empty = [each for each in shown if each.id not in {*now, *problems} and each.visible(now)]
    must = {each.id for each in empty if each.must and not draft.filed and form.asked_before(each, now)}
    problems |= {field_id: _must(form.by_id[field_id]) for field_id in must}
    return {each.id: SKIPPED for each in empty if each.id not in must}


def _must(asked: Field) -> Phrase:
    return Phrase("problem.must_choose" if asked.kind in ("choice", "choices") else "problem.must")


def _said_along(asked: Field, value: Value) -> tuple[Effect, ...]:
    if asked.kind == "photo" and isinstance(value, tuple):
        return (Tell("photos.received", {"count": len(value)}),)
    codes = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    chosen: list[Choice | None] = [asked.choice(code) for code in codes if isinstance(code, str)]
    phrases = dict.fromkeys(choice.says for choice in chosen if choice and choice.says)
    return tuple(Tell(phrase) for phrase in phrases)


def skip(scene: Scene, conversation: Conversation, act: Skip) -> Turn:
    """Pass over the question asked, or all that may be passed over."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, (Tell("nothing_asked"),))
    form = scene.forms[draft.form]
    asked = open_fields(form, draft) if act.rest else asked_now(scene, form, draft)[:1]
    held = () if draft.filed else tuple(each for each in asked if each.must)
    if held and not act.rest:
        kept = replace(conversation, draft=replace(draft, revising=None))
        return settle(scene, kept, problems={} if draft.revising else {held[0].id: _must(held[0])})
    skipped = {each.id: SKIPPED for each in asked if each not in held}
    after = replace(conversation, draft=replace(draft.with_answers(skipped), revising=None))
    return settle(scene, after)


def back(scene: Scene, conversation: Conversation, act: Back) -> Turn:
    """Return to the previous question, or to the named one."""
    draft = conversation.draft
    if draft is None:
        return Turn(conversation, (Tell("nothing_asked"),))
    form = scene.forms[draft.form]
    field_id = act.field or previous(scene, form, draft)
    target = form.by_id.get(field_id or "")
    if target is None or not target.visible(draft.answers):
        return settle(scene, conversation)
    return settle(scene, replace(conversation, draft=replace(draft, revising=target.id)))


def confirm(scene: Scene, conversation: Conversation, act: Confirm) -> Turn:
    """Send what was reviewed."""
    if act.values:
        return _take_in(scene, conversation, act.values, then_send=True)
    if conversation.draft is None:
        return Turn(conversation, (Tell("nothing_asked"),))
    return send(scene, conversation)
