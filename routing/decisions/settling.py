"""What comes of a concern: the outcome, later that it is done, and what people make of it."""

from dataclasses import replace

from intake.messages import Amendment, Named, Row, Submission, Tell
from routing.decisions.scene import Scene, not_now, text_of
from routing.decisions.steps import line, moved_on, to_author
from routing.lifecycle import arrow
from routing.model import Decision, Entry, Notice
from routing.telling import letters
from routing.telling.notices import URGENT, case_offer, owner
from routing.telling.showing import case_params

#: What the outcome is once everything promised is there.
ADOPTED = "adopted"


def outcome(scene: Scene, sent: Submission) -> Decision:
    """What comes of it, told to whoever wrote and joined."""
    concern = scene.case
    step = arrow("outcome", concern)
    if step is None:
        return not_now(concern)
    settled = moved_on(concern, step, outcome=str(sent.answers["outcome"]), outcome_at=scene.now)
    letter = letters.outcome(scene.office, concern, sent.answers, scene.now)
    return Decision(
        concern=settled,
        entries=(line(scene, "outcome", sent.answers),),
        notices=(to_author(settled, "outcome", letter, URGENT),),
        answers=(Tell("outcome.kept", {"number": concern.number}),),
    )


def done(scene: Scene, sent: Submission) -> Decision:
    """What was promised is there: everybody who wrote or joined sees before and after."""
    concern = scene.case
    step = arrow("done", concern)
    if step is None:
        return not_now(concern)
    settled = moved_on(concern, step, outcome=ADOPTED, outcome_at=scene.now)
    letter = letters.done(scene.office, concern, sent.answers, scene.now)
    if joined := len(scene.records.joiners(concern.id)):
        letter = replace(letter, rows=(*letter.rows, Row("done.voices", {"count": joined + 1})))
    return Decision(
        concern=settled,
        entries=(line(scene, "done", sent.answers),),
        notices=(to_author(settled, "done", letter, URGENT),),
        answers=(Tell("done.sent", {"number": concern.number}),),
    )


def felt(scene: Scene, sent: Submission) -> Decision:
    """What somebody who wrote or joined makes of the change."""
    concern, feeling = scene.case, text_of(sent.answers, "feeling") or ""
    told = Tell(
        "case.felt",
        {**case_params(concern), "feeling": Named("choice", f"felt.feeling.{feeling}")},
        (case_offer(concern),),
    )
    return Decision(
        entries=(Entry(concern.id, scene.now, "felt", scene.actor.person, sent.answers),),
        notices=(Notice(f"felt:{sent.id}", (told,), owner(concern), concern.id),),
        answers=(Tell(f"felt.{feeling}"),),
    )


def felt_more(scene: Scene, sent: Amendment) -> Decision:
    """What is still a problem, in their words."""
    concern = scene.case
    told = Tell("case.felt_how", {**case_params(concern), "words": sent.value}, (case_offer(concern),))
    return Decision(
        entries=(Entry(concern.id, scene.now, "felt", scene.actor.person, {sent.field: sent.value}),),
        notices=(Notice(f"felt:{sent.id}:{sent.field}", (told,), owner(concern), concern.id),),
    )
