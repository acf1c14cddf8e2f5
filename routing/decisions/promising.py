"""A promise with a day: found in a reply, confirmed by its officer, remembered, and told when it is kept."""

from collections.abc import Mapping
from datetime import date, datetime, time

from intake.messages import Begin, Offer, Phrase, Submission, Tell, Value
from routing.clock.calendar import OPENS
from routing.decisions.approving import proposal
from routing.decisions.ringing import NEXT_NEWS
from routing.decisions.scene import Scene, not_now, refuse
from routing.decisions.steps import line, to_author
from routing.lifecycle import arrow
from routing.model import Concern, Decision, Entry, Timer
from routing.reading.dates import load_dates
from routing.telling import letters

DATES = load_dates()

#: Where in a reply something may be promised.
_PROMISES = ("will_by", "will", "hard")
#: So many days are offered to be remembered.
MOST = 3


def found(scene: Scene, concern: Concern, answers: Mapping[str, Value]) -> tuple[Tell, ...]:
    """The days that a reply promises, each with a button that has its officer reminded."""
    today = _today(scene)
    written = "\n".join(letters.text(answers, slot) for slot in _PROMISES)
    days = DATES.read(written, today)[:MOST]
    if not days:
        return ()
    offers = tuple(
        Offer(Phrase("button.promise", {"day": day}), Begin("promise", concern.id, {"day": day.isoformat()}))
        for day in days
    )
    return (Tell("promise.found", {"number": concern.number}, offers),)


def promise(scene: Scene, sent: Submission) -> Decision:
    """The officer confirms the day, and is reminded on it."""
    concern = scene.case
    days = DATES.read(letters.text(sent.answers, "day"), _today(scene))
    if not days:
        return refuse(Tell("promise.no_day", {"number": concern.number}), "no day to come")
    day = days[0].isoformat()
    what = _promised(scene)
    return Decision(
        entries=(line(scene, "promise", {"day": day, "what": what}),),
        timers=(reminder(scene, concern, days[0], what or Phrase("promise.something")),),
        answers=(Tell("promise.kept_in_mind", {"number": concern.number, "day": days[0]}),),
    )


def reminder(scene: Scene, concern: Concern, day: date, what: str | Phrase) -> Timer:
    """Rings when the office opens on the day."""
    at = datetime.combine(day, time(OPENS.hour), scene.office.calendar_zone)
    return Timer(f"promise:{concern.id}:{day}", concern.id, "promise", at, {"what": what})


def next_news(scene: Scene, concern: Concern, answers: Mapping[str, Value]) -> tuple[Timer, ...]:
    """The day on which interim news promised more."""
    days = DATES.read(letters.text(answers, "next"), _today(scene))
    return tuple(reminder(scene, concern, day, NEXT_NEWS) for day in days[:1])


def kept(scene: Scene, _: Submission) -> Decision:
    """What was promised is done: whoever wrote reads so, once for each promise."""
    concern = scene.case
    step = arrow("kept", concern)
    if step is None:
        return not_now(concern)
    thread = scene.records.thread(concern.id)
    promises = [entry for entry in thread if entry.act == "promise"]
    told = sum(entry.act == "kept" for entry in thread)
    if told >= len(promises):
        return refuse(Tell("kept.nothing", {"number": concern.number}), "no promise is open")
    what = letters.text(promises[told].values, "what")
    day = date.fromisoformat(letters.text(promises[told].values, "day"))
    letter = Tell("kept", {"number": concern.number, "what": letters.sentence(what), "day": day})
    notice = to_author(concern, f"kept:{told}", letter)
    return Decision(
        entries=(line(scene, "kept", {"what": what}),),
        notices=(notice,),
        answers=(Tell("kept.sent", {"number": concern.number}),),
    )


def _promised(scene: Scene) -> str:
    """What the last reply says will be done."""
    thread = scene.records.thread(scene.case.id)
    replies = [entry for entry in thread if entry.act == "reply"]
    last: Entry | None = replies[-1] if replies else proposal(thread)
    return letters.text(last.values, "will") if last else ""


def _today(scene: Scene) -> date:
    return scene.now.astimezone(scene.office.calendar_zone).date()
