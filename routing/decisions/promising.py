"""A promise with a day: found in a reply, confirmed by its officer, remembered, and told when it is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from intake.messages import Begin, Offer, Phrase, Row, Show, Submission, Tell, Value
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
        again = Offer(Phrase("button.another_day"), Begin("promise", concern.id))
        return refuse(Tell("promise.no_day", {"number": concern.number}, (again,)), "no day to come")
    day = days[0].isoformat()
    told = Tell("promise.kept_in_mind", {"number": concern.number, "day": days[0]})
    if any(letters.text(each.values, "day") == day for each in _left(scene)):
        return Decision(answers=(told,))
    what = _promised(scene, days[0])
    return Decision(
        entries=(line(scene, "promise", {"day": day, "what": what}),),
        timers=(reminder(scene, concern, days[0], what or Phrase("promise.something")),),
        answers=(told,),
    )


def reminder(scene: Scene, concern: Concern, day: date, what: str | Phrase) -> Timer:
    """Rings when the office opens on the day."""
    at = datetime.combine(day, time(OPENS.hour), scene.office.calendar_zone)
    return Timer(f"promise:{concern.id}:{day}", concern.id, "promise", at, {"what": what})


def next_news(scene: Scene, concern: Concern, answers: Mapping[str, Value]) -> tuple[Timer, ...]:
    """The day on which interim news promised more."""
    days = DATES.read(letters.text(answers, "next"), _today(scene))
    return tuple(reminder(scene, concern, day, NEXT_NEWS) for day in days[:1])


def kept(scene: Scene, sent: Submission) -> Decision:
    """What was promised is done: whoever wrote reads so, once for each promise; of several it asks which."""
    concern = scene.case
    step = arrow("kept", concern)
    if step is None:
        return not_now(concern)
    left = _left(scene)
    days = sorted({letters.text(each.values, "day") for each in left})
    chosen = letters.text(sent.answers, "day") or (days[0] if len(days) == 1 else "")
    if days and chosen not in days:
        return Decision(answers=(_which(concern, left),), result="asked which")
    if not days:
        return refuse(Tell("kept.nothing", {"number": concern.number}), "no promise is open")
    done = next(each for each in left if letters.text(each.values, "day") == chosen)
    # A day promised before there was an answer: what will be done stands in the answer.
    day = date.fromisoformat(chosen)
    what = letters.text(done.values, "what") or _promised(scene, day)
    letter = Tell("kept" if what else "kept.plain", {"number": concern.number, "what": what, "day": day})
    told = sum(each.act == "kept" for each in scene.records.thread(concern.id))
    return Decision(
        entries=(line(scene, "kept", {"day": chosen, "what": what}),),
        notices=(to_author(concern, f"kept:{told}", letter),),
        answers=(Tell("kept.sent", {"number": concern.number}),),
    )


def _left(scene: Scene) -> list[Entry]:
    """The promises of which nobody was told that they are kept, in the order they were made."""
    thread = scene.records.thread(scene.case.id)
    left = [each for each in thread if each.act == "promise"]
    for kept_one in (each for each in thread if each.act == "kept"):
        day = letters.text(kept_one.values, "day")
        left.remove(next(each for each in left if letters.text(each.values, "day") == day))
    return left


def _which(concern: Concern, left: Sequence[Entry]) -> Show:
    """The days that were promised, each with what was promised and its button."""
    rows = []
    for each in {letters.text(entry.values, "day"): entry for entry in left}.values():
        day = date.fromisoformat(letters.text(each.values, "day"))
        offer = Offer(
            Phrase("button.kept_by", {"day": day}), Begin("kept", concern.id, {"day": day.isoformat()})
        )
        rows.append(Row("kept.promised", {"day": day, "what": letters.text(each.values, "what")}, (offer,)))
    return Show("kept.which", {"number": concern.number}, tuple(rows))


def _promised(scene: Scene, day: date) -> str:
    """What the last reply says will be done by the day."""
    thread = scene.records.thread(scene.case.id)
    replies = [entry for entry in thread if entry.act == "reply"]
    last: Entry | None = replies[-1] if replies else proposal(thread)
    return DATES.part(letters.text(last.values, "will"), day, _today(scene)) if last else ""


def _today(scene: Scene) -> date:
    return scene.now.astimezone(scene.office.calendar_zone).date()
