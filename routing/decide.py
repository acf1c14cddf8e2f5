"""What follows from what somebody sent: a submission and what stands already in, a decision out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from intake.messages import (
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
from routing.lifecycle import arrow
from routing.model import (
    Actor,
    Concern,
    Decision,
    Entry,
    Here,
    Notice,
    OfficersOf,
    Status,
    Submitter,
)
from routing.office import Office
from routing.showing import answer_rows, case_params, slots
from routing.telling import cannot, case_offer, owner, reply_offer, to_desk, to_officer

#: What each kind of form files, and the rule that sets its date.
KINDS = {"concern": "opinion", "proposal": "proposal", "inquiry": "inquiry", "praise": "praise"}
RULES = {kind: f"{kind}.answer" for kind in KINDS.values()}

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

URGENT = 1
#: Answers that follow the receipt within this time are told to the desk together.
AMENDING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, when, and what the office knows."""

    office: Office
    actor: Actor
    now: datetime


def file_concern(scene: Scene, sent: Submission, serial: int) -> Decision:
    """A new concern: received, triaged by the rules, assigned; its author gets the receipt."""
    office, now = scene.office, scene.now
    form = office.forms[sent.form]
    kind = KINDS[sent.form]
    issue = next(
        (v for k, v in sent.answers.items() if form.by_id[k].means == "issue" and isinstance(v, str)), None
    )
    place = next((v for v in sent.answers.values() if isinstance(v, Place)), None)
    area = _text(sent.answers, "area") or "other"
    department, reason = office.assign(kind, area, place, issue, _text(sent.answers, "q_scope"))
    due_at = office.due(RULES[kind], now)
    concern = Concern(
        id=sent.id,
        number=f"{office.prefix}-{now.astimezone(due_at.tzinfo):%y%m%d}-{serial:04}",
        kind=kind,
        form=sent.form,
        form_version=sent.version,
        area=area,
        answers={key: value for key, value in sent.answers.items() if not form.by_id[key].quiet},
        department=department,
        reason=reason,
        status=Status.ASSIGNED,
        pseudonym=_pseudonym(sent.id),
        submitter=scene.actor.person,
        received_at=now,
        due_at=due_at,
        rule=RULES[kind],
        issue=issue,
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


def take(scene: Scene, concern: Concern) -> Decision:
    """An officer takes a concern; its author is told which department has it."""
    if concern.taken_by is not None and concern.status == Status.REVIEWING:
        own = concern.taken_by == scene.actor.person
        phrase = "take.yours" if own else "take.gone"
        return refuse(Tell(phrase, case_params(concern), (reply_offer(concern),)), "taken already")
    step = arrow("take", concern)
    if step is None or step.says is None:
        return not_now(concern)
    taken = replace(concern, status=step.after, taken_by=scene.actor.person, version=concern.version + 1)
    told = Tell(
        step.says,
        {"number": taken.number, "department": Named("department", taken.department), "due": taken.due_day},
    )
    return Decision(
        concern=taken,
        entries=(Entry(concern.id, scene.now, "take", scene.actor.person),),
        notices=(Notice(f"taken:{concern.id}:{taken.version}", (told,), Submitter(concern.id), concern.id),),
        answers=(
            Show(
                "case.yours",
                case_params(taken),
                answer_rows(scene.office.forms[taken.form], taken.answers),
                (reply_offer(taken), case_offer(taken)),
            ),
        ),
    )


def send_reply(scene: Scene, concern: Concern, sent: Submission) -> Decision:
    """The department's answer goes out to whoever wrote."""
    step = arrow("reply", concern)
    if step is None:
        return not_now(concern)
    replied = replace(
        concern,
        status=step.after,
        taken_by=concern.taken_by or scene.actor.person,
        answered_at=scene.now,
        version=concern.version + 1,
    )
    form = scene.office.forms[sent.form]
    rating = scene.office.forms["rate"].by_id["score"]
    offers = tuple(
        Offer(
            Phrase("named", {"it": Named("choice", f"rate.score.{choice.code}")}),
            Begin("rate", concern.id, {"score": choice.code}),
        )
        for choice in rating.choices
    )
    write_back = Offer(Phrase("button.write_back"), Begin("message", concern.id))
    letter = Show(
        "reply",
        {"number": replied.number, "department": Named("department", replied.department)},
        (*slots("reply", form, sent.answers), Row("reply.rating", offers=offers)),
        (write_back,),
    )
    return Decision(
        concern=replied,
        entries=(Entry(concern.id, scene.now, "reply", scene.actor.person, sent.answers),),
        notices=(Notice(f"reply:{sent.id}", (letter,), Submitter(concern.id), concern.id, URGENT),),
        answers=(Tell("reply.sent", {"number": replied.number, "at": scene.now}),),
    )


def set_outcome(scene: Scene, concern: Concern, outcome: str) -> Decision:
    """What comes of the concern, told to whoever wrote."""
    step = arrow("outcome", concern)
    if step is None:
        return not_now(concern)
    settled = replace(concern, outcome=outcome, version=concern.version + 1)
    told = Tell(
        f"outcome.{outcome}",
        {"number": concern.number, "department": Named("department", concern.department)},
    )
    return Decision(
        concern=settled,
        entries=(Entry(concern.id, scene.now, "outcome", scene.actor.person, {"outcome": outcome}),),
        notices=(
            Notice(f"outcome:{concern.id}:{settled.version}", (told,), Submitter(concern.id), concern.id),
        ),
        answers=(Tell("outcome.kept", {"number": concern.number}),),
    )


def rate(scene: Scene, concern: Concern, sent: Mapping[str, Value], act: str = "rate") -> Decision:
    """How the answer was received. Rated again, the later rating stands beside the earlier."""
    if arrow("rate", concern) is None:
        return not_now(concern)
    return Decision(
        concern=None,
        entries=(Entry(concern.id, scene.now, act, scene.actor.person, sent),),
        notices=(
            to_officer(concern, f"rated:{concern.id}:{scene.now.timestamp()}", "case.rated", _rated(sent)),
        ),
        answers=(Tell("rated", {"number": concern.number}),) if act == "rate" else (),
    )


def _rated(sent: Mapping[str, Value]) -> dict[str, Param]:
    score = _text(sent, "score")
    field, code = ("score", score) if score else ("why", _text(sent, "why"))
    return {"score": Named("choice", f"rate.{field}.{code}")}


def reopen(scene: Scene, concern: Concern) -> Decision:
    """Its author asks for another look, once; the clock starts anew."""
    step = arrow("reopen", concern)
    if step is None:
        return refuse(Tell("reopen.once", {"number": concern.number}), "reopened before")
    again = replace(
        concern,
        status=step.after,
        due_at=scene.office.due(concern.rule, scene.now),
        reopened=concern.reopened + 1,
        version=concern.version + 1,
    )
    told = Tell("reopened", {"number": again.number, "due": again.due_day})
    return Decision(
        concern=again,
        entries=(Entry(concern.id, scene.now, "reopen", scene.actor.person),),
        notices=(
            Notice(f"reopened:{concern.id}:{again.version}", (told,), Submitter(concern.id), concern.id),
            to_desk(scene.office, again, "reopened", owner(again)),
        ),
    )


def add_message(scene: Scene, concern: Concern, sent: Mapping[str, Value]) -> Decision:
    """What the author writes later reaches whoever has the concern now."""
    card = Show(
        "case.message",
        case_params(concern),
        slots("message", scene.office.forms["message"], sent),
        (reply_offer(concern), case_offer(concern)),
    )
    return Decision(
        entries=(Entry(concern.id, scene.now, "message", scene.actor.person, sent),),
        notices=(
            Notice(f"message:{concern.id}:{scene.now.timestamp()}", (card,), owner(concern), concern.id),
        ),
        answers=(Tell("message.passed_on", {"number": concern.number}),),
    )


def amend(scene: Scene, concern: Concern, sent: Mapping[str, Value]) -> Decision:
    """What the author answers after the receipt. The desk hears of it once, not of each answer."""
    window = int(scene.now.timestamp() // AMENDING.total_seconds())
    told = Tell("case.amended", case_params(concern), (case_offer(concern),))
    return Decision(
        concern=replace(concern, answers={**concern.answers, **sent}, version=concern.version + 1),
        entries=(Entry(concern.id, scene.now, "amended", scene.actor.person, sent),),
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


def withdraw(scene: Scene, concern: Concern) -> Decision:
    """Its author takes it back; nobody works on it any more."""
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


def refuse(answer: Tell, why: str) -> Decision:
    """Nothing happens, and whoever acted is told why; the record keeps `why`."""
    return Decision(answers=(answer,), result=f"refused: {why}")


def not_now(concern: Concern) -> Decision:
    """The life cycle has no such step from where the concern stands."""
    return refuse(cannot(concern), f"from {concern.status}")


def _pseudonym(concern_id: str) -> str:
    digest = sha256(f"pseudonym:{concern_id}".encode()).digest()
    return f"{_LETTERS[digest[0] % len(_LETTERS)]}-{10 + digest[1] % 90}"


def _text(answers: Mapping[str, Value], key: str) -> str | None:
    value = answers.get(key)
    return value if isinstance(value, str) else None
