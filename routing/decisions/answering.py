"""The desk answers: a concern is taken, replied to, and what comes of it is told."""

from dataclasses import replace

from intake.messages import Amendment, Begin, Named, Offer, Phrase, Show, Submission, Tell
from routing import letters
from routing.decisions.scene import Scene, not_now, refuse
from routing.lifecycle import arrow
from routing.marks import colleague
from routing.model import Decision, Entry, Notice, Status, Submitter
from routing.showing import answer_rows, case_params
from routing.telling import URGENT, desk_offers, reply_offer


def take(scene: Scene, _: Submission) -> Decision:
    """An officer takes a concern; its author is told which department has it."""
    concern = scene.case
    if concern.taken_by is not None and concern.status == Status.REVIEWING:
        own = concern.taken_by == scene.actor.person
        over = Offer(Phrase("button.take_over"), Begin("take_over", concern.id))
        params = {**case_params(concern), "colleague": colleague(concern.taken_by)}
        told = Tell("take.yours" if own else "take.gone", params, (reply_offer(concern),) if own else (over,))
        return refuse(told, "taken already")
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
                desk_offers(taken),
            ),
        ),
    )


def send_reply(scene: Scene, sent: Submission) -> Decision:
    """The department's answer goes out to whoever wrote."""
    concern = scene.case
    step = arrow("reply", concern)
    if step is None:
        return not_now(concern)
    replied = replace(
        concern,
        status=step.after,
        taken_by=concern.taken_by or scene.actor.person,
        answered_at=scene.now,
        paused_at=None,
        asked_until=None,
        proposed_by=None,
        version=concern.version + 1,
    )
    letter = letters.replied(scene.office, concern, sent.answers, scene.now)
    return Decision(
        concern=replied,
        entries=(Entry(concern.id, scene.now, "reply", scene.actor.person, sent.answers),),
        notices=(Notice(f"reply:{sent.id}", (letter,), Submitter(concern.id), concern.id, URGENT),),
        answers=(Tell("reply.sent", {"number": replied.number, "at": scene.now}),),
    )


def set_outcome(scene: Scene, sent: Amendment) -> Decision:
    """What comes of the concern, told to whoever wrote."""
    concern, outcome = scene.case, str(sent.value)
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
            Notice(
                f"outcome:{concern.id}:{settled.version}", (told,), Submitter(concern.id), concern.id, URGENT
            ),
        ),
        answers=(Tell("outcome.kept", {"number": concern.number}),),
    )
