"""What comes of a concern: the outcome, later that it is done, and what people make of it."""

from dataclasses import replace

from intake.messages import Amendment, Named, Row, Show, Submission, Tell
from routing.decisions.scene import Scene, text_of
from routing.decisions.steps import lettered
from routing.model import Decision, Entry, Notice
from routing.telling.notices import URGENT, case_offer, owner
from routing.telling.showing import case_params

#: What the outcome is once everything promised is there.
ADOPTED = "adopted"


def outcome(scene: Scene, sent: Submission) -> Decision:
    """What comes of it, told to whoever wrote and joined."""
    return lettered(scene, sent, URGENT, outcome=str(sent.answers["outcome"]), outcome_at=scene.now)


def done(scene: Scene, sent: Submission) -> Decision:
    """What was promised is there: everybody who wrote or joined sees before and after."""
    decision = lettered(scene, sent, URGENT, outcome=ADOPTED, outcome_at=scene.now)
    joined = len(scene.records.joiners(scene.case.id))
    if not joined:
        return decision
    voices = Row("done.voices", {"count": joined + 1})
    return replace(decision, notices=tuple(_with_row(each, voices) for each in decision.notices))


def _with_row(notice: Notice, row: Row) -> Notice:
    shown = (replace(each, rows=(*each.rows, row)) for each in notice.prompts if isinstance(each, Show))
    return replace(notice, prompts=tuple(shown))


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
