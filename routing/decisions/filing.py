"""A concern comes in: filed, amended, written to, withdrawn by its author."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from intake.form import Form
from intake.messages import (
    Amendment,
    Begin,
    Named,
    Offer,
    Param,
    Phrase,
    Place,
    Row,
    Show,
    Submission,
    Tell,
    Value,
)
from routing.decisions.conversing import answered
from routing.decisions.coordinating import left_behind, seen_in
from routing.decisions.rating import reopen
from routing.decisions.scene import Scene, no_such_number, not_now, refuse, text_of
from routing.directory.places import locate
from routing.lifecycle import arrow
from routing.model import Concern, Decision, Entry, Here, Listing, Notice, OfficersOf, Status, Submitter
from routing.office import Office
from routing.telling.marks import pseudonym
from routing.telling.notices import URGENT, case_offer, owner, reply_offer, to_desk, to_officer
from routing.telling.showing import case_params, shown, slots

#: What each kind of form files, and the rule that sets its date.
KINDS = {"concern": "opinion", "proposal": "proposal", "inquiry": "inquiry", "praise": "praise"}
RULES = {kind: f"{kind}.answer" for kind in KINDS.values()}

#: Nobody looks at it any more.
OVER = frozenset({Status.WITHDRAWN, Status.CLOSED})

#: Answers that follow the receipt within this time are told to the desk together.
AMENDING = timedelta(minutes=5)


def file_concern(scene: Scene, sent: Submission) -> Decision:
    """A new concern: received, triaged by the rules, assigned; its author gets the receipt."""
    office, now = scene.office, scene.now
    form = office.forms[sent.form]
    told_kind = next((v for k, v in sent.answers.items() if form.by_id[k].means == "kind"), None)
    kind = told_kind if isinstance(told_kind, str) else KINDS[sent.form]
    issue = next(
        (v for k, v in sent.answers.items() if form.by_id[k].means == "issue" and isinstance(v, str)), None
    )
    place = next((v for v in sent.answers.values() if isinstance(v, Place)), None)
    area = text_of(sent.answers, "area") or "other"
    # Somebody who names a place proposes something for that place.
    scope = text_of(sent.answers, "q_scope") or ("local" if place and told_kind else None)
    department, reason = office.assign(kind, area, place, issue, scope)
    due_at = office.due(RULES[kind], now)
    day = now.astimezone(office.calendar_zone).date()
    concern = Concern(
        id=sent.id,
        number=f"{office.prefix}-{day:%y%m%d}-{scene.records.next_serial(day):04}",
        kind=kind,
        form=sent.form,
        form_version=sent.version,
        area=area,
        answers={key: value for key, value in sent.answers.items() if not form.by_id[key].quiet},
        department=department,
        reason=reason,
        status=Status.ASSIGNED,
        pseudonym=pseudonym(sent.id),
        submitter=scene.actor.person,
        received_at=now,
        due_at=due_at,
        rule=RULES[kind],
        issue=issue,
        gu=_gu(office, place),
        community=scene.actor.community,
    )
    receipt = Show("receipt", {"number": concern.number, "due": concern.due_day})
    return Decision(
        concern=concern,
        entries=tuple(
            Entry(concern.id, now, act, scene.actor.person if act == "file" else None)
            for act in ("file", "triage", "assign")
        ),
        notices=(
            Notice(f"receipt:{concern.id}", (receipt,), Here(), concern.id, URGENT),
            to_desk(office, concern, "new", OfficersOf(department)),
        ),
    )


def _gu(office: Office, place: Place | None) -> str | None:
    if place is None:
        return None
    return place.gu if place.gu in office.directory.gus else locate(place.text, office.directory).gu


def add_message(scene: Scene, sent: Submission) -> Decision:
    """What the author writes later reaches whoever has the concern now."""
    concern = scene.case
    if concern.status == Status.NEEDS_INFO:
        return answered(scene, sent.answers)
    if concern.status is Status.CLOSED:
        return _after_the_end(scene, sent)
    return _passed_on(scene, sent)


def _after_the_end(scene: Scene, sent: Submission) -> Decision:
    """What is closed is looked at once more, with what was written; after that it is a new story."""
    again = reopen(scene)
    if again.concern is None:
        text = text_of(sent.answers, "text") or ""
        fresh = Offer(Phrase("button.fresh"), Begin("concern", given={"text": text}))
        told = tuple(replace(each, offers=(fresh,)) for each in again.answers if isinstance(each, Tell))
        return replace(again, answers=told)
    words = _passed_on(scene, sent)
    return replace(again, entries=(*again.entries, *words.entries), notices=(*again.notices, *words.notices))


def _passed_on(scene: Scene, sent: Submission) -> Decision:
    concern, seen = scene.case, seen_in(scene)
    card = Show(
        "case.message",
        case_params(concern),
        slots("message", scene.office.forms["message"], sent.answers),
        (reply_offer(seen), case_offer(seen)),
    )
    return Decision(
        entries=(Entry(concern.id, scene.now, "message", scene.actor.person, sent.answers),),
        notices=(
            # Not by the instant: two messages of one moment are two.
            Notice(f"message:{sent.id}", (card,), owner(seen), concern.id),
        ),
        answers=(Tell("message.passed_on", {"number": concern.number}),),
    )


def amend_filed(scene: Scene, sent: Amendment) -> Decision:
    """What the author answers after the receipt. The desk hears of it once, not of each answer."""
    if sent.field == "consent":
        return Decision(person={"consent": scene.office.notice_version})
    concern, answered = scene.concern, {sent.field: sent.value}
    if concern is None or concern.submitter != scene.actor.person:
        return no_such_number(desk=False)
    if scene.office.forms[sent.form].by_id[sent.field].reads and sent.field in concern.answers:
        return _put_right(scene, concern, answered)
    unlisted = answered.get("publish") == "n" and concern.title is not None
    window = int(scene.now.timestamp() // AMENDING.total_seconds())
    seen = seen_in(scene)
    told = Tell("case.amended", case_params(concern), (case_offer(seen),))
    return Decision(
        concern=replace(
            concern,
            answers={**concern.answers, **answered},
            title=None if unlisted else concern.title,
            version=concern.version + 1,
        ),
        listing=Listing(concern.id) if unlisted else None,
        entries=(Entry(concern.id, scene.now, "amended", scene.actor.person, answered),),
        notices=(
            Notice(
                f"amended:{concern.id}:{window}",
                (told,),
                owner(seen),
                concern.id,
                not_before=scene.now + AMENDING,
            ),
        ),
    )


def put_right(scene: Scene, sent: Submission) -> Decision:
    """What the author has put right and confirmed."""
    concern = scene.case
    if concern.status in OVER:
        return not_now(concern)
    return _put_right(scene, concern, sent.answers)


def _put_right(scene: Scene, concern: Concern, new: Mapping[str, Value]) -> Decision:
    """Only what was named changes; whoever has the concern is told at once, old beside new."""
    form = scene.office.forms[concern.form]
    changed = {key: value for key, value in new.items() if concern.answers.get(key) != value}
    rows = tuple(
        Row(
            "put_right.row",
            {
                "label": Named("field", f"{form.id}.{key}"),
                "was": _shown(form, key, concern.answers.get(key)),
                "now": _shown(form, key, value),
            },
        )
        for key, value in changed.items()
    )
    if not rows:
        return refuse(Tell("put_right.same", case_params(concern)), "nothing to put right")
    place = next((value for value in changed.values() if isinstance(value, Place)), None)
    after = replace(
        concern,
        answers={**concern.answers, **changed},
        gu=_gu(scene.office, place) if place else concern.gu,
        version=concern.version + 1,
    )
    seen = seen_in(scene)
    moves = _belongs_elsewhere(scene, after, place) if place else ()
    card = Show("case.put_right", case_params(after), rows, (*moves, reply_offer(seen), case_offer(seen)))
    return Decision(
        concern=after,
        entries=(Entry(concern.id, scene.now, "put_right", scene.actor.person, changed),),
        notices=(Notice(f"put_right:{concern.id}:{after.version}", (card,), owner(seen), concern.id),),
        answers=(Show("put_right.filed", case_params(after), rows),),
    )


def _belongs_elsewhere(scene: Scene, concern: Concern, place: Place) -> tuple[Offer, ...]:
    """The button that moves it to the place's station, where that is another; nothing moves by itself."""
    departments = scene.office.directory.departments
    to, _ = scene.office.assign(concern.kind, concern.area, place, concern.issue, "local")
    here, there = departments[concern.department].station, departments[to].station
    if here is None or there is None or here == there or not concern.is_open:
        return ()
    label = Phrase("button.transfer_to", {"department": Named("department", to)})
    return (Offer(label, Begin("transfer", concern.id, {"station": there})),)


def _shown(form: Form, key: str, value: Value | None) -> Param:
    asked = form.by_id.get(key)
    if value is None:
        return Phrase("put_right.nothing")
    return shown(form, asked, value) if asked else value


def withdraw(scene: Scene, _: Submission) -> Decision:
    """Its author takes it back; nobody works on it any more."""
    concern = scene.case
    step = arrow("withdraw", concern)
    if step is None or step.says is None:
        return not_now(concern)
    gone = replace(concern, status=step.after, version=concern.version + 1)
    told = Tell(step.says, {"number": gone.number})
    return Decision(
        concern=gone,
        entries=(Entry(concern.id, scene.now, "withdraw", scene.actor.person),),
        notices=(
            Notice(f"withdrawn:{concern.id}", (told,), Submitter(concern.id), concern.id),
            to_officer(gone, f"withdrawn:{concern.id}:desk", "case.withdrawn", {}),
            *left_behind(scene, gone),
        ),
    )
