"""A second pair of eyes: where a department wants it, a reply is sent by a colleague of whoever wrote it."""

from collections.abc import Mapping, Sequence

from intake.messages import Begin, Offer, Phrase, Show, Submission, Tell, Value
from routing.decisions.scene import Scene, not_now, refuse
from routing.decisions.steps import in_hand, line, moved_on
from routing.lifecycle import arrow
from routing.model import Colleagues, Decision, Entry, Notice, OfficersOf
from routing.telling.marks import colleague
from routing.telling.notices import case_offer
from routing.telling.showing import case_params, slots


def proposal(thread: Sequence[Entry]) -> Entry | None:
    """The reply that waits for approval, or was sent back: the last one written."""
    return next((entry for entry in reversed(thread) if entry.act == "propose"), None)


def propose(scene: Scene, sent: Submission) -> Decision:
    """A reply is written; before it goes out, a colleague reads it."""
    concern = scene.case
    step = arrow("propose", concern)
    if step is None:
        return not_now(concern)
    waiting = moved_on(concern, step, taken_by=in_hand(scene), proposed_by=scene.actor.person)
    offers = (
        Offer(Phrase("button.approve"), Begin("approve", concern.id), "primary"),
        Offer(Phrase("button.disapprove"), Begin("disapprove", concern.id)),
        case_offer(concern),
    )
    params = {**case_params(concern), "colleague": colleague(scene.actor.person)}
    card = Show("case.proposed", params, slots("reply", scene.office.forms["reply"], sent.answers), offers)
    key = f"propose:{concern.id}:{waiting.version}"
    return Decision(
        concern=waiting,
        entries=(line(scene, "propose", sent.answers),),
        notices=(Notice(key, (card,), Colleagues(concern.department, scene.actor.person), concern.id),),
        answers=(Tell("propose.waits", {"number": concern.number}),),
    )


def nothing_waits(scene: Scene) -> Tell | None:
    """That no reply waits for approval; None when one does."""
    waits = scene.case.proposed_by is not None
    return None if waits else Tell("approve.nothing", {"number": scene.case.number})


def no_approval(scene: Scene) -> Tell | None:
    """Why this person may not approve it: nothing waits, or it is their own."""
    own = scene.case.proposed_by == scene.actor.person
    return Tell("approve.own", {"number": scene.case.number}) if own else nothing_waits(scene)


def disapprove(scene: Scene, sent: Submission) -> Decision:
    """Sent back with a reason; whoever wrote it finds the words again where the reply begins."""
    concern = scene.case
    step = arrow("propose", concern)
    if step is None:
        return not_now(concern)
    if no := nothing_waits(scene):
        return refuse(no, "nothing waits")
    back = moved_on(concern, step, proposed_by=None)
    why = {"why": sent.answers["why"], "colleague": colleague(scene.actor.person)}
    told = Tell(
        "case.disapproved",
        {**case_params(concern), **why},
        (Offer(Phrase("button.reply"), Begin("reply", concern.id)),),
    )
    to = OfficersOf(concern.department, concern.proposed_by)
    return Decision(
        concern=back,
        entries=(line(scene, "disapprove", sent.answers),),
        notices=(Notice(f"disapprove:{concern.id}:{back.version}", (told,), to, concern.id),),
        answers=(Tell("disapprove.sent", {"number": concern.number}),),
    )


def sent_back(scene: Scene) -> Mapping[str, Value]:
    """The words of a reply that was sent back to whoever begins anew; none otherwise."""
    thread = scene.records.thread(scene.case.id)
    written = proposal(thread)
    if written is None or written.by != scene.actor.person or scene.case.proposed_by is not None:
        return {}
    later = thread[thread.index(written) :]
    return written.values if any(entry.act == "disapprove" for entry in later) else {}
