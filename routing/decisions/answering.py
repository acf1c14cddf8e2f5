"""The desk answers: a concern is taken, replied to, and what comes of it is told."""

from dataclasses import replace

from intake.messages import Amendment, Begin, Named, Offer, Phrase, Row, Show, Submission, Tell
from routing.decisions.scene import Scene, not_now, refuse
from routing.lifecycle import arrow
from routing.model import Decision, Entry, Notice, Status, Submitter
from routing.showing import answer_rows, case_params, slots
from routing.telling import URGENT, case_offer, reply_offer


def take(scene: Scene, _: Submission) -> Decision:
    """An officer takes a concern; its author is told which department has it."""
    concern = scene.case
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
            Notice(f"outcome:{concern.id}:{settled.version}", (told,), Submitter(concern.id), concern.id),
        ),
        answers=(Tell("outcome.kept", {"number": concern.number}),),
    )
