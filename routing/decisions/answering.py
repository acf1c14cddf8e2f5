"""The desk answers: a concern is taken, replied to, and what comes of it is told."""

from collections.abc import Mapping
from dataclasses import replace

from intake.messages import Begin, Named, Offer, Phrase, Show, Submission, Tell, Value
from routing.decisions import promising
from routing.decisions.approving import no_approval, proposal, propose
from routing.decisions.scene import Scene, not_now, refuse
from routing.decisions.steps import line, moved_on, to_author
from routing.lifecycle import arrow
from routing.model import Concern, Decision, Entry, Notice, OfficersOf, Status, Submitter
from routing.telling import letters
from routing.telling.marks import colleague
from routing.telling.notices import URGENT, desk_offers, outcome_offer, reply_offer
from routing.telling.showing import answer_rows, case_params


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
    """The department's answer goes out, or to a colleague first where the department wants that."""
    if scene.office.directory.departments[scene.case.department].approval:
        return propose(scene, sent)
    return _sent(scene, sent.answers, scene.actor.person)


def approve(scene: Scene, _: Submission) -> Decision:
    """A colleague has read the reply as its author will, and sends it."""
    concern, number = scene.case, {"number": scene.case.number}
    thread = scene.records.thread(concern.id)
    written = proposal(thread)
    if (no := no_approval(scene)) or written is None:
        return refuse(no or Tell("approve.nothing", number), "not theirs to approve")
    decision = _sent(scene, written.values, written.by)
    if decision.concern is None:
        return decision
    params = {**case_params(concern), "colleague": colleague(scene.actor.person)}
    told = Tell("case.approved", params, (outcome_offer(decision.concern),))
    notice = Notice(
        f"approve:{concern.id}:{decision.concern.version}",
        (told, *promising.found(scene, concern, written.values)),
        OfficersOf(concern.department, written.by),
        concern.id,
    )
    return replace(
        decision,
        entries=(line(scene, "approve"), *decision.entries),
        notices=(*decision.notices, notice),
        answers=(_confirmed(scene, decision.concern),),
    )


def _sent(scene: Scene, answers: Mapping[str, Value], by: str | None) -> Decision:
    concern = scene.case
    step = arrow("reply", concern)
    if step is None:
        return not_now(concern)
    replied = moved_on(
        concern,
        step,
        taken_by=concern.taken_by or by,
        answered_at=scene.now,
        paused_at=None,
        asked_until=None,
        proposed_by=None,
    )
    letter = letters.replied(scene.office, concern, answers, scene.now)
    return Decision(
        concern=replied,
        entries=(Entry(concern.id, scene.now, "reply", by, answers),),
        notices=(to_author(replied, "reply", letter, URGENT),),
        answers=(_confirmed(scene, replied), *promising.found(scene, concern, answers)),
    )


def _confirmed(scene: Scene, replied: Concern) -> Tell:
    """That it went out, and that what comes of it is still to be told."""
    return Tell("reply.sent", {"number": replied.number, "at": scene.now}, (outcome_offer(replied),))
