"""More time: once by the office's own decision, a second time only if the author agrees."""

from dataclasses import replace
from datetime import datetime

from intake.messages import Submission, Tell
from routing.clock.calendar import SEOUL
from routing.decisions.scene import Scene, mend, not_now, refuse
from routing.decisions.steps import in_hand, lettered, line, moved_on, to_author
from routing.lifecycle import arrow
from routing.model import Concern, Decision, Entry, Timer
from routing.telling import letters
from routing.telling.notices import URGENT, to_officer

#: Extensions there may be in all.
MOST = 2


def extend(scene: Scene, sent: Submission) -> Decision:
    """A new date and why, before the old one is past; the second time a question."""
    concern = scene.case
    step = arrow("extend", concern)
    if step is None:
        return not_now(concern)
    if no := no_extension(scene):
        return refuse(no, "no extension now")
    later = scene.office.later(concern, int(letters.text(sent.answers, "days") or 0))
    if later is None:
        return mend(Tell("extend.too_long", {"number": concern.number, "due": concern.due_day}), "too long")
    if not concern.extensions:
        return lettered(scene, sent, due_at=later, extensions=1)
    letter = letters.extended(scene.office, concern, sent.answers, scene.now)
    asked = moved_on(concern, step, taken_by=in_hand(scene), asked_until=later)
    return Decision(
        concern=asked,
        entries=(line(scene, "extend_ask", sent.answers),),
        notices=(to_author(asked, "extend2", letter, URGENT),),
        timers=(_lapse(scene, asked, later),),
        answers=(Tell("extend.asked", {"number": concern.number, "due": concern.due_day}),),
    )


def _lapse(scene: Scene, asked: Concern, later: datetime) -> Timer:
    """When the question is past, and the date stays: before it, so that there is time to answer."""
    at = min(scene.office.after("consent", scene.now), asked.due_at)
    return Timer(f"consent:{asked.id}:{asked.version}", asked.id, "consent", at, {"until": later})


def lapsed(scene: Scene, timer: Timer) -> Decision:
    """Nobody agreed in time: the date stays, and whoever has it knows."""
    concern = scene.case
    if concern.asked_until != timer.values.get("until"):
        return Decision(result="its reason has gone")
    step = arrow("consent", concern)
    if step is None:
        return Decision(result="its reason has gone")
    settled = moved_on(concern, step, asked_until=None)
    return Decision(
        concern=settled,
        entries=(Entry(concern.id, scene.now, "lapsed", None),),
        notices=(to_officer(settled, f"{timer.key}:desk", "case.consent.lapsed", {}),),
    )


def no_extension(scene: Scene) -> Tell | None:
    """Why the date may not be moved now; None when it may."""
    concern = scene.case
    reasons = (
        ("too_late", scene.now >= concern.due_at),
        ("waiting", concern.asked_until is not None),
        ("used_up", concern.extensions >= MOST),
    )
    why = next((why for why, holds in reasons if holds), None)
    return Tell(f"extend.{why}", {"number": concern.number, "due": concern.due_day}) if why else None


def consent(scene: Scene, sent: Submission) -> Decision:
    """The author agrees, or does not; either way the office knows, and one date stands."""
    concern = scene.case
    step = arrow("consent", concern)
    if step is None or concern.asked_until is None:
        return refuse(Tell("consent.late", {"number": concern.number, "due": concern.due_day}), "not asked")
    agrees = letters.text(sent.answers, "agree") == "wait"
    code = "waits" if agrees else "refused"
    settled = moved_on(concern, step, asked_until=None)
    if agrees:
        due_at = max(concern.asked_until.astimezone(SEOUL), concern.due_at)
        settled = replace(settled, due_at=due_at, extensions=concern.extensions + 1)
    return Decision(
        concern=settled,
        entries=(line(scene, "consent", sent.answers),),
        notices=(to_officer(settled, f"consent:{concern.id}:{settled.version}", f"case.consent.{code}", {}),),
        answers=(Tell(f"consent.{code}", {"number": settled.number, "due": settled.due_day}),),
    )
