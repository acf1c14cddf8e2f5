"""Its author judges the answer: a rating, and once another look."""

from collections.abc import Mapping
from dataclasses import replace

from intake.messages import Amendment, Named, Param, Submission, Tell, Value
from routing.decisions.scene import Scene, not_now, refuse, text_of
from routing.lifecycle import arrow
from routing.model import Decision, Entry, Notice, Status, Submitter
from routing.telling.notices import owner, to_desk, to_officer


def rate(scene: Scene, sent: Submission) -> Decision:
    """How the answer was received. Rated again, the later rating stands beside the earlier."""
    return _judged(scene, "rate", sent.id, sent.answers)


def rate_more(scene: Scene, sent: Amendment) -> Decision:
    """Why it was rated so, and whether somebody shall look again."""
    if (sent.field, sent.value) == ("again", "yes"):
        return reopen(scene)
    if sent.field == "again":
        return Decision()
    return _judged(scene, "rate_why", sent.id, {sent.field: sent.value})


def _judged(scene: Scene, act: str, key: str, sent: Mapping[str, Value]) -> Decision:
    concern = scene.case
    if arrow("rate", concern) is None:
        return not_now(concern)
    return Decision(
        concern=None,
        entries=(Entry(concern.id, scene.now, act, scene.actor.person, sent),),
        notices=(to_officer(concern, f"{act}:{key}", "case.rated", _rated(sent)),),
        answers=(Tell("rated", {"number": concern.number}),) if act == "rate" else (),
    )


def _rated(sent: Mapping[str, Value]) -> dict[str, Param]:
    score = text_of(sent, "score")
    field, code = ("score", score) if score else ("why", text_of(sent, "why"))
    return {"score": Named("choice", f"rate.{field}.{code}")}


def look_again(scene: Scene, _: Submission) -> Decision:
    """Its author asks for another look by a button of the answer."""
    return reopen(scene)


def reopen(scene: Scene) -> Decision:
    """Its author asks for another look, once; the clock starts anew."""
    concern = scene.case
    step = arrow("reopen", concern)
    if step is None and concern.status not in (Status.REPLIED, Status.CLOSED):
        return not_now(concern)
    if step is None:
        return refuse(Tell("reopen.once", {"number": concern.number}), "reopened before")
    if concern.reopened and concern.outcome_at is not None:
        # The one more that a refusal gives; the first stands open without a day.
        until = scene.office.after("look_again", concern.outcome_at)
        if scene.now > until:
            told_late = Tell("reopen.late", {"number": concern.number, "until": until.date()})
            return refuse(told_late, "too late")
    again = replace(
        concern,
        status=step.after,
        outcome=None,
        outcome_at=None,
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
            to_desk(scene.office, again, "reopened", owner(again), head=False),
        ),
    )
