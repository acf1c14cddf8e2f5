"""A concern comes in: filed, amended, written to, withdrawn by its author."""

from dataclasses import replace
from datetime import timedelta

from intake.messages import Amendment, Place, Show, Submission, Tell
from routing.decisions.conversing import answered
from routing.decisions.scene import Scene, no_such_number, not_now, text_of
from routing.lifecycle import arrow
from routing.marks import pseudonym
from routing.model import Concern, Decision, Entry, Here, Listing, Notice, OfficersOf, Status, Submitter
from routing.office import Office
from routing.places import locate
from routing.showing import case_params, slots
from routing.telling import URGENT, case_offer, owner, reply_offer, to_desk, to_officer

#: What each kind of form files, and the rule that sets its date.
KINDS = {"concern": "opinion", "proposal": "proposal", "inquiry": "inquiry", "praise": "praise"}
RULES = {kind: f"{kind}.answer" for kind in KINDS.values()}

#: Answers that follow the receipt within this time are told to the desk together.
AMENDING = timedelta(minutes=5)


def file_concern(scene: Scene, sent: Submission) -> Decision:
    """A new concern: received, triaged by the rules, assigned; its author gets the receipt."""
    office, now = scene.office, scene.now
    form = office.forms[sent.form]
    kind = KINDS[sent.form]
    issue = next(
        (v for k, v in sent.answers.items() if form.by_id[k].means == "issue" and isinstance(v, str)), None
    )
    place = next((v for v in sent.answers.values() if isinstance(v, Place)), None)
    area = text_of(sent.answers, "area") or "other"
    department, reason = office.assign(kind, area, place, issue, text_of(sent.answers, "q_scope"))
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
    )
    receipt = Tell("receipt", {"number": concern.number, "due": concern.due_day})
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
    card = Show(
        "case.message",
        case_params(concern),
        slots("message", scene.office.forms["message"], sent.answers),
        (reply_offer(concern), case_offer(concern)),
    )
    return Decision(
        entries=(Entry(concern.id, scene.now, "message", scene.actor.person, sent.answers),),
        notices=(
            Notice(f"message:{concern.id}:{scene.now.timestamp()}", (card,), owner(concern), concern.id),
        ),
        answers=(Tell("message.passed_on", {"number": concern.number}),),
    )


def amend_filed(scene: Scene, sent: Amendment) -> Decision:
    """What the author answers after the receipt. The desk hears of it once, not of each answer."""
    if sent.field == "consent":
        return Decision(person={"consent": scene.office.notice_version})
    concern, answered = scene.concern, {sent.field: sent.value}
    if concern is None or concern.submitter != scene.actor.person:
        return no_such_number()
    unlisted = answered.get("publish") == "n" and concern.title is not None
    window = int(scene.now.timestamp() // AMENDING.total_seconds())
    told = Tell("case.amended", case_params(concern), (case_offer(concern),))
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
                owner(concern),
                concern.id,
                not_before=scene.now + AMENDING,
            ),
        ),
    )


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
        ),
    )
