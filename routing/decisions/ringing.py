"""A timer rings: who is reminded, alarmed or told. A ring whose reason has gone decides nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from intake.messages import Begin, Offer, Param, Phrase, Tell
from routing.decisions.scene import Scene
from routing.lifecycle import arrow
from routing.model import Audience, Concern, Coordinators, Decision, Entry, Notice, Status, Submitter, Timer
from routing.telling.notices import case_offer, owner, reply_offer
from routing.telling.showing import case_params

#: What rings together is told together.
TOGETHER = "reminders"
#: Until then, what else rings now has been collected.
COLLECTING = timedelta(minutes=1)
#: Stands for what was promised where that was only more news.
NEXT_NEWS = Phrase("promise.next_news")
NOTHING = Decision(result="its reason has gone")


def due_soon(scene: Scene, timer: Timer) -> Decision:
    """Whoever has the concern is reminded before the due time."""
    concern = scene.case
    if not _stands(concern, timer):
        return NOTHING
    return Decision(notices=(_notice(scene, timer, "clock.soon", concern, owner(concern)),))


def overdue(scene: Scene, timer: Timer) -> Decision:
    """The due time has passed: officer and coordinators are alarmed, its author is told by when they hear."""
    concern = scene.case
    if not _stands(concern, timer):
        return NOTHING
    when = {"when": _day(scene, scene.office.after("apology", scene.now))}
    params = {**case_params(concern), **when}
    told = Notice(
        f"{timer.key}:author", (Tell("clock.late_author", params),), Submitter(concern.id), concern.id
    )
    return Decision(
        entries=(Entry(concern.id, scene.now, "late", None),),
        notices=(
            _notice(scene, timer, "clock.late", concern, owner(concern), when),
            _alarm(scene, timer, "clock.late", concern, when),
            told,
        ),
    )


def without_first_word(scene: Scene, timer: Timer) -> Decision:
    """No person has said anything to its author yet: whoever should is reminded."""
    concern = scene.case
    if not _still_silent(concern, timer):
        return NOTHING
    return Decision(notices=(_notice(scene, timer, "clock.first_word", concern, owner(concern)),))


def silent(scene: Scene, timer: Timer) -> Decision:
    """Nothing was said to its author for too long: the coordinators hear of it, and whoever has it."""
    concern = scene.case
    if not _still_silent(concern, timer):
        return NOTHING
    since = {"since": _day(scene, concern.waiting_since or concern.received_at)}
    return Decision(
        notices=(
            _notice(scene, timer, "clock.silent", concern, owner(concern), since),
            _alarm(scene, timer, "clock.silent", concern, since),
        )
    )


def unanswered(scene: Scene, timer: Timer) -> Decision:
    """What its author was asked stands open: whoever asked decides how to go on."""
    concern = scene.case
    if concern.status is not Status.NEEDS_INFO or concern.waiting_since != timer.values.get("since"):
        return NOTHING
    notice = _notice(scene, timer, "clock.unanswered", concern, owner(concern))
    proceed = Offer(Phrase("button.proceed"), Begin("proceed", concern.id), "primary")
    told = Tell(
        "clock.unanswered", case_params(concern), (proceed, reply_offer(concern), case_offer(concern))
    )
    return Decision(notices=(replace(notice, prompts=(told,)),))


def interim(scene: Scene, timer: Timer) -> Decision:
    """Not answered for so long that its author must be told where it stands, and by when."""
    concern = scene.case
    if not concern.is_open:
        return NOTHING
    return Decision(notices=(_notice(scene, timer, "clock.interim", concern, owner(concern)),))


def outcome(scene: Scene, timer: Timer) -> Decision:
    """Answered, but what comes of it was not told."""
    concern = scene.case
    if concern.status is not Status.REPLIED or concern.outcome is not None:
        return NOTHING
    return Decision(
        notices=(
            _notice(scene, timer, "clock.outcome", concern, owner(concern)),
            _alarm(scene, timer, "clock.outcome", concern),
        )
    )


def accept(scene: Scene, timer: Timer) -> Decision:
    """Handed over to a department (`department`) that has not taken it: the coordinators hear of it.

    Its author does as well, where the news of it (`news`) waits for a chat that cannot be reached.
    """
    concern = scene.case
    if concern.status is not Status.ASSIGNED or concern.department != timer.values.get("department"):
        return NOTHING
    return Decision(
        notices=(
            _notice(scene, timer, "clock.accept", concern, owner(concern)),
            _alarm(scene, timer, "clock.accept", concern),
            Notice(
                f"{timer.key}:author",
                (Tell("clock.accept_author", case_params(concern)),),
                Submitter(concern.id),
                concern.id,
                instead=str(timer.values.get("news", "")),
            ),
        )
    )


def promise(scene: Scene, timer: Timer) -> Decision:
    """The day of something promised (`what`) has come."""
    concern = scene.case
    if concern.status in (Status.WITHDRAWN, Status.MERGED, Status.CLOSED):
        return NOTHING
    what = {"what": timer.values["what"]}
    news = what["what"] == NEXT_NEWS
    if news and not concern.is_open:
        return NOTHING
    day = _day(scene, timer.at).isoformat()
    if not news and _told(scene, day):
        return NOTHING
    notice = _notice(scene, timer, "clock.promise", concern, owner(concern), what)
    if news or arrow("kept", concern) is None:
        return Decision(notices=(notice,))
    kept = Offer(Phrase("button.kept"), Begin("kept", concern.id, {"day": day}), "primary")
    told = Tell("clock.promise", {**case_params(concern), **what}, (kept, case_offer(concern)))
    return Decision(notices=(replace(notice, prompts=(told,)),))


def _told(scene: Scene, day: str) -> bool:
    """Whether all that was promised for the day was told as kept before it came."""
    acts = [each.act for each in scene.records.thread(scene.case.id) if each.values.get("day") == day]
    return 0 < acts.count("promise") <= acts.count("kept")


def _stands(concern: Concern, timer: Timer) -> bool:
    """An answer is owed by the time the timer was set for, and nobody waits for its author."""
    return (
        concern.is_open
        and concern.status is not Status.NEEDS_INFO
        and concern.due_at == timer.values.get("due")
    )


def _still_silent(concern: Concern, timer: Timer) -> bool:
    return (
        concern.is_open
        and concern.status is not Status.NEEDS_INFO
        and concern.waiting_since == timer.values.get("since")
    )


def _day(scene: Scene, at: datetime) -> date:
    return at.astimezone(scene.office.calendar_zone).date()


def _notice(
    scene: Scene,
    timer: Timer,
    phrase: str,
    concern: Concern,
    audience: Audience,
    extra: Mapping[str, Param] | None = None,
) -> Notice:
    """One line for those who must act, with buttons to do so."""
    offers = (reply_offer(concern), case_offer(concern)) if concern.is_open else (case_offer(concern),)
    told = Tell(phrase, {**case_params(concern), **(extra or {})}, offers)
    return _collected(scene, Notice(f"{timer.key}:desk", (told,), audience, concern.id))


def _alarm(
    scene: Scene, timer: Timer, phrase: str, concern: Concern, extra: Mapping[str, Param] | None = None
) -> Notice:
    """The same line for the coordinators."""
    told = Tell(phrase, {**case_params(concern), **(extra or {})}, (case_offer(concern),))
    return _collected(scene, Notice(f"{timer.key}:alarm", (told,), Coordinators(), concern.id))


def _collected(scene: Scene, notice: Notice) -> Notice:
    return replace(notice, merge=TOGETHER, not_before=scene.now + COLLECTING)
