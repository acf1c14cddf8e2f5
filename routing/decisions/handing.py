"""Where else a concern goes: to another department, to another agency, to another pair of hands."""

from collections.abc import Mapping

from intake.messages import Named, Phrase, Show, Submission, Tell, Value
from routing.decisions.scene import Scene, mend, not_now, refuse
from routing.decisions.steps import lettered, line, moved_on, to_author
from routing.directory.assign import handed_to
from routing.lifecycle import Arrow, arrow
from routing.model import Decision, Notice, OfficersOf, Timer
from routing.teaching import taught
from routing.telling import letters
from routing.telling.marks import colleague
from routing.telling.notices import to_desk
from routing.telling.showing import case_params

#: A department may send a concern on by itself so often; coordinators may so often.
BY_OFFICER, BY_COORDINATOR = 1, 2


def transfer(scene: Scene, sent: Submission) -> Decision:
    """Another department has it from now on; the clock runs on as if nothing had happened.

    Its author hears of it once the department's chat has taken the card: before, it would only be hoped.
    """
    concern, office = scene.case, scene.office
    step = arrow("transfer", concern)
    if step is None:
        return not_now(concern)
    to = handed_to(concern.department, concern.area, sent.answers, office.directory)
    if to is None or to == concern.department:
        return mend(Tell("transfer.nowhere", {"number": concern.number}), "no other department")
    if no := no_transfer(scene):
        return refuse(no, "transferred before")
    letter = letters.moved(office, concern, sent.answers, scene.now)
    return handed_over(scene, sent, step, to, letter, concern.transfers + 1)


def beginning(scene: Scene, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """A button that names a station says all but why."""
    return {"where": "station", "area": scene.case.area} if "station" in given else {}


def handed_over(
    scene: Scene, sent: Submission, step: Arrow, to: str, letter: Tell | Show, transfers: int
) -> Decision:
    """It is the other department's; its author hears of it once that has been told."""
    concern, office = scene.case, scene.office
    why = letters.text(sent.answers, "why")
    handed = moved_on(
        concern,
        step,
        department=to,
        area=letters.text(sent.answers, "area") or concern.area,
        reason=Phrase(
            "reason.moved",
            {"from": Named("department", concern.department), "why": letters.sentence(why)},
        ),
        taken_by=None,
        proposed_by=None,
        transfers=transfers,
    )
    card = to_desk(office, handed, "handed", OfficersOf(to))
    news = to_author(handed, "moved", letter, after=card.key)
    accept = Timer(
        f"accept:{concern.id}:{handed.version}", concern.id, "accept",
        office.after("accept", scene.now), {"department": to, "news": news.key},
    )  # fmt: skip
    return Decision(
        concern=handed,
        entries=(line(scene, "transfer", {**sent.answers, "from": concern.department, "to": to}),),
        notices=(card, news),
        timers=(accept,),
        # Whoever changes the area says what the text is about.
        taught=taught(office, concern, handed.area) if handed.area != concern.area else None,
        answers=(Tell("transfer.sent", {"number": concern.number, "department": Named("department", to)}),),
    )


def no_transfer(scene: Scene) -> Tell | None:
    """Why it may not be sent on again by this person; None when it may."""
    concern = scene.case
    if concern.transfers >= BY_COORDINATOR:
        return Tell("transfer.used_up", {"number": concern.number})
    if concern.transfers >= BY_OFFICER and not scene.actor.coordinates(concern.department):
        return Tell("transfer.coordinator", {"number": concern.number})
    return None


def refer(scene: Scene, sent: Submission) -> Decision:
    """Another agency must act; the thread stays here, and so does the duty to tell what comes of it."""
    return lettered(scene, sent)


def take_over(scene: Scene, _: Submission) -> Decision:
    """A colleague had it; both know who has it now. For its author nothing changes."""
    concern, before = scene.case, scene.case.taken_by
    step = arrow("take_over", concern)
    if step is None or before is None or before == scene.actor.person:
        return not_now(concern, "take_over")
    mine = moved_on(concern, step, taken_by=scene.actor.person)
    told = Tell("case.taken_over", {**case_params(mine), "colleague": colleague(scene.actor.person)})
    return Decision(
        concern=mine,
        entries=(line(scene, "take_over"),),
        notices=(
            Notice(
                f"over:{concern.id}:{mine.version}",
                (told,),
                OfficersOf(concern.department, before),
                concern.id,
            ),
        ),
        answers=(Tell("take_over.done", case_params(mine)),),
    )
